import type { Has } from '../event/batch.js';
import type { particles } from '../event/truth.js';

/** The particle without parent that particle `k` of event `row` comes from, both as indices in the event. */
export function rootOf({ particles: { offsets, columns } }: Has<typeof particles>, row: number, k: number): number {
  let root = k;
  for (let p = k; p >= 0; p = columns.parent[offsets[row]! + p]!) root = p;
  return root;
}
