import { describe, expect, it } from 'vitest';
import { C_LIGHT } from '../../src/core/constants.js';
import { particle } from '../../src/core/particles.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { APERTURES, ringsBefore } from '../../src/transport/apertures.js';
import { betheMylar, highlandLayer } from '../../src/transport/material.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { PathEnd, propagate, type Spectrometer, type Traveller } from '../../src/transport/propagate.js';
import { makeStepGrid } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';

const PLANES = [183334, 183680, 193890, 194236, 204276, 204622, 218702, 219048];
const THICKNESS = 0.7;
const field = na62Field();
const world = (hasMatter: Spectrometer['hasMatter']): Spectrometer => ({
  field,
  grid: makeStepGrid(field, PLANES),
  highland: new Float64Array(PLANES.length).fill(highlandLayer(0.0048, 2)),
  mylar: new Float64Array(PLANES.length).fill(THICKNESS),
  x0: new Float64Array(PLANES.length),
  interactions: new Float64Array(PLANES.length),
  hasMatter,
  apertures: APERTURES,
  ringed: ringsBefore(APERTURES, PLANES),
  leastMomentum: 0,
});
const vacuum = world(() => false);
const matter = world(() => true);
const random = new RandomStream();
const stream = (event: number) => random.key(5, stageKey('test.propagate'), 1, event);
const start = (pdg: number, px: number, pz: number): Traveller => ({
  pdg,
  x: 5,
  y: -3,
  z: 130e3,
  t: 17,
  px,
  py: 0,
  pz,
});
const nothing = () => undefined;

describe('propagate', () => {
  it('crosses every plane once, in order, where swimming leads, at the time of flight', () => {
    const muon = start(-13, 60, 15e3);
    const seen: number[] = [];
    const s = Float64Array.of(5, -3, 60 / 15e3, 0, 1 / Math.hypot(60, 15e3));
    let from = 130e3;
    const end = propagate(
      vacuum,
      muon,
      stream(0),
      (plane, state, t) => {
        seen.push(plane);
        swim(makeStepGrid(field, [from, PLANES[plane]!]), 0, 1, s);
        from = PLANES[plane]!;
        for (let k = 0; k < 4; k++) expect(state[k]).toBeCloseTo(s[k]!, 6);
        const beta = Math.hypot(60, 15e3) / Math.hypot(60, 15e3, particle(13).mass);
        const straight = ((from - 130e3) * Math.sqrt(1 + 0.004 ** 2)) / (beta * C_LIGHT);
        expect(t - 17 - straight).toBeLessThan(0.03);
        expect(t - 17 - straight).toBeGreaterThan(-1e-3);
      },
      nothing,
    );
    expect(end).toBe(PathEnd.lastPlane);
    expect(seen).toEqual(PLANES.map((_, i) => i));
    expect(muon.z).toBe(PLANES.at(-1));
    expect(Math.hypot(muon.px, muon.py, muon.pz)).toBeCloseTo(Math.hypot(60, 15e3), 6);
  });

  it('begins behind the planes it was born behind', () => {
    const seen: number[] = [];
    const late = { ...start(13, 0, 20e3), z: 200e3 };
    propagate(vacuum, late, stream(0), (plane) => seen.push(plane), nothing);
    expect(seen).toEqual([4, 5, 6, 7]);
  });

  it('scatters and loses energy only where there is matter', () => {
    const n = 2000;
    const p = 20e3;
    const free = start(-13, 0, p);
    propagate(vacuum, free, stream(0), nothing, nothing);
    let lost = 0;
    let spread = 0;
    for (let i = 0; i < n; i++) {
      const muon = start(-13, 0, p);
      propagate(matter, muon, stream(i), nothing, nothing);
      lost += (p - Math.hypot(muon.px, muon.py, muon.pz)) / n;
      spread += (muon.py / muon.pz - free.py / free.pz) ** 2 / n;
    }
    const m = particle(13).mass;
    expect(lost / (PLANES.length * THICKNESS * betheMylar(p, m))).toBeCloseTo(1, 2);
    const expected = (PLANES.length * highlandLayer(0.0048, 2)) / (p * p);
    expect(Math.abs(spread / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  it('decays pions with the right fraction and hands the muon on; muons fly on', () => {
    const n = 10_000;
    const p = 25e3;
    let decayed = 0;
    let muons = 0;
    for (let i = 0; i < n; i++) {
      const pion = start(-211, 0, p);
      const queue: Traveller[] = [];
      const end = propagate(vacuum, pion, stream(i), nothing, (muon) => queue.push(muon));
      if (end !== PathEnd.decayed) continue;
      decayed++;
      const muon = queue.pop()!;
      expect(muon.pdg).toBe(13);
      expect([muon.x, muon.y, muon.z, muon.t]).toEqual([pion.x, pion.y, pion.z, pion.t]);
      expect(muon.z).toBeGreaterThan(130e3);
      expect(muon.z).toBeLessThan(PLANES.at(-1)!);
      if (propagate(vacuum, muon, random, nothing, nothing) === PathEnd.lastPlane) muons++;
    }
    const expected = 1 - Math.exp((-(PLANES.at(-1)! - 130e3) * particle(211).mass) / (p * 7804.5));
    expect(Math.abs(decayed / n - expected) / Math.sqrt((expected * (1 - expected)) / n)).toBeLessThan(4);
    expect(muons / decayed).toBeGreaterThan(0.95);
  });

  it('absorbs in the LAV, and what flies backwards', () => {
    const proton = start(2212, 900, 15e3);
    const seen: number[] = [];
    expect(propagate(vacuum, proton, stream(0), (plane) => seen.push(plane), nothing)).toBe(PathEnd.absorbed);
    // 0.06 rad from x = 5 mm: 536.5 mm is reached at 138.9 m, between LAV3 and LAV4
    expect(proton.z).toBe(144193);
    expect(proton.x).toBeCloseTo(5 + 0.06 * (144193 - 130e3), -1);
    expect(seen).toEqual([]);
    // a muon passes
    expect(propagate(vacuum, start(-13, 900, 15e3), stream(0), nothing, nothing)).toBe(PathEnd.lastPlane);
    expect(propagate(vacuum, start(2212, 0, -100), stream(0), nothing, nothing)).toBe(PathEnd.absorbed);
  });

  it('gives the same numbers for the same key', () => {
    const run = () => {
      const pion = start(211, 30, 25e3);
      propagate(matter, pion, stream(3), nothing, nothing);
      return pion;
    };
    expect(run()).toEqual(run());
  });
});
