import { type Values, withDefaults } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, tdcConditionsSettings } from '../common/tdc-conditions.js';
import { BLOCK_CODES } from './description.js';

/** Conditions of the LAV, true or assumed; blocks in the order of `BLOCK_CODES`, both thresholds of a block alike. */
export type LavConditions = TdcConditions;

/** Shape of a drawn set; none of it is a measurement. */
export const lavConditionsSettings = {
  ...tdcConditionsSettings,
  deadChannels: { ...tdcConditionsSettings.deadChannels, default: 5 },
};

/**
 * The named set of conditions of the LAV: 'nominal' or 'kaon-2018'.
 * @throws InputError for an unknown name.
 */
export const lavConditions = (
  name: string,
  values: Values<typeof lavConditionsSettings> = withDefaults(lavConditionsSettings),
): LavConditions => tdcConditions('LAV', BLOCK_CODES.length, name, values);
