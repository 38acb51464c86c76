import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { shashlikSettings } from '../shashlik/settings.js';
import { ShashlikEmulator } from '../shashlik/shashlik.js';
import type { IrcConditions } from './conditions.js';
import { IRC, IRC_PULSE } from './description.js';

const notFound = 'not found: as the SAC, DET §4.11 (FW19)';

export const ircSettings = {
  ...shashlikSettings,
  lowThreshold: { ...shashlikSettings.lowThreshold, source: notFound },
  highThreshold: { ...shashlikSettings.highThreshold, source: notFound },
  sharingSpread: { ...shashlikSettings.sharingSpread, source: notFound },
  emissionTime: { ...shashlikSettings.emissionTime, default: IRC_PULSE.emissionTime },
  channelSigma: { ...shashlikSettings.channelSigma, default: IRC_PULSE.sigma },
} satisfies Settings;

/** Emulator of the IRC: each of its four segments has the light of its quadrant. */
export const ircEmulator = (
  conditions: IrcConditions,
  values: Values<typeof ircSettings> = withDefaults(ircSettings),
): ShashlikEmulator => new ShashlikEmulator(IRC, conditions, values);
