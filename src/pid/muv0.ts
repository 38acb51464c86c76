import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { FINE_WINDOW } from '../detectors/common/timing.js';
import type { Muv0Conditions } from '../detectors/muv0/conditions.js';
import { CHANNEL_SIGMA, MUV0_COUNTERS, MUV0_SHAPE, THRESHOLD } from '../detectors/muv0/description.js';
import type { muv0 } from '../event/raw-vetoes.js';
import { isQuiet, readoutFor, type TdcReadout, tdcHits } from './tdc-hits.js';
import type { VetoFinder } from './veto-hit.js';

/** Settings of the hits of the MUV0: `--set muv0-hits.<name>=<value>`. */
export const muv0HitSettings = {
  timeSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'standard deviation of the time of a hit, slewing taken off',
    source: 'not found: placeholder',
  },
} satisfies Settings;

const READOUT: Omit<TdcReadout, 'sigma'> = {
  detector: 'MUV0',
  window: FINE_WINDOW,
  shape: MUV0_SHAPE,
  thresholds: [THRESHOLD],
  index: (channel) => (channel < MUV0_COUNTERS ? channel : -1),
  slewing: true,
};

const readout = readoutFor(({ timeSigma }: Values<typeof muv0HitSettings>) => ({ ...READOUT, sigma: timeSigma }));

/**
 * Hits of the MUV0 in an event, by counter and time; no energies.
 * @throws RangeError for a channel that is none
 */
export const findMuv0Hits: VetoFinder<typeof muv0, Muv0Conditions, Values<typeof muv0HitSettings>> = (
  rows,
  row,
  fineTime,
  conditions,
  values = withDefaults(muv0HitSettings),
) => (isQuiet(rows, row) ? [] : tdcHits(rows, row, fineTime, readout(values), conditions));
