import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { CellShares, GRID, SPAN } from '../../src/detectors/lkr/description.js';
import {
  clearPlaces,
  columnOf,
  findSeeds,
  gather,
  neighbourhood,
  PLACES_IN_GRID,
  placeOf,
  rowOf,
  SUMS,
  SumAt,
} from '../../src/pid/lkr-gather.js';

const rng = new RandomStream().key(1, stageKey('lkr-gather.test'), 0, 0);
const energyAt = new Float64Array(PLACES_IN_GRID);
const timeAt = new Float64Array(PLACES_IN_GRID);
// a corner of the grid, so that clusters reach over its edge; every other cell, a third of them late
const cells = Array.from({ length: 20 * 20 }, (_, k) => ({ x: Math.floor(k / 20), y: k % 20 }))
  .filter(() => rng.uniform() < 0.5)
  .map(({ x, y }) => ({
    x,
    y,
    energy: 1 + Math.floor(40 * rng.uniform()),
    time: rng.uniform() < 0.33 ? 30 : rng.uniform(),
  }));
const place = Int32Array.from(cells, ({ x, y }) => placeOf(x * GRID + y)).reverse();
for (const { x, y, energy, time } of cells) {
  energyAt[placeOf(x * GRID + y)] = energy;
  timeAt[placeOf(x * GRID + y)] = time;
}
const energyOf = (x: number, y: number) => cells.find((c) => c.x === x && c.y === y)?.energy ?? 0;
/** No cell before it as large, none after it larger. */
const isSeed = ({ x, y, energy }: (typeof cells)[number]) =>
  energy > 20 &&
  [-1, 0, 1].every((i) =>
    [-1, 0, 1].every((j) => {
      const other = energyOf(x + i, y + j);
      return (i === 0 && j === 0) || (i < 0 || (i === 0 && j < 0) ? other < energy : other <= energy);
    }),
  );

describe('the grid of the LKr', () => {
  it('has a place for every channel, and its column and row', () => {
    for (const channel of [0, 127, 128, 8191, GRID * GRID - 1]) {
      expect([columnOf(placeOf(channel)), rowOf(placeOf(channel))]).toEqual([channel >> 7, channel & 127]);
    }
  });

  it('gives the seeds in order, whatever the order of the cells', () => {
    const seeds = new Int32Array(place.length);
    const n = findSeeds(place, place.length, energyAt, 20, seeds);
    const expected = cells.filter(isSeed).map(({ x, y }) => placeOf(x * GRID + y));
    expect(expected.length).toBeGreaterThan(10);
    expect([...seeds.subarray(0, n)]).toEqual(expected);
  });

  it.each([31, 50])('sums the cells within √%i of a seed and in time with it', (radius2) => {
    const { half } = neighbourhood(radius2);
    const out = new Float64Array(SUMS);
    for (const seed of cells.filter(isSeed)) {
      gather(energyAt, timeAt, placeOf(seed.x * GRID + seed.y), half, 10, out);
      const own = cells
        .map((c) => ({ ...c, i: c.x - seed.x, j: c.y - seed.y }))
        .filter(
          ({ i, j, time }) =>
            Math.max(Math.abs(i), Math.abs(j)) <= 5 && i * i + j * j <= radius2 && Math.abs(time - seed.time) < 10,
        );
      const near = own.filter(({ i, j }) => Math.max(Math.abs(i), Math.abs(j)) <= 1);
      const sum = (list: typeof own, of: (c: (typeof own)[number]) => number) =>
        list.reduce((s, c) => s + of(c) * c.energy, 0);
      // whole numbers: every order of the sum is exact
      expect(out[SumAt.n]).toBe(own.length);
      expect(out[SumAt.energy]).toBe(sum(own, () => 1));
      expect(out[SumAt.x]).toBe(sum(own, ({ i }) => i));
      expect(out[SumAt.y]).toBe(sum(own, ({ j }) => j));
      expect(out[SumAt.squares]).toBe(sum(own, ({ i, j }) => i * i + j * j));
      expect(out[SumAt.near]).toBe(sum(near, () => 1));
      expect(out[SumAt.nearX]).toBe(sum(near, ({ i }) => i));
      expect(out[SumAt.nearY]).toBe(sum(near, ({ j }) => j));
    }
  });

  it('is empty when its places are cleared', () => {
    const copy = energyAt.slice();
    clearPlaces(place, place.length, copy);
    expect(copy.every((e) => e === 0)).toBe(true);
  });
});

it('shares of some cells are those of all', () => {
  const shares = new CellShares();
  const all = new Float64Array(SPAN * SPAN);
  const some = new Float64Array(3);
  shares.at(0.3, 0.8, all);
  shares.atCells(0.3, 0.8, Uint8Array.of(60, 0, 71), 3, some);
  expect([...some]).toEqual([all[60], all[0], all[71]]);
});
