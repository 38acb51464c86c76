import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { transport } from '../../src/detectors/apparatus.js';
import { RICH_ENTRANCE_Z } from '../../src/detectors/rich/description.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { TableBuilder } from '../../src/event/builder.js';
import { primaries } from '../../src/event/simulation.js';
import { HodoscopePlane, pileup } from '../../src/event/simulation-beam.js';
import { Process } from '../../src/event/truth.js';
import { na62Field } from '../../src/transport/na62-field.js';

const Z = { newchod: 238_131.5, v: 239_009, h: 239_389 };
const apparatus = transport({ field: na62Field(), materialScale: 1, seed: 5 });
const empty = transport({ field: na62Field(), materialScale: 1e-9, seed: 5 });

interface Start {
  readonly pdg: number;
  readonly x: number;
  readonly z: number;
  readonly p: number;
  readonly tx?: number;
  readonly ended?: boolean;
}

/** Events of particles that start on the y = 0 plane. */
function batchOf(
  events: readonly { primary: readonly Start[]; pileup?: readonly Start[] }[],
): EventBatch & Has<typeof primaries | typeof pileup> {
  const first = new TableBuilder(primaries, events.length);
  const others = new TableBuilder(pileup, events.length);
  const fill = (table: typeof first | typeof others, list: readonly Start[]) => {
    for (const { pdg, x, z, p, tx = 0, ended } of list) {
      const i = table.next();
      const c = table.columns;
      c.parent[i] = -1;
      c.pdg[i] = pdg;
      c.x[i] = x;
      c.z[i] = z;
      c.pz[i] = p / Math.sqrt(1 + tx * tx);
      c.px[i] = tx * c.pz[i]!;
      c.end_process[i] = ended ? Process.kaonDecay : 0;
      c.end_z[i] = ended ? z : 0;
    }
  };
  for (const event of events) {
    fill(first, event.primary);
    fill(others, event.pileup ?? []);
    first.endEvent();
    others.endEvent();
  }
  const n = events.length;
  return {
    sequence: 0,
    size: n,
    burst: new Uint32Array(n).fill(1),
    event: Uint32Array.from(events, (_, i) => i),
    flaws: [],
    faults: [],
    primaries: first.finish(),
    pileup: others.finish(),
  };
}

const muon = (x: number, p: number, z = RICH_ENTRANCE_Z - 100): Start => ({ pdg: -13, x, z, p });

describe('behind the STRAW', () => {
  it('the hodoscopes see a muon once each, in order, on a straight line when there is no matter', () => {
    const { hodoscope_crossings: h } = empty(batchOf([{ primary: [{ ...muon(300, 30_000), tx: 0.01 }] }]));
    const { plane, x, y, t, p } = h.columns;
    expect(Array.from(plane.subarray(0, h.length))).toEqual([
      HodoscopePlane.newchod,
      HodoscopePlane.chodV,
      HodoscopePlane.chodH,
    ]);
    [Z.newchod, Z.v, Z.h].forEach((z, i) => {
      const flight = z - (RICH_ENTRANCE_Z - 100);
      expect(Math.abs(x[i]! - (300 + 0.01 * flight))).toBeLessThan(0.02);
      expect(Math.abs(y[i]!)).toBeLessThan(0.02);
      expect(Math.abs(t[i]! - (flight * Math.sqrt(1 + 1e-4)) / 299.792458)).toBeLessThan(1e-3);
      expect(Math.abs(p[i]! - 30_000)).toBeLessThan(0.1);
    });
  });

  it.each([10, 20, 40])(
    'scattering from the entrance window to the NewCHOD is the 47.3 mm/p of DET §7.4 (44.6 by Highland), at %i GeV/c',
    (p) => {
      const n = 3000;
      const { hodoscope_crossings: h } = apparatus(
        batchOf(Array.from({ length: n }, () => ({ primary: [muon(400, 1000 * p)] }))),
      );
      let sum = 0;
      let seen = 0;
      for (let i = 0; i < h.length; i++) {
        if (h.columns.plane[i] !== HodoscopePlane.newchod) continue;
        sum += (h.columns.x[i]! - 400) ** 2 + h.columns.y[i]! ** 2;
        seen++;
      }
      expect(seen).toBe(n);
      expect(Math.abs(Math.sqrt(sum / (2 * n)) / (47.3 / p) - 1)).toBeLessThan(0.1);
    },
  );

  it('inside the beam pipe and the holes there is nothing', () => {
    const starts = Array.from({ length: 200 }, () => ({ primary: [{ ...muon(34, 75_000), tx: -0.0018 }] }));
    const { hodoscope_crossings: h } = apparatus(batchOf(starts));
    for (let i = 0; i < h.length; i++) {
      expect(h.columns.tx[i]).toBeCloseTo(-0.0018, 9);
      expect(h.columns.p[i]).toBeCloseTo(75_000, 6);
    }
  });

  it('pions decay on the way, at the rate of their flight', () => {
    const n = 4000;
    const pion: Start = { pdg: 211, x: 400, z: RICH_ENTRANCE_Z - 100, p: 15_000 };
    const { particles, hodoscope_crossings: h } = apparatus(
      batchOf(Array.from({ length: n }, () => ({ primary: [pion] }))),
    );
    const path = (15_000 / 139.57039) * 7804.5;
    const expected = -Math.expm1(-(Z.h - pion.z) / path);
    const muons = particles.length - n;
    expect(Math.abs(muons / n / expected - 1)).toBeLessThan(4 / Math.sqrt(muons));
    const { offsets, columns } = particles;
    let crossings = 0;
    for (let e = 0; e < n; e++) {
      for (let k = offsets[e]! + 1; k < offsets[e + 1]!; k++) {
        expect([columns.pdg[k], columns.parent[k], columns.process[k]]).toEqual([-13, 0, Process.decayInFlight]);
        expect(columns.end_process[offsets[e]!]).toBe(Process.decayInFlight);
        expect(columns.end_process[k]).toBe(Process.leftApparatus);
        expect(columns.z[k]).toBe(columns.end_z[offsets[e]!]);
      }
      // each plane by the pion or by its muon
      crossings += h.offsets[e + 1]! - h.offsets[e]!;
    }
    expect(crossings).toBe(3 * n);
  });
});

describe('pile-up in transport', () => {
  const decaying: Start[] = [400, -300, 250].map((x) => ({ pdg: 211, x, z: 150_000, p: 12_000, tx: 0.001 }));
  const events = (pile: (e: number) => Start[]) =>
    apparatus(batchOf(Array.from({ length: 60 }, (_, e) => ({ primary: decaying, pileup: pile(e) }))));
  const rng = new RandomStream().key(1, stageKey('pile'), 0, 0);
  const alone = events(() => []);
  const crowd = events((e) => [
    ...Array.from({ length: e % 4 }, () => ({ ...muon(rng.range(-400, 400), 20_000), z: 120_000 })),
    { pdg: 321, x: 0, z: 102_400, p: 75_000, ended: true },
    { pdg: 22, x: 0, z: 150_000, p: 5_000 },
    { pdg: 211, x: -500, z: 170_000, p: 8_000 },
  ]);

  it('follows the primaries in `particles`, before the products', () => {
    for (let e = 0; e < 60; e++) {
      const o = crowd.particles.offsets[e]!;
      const { pdg, process, end_process } = crowd.particles.columns;
      const n = e % 4;
      expect(Array.from(pdg.subarray(o, o + 3))).toEqual([211, 211, 211]);
      expect(Array.from(pdg.subarray(o + 3, o + 6 + n))).toEqual([...new Array<number>(n).fill(-13), 321, 22, 211]);
      // what has ended is copied alone; a photon flies to the front of the LKr
      expect([end_process[o + 3 + n], end_process[o + 4 + n]]).toEqual([Process.kaonDecay, Process.leftApparatus]);
      for (let k = o + 6 + n; k < crowd.particles.offsets[e + 1]!; k++) expect(process[k]).toBe(Process.decayInFlight);
    }
  });

  it('does not change the way of the primaries and of their products', () => {
    const { offsets: oa, columns: a } = alone.particles;
    const { offsets: oc, columns: c } = crowd.particles;
    let products = 0;
    for (let e = 0; e < 60; e++) {
      for (let k = 0; k < 3; k++) expect(c.end_x[oc[e]! + k]).toBe(a.end_x[oa[e]! + k]);
      const ends = Array.from(c.end_x.subarray(oc[e]!, oc[e + 1]!));
      for (let k = oa[e]! + 3; k < oa[e + 1]! && a.z[k]! < 219_000; k++) {
        expect(ends).toContain(a.end_x[k]);
        products++;
      }
    }
    expect(products).toBeGreaterThan(10);
  });

  it('leaves crossings under its own index, and none for what has ended or is neutral', () => {
    const seen = new Set(
      crowd.straw_crossings.columns.particle.subarray(...crowd.straw_crossings.offsets.subarray(3, 5)),
    );
    expect([3, 4, 5, 8].filter((k) => seen.has(k))).toEqual([3, 4, 5, 8]);
    expect([6, 7].some((k) => seen.has(k))).toBe(false);
  });
});
