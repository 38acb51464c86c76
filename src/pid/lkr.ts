import { type Values, withDefaults } from '../core/settings.js';
import type { LkrConditions } from '../detectors/lkr/conditions.js';
import { CELL, CODES } from '../detectors/lkr/description.js';
import { triggers } from '../event/raw.js';
import { lkr } from '../event/raw-downstream.js';
import { lkrClusters } from '../event/run-downstream.js';
import { type Stage, stage } from '../event/stage.js';
import { LkrCells } from './lkr-cells.js';
import { ClusterFinder } from './lkr-clusters.js';
import { lkrClusterSettings } from './lkr-settings.js';

/** What the LKr reconstruction assumes. */
export interface LkrReconstruction {
  readonly conditions: LkrConditions;
  readonly settings?: Partial<Values<typeof lkrClusterSettings>>;
}

/** LKr clusters from the samples of the cells. Independent of the order of the rows. */
export function findLkrClusters(
  assumed: LkrReconstruction,
): Stage<readonly [typeof triggers, typeof lkr], readonly [typeof lkrClusters]> {
  const settings = withDefaults(lkrClusterSettings, assumed.settings);
  const { conditions } = assumed;
  for (const [name, { length }] of Object.entries(conditions)) {
    if (length !== CODES) throw new RangeError(`LKr conditions of ${length} channels in ${name}, expected ${CODES}`);
  }
  if (settings.radius > 5.5 * CELL + 2) throw new RangeError('LKr clusters reach 5 cells at most');
  const cells = new LkrCells();
  const finder = new ClusterFinder(conditions, settings);

  return stage('lkr.clusters', { reads: [triggers, lkr], writes: [lkrClusters] }, (batch, row, out) => {
    const start = batch.lkr.offsets[row]!;
    const end = batch.lkr.offsets[row + 1]!;
    if (end - start > settings.maxCells)
      throw new RangeError(`${end - start} LKr cells, more than ${settings.maxCells}`);
    cells.read(batch.lkr, start, end, batch.triggers.columns.fine_time[row]!, conditions);
    finder.find(cells, out.lkr_clusters);
  });
}
