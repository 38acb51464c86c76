import { describe, expect, it } from 'vitest';
import { CHANTI_FRONT_Z } from '../../../src/detectors/chanti/description.js';
import { HASC_FRONT_Z } from '../../../src/detectors/hasc/description.js';
import { IRC_FRONT_Z } from '../../../src/detectors/irc/description.js';
import { LKR_FRONT_Z } from '../../../src/detectors/lkr/description.js';
import { MUV0_Z } from '../../../src/detectors/muv0/description.js';
import { transport } from '../../../src/detectors/passage/apparatus.js';
import { SAC_FRONT_Z } from '../../../src/detectors/sac/description.js';
import { VETO_COUNTER_Z } from '../../../src/detectors/veto-counter/description.js';
import { UpstreamPlane, VetoEntry } from '../../../src/event/simulation-downstream.js';
import { Process } from '../../../src/event/truth.js';
import { na62Field } from '../../../src/transport/na62-field.js';
import { many, type Start } from './transport-batch.js';

const apparatus = transport({ field: na62Field(), materialScale: 1e-9, seed: 5, electromagnetic: 0, nuclear: 0 });
const one = (start: Start) => {
  const out = apparatus(many(1, start));
  const v = out.veto_entries;
  return {
    out,
    entries: Array.from({ length: v.length }, (_, i) => ({
      detector: v.columns.detector[i]!,
      x: v.columns.x[i]!,
      y: v.columns.y[i]!,
      z: v.columns.z[i]!,
      t: v.columns.t[i]!,
      p: v.columns.p[i]!,
    })),
    ended: out.particles.columns.end_process[0]!,
    endZ: out.particles.columns.end_z[0]!,
    lkr: out.calorimeter_entries.length,
  };
};
const photon = (start: Partial<Start>): Start => ({ pdg: 22, x: 0, z: 110_000, p: 2000, ...start });
const detectors = (start: Start) => one(start).entries.map((e) => e.detector);

describe('photons in the vetoes', () => {
  it('enter a LAV on its front face, at its time', () => {
    const { entries, ended, endZ, lkr } = one(photon({ x: 300, tx: 0.03 }));
    // 300 mm + 0.03 · 11.363 m = 641 mm
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ detector: 1, z: 121_363 });
    expect(entries[0]!.p).toBeCloseTo(2000, 9);
    expect(entries[0]!.x).toBeCloseTo(640.89, 2);
    expect(entries[0]!.t).toBeCloseTo((11_363 * Math.sqrt(1 + 9e-4)) / 299.792458, 6);
    expect([ended, endZ, lkr]).toEqual([Process.absorbed, 121_363, 0]);
  });

  it('or through the surface of its bore', () => {
    const { entries } = one(photon({ x: 530, z: 121_000, tx: 0.01 }));
    expect(entries).toHaveLength(1);
    expect(entries[0]!.z).toBeCloseTo(121_650, 6);
    expect(entries[0]!.x).toBeCloseTo(536.5, 6);
  });

  it('miss it when they meet the tube, or the vessel outside its blocks', () => {
    expect(detectors(photon({ x: 900, z: 115_000, tx: 0.05 }))).toEqual([]);
    expect(detectors(photon({ x: 930, z: 121_000 }))).toEqual([]);
    // 906.5 mm is where the blocks end
    expect(detectors(photon({ x: 900, z: 121_000 }))).toEqual([1]);
  });

  it('enter LAV12 in air, and pass it outside', () => {
    const beside = (x: number) => photon({ x, z: 230_000 });
    expect(detectors(beside(1100))).toEqual([12]);
    expect(one(beside(1100)).endZ).toBe(238_313);
    expect(detectors(beside(1060))).toEqual([]);
    expect(detectors(beside(1450))).toEqual([]);
    expect(one(beside(1450)).ended).toBe(Process.leftApparatus);
  });

  it('enter the IRC about a bore at x = 12 mm, and then not the LKr', () => {
    const at = (x: number) => one(photon({ x, z: 230_000 }));
    expect(at(80).entries).toMatchObject([{ detector: VetoEntry.irc, z: IRC_FRONT_Z }]);
    expect([at(80).lkr, at(150).lkr, at(60).lkr]).toEqual([0, 1, 1]);
    expect([at(70), at(-55), at(150)].map(({ entries }) => entries[0]?.detector)).toEqual([
      VetoEntry.sac,
      VetoEntry.irc,
      undefined,
    ]);
  });

  it('reach the SAC through the bore', () => {
    const { entries, ended, endZ } = one(photon({ x: -10, y: 20 }));
    expect(entries).toMatchObject([{ detector: VetoEntry.sac, z: SAC_FRONT_Z, x: -10, y: 20 }]);
    expect([ended, endZ]).toEqual([Process.absorbed, SAC_FRONT_Z]);
    // beside the square: 60 mm at the front of the LKr, 104 mm there
    expect(detectors(photon({ x: 60, z: 241_000, tx: 0.0022 }))).toEqual([]);
  });

  it('leave the apparatus at the front of the LKr when nothing is before', () => {
    const { entries, ended, endZ, lkr } = one(photon({ x: 300 }));
    expect([entries.length, ended, endZ, lkr]).toEqual([0, Process.leftApparatus, LKR_FRONT_Z, 1]);
  });
});

describe('charged particles in the vetoes', () => {
  it('end in the LAV; a muon enters every station on its way and goes on', () => {
    const start = { pdg: 2212, x: 700, z: 110_000, p: 30_000 };
    expect(one(start).entries).toMatchObject([{ detector: 1, z: 121_363 }]);
    expect(one(start).ended).toBe(Process.absorbed);
    const muon = one({ ...start, pdg: -13 });
    expect(muon.entries.map((e) => e.detector)).toEqual([1, 2, 3, 4, 5]);
    for (const e of muon.entries) expect(e.t).toBeCloseTo((e.z - 110_000) / 299.792458, 1);
    expect(muon.ended).toBe(Process.leftApparatus);
    // also behind the magnet, and in air
    expect(detectors({ pdg: -13, x: 1300, z: 190_000, p: 60_000 })).toEqual([9, 10, 11, 12]);
    // 970 mm: the bore of LAV9 is met 200 mm behind its front
    expect(one({ pdg: -13, x: 970, z: 191_909, tx: 0.01, p: 60_000 }).entries[0]).toMatchObject({ detector: 9 });
  });

  it('enter nothing when the tube absorbs them', () => {
    expect(detectors({ pdg: 2212, x: 900, z: 115_000, tx: 0.05, p: 30_000 })).toEqual([]);
  });

  it('soft π⁻ go to +x and meet the MUV0', () => {
    const { entries } = one({ pdg: -211, x: 150, z: 183_000, p: 7_000 });
    expect(entries).toMatchObject([{ detector: VetoEntry.muv0, z: MUV0_Z }]);
    // 270 MeV/c over 40.4 m
    expect(entries[0]!.x).toBeGreaterThan(1600);
    expect(entries[0]!.x).toBeLessThan(1800);
    expect(detectors({ pdg: 211, x: 150, z: 183_000, p: 7_000 })).not.toContain(VetoEntry.muv0);
  });

  it('π⁺ in the bore are bent into the HASC, −990 MeV/c; harder ones pass', () => {
    const inBore = (pdg: number, p: number) => one({ pdg, x: 0, z: 240_000, p });
    const { entries, ended, endZ } = inBore(211, 15_000);
    expect(entries).toMatchObject([{ detector: VetoEntry.hasc, z: HASC_FRONT_Z }]);
    expect(entries[0]!.x).toBeCloseTo((-990 / 15_000) * (HASC_FRONT_Z - 249_200), -1);
    expect([ended, endZ]).toEqual([Process.absorbed, HASC_FRONT_Z]);
    expect(inBore(211, 60_000).entries).toEqual([]);
    expect(inBore(-211, 15_000).entries).toEqual([]);
    // muons go on
    const muon = inBore(-13, 15_000);
    expect(muon.entries.map((e) => e.detector)).toEqual([VetoEntry.hasc]);
    expect(muon.ended).toBe(Process.leftApparatus);
    expect(muon.out.muv3_crossings.length).toBe(1);
  });

  it('muons cross the fronts of MUV1 and MUV2', () => {
    const { out } = one({ pdg: -13, x: 500, z: 230_000, p: 20_000 });
    const c = out.muv_crossings.columns;
    expect([out.muv_crossings.length, c.plane[0], c.plane[1]]).toEqual([2, 1, 2]);
    expect(c.x[1]!).toBeCloseTo(500, 1);
    expect(one({ pdg: 211, x: 500, z: 230_000, p: 75_000 }).out.muv_crossings.length).toBe(0);
  });
});

describe('planes behind GTK3', () => {
  const crossings = (start: Start) => {
    const { columns: c, length } = one(start).out.upstream_crossings;
    return Array.from({ length }, (_, i) => [c.plane[i]!, c.x[i]!] as const);
  };
  it('are crossed by what starts before them, on straight lines', () => {
    const start = { pdg: 211, x: 60, z: 102_450, p: 20_000, tx: 0.02 };
    const seen = crossings(start);
    expect(seen.map(([plane]) => plane)).toEqual([1, 2, 3, 4, 5, UpstreamPlane.anti0]);
    expect(seen[4]![1]).toBeCloseTo(60 + 0.02 * (CHANTI_FRONT_Z[5]! - 102_450), 3);
    expect(crossings({ ...start, z: 105_000 })).toEqual([]);
    expect(crossings({ ...start, pdg: 22 })).toEqual([]);
    // outside the CHANTI, inside the ANTI-0
    expect(crossings({ ...start, x: 400 }).map(([plane]) => plane)).toEqual([UpstreamPlane.anti0]);
  });

  it('and by halo muons, which have come through the VetoCounter', () => {
    const muon = { pdg: -13, x: 60, z: 102_400, p: 40_000, tx: 0.001, process: Process.halo };
    const seen = crossings(muon);
    expect(seen.map(([plane]) => plane)).toEqual([7, 8, 9, 0, 1, 2, 3, 4, 5, 6]);
    expect(seen[0]![1]).toBeCloseTo(60 - 0.001 * (102_400 - VETO_COUNTER_Z[0]!), 6);
    expect(crossings({ ...muon, process: Process.beam })[0]![0]).toBe(0);
  });
});
