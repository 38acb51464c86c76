import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { shashlikSettings } from '../shashlik/settings.js';
import { ShashlikEmulator } from '../shashlik/shashlik.js';
import type { SacConditions } from './conditions.js';
import { SAC, SAC_PULSE } from './description.js';

export const sacSettings = {
  ...shashlikSettings,
  positionSharing: {
    ...shashlikSettings.positionSharing,
    default: 0,
    source: 'DET §4.11 (FW19): 25 ± 4 % a channel, wherever the shower is',
  },
  emissionTime: { ...shashlikSettings.emissionTime, default: SAC_PULSE.emissionTime },
  channelSigma: { ...shashlikSettings.channelSigma, default: SAC_PULSE.sigma },
} satisfies Settings;

/** Emulator of the SAC: each of its four channels has about a quarter of the light. */
export const sacEmulator = (
  conditions: SacConditions,
  values: Values<typeof sacSettings> = withDefaults(sacSettings),
): ShashlikEmulator => new ShashlikEmulator(SAC, conditions, values);
