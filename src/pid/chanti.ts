import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { ns } from '../core/units.js';
import {
  BARS,
  CHANNEL_INDEX,
  FALL_TIME,
  FIBRE_SPEED,
  GAIN,
  HIGH_DISCRIMINATOR,
  HYSTERESIS,
  LAYER_CODES,
  LOW_THRESHOLD,
  middlePath,
  PHOTOELECTRON_OFFSET,
  PHOTOELECTRONS,
  PIXELS,
  RISE_TIME,
  STATION_CODES,
} from '../detectors/chanti/description.js';
import { PulseShape } from '../detectors/common/pulse-shape.js';
import type { TdcConditions } from '../detectors/common/tdc-conditions.js';
import { FINE_WINDOW } from '../detectors/common/timing.js';
import { type chanti, HIGH_THRESHOLD } from '../event/raw-vetoes.js';
import { readoutFor, type TdcReadout, tdcHits } from './tdc-hits.js';
import type { VetoFinder } from './veto-hit.js';

/** Settings of the hits of the CHANTI: `--set chanti-hits.<name>=<value>`. */
export const chantiHitSettings = {
  timeSigma: {
    default: 1.1 * ns,
    unit: 'ns',
    doc: 'standard deviation of the time of a bar, slewing taken off: that of the bar, 1 ns, and the way of the light, which is not known',
    source: 'DET §4.3 (1512.00244)',
  },
  slewing: { default: 1, unit: '', doc: '1 takes slewing off, by the time over threshold; 0 does not', source: 'none' },
} satisfies Settings;

/** Layer and number of a bar. */
export const layerOf = (channel: number): number => (channel % STATION_CODES >= LAYER_CODES ? 1 : 0);
export const barOf = (channel: number) => BARS[layerOf(channel)]![channel % LAYER_CODES]!;

/** Beyond this the saturation of a SiPM is not taken off. */
const MOST_FIRED = 0.99 * PIXELS;

/** The end of a pulse, a hysteresis below the threshold, has the longer lever on the amplitude: both edges are taken there. */
const READOUT: TdcReadout = {
  detector: 'CHANTI',
  window: FINE_WINDOW,
  shape: new PulseShape(RISE_TIME, FALL_TIME),
  thresholds: [LOW_THRESHOLD - HYSTERESIS, HIGH_DISCRIMINATOR - HYSTERESIS],
  highThreshold: HIGH_THRESHOLD,
  index: (channel) => CHANNEL_INDEX[channel] ?? -1,
  delay: (channel) => middlePath(layerOf(channel), barOf(channel).side) / FIBRE_SPEED,
  sigma: chantiHitSettings.timeSigma.default,
  slewing: true,
  energy: (amplitude) => {
    const fired = Math.min(MOST_FIRED, amplitude / GAIN);
    const photoelectrons = -PIXELS * Math.log1p(-fired / PIXELS);
    return Math.max(0, photoelectrons - PHOTOELECTRON_OFFSET) / PHOTOELECTRONS;
  },
};

const readout = readoutFor(({ timeSigma, slewing }: Values<typeof chantiHitSettings>) => ({
  ...READOUT,
  sigma: timeSigma,
  slewing: slewing !== 0,
}));

/**
 * Hits of the CHANTI in an event, one a bar, by channel and time; the light is taken to come from the middle of the bar.
 * @throws RangeError for a channel that is none
 */
export const findChantiHits: VetoFinder<typeof chanti, TdcConditions, Values<typeof chantiHitSettings>> = (
  rows,
  row,
  fineTime,
  conditions,
  values = withDefaults(chantiHitSettings),
) => tdcHits(rows, row, fineTime, readout(values), conditions);
