import { type Values, withDefaults } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, tdcConditionsSettings } from '../common/tdc-conditions.js';
import { TILES } from './description.js';

/** Shape of a drawn set; none of it is a measurement. */
export const anti0ConditionsSettings = {
  ...tdcConditionsSettings,
  deadChannels: { ...tdcConditionsSettings.deadChannels, default: 1 },
};

/**
 * The named set of conditions of the ANTI-0, a tile each.
 * @throws InputError for an unknown name.
 */
export const anti0Conditions = (
  name: string,
  values: Values<typeof anti0ConditionsSettings> = withDefaults(anti0ConditionsSettings),
): TdcConditions => tdcConditions('ANTI-0', TILES, name, values);
