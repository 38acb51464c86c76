import type { Values } from '../core/settings.js';
import type { TdcConditions } from '../detectors/common/tdc-conditions.js';
import { FINE_WINDOW } from '../detectors/common/timing.js';
import { STATIONS, TILES } from '../detectors/veto-counter/description.js';
import type { vetoCounter } from '../event/raw-vetoes.js';
import { tdcHits } from './tdc-hits.js';
import { tileHitSettings, tileReadout } from './upstream-tiles.js';
import type { VetoFinder } from './veto-hit.js';

/** Settings of the hits of the VetoCounter: `--set veto-counter-hits.<name>=<value>`. */
export const vetoCounterHitSettings = tileHitSettings;

const readout = tileReadout({
  detector: 'VetoCounter',
  window: FINE_WINDOW,
  index: (tile) => (tile < STATIONS * TILES ? tile : -1),
});

/**
 * Hits of the VetoCounter in an event, by tile and time.
 * @throws RangeError for a tile that is none
 */
export const findVetoCounterHits: VetoFinder<
  typeof vetoCounter,
  TdcConditions,
  Values<typeof vetoCounterHitSettings>
> = (rows, row, fineTime, conditions, values) => tdcHits(rows, row, fineTime, readout(values), conditions);
