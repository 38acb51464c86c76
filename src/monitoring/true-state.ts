import { particle } from '../core/particles.js';
import type { Rows } from '../event/table.js';
import type { particles } from '../event/truth.js';
import type { Field } from '../transport/field.js';
import { SwimPath } from '../transport/step-grid.js';
import { swim } from '../transport/swim.js';

const path = new SwimPath();

/**
 * State (x, y, tx, ty, qp) at `z` that row `k` of the true particles would have had on its way without matter, swum from where it was
 * made through `field`; `z` must lie before the first matter for it to be the true state.
 */
export function trueStateAt(list: Rows<typeof particles>, k: number, z: number, field: Field, out: Float64Array): void {
  const c = list.columns;
  const px = c.px[k]!;
  const py = c.py[k]!;
  const pz = c.pz[k]!;
  out[0] = c.x[k]!;
  out[1] = c.y[k]!;
  out[2] = px / pz;
  out[3] = py / pz;
  out[4] = particle(c.pdg[k]!).charge / Math.sqrt(px * px + py * py + pz * pz);
  swim(path.between(field, c.z[k]!, z), 0, 1, out);
}
