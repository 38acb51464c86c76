import { describe, expect, it } from 'vitest';
import { transport } from '../../../src/detectors/passage/apparatus.js';
import { FILTER_LAYERS } from '../../../src/detectors/passage/calorimeters.js';
import type { EventBatch, Has } from '../../../src/event/batch.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { primaries } from '../../../src/event/simulation.js';
import { pileup } from '../../../src/event/simulation-beam.js';
import { DOWNSTREAM_PLANE } from '../../../src/tracking/straw/stage.js';
import { na62Field } from '../../../src/transport/na62-field.js';

const apparatus = transport({ field: na62Field(), materialScale: 1, seed: 5 });

/** Events of one muon parallel to the axis at y = 0. */
function muons(n: number, p: number, x: number, z: number): EventBatch & Has<typeof primaries | typeof pileup> {
  const first = new TableBuilder(primaries, n);
  const none = new TableBuilder(pileup, n);
  for (let e = 0; e < n; e++) {
    const i = first.next();
    first.columns.parent[i] = -1;
    first.columns.pdg[i] = -13;
    first.columns.x[i] = x;
    first.columns.z[i] = z;
    first.columns.pz[i] = p;
    first.endEvent();
    none.endEvent();
  }
  return {
    sequence: 0,
    size: n,
    burst: new Uint32Array(n).fill(1),
    event: Uint32Array.from({ length: n }, (_, i) => i),
    flaws: [],
    faults: [],
    primaries: first.finish(),
    pileup: none.finish(),
  };
}
/** Muons of one momentum [GeV/c] from the end of the STRAW, at x = 500 mm: what arrives at the MUV3. */
function through(p: number, n: number) {
  const { columns, length } = apparatus(muons(n, 1000 * p, 500, DOWNSTREAM_PLANE)).muv3_crossings;
  let scattered = 0;
  let loss = 0;
  for (let i = 0; i < length; i++) {
    scattered += (columns.x[i]! - 500) ** 2 + columns.y[i]! ** 2;
    loss += 1000 * p - columns.p[i]!;
  }
  return { share: length / n, width: Math.sqrt(scattered / (2 * length)) * p, loss: loss / length };
}

describe('the muon filter', () => {
  it.each([15, 25, 35])('scatters by the 530 mm/p of the road in DET §7.4, at %i GeV/c', (p) => {
    const { share, width } = through(p, 3000);
    expect(share).toBe(1);
    expect(Math.abs(width / 530 - 1)).toBeLessThan(0.05);
  });

  it('takes 3.7 GeV from a muon of 15 GeV/c: 1609 g/cm² of iron at 1.95 MeV, 307 g/cm² of krypton at 1.9 MeV (PDG)', () => {
    const { loss } = through(15, 1000);
    expect(Math.abs(loss / (1609 * 1.95 + 307 * 1.9) - 1)).toBeLessThan(0.1);
  });

  it('stops muons below 2.7 GeV/c, and lets those above 4 GeV/c through', () => {
    // a few leave it sideways
    expect(through(2.6, 1000).share).toBeLessThan(0.02);
    expect(through(4, 1000).share).toBe(1);
  });

  it('has the nuclear interaction lengths of DET §4.12, §4.13 in its iron', () => {
    const iron = FILTER_LAYERS.filter(({ z }) => z > 243_000);
    const lengths = [0, 2, 4].map((k) => ((iron[k]!.x0 + iron[k + 1]!.x0) * 17.57) / 167.7);
    [4.1, 3.7, 4.8].forEach((expected, k) => {
      expect(Math.abs(lengths[k]! / expected - 1)).toBeLessThan(0.08);
    });
  });

  it('is not there in the holes', () => {
    const out = apparatus(muons(200, 3000, 60, 241_000)).muv3_crossings;
    expect(out.length).toBe(200);
    expect(out.columns.p[0]).toBeCloseTo(3000, 6);
  });
});
