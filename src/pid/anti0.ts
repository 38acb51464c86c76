import type { Values } from '../core/settings.js';
import { TILES } from '../detectors/anti0/description.js';
import type { TdcConditions } from '../detectors/common/tdc-conditions.js';
import { FINE_WINDOW } from '../detectors/common/timing.js';
import type { anti0 } from '../event/raw-vetoes.js';
import { tdcHits } from './tdc-hits.js';
import { tileHitSettings, tileReadout } from './upstream-tiles.js';
import type { VetoFinder } from './veto-hit.js';

/** Settings of the hits of the ANTI-0: `--set anti0-hits.<name>=<value>`. */
export const anti0HitSettings = tileHitSettings;

const readout = tileReadout({ detector: 'ANTI-0', window: FINE_WINDOW, index: (tile) => (tile < TILES ? tile : -1) });

/**
 * Hits of the ANTI-0 in an event, by tile and time.
 * @throws RangeError for a tile that is none
 */
export const findAnti0Hits: VetoFinder<typeof anti0, TdcConditions, Values<typeof anti0HitSettings>> = (
  rows,
  row,
  fineTime,
  conditions,
  values,
) => tdcHits(rows, row, fineTime, readout(values), conditions);
