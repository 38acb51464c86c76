import { type Values, withDefaults } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, tdcConditionsSettings } from '../common/tdc-conditions.js';
import { CHANNEL_CODES } from './description.js';

/** Shape of a drawn set; none of it is a measurement. */
export const chantiConditionsSettings = {
  ...tdcConditionsSettings,
  deadChannels: { ...tdcConditionsSettings.deadChannels, default: 2 },
};

/**
 * The named set of conditions of the CHANTI, bars in the order of `CHANNEL_CODES`.
 * @throws InputError for an unknown name.
 */
export const chantiConditions = (
  name: string,
  values: Values<typeof chantiConditionsSettings> = withDefaults(chantiConditionsSettings),
): TdcConditions => tdcConditions('CHANTI', CHANNEL_CODES.length, name, values);
