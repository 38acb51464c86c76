import { type Values, withDefaults } from '../../core/settings.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { StripEmulator } from '../muv-strips/emulate.js';
import { stripSettings } from '../muv-strips/settings.js';
import { MUV1 } from './description.js';

/** Settings of the MUV1 emulator: `--set muv1.<name>=<value>`. */
export const muv1Settings = stripSettings;

/** Emulator of the MUV1. */
export const muv1Emulator = (
  conditions: TdcConditions,
  values: Values<typeof muv1Settings> = withDefaults(muv1Settings),
): StripEmulator => new StripEmulator(MUV1, conditions, values);
