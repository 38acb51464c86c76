import { describe, expect, it } from 'vitest';
import { nominalLkrConditions } from '../../src/detectors/lkr/conditions.js';
import {
  CellShares,
  COUNT_ENERGY,
  FULL_SCALE,
  PEDESTAL,
  pulse,
  REACH,
  SAMPLE_TIMES,
  SPAN,
  ZERO_SUPPRESSION,
} from '../../src/detectors/lkr/description.js';
import { findLkrClusters } from '../../src/pid/lkr.js';
import { ClusterFlag } from '../../src/pid/lkr-surroundings.js';
import { drawnCells } from '../detectors/lkr/event.js';

/** Drawn showers, without noise or fluctuation, and the answer to each that is documented. */

interface Shower {
  readonly column: number;
  readonly row: number;
  readonly energy: number;
}

const code = (column: number, row: number): number => column * 128 + row;

/** Rows of showers in the middles of cells, samples with a peak in the fifth, those below zero suppression left out. */
function drawn(showers: readonly Shower[]) {
  const shares = new CellShares();
  const share = new Float64Array(SPAN * SPAN);
  shares.at(0.5, 0.5, share);
  const cells = new Map<number, number>();
  for (const { column, row, energy } of showers) {
    for (let i = -REACH; i <= REACH; i++) {
      for (let j = -REACH; j <= REACH; j++) {
        const c = code(column + i, row + j);
        cells.set(c, (cells.get(c) ?? 0) + energy * share[(i + REACH) * SPAN + j + REACH]!);
      }
    }
  }
  return [...cells].flatMap(([channel, energy]) => {
    const counts = energy / COUNT_ENERGY;
    if (counts < ZERO_SUPPRESSION) return [];
    const samples = Array.from(SAMPLE_TIMES, (t) =>
      Math.min(FULL_SCALE, Math.round(PEDESTAL + counts * pulse(t - 12.5))),
    );
    return [[channel, samples] as const];
  });
}

function answers(rows: ReturnType<typeof drawn>, dead: readonly number[] = []) {
  const conditions = nominalLkrConditions();
  for (const c of dead) conditions.gain[c] = 0;
  const { lkr_clusters, faults } = findLkrClusters({ conditions })(drawnCells(rows));
  expect(faults).toEqual([]);
  const { energy, flags, n_cells, seed } = lkr_clusters.columns;
  for (const column of Object.values(lkr_clusters.columns)) {
    for (let k = 0; k < lkr_clusters.length; k++) expect(Number.isFinite(column[k]!)).toBe(true);
  }
  return Array.from({ length: lkr_clusters.length }, (_, k) => ({
    energy: energy[k]!,
    flags: flags[k]!,
    cells: n_cells[k]!,
    seed: seed[k]!,
  }));
}

const inCells = (rows: ReturnType<typeof drawn>, keep: (column: number, row: number) => boolean) =>
  rows.filter(([c]) => keep(c >> 7, c & 127));

describe('LKr: documented answers', () => {
  it('an empty event has no cluster', () => {
    expect(answers([])).toEqual([]);
  });

  it('a lone shower has no flag', () => {
    const [c, ...more] = answers(drawn([{ column: 90, row: 80, energy: 20_000 }]));
    expect(more).toEqual([]);
    expect(c).toMatchObject({ flags: 0, seed: code(90, 80) });
    expect(Math.abs(c!.energy / 20_000 - 1)).toBeLessThan(0.02);
  });

  it('a saturated cell is flagged, its energy a lower bound', () => {
    const [c] = answers(drawn([{ column: 90, row: 80, energy: 160_000 }]));
    expect(c!.flags).toBe(ClusterFlag.saturated);
    expect(c!.energy).toBeLessThan(160_000);
    expect(c!.energy).toBeGreaterThan(100_000);
  });

  it('a dead cell beside the seed is flagged and made up for; what it sends is not read', () => {
    const rows = drawn([{ column: 90, row: 80, energy: 20_000 }]);
    const dead = code(91, 80);
    const [c] = answers(rows, [dead]);
    expect(c!.flags).toBe(ClusterFlag.deadCell);
    expect(Math.abs(c!.energy / 20_000 - 1)).toBeLessThan(0.05);
    expect(
      answers(
        rows.filter(([channel]) => channel !== dead),
        [dead],
      ),
    ).toEqual([c]);
  });

  it('a dead cell where the shower is leaves its neighbours, flagged', () => {
    const found = answers(drawn([{ column: 90, row: 80, energy: 20_000 }]), [code(90, 80)]);
    expect(found.length).toBeGreaterThan(0);
    for (const c of found) expect(c.flags & ClusterFlag.deadCell).toBe(ClusterFlag.deadCell);
  });

  it('a shower beside the hole is flagged and made up for', () => {
    const rows = inCells(drawn([{ column: 68, row: 64, energy: 20_000 }]), (i) => i >= 68);
    const [c, ...more] = answers(rows);
    expect(more).toEqual([]);
    expect(c!.flags).toBe(ClusterFlag.nearHole);
    // the place found moves away from what is missing, so not all of it is
    expect(Math.abs(c!.energy / 20_000 - 1)).toBeLessThan(0.08);
  });

  it('a shower in the outermost column is flagged and made up for', () => {
    const rows = inCells(drawn([{ column: 127, row: 64, energy: 20_000 }]), (i) => i < 128);
    const [c, ...more] = answers(rows);
    expect(more).toEqual([]);
    expect(c!.flags).toBe(ClusterFlag.nearEdge);
    expect(Math.abs(c!.energy / 20_000 - 1)).toBeLessThan(0.08);
  });

  it('overlapping showers are two clusters that share their cells and keep their sum', () => {
    const both = answers(
      drawn([
        { column: 90, row: 80, energy: 20_000 },
        { column: 94, row: 80, energy: 10_000 },
      ]),
    );
    expect(both.map((c) => c.flags)).toEqual([ClusterFlag.shares, ClusterFlag.shares]);
    expect(Math.abs(both[0]!.energy / 20_000 - 1)).toBeLessThan(0.03);
    expect(Math.abs(both[1]!.energy / 10_000 - 1)).toBeLessThan(0.06);
  });
});
