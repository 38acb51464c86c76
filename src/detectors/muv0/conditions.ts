import type { Values } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, type tdcConditionsSettings } from '../common/tdc-conditions.js';
import { MUV0_COUNTERS } from './description.js';

/** Conditions of the MUV0, true or assumed; counters 0–8. */
export type Muv0Conditions = TdcConditions;

/**
 * The named set of conditions of the MUV0: 'nominal' or 'kaon-2018'.
 * @throws InputError for an unknown name.
 */
export const muv0Conditions = (name: string, values?: Values<typeof tdcConditionsSettings>): Muv0Conditions =>
  tdcConditions('MUV0', MUV0_COUNTERS, name, values);
