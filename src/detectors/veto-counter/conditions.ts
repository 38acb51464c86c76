import { type Values, withDefaults } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, tdcConditionsSettings } from '../common/tdc-conditions.js';
import { STATIONS, TILES } from './description.js';

/** Shape of a drawn set; none of it is a measurement. */
export const vetoCounterConditionsSettings = {
  ...tdcConditionsSettings,
  deadChannels: { ...tdcConditionsSettings.deadChannels, default: 0 },
};

/**
 * The named set of conditions of the VetoCounter, by station·11 + tile.
 * @throws InputError for an unknown name.
 */
export const vetoCounterConditions = (
  name: string,
  values: Values<typeof vetoCounterConditionsSettings> = withDefaults(vetoCounterConditionsSettings),
): TdcConditions => tdcConditions('VetoCounter', STATIONS * TILES, name, values);
