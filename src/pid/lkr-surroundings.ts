import type { LkrConditions } from '../detectors/lkr/conditions.js';
import { CODES, GRID, isCell, REACH } from '../detectors/lkr/description.js';

/** Bits of `flags`. */
export const ClusterFlag = { nearHole: 1, nearEdge: 2, shares: 4, saturated: 8, deadCell: 16 } as const;

const MIDDLE = 0.5 * (GRID - 1);
/** Bit of `surroundings` alone: some cell within reach is missing. */
export const LACKING = 128;

/** What the surroundings of a cell lack: bits of `ClusterFlag`, dead cells those of 3 × 3; 0 when every cell within reach is alive. */
export function surroundings({ gain }: LkrConditions, radius2: number): Uint8Array {
  const flags = new Uint8Array(CODES);
  // from each cell that is missing, which are few, to those it is missed by
  for (let x = -REACH; x < GRID + REACH; x++) {
    for (let y = -REACH; y < GRID + REACH; y++) {
      const inside = x >= 0 && x < GRID && y >= 0 && y < GRID;
      if (inside && gain[x * GRID + y]! > 0) continue;
      let far: number = LACKING;
      if (Math.abs(x - MIDDLE) < 4 && Math.abs(y - MIDDLE) < 4) far |= ClusterFlag.nearHole;
      else if (!inside || !isCell(x * GRID + y)) far |= ClusterFlag.nearEdge;
      const near = far === LACKING ? far | ClusterFlag.deadCell : far;
      for (let i = -REACH; i <= REACH; i++) {
        for (let j = -REACH; j <= REACH; j++) {
          const distance2 = i * i + j * j;
          const column = x - i;
          const row = y - j;
          if (distance2 > radius2 || column < 0 || column >= GRID || row < 0 || row >= GRID) continue;
          flags[column * GRID + row]! |= distance2 <= 2 ? near : far;
        }
      }
    }
  }
  return flags;
}
