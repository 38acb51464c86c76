import type { Values } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, type tdcConditionsSettings } from '../common/tdc-conditions.js';
import { SHASHLIK_CHANNELS } from '../shashlik/description.js';

/** Conditions of the SAC, true or assumed; channels 0–3. */
export type SacConditions = TdcConditions;

/**
 * The named set of conditions of the SAC: 'nominal' or 'kaon-2018'.
 * @throws InputError for an unknown name.
 */
export const sacConditions = (name: string, values?: Values<typeof tdcConditionsSettings>): SacConditions =>
  tdcConditions('SAC', SHASHLIK_CHANNELS, name, values);
