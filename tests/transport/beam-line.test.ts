import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { beamLineField, finalCollimator, GTK_Z, gtkHighland, SCRAPER } from '../../src/transport/beam-line.js';
import type { Field } from '../../src/transport/field.js';
import { scatter } from '../../src/transport/material.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { makeStepGrid } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';

const beamLine = beamLineField();
const downstream = na62Field({ blueTube: false });
const whole: Field = { regions: [...beamLine.regions, ...downstream.regions], shape: downstream.shape };

/** States of a ray that is axial at GTK1, at each of these planes [mm]. */
function ray(p: number, planes: readonly number[], field = whole): Float64Array[] {
  const grid = makeStepGrid(field, [GTK_Z[0], ...planes]);
  const s = Float64Array.of(0, 0, 0, 0, 1 / p);
  return planes.map((_, k) => {
    swim(grid, k, k + 1, s);
    return s.slice();
  });
}

describe('the axial ray of 75 GeV/c (DET §9.1 no. 3 and 4)', () => {
  it('has the centroid x of DET §1.2 at every station within 1 mm', () => {
    const list = [
      [102_400, 0.7], // GTK3
      [105_000, 3.8],
      [183_508, 98], // STRAW1
      [194_066, 110.7], // STRAW2
      [204_459, 96.3], // STRAW3
      [218_885, 61.7], // STRAW4
      [237_326, 17.5], // RICH exit
      [239_612, 12], // IRC
      [241_093, 8.4], // LKr
      [246_800, -5.3], // MUV3
    ] as const;
    const states = ray(
      75_000,
      list.map(([z]) => z),
    );
    for (const [i, [z, x]] of list.entries()) {
      expect(Math.abs(states[i]![0]! - x), `z ${z}`).toBeLessThan(1);
      expect(Math.abs(states[i]![1]!), `y at ${z}`).toBeLessThan(0.05);
    }
    expect(states[0]![2]! * 1e3).toBeCloseTo(1.2, 3);
  });

  it('runs at y = −60 mm at GTK2, parallel to the axis, and is back on it at GTK3', () => {
    const [gtk2, gtk3] = ray(75_000, [GTK_Z[1], GTK_Z[2]]) as [Float64Array, Float64Array];
    expect(Math.abs(gtk2[1]! + 60)).toBeLessThan(0.05);
    expect(Math.abs(gtk2[3]!)).toBeLessThan(1e-9);
    expect(Math.abs(gtk3[1]!)).toBeLessThan(1e-6);
    expect(Math.abs(gtk3[3]!)).toBeLessThan(1e-12);
  });

  it('has dy/dp = +0.8 mm per GeV/c at GTK2', () => {
    const y = (p: number) => ray(p, [GTK_Z[1]])[0]![1]!;
    expect(Math.abs((y(75_500) - y(74_500)) / 0.8 - 1)).toBeLessThan(0.05);
    expect(y(73_000) * 73).toBeCloseTo(y(77_000) * 77, 0);
  });

  it('is the same with one step a magnet as with steps of 10 mm', () => {
    for (const p of [70_000, 80_000]) {
      const coarse = ray(p, [...GTK_Z.slice(1)]);
      const fine = ray(p, [...GTK_Z.slice(1)], beamLineField({ maxStep: 10 }));
      for (const [k, s] of coarse.entries()) {
        for (const i of [0, 1]) expect(Math.abs(s[i]! - fine[k]![i]!)).toBeLessThan(1e-6);
      }
    }
  });
});

describe('a GTK station', () => {
  it('scatters a particle of 75 GeV/c by 10.2 µrad', () => {
    const random = new RandomStream().key(1, stageKey('station'), 0, 0);
    const n = 50_000;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const s = Float64Array.of(0, 0, 0, 0, 1 / 75_000);
      scatter(s, gtkHighland(), 1, random);
      sum += s[2]! ** 2 + s[3]! ** 2;
    }
    expect(Math.abs(Math.sqrt(sum / (2 * n)) * 1e6 - 10.2)).toBeLessThan(0.1);
  });
});

describe('holes of the beam line', () => {
  const edges = (
    inside: (x: number, y: number) => boolean,
    points: readonly (readonly [number, number, boolean])[],
  ) => {
    for (const [x, y, is] of points) {
      expect(inside(x, y), `${x}, ${y}`).toBe(is);
      expect(inside(-x, y), `${-x}, ${y}`).toBe(is);
    }
  };

  it('scraper: 152 × 55 mm about y = −50 mm', () => {
    edges(SCRAPER.inside, [
      [0, -60, true],
      [75.9, -60, true],
      [76.1, -60, false],
      [0, -22.6, true],
      [0, -22.4, false],
      [0, -77.6, false],
      [0, 0, false],
    ]);
  });

  it('final collimator: a rectangle before run 8802, a slot with round ends since', () => {
    const [before, since] = [finalCollimator(8801), finalCollimator(8802)];
    edges(before.inside, [
      [32.9, 16.4, true],
      [33.1, 0, false],
      [0, 16.6, false],
      [0, -16.6, false],
    ]);
    edges(since.inside, [
      [38.2, 0, true],
      [38.3, 0, false],
      [18, 19.9, true],
      [18, 20.1, false],
      [32.9, 16.4, false],
      [32, 14.4, true],
    ]);
    expect([before.zMax - before.zMin, since.zMax - since.zMin].map(Math.round)).toEqual([1000, 1200]);
  });

  it('lets the axial ray of 73–77 GeV/c through', () => {
    for (const p of [73_000, 77_000]) {
      const [a, b, c] = ray(p, [SCRAPER.zMin, SCRAPER.zMax, finalCollimator(9000).zMin]) as Float64Array[];
      expect(SCRAPER.inside(a![0]!, a![1]!) && SCRAPER.inside(b![0]!, b![1]!)).toBe(true);
      expect(finalCollimator(9000).inside(c![0]!, c![1]!)).toBe(true);
    }
  });
});
