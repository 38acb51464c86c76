import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { FINE_WINDOW } from '../detectors/common/timing.js';
import type { HascConditions } from '../detectors/hasc/conditions.js';
import {
  CHANNEL_SIGMA,
  fibreLength,
  HASC_CHANNELS,
  HASC_SHAPE,
  LIGHT_SPEED,
  THRESHOLD,
} from '../detectors/hasc/description.js';
import type { hasc } from '../event/raw-vetoes.js';
import { isQuiet, readoutFor, type TdcReadout, tdcHits } from './tdc-hits.js';
import type { VetoFinder } from './veto-hit.js';

/** Settings of the hits of the HASC: `--set hasc-hits.<name>=<value>`. */
export const hascHitSettings = {
  timeSigma: {
    default: CHANNEL_SIGMA,
    unit: 'ns',
    doc: 'standard deviation of the time of a hit, slewing taken off',
    source: 'not found: placeholder',
  },
} satisfies Settings;

const READOUT: Omit<TdcReadout, 'sigma'> = {
  detector: 'HASC',
  window: FINE_WINDOW,
  shape: HASC_SHAPE,
  thresholds: [THRESHOLD],
  index: (channel) => (channel < HASC_CHANNELS ? channel : -1),
  delay: (channel) => fibreLength(channel) / LIGHT_SPEED,
  slewing: true,
};

const readout = readoutFor(({ timeSigma }: Values<typeof hascHitSettings>) => ({ ...READOUT, sigma: timeSigma }));

/**
 * Hits of the HASC in an event, by channel and time, the way of the light taken off; no energies.
 * @throws RangeError for a channel that is none
 */
export const findHascHits: VetoFinder<typeof hasc, HascConditions, Values<typeof hascHitSettings>> = (
  rows,
  row,
  fineTime,
  conditions,
  values = withDefaults(hascHitSettings),
) => (isQuiet(rows, row) ? [] : tdcHits(rows, row, fineTime, readout(values), conditions));
