import { type Values, withDefaults } from '../../core/settings.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { StripEmulator } from '../muv-strips/emulate.js';
import { stripSettings } from '../muv-strips/settings.js';
import { MUV2 } from './description.js';

/** Settings of the MUV2 emulator: `--set muv2.<name>=<value>`. */
export const muv2Settings = stripSettings;

/** Emulator of the MUV2. */
export const muv2Emulator = (
  conditions: TdcConditions,
  values: Values<typeof muv2Settings> = withDefaults(muv2Settings),
): StripEmulator => new StripEmulator(MUV2, conditions, values);
