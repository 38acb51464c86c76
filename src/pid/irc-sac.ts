import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { PulseShape } from '../detectors/common/pulse-shape.js';
import type { IrcConditions } from '../detectors/irc/conditions.js';
import { IRC, IRC_PULSE } from '../detectors/irc/description.js';
import type { SacConditions } from '../detectors/sac/conditions.js';
import { SAC, SAC_PULSE } from '../detectors/sac/description.js';
import {
  GAIN,
  HIGH_DISCRIMINATOR,
  LOW_THRESHOLD,
  RISE_TIME,
  SHASHLIK_CHANNELS,
  type ShashlikGeometry,
  type ShashlikPulse,
} from '../detectors/shashlik/description.js';
import { HIGH_THRESHOLD, type irc, type sac } from '../event/raw-vetoes.js';
import { isQuiet, readoutFor, type TdcReadout, tdcHits } from './tdc-hits.js';
import type { VetoFinder } from './veto-hit.js';

const timeSigma = {
  unit: 'ns',
  doc: 'standard deviation of the time of a hit, slewing taken off',
  source: 'DET §4.11 (FW19)',
} as const;

/** Settings of the hits of the IRC: `--set irc-hits.<name>=<value>`. */
export const ircHitSettings = {
  timeSigma: { default: IRC_PULSE.sigma, ...timeSigma },
  slewing: { default: 1, unit: '', doc: '1 takes slewing off, by the time over threshold; 0 does not', source: 'none' },
} satisfies Settings;

/** Settings of the hits of the SAC: `--set sac-hits.<name>=<value>`. */
export const sacHitSettings = {
  ...ircHitSettings,
  timeSigma: { default: SAC_PULSE.sigma, ...timeSigma },
} satisfies Settings;

/** How a detector of this kind is read back. */
function readoutOf({ name, window }: ShashlikGeometry, { emissionTime, sigma }: ShashlikPulse): TdcReadout {
  return {
    detector: name.toUpperCase(),
    window,
    shape: new PulseShape(RISE_TIME, emissionTime),
    thresholds: [LOW_THRESHOLD, HIGH_DISCRIMINATOR],
    highThreshold: HIGH_THRESHOLD,
    index: (channel) => (channel < SHASHLIK_CHANNELS ? channel : -1),
    sigma,
    slewing: true,
    energy: (amplitude) => amplitude / GAIN,
  };
}

type HitValues = Values<typeof ircHitSettings>;
const assuming = (readout: TdcReadout) =>
  readoutFor(({ timeSigma: sigma, slewing }: HitValues) => ({ ...readout, sigma, slewing: slewing !== 0 }));
const ircReadout = assuming(readoutOf(IRC, IRC_PULSE));
const sacReadout = assuming(readoutOf(SAC, SAC_PULSE));

/**
 * Hits of the IRC in an event, by segment and time; energies [MeV] are those a photon leaves in the segment.
 * @throws RangeError for a channel that is none
 */
export const findIrcHits: VetoFinder<typeof irc, IrcConditions, HitValues> = (
  rows,
  row,
  fineTime,
  conditions,
  values = withDefaults(ircHitSettings),
) => (isQuiet(rows, row) ? [] : tdcHits(rows, row, fineTime, ircReadout(values), conditions));

/**
 * Hits of the SAC in an event, by channel and time; energies [MeV] are those a photon leaves in the channel, a quarter of its own.
 * @throws RangeError for a channel that is none
 */
export const findSacHits: VetoFinder<typeof sac, SacConditions, HitValues> = (
  rows,
  row,
  fineTime,
  conditions,
  values = withDefaults(sacHitSettings),
) => (isQuiet(rows, row) ? [] : tdcHits(rows, row, fineTime, sacReadout(values), conditions));
