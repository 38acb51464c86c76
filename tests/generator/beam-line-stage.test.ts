import { describe, expect, it } from 'vitest';
import { C_LIGHT } from '../../src/core/constants.js';
import { Process } from '../../src/event/truth.js';
import { beamLine } from '../../src/generator/beam-line-stage.js';
import { beamLineField, finalCollimator, GTK_Z, SCRAPER } from '../../src/transport/beam-line.js';
import { makeStepGrid, SwimPath } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';
import { pileUpBatches } from './pileup-chain.js';

const GTK = [0, 1, 2] as const;
const KTAG = 3;

interface Crossing {
  x: number;
  y: number;
  tx: number;
  ty: number;
  t: number;
  p: number;
  pdg: number;
}
interface Followed {
  planes: Crossing[];
  /** State behind GTK3, from the row that was followed. */
  x: number;
  y: number;
  tx: number;
  ty: number;
  p: number;
}

/** Beam particles of a sample with their crossings, by plane. */
function follow(materialScale: number, batchEvents = 256, events = 100): Followed[] {
  const stage = beamLine({ seed: 1, materialScale });
  const out: Followed[] = [];
  for (const before of pileUpBatches({ intensity: 450, events, batchEvents })) {
    const batch = stage(before);
    const c = batch.beam_crossings.columns;
    for (let e = 0; e < batch.size; e++) {
      const primaries = batch.primaries.offsets[e + 1]! - batch.primaries.offsets[e]!;
      for (let i = batch.beam_crossings.offsets[e]!; i < batch.beam_crossings.offsets[e + 1]!; i += 4) {
        const index = c.particle[i]!;
        const primary = index < primaries;
        const rows = primary ? batch.primaries.columns : batch.pileup.columns;
        const j = primary ? batch.primaries.offsets[e]! + index : batch.pileup.offsets[e]! + index - primaries;
        const [px, py, pz] = [rows.px[j]!, rows.py[j]!, rows.pz[j]!];
        const planes: Crossing[] = [];
        for (let k = i; k < i + 4; k++) {
          expect(c.particle[k]).toBe(index);
          expect(c.pdg[k]).toBe(rows.pdg[j]);
          const { x, y, tx, ty, t, p, pdg } = c;
          planes[c.plane[k]!] = {
            x: x[k]!,
            y: y[k]!,
            tx: tx[k]!,
            ty: ty[k]!,
            t: t[k]!,
            p: p[k]!,
            pdg: pdg[k]!,
          };
        }
        expect(planes[2]!.t).toBe(rows.t[j]);
        out.push({
          planes,
          x: rows.x[j]!,
          y: rows.y[j]!,
          tx: px / pz,
          ty: py / pz,
          p: Math.sqrt(px * px + py * py + pz * pz),
        });
      }
    }
  }
  return out;
}

const rms = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
};

describe('beam line', () => {
  const particles = follow(1);
  const of = (plane: number, what: keyof Crossing) => particles.map((q) => q.planes[plane]![what]);

  it('follows the beam particles, one of them the trigger’s own, and nothing else', () => {
    const stage = beamLine({ seed: 1 });
    for (const before of pileUpBatches({ intensity: 450, events: 50 })) {
      const batch = stage(before);
      for (let e = 0; e < batch.size; e++) {
        const { process, z } = batch.pileup.columns;
        let beams = 1;
        for (let i = batch.pileup.offsets[e]!; i < batch.pileup.offsets[e + 1]!; i++) {
          if (process[i] === 0) beams++;
          else if (z[i] === 102_400) expect(process[i]).not.toBe(Process.kaonDecay);
        }
        const [start, end] = [batch.beam_crossings.offsets[e]!, batch.beam_crossings.offsets[e + 1]!];
        expect(end - start).toBe(4 * beams);
        expect(batch.beam_crossings.columns.particle[start]).toBe(0);
      }
    }
  });

  it('has the widths DET §1.1 gives at the three stations within 4 %', () => {
    expect(particles.length).toBeGreaterThan(5000);
    for (const [k, expected] of [14.6, 13.6, 12.9].entries()) {
      expect(Math.abs(rms(of(k, 'x')) / expected - 1), `x${k + 1}`).toBeLessThan(0.04);
    }
    for (const [k, expected] of [6.2, 5.7, 5.6].entries()) {
      expect(Math.abs(rms(of(k, 'y')) / expected - 1), `y${k + 1}`).toBeLessThan(0.04);
    }
  });

  it('runs 60 mm below the axis at GTK2, by momentum', () => {
    // slope of y2 against p, the straight line between GTK1 and GTK3 taken off
    const f = (GTK_Z[1] - GTK_Z[0]) / (GTK_Z[2] - GTK_Z[0]);
    const dip = particles.map((q) => q.planes[1]!.y - (1 - f) * q.planes[0]!.y - f * q.planes[2]!.y);
    const mean = dip.reduce((a, b) => a + b, 0) / dip.length;
    expect(Math.abs(mean + 60)).toBeLessThan(0.1);
    const meanP = particles.reduce((a, q) => a + q.p, 0) / dip.length;
    const cov = particles.reduce((a, q, i) => a + (q.p - meanP) * (dip[i]! - mean), 0) / dip.length;
    expect(Math.abs((cov / rms(of(0, 'p')) ** 2) * 1000 - 0.8)).toBeLessThan(0.02);
  });

  it('ends in the state behind GTK3 when followed forward again, without matter', () => {
    const grid = makeStepGrid(beamLineField(), [...GTK_Z]);
    for (const q of follow(0, 256, 10)) {
      const first = q.planes[0]!;
      const s = Float64Array.of(first.x, first.y, first.tx, first.ty, 1 / q.p);
      swim(grid, 0, 2, s);
      expect(Math.abs(s[0]! - q.x) + Math.abs(s[1]! - q.y)).toBeLessThan(1e-6);
      expect(Math.abs(s[2]! - q.tx) + Math.abs(s[3]! - q.ty)).toBeLessThan(1e-10);
    }
  });

  it('scatters by 10.2 µrad at 75 GeV/c at each station, and is at GTK3 where the particle is', () => {
    const path = new SwimPath();
    const field = beamLineField();
    for (const k of GTK) {
      const kicks: number[] = [];
      for (const q of particles) {
        const here = q.planes[k]!;
        let [tx, ty] = [q.tx, q.ty];
        if (k < 2) {
          // the slope behind the station, from the next one's crossing
          const next = q.planes[k + 1]!;
          const s = Float64Array.of(next.x, next.y, next.tx, next.ty, 1 / q.p);
          swim(path.between(field, GTK_Z[k + 1]!, GTK_Z[k]!), 0, 1, s);
          expect(Math.abs(s[0]! - here.x) + Math.abs(s[1]! - here.y)).toBeLessThan(1e-9);
          [tx, ty] = [s[2]!, s[3]!];
        } else expect([here.x, here.y]).toEqual([q.x, q.y]);
        kicks.push(((tx - here.tx) * q.p) / 75, ((ty - here.ty) * q.p) / 75);
      }
      expect(Math.abs(rms(kicks) * 1e3 - 10.24), `GTK${k + 1}`).toBeLessThan((4 * 10.24) / Math.sqrt(2 * kicks.length));
    }
  });

  it('goes straight from the KTAG to GTK1, at its own velocity', () => {
    const mass = new Map([
      [321, 493.677],
      [211, 139.57039],
      [2212, 938.27208816],
      [-13, 105.6583755],
    ]);
    for (const q of particles) {
      const [ktag, gtk1] = [q.planes[KTAG]!, q.planes[0]!];
      expect(ktag.ty).toBe(gtk1.ty);
      expect(Math.abs(ktag.x + 7100 * ktag.tx - gtk1.x)).toBeLessThan(1e-9);
      expect(Math.abs(ktag.y + 7100 * ktag.ty - gtk1.y)).toBeLessThan(1e-9);
      const beta = q.p / Math.sqrt(q.p ** 2 + mass.get(gtk1.pdg)! ** 2);
      // times of a burst are good to 1e-6 ns in double precision
      expect(Math.abs(q.planes[2]!.t - gtk1.t - 22_800 / (beta * C_LIGHT))).toBeLessThan(3e-6);
      expect(Math.abs(gtk1.t - ktag.t - 7100 / (beta * C_LIGHT))).toBeLessThan(3e-6);
    }
  });

  it('passes the scraper and the final collimator with nearly all of the beam', () => {
    const path = new SwimPath();
    const field = beamLineField();
    const share = (hole: typeof SCRAPER) => {
      let n = 0;
      for (const q of particles) {
        const through = [hole.zMin, hole.zMax].every((z) => {
          const s = Float64Array.of(q.x, q.y, q.tx, q.ty, 1 / q.p);
          swim(path.between(field, GTK_Z[2], z), 0, 1, s);
          return hole.inside(s[0]!, s[1]!);
        });
        if (through) n++;
      }
      return n / particles.length;
    };
    expect(share(SCRAPER)).toBeGreaterThan(0.99);
    expect(share(finalCollimator(8801))).toBeGreaterThan(0.99);
    expect(share(finalCollimator(8802))).toBeGreaterThan(0.99);
  });

  it('follows the beam through a fourth station and a moved one: same particle, same achromat', () => {
    // GTK1, GTK2, GTK3, GTK0
    const gtkZ = [79_600, 86_900, 102_400, 79_300];
    const stage = beamLine({ seed: 1, gtkZ });
    const grid = makeStepGrid(beamLineField(), [79_300, 79_600, 86_900, 102_400]);
    const bare = beamLine({ seed: 1, gtkZ, materialScale: 0 });
    const kicks: number[] = [];
    for (const before of pileUpBatches({ intensity: 450, events: 30 })) {
      const c = bare(before).beam_crossings.columns;
      const scattered = stage(before).beam_crossings.columns;
      const { length } = stage(before).beam_crossings;
      for (let i = 0; i < length; i += 5) {
        // from GTK3 upstream
        expect(Array.from(c.plane.subarray(i, i + 5))).toEqual([2, 1, 0, 4, KTAG]);
        const s = Float64Array.of(c.x[i + 3]!, c.y[i + 3]!, c.tx[i + 3]!, c.ty[i + 3]!, 1 / c.p[i]!);
        for (const [step, k] of [i + 2, i + 1, i].entries()) {
          swim(grid, step, step + 1, s);
          expect(Math.abs(s[0]! - c.x[k]!) + Math.abs(s[1]! - c.y[k]!)).toBeLessThan(1e-6);
        }
        // slope behind GTK0 from the two places, before it as written
        const ty = (scattered.y[i + 2]! - scattered.y[i + 3]!) / 300;
        kicks.push(((ty - scattered.ty[i + 3]!) * c.p[i]!) / 75);
      }
    }
    expect(kicks.length).toBeGreaterThan(1000);
    expect(Math.abs(rms(kicks) * 1e3 - 10.24)).toBeLessThan((4 * 10.24) / Math.sqrt(2 * kicks.length));
  });

  it('gives the same rows for any batch size', () => {
    expect(follow(1, 7, 30)).toEqual(follow(1, 256, 30));
  });
});
