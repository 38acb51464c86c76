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
  for (let c = 0; c < CODES; c++) {
    const column = c >> 7;
    const row = c & 127;
    for (let i = -REACH; i <= REACH; i++) {
      for (let j = -REACH; j <= REACH; j++) {
        if (i * i + j * j > radius2) continue;
        const x = column + i;
        const y = row + j;
        const inside = x >= 0 && x < GRID && y >= 0 && y < GRID;
        if (inside && gain[x * GRID + y]! > 0) continue;
        let bit: number = LACKING;
        if (Math.abs(x - MIDDLE) < 4 && Math.abs(y - MIDDLE) < 4) bit |= ClusterFlag.nearHole;
        else if (!inside || !isCell(x * GRID + y)) bit |= ClusterFlag.nearEdge;
        else if (i * i + j * j <= 2) bit |= ClusterFlag.deadCell;
        flags[c]! |= bit;
      }
    }
  }
  return flags;
}
