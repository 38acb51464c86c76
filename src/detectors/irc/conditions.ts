import type { Values } from '../../core/settings.js';
import { type TdcConditions, tdcConditions, type tdcConditionsSettings } from '../common/tdc-conditions.js';
import { SHASHLIK_CHANNELS } from '../shashlik/description.js';

/** Conditions of the IRC, true or assumed; channels 0–3. */
export type IrcConditions = TdcConditions;

/**
 * The named set of conditions of the IRC: 'nominal' or 'kaon-2018'.
 * @throws InputError for an unknown name.
 */
export const ircConditions = (name: string, values?: Values<typeof tdcConditionsSettings>): IrcConditions =>
  tdcConditions('IRC', SHASHLIK_CHANNELS, name, values);
