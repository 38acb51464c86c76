import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { CircleAt } from '../../src/pid/circle-fit.js';
import { FreeRings } from '../../src/pid/free-rings.js';
import { ptolemy, radiusThrough } from '../../src/pid/ptolemy.js';
import { richRingSettings } from '../../src/pid/rich-settings.js';

const settings = withDefaults(richRingSettings);
const SIGMA = settings.hitSigma;
const rng = new RandomStream();

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly t: number;
  readonly n: number;
}

/** Hits of drawn rings, one after the other. */
function hitsOf(event: number, rings: readonly Drawn[], arc = 2 * Math.PI) {
  rng.key(5, 6, 7, event);
  return rings.flatMap(({ x, y, r, t, n }, ring) =>
    Array.from({ length: n }, () => {
      const phi = arc * rng.uniform();
      const d = r + SIGMA * rng.gauss();
      return { x: x + d * Math.cos(phi), y: y + d * Math.sin(phi), t: t + 0.29 * rng.gauss(), ring };
    }),
  );
}

const free = new FreeRings(settings);
/** The rings found, as they are. */
function found(hits: readonly { x: number; y: number; t: number }[]) {
  free.clear();
  for (const { x, y, t } of hits) free.add(x, y, t);
  return Array.from({ length: free.find() }, (_, k) => {
    const { circle, hits, residuals, time } = free.rings[k]!;
    return { x: circle[CircleAt.x]!, y: circle[CircleAt.y]!, r: circle[CircleAt.radius]!, hits, residuals, time };
  });
}

describe('the test of four points', () => {
  it('is 0 on a circle in any order, and grows with the square of the distance from it', () => {
    const at = (phi: number, r = 190) => [r * Math.cos(phi) + 50, r * Math.sin(phi) - 900] as const;
    const off = (d: number) => ptolemy(...at(0), ...at(1.8), ...at(4), ...at(5.1, 190 + d));
    expect(Math.abs(off(0))).toBeLessThan(1e-6);
    expect(Math.abs(ptolemy(...at(4), ...at(0), ...at(5.1), ...at(1.8)))).toBeLessThan(1e-6);
    expect(off(10)).toBeGreaterThan(0);
    expect(off(10) / off(5)).toBeGreaterThan(3.5);
    expect(off(10) / off(5)).toBeLessThan(4.5);
    expect(off(-10)).toBeGreaterThan(0);
  });
});

describe('the circle through three points', () => {
  it('has the radius it has, none on a line or in one place', () => {
    expect(radiusThrough(3, 4, 193, 4, 98, 99)).toBeCloseTo(95, 9);
    expect(radiusThrough(0, 0, 1, 1, 2, 2)).toBe(Infinity);
    expect(radiusThrough(1, 1, 1, 1, 1, 1)).toBeNaN();
  });
});

describe('rings without a track', () => {
  const one = (event: number, n: number): Drawn => ({
    x: -100 + 7 * (event % 30),
    y: 40,
    r: 150 + (event % 40),
    t: 3,
    n,
  });

  it('are found of enough hits, alone among noise, where they are', () => {
    const N = 400;
    let good = 0;
    const dr: number[] = [];
    for (let event = 0; event < N; event++) {
      const ring = one(event, 12);
      const hits = hitsOf(event, [ring]);
      hits.push({ x: ring.x + 20, y: ring.y - 60, t: 3.2, ring: 9 }, { x: ring.x + 280, y: ring.y, t: 2.9, ring: 9 });
      const rings = found(hits);
      if (rings.length !== 1) continue;
      const [r] = rings;
      if (Math.abs(r!.r - ring.r) > 12 || Math.hypot(r!.x - ring.x, r!.y - ring.y) > 20) continue;
      good++;
      dr.push(r!.r - ring.r);
      expect(r!.hits).toBeGreaterThan(8);
      expect(Math.abs(r!.time - 3)).toBeLessThan(0.5);
    }
    expect(good).toBeGreaterThan(0.95 * N);
    const mean = dr.reduce((a, b) => a + b, 0) / dr.length;
    const rms = Math.sqrt(dr.reduce((a, b) => a + (b - mean) ** 2, 0) / dr.length);
    expect(Math.abs(mean)).toBeLessThan(0.4);
    // 4.7/√(12 − 3), and uneven azimuths
    expect(rms).toBeGreaterThan(1.3);
    expect(rms).toBeLessThan(2.1);
  });

  it('that overlap share their hits: each goes to its own', () => {
    const N = 200;
    let good = 0;
    for (let event = 0; event < N; event++) {
      const a = one(event, 13);
      const b = { x: a.x + 120, y: a.y - 90, r: 130, t: 3, n: 11 };
      const rings = found(hitsOf(event, [a, b])).sort((p, q) => p.x - q.x);
      if (rings.length !== 2) continue;
      if (Math.abs(rings[0]!.r - a.r) < 12 && Math.abs(rings[1]!.r - b.r) < 12) good++;
      // no hit counts twice
      expect(rings[0]!.hits + rings[1]!.hits).toBeLessThanOrEqual(24);
    }
    expect(good).toBeGreaterThan(0.8 * N);
  });

  it('keep what is theirs where they cross', () => {
    const even = (x: number, y: number, r: number, turn: number) =>
      Array.from({ length: 14 }, (_, k) => {
        const phi = turn + (2 * Math.PI * k) / 14;
        return { x: x + r * Math.cos(phi), y: y + r * Math.sin(phi), t: 0 };
      });
    let reached = 0;
    for (let turn = 0; turn < 0.45; turn += 0.05) {
      const a = even(0, 0, 190, turn);
      const b = even(110, 40, 120, turn);
      const rings = found([...a, ...b]).sort((p, q) => p.x - q.x);
      expect(rings.length).toBe(2);
      // a hit where they cross is either's
      expect(rings[0]!.hits + rings[1]!.hits).toBe(28);
      expect(Math.abs(rings[0]!.hits - 14)).toBeLessThan(2);
      expect(Math.abs(rings[0]!.r - 190)).toBeLessThan(0.5);
      expect(Math.abs(rings[1]!.r - 120)).toBeLessThan(0.5);
      for (const { x, y } of b) if (Math.abs(Math.hypot(x, y) - 190) < 3 * SIGMA) reached++;
    }
    // hits the first ring would have taken
    expect(reached).toBeGreaterThan(10);
  });

  it('of other times are others', () => {
    const a = one(3, 12);
    const rings = found(hitsOf(1, [a, { ...a, t: 20 }]));
    expect(rings.map(({ time }) => Math.round(time)).sort((p, q) => p - q)).toEqual([3, 20]);
  });

  it('do not depend on the order of the hits', () => {
    const hits = hitsOf(8, [one(8, 12), { ...one(9, 9), x: 90, y: 160 }]);
    expect(found([...hits].reverse())).toEqual(found(hits));
  });

  it('are not found of three hits, on a line, in one place, or too large', () => {
    const at = (points: readonly (readonly [number, number])[]) => found(points.map(([x, y]) => ({ x, y, t: 0 })));
    expect(at([])).toEqual([]);
    expect(
      at([
        [150, 0],
        [-150, 0],
        [0, 150],
      ]),
    ).toEqual([]);
    expect(
      at([
        [0, 0],
        [100, 0],
        [200, 0],
        [300, 0],
        [400, 0],
      ]),
    ).toEqual([]);
    expect(
      at([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ).toEqual([]);
    expect(
      at([
        [260, 0],
        [-260, 0],
        [0, 260],
        [0, -260],
        [184, 184],
      ]),
    ).toEqual([]);
    expect(
      at([
        [40, 0],
        [-40, 0],
        [0, 40],
        [0, -40],
        [28, 28],
      ]),
    ).toEqual([]);
  });

  it('take any number of hits', () => {
    const many = Array.from({ length: 12 }, (_, k) => ({ ...one(k, 14), t: 30 * k }));
    expect(found(hitsOf(2, many)).length).toBe(12);
  });
});
