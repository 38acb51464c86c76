import type { Values } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, type tdcConditionsSettings } from '../common/tdc-conditions.js';
import { HASC_CHANNELS } from './description.js';

/** Conditions of the HASC, true or assumed; channels 0–89. */
export type HascConditions = TdcConditions;

/**
 * The named set of conditions of the HASC: 'nominal' or 'kaon-2018'.
 * @throws InputError for an unknown name.
 */
export const hascConditions = (name: string, values?: Values<typeof tdcConditionsSettings>): HascConditions =>
  tdcConditions('HASC', HASC_CHANNELS, name, values);
