import { describe, expect, it } from 'vitest';
import { transport } from '../../../src/detectors/passage/apparatus.js';
import { upstreamPlanes } from '../../../src/detectors/passage/upstream-planes.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { primaries } from '../../../src/event/simulation.js';
import { pileup } from '../../../src/event/simulation-beam.js';
import { UpstreamPlane } from '../../../src/event/simulation-downstream.js';
import { Process } from '../../../src/event/truth.js';
import { na62Field } from '../../../src/transport/na62-field.js';

const GTK3_Z = 102_400;

/** Crossings [plane, y] of one muon of the pile-up that starts at GTK3. */
function crossings(process: number, upstream = {}) {
  const rows = new TableBuilder(pileup, 1);
  const i = rows.next();
  const c = rows.columns;
  c.parent[i] = -1;
  c.pdg[i] = -13;
  c.process[i] = process;
  c.y[i] = 100;
  c.z[i] = GTK3_Z;
  c.py[i] = 30;
  c.pz[i] = 30_000;
  rows.endEvent();
  const none = new TableBuilder(primaries, 1);
  none.endEvent();
  const follow = transport({ field: na62Field(), materialScale: 1, seed: 1, upstream });
  const { upstream_crossings: found } = follow({
    sequence: 0,
    size: 1,
    burst: Uint32Array.of(1),
    event: Uint32Array.of(0),
    flaws: [],
    faults: [],
    primaries: none.finish(),
    pileup: rows.finish(),
  });
  return Array.from({ length: found.length }, (_, k) => [found.columns.plane[k]!, found.columns.y[k]!] as const);
}

describe('planes about GTK3', () => {
  it('are ten, at different places', () => {
    const planes = upstreamPlanes({});
    expect(planes.map(({ plane }) => plane).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(planes.map(({ z }) => z)).size).toBe(10);
  });

  it('are crossed on a straight line, those before GTK3 by the halo alone', () => {
    const product = crossings(Process.hadronicInteraction);
    expect(product.map(([plane]) => plane)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const halo = crossings(Process.halo);
    expect(halo.map(([plane]) => plane)).toEqual([7, 8, 9, 0, 1, 2, 3, 4, 5, 6]);
    expect(halo[0]![1]).toBeCloseTo(100 - 1e-3 * (GTK3_Z - 99_800), 6);
    expect(halo[3]![1]).toBeCloseTo(100 + 1e-3 * 28, 6);
  });

  it('stand where the settings say', () => {
    const moved = new Map(crossings(Process.halo, { anti0Z: 104_950, vetoCounterZ: [99_000, 99_500, 101_600] }));
    expect(moved.get(UpstreamPlane.anti0)).toBeCloseTo(100 + 1e-3 * 2550, 6);
    expect(moved.get(UpstreamPlane.vetoCounter)).toBeCloseTo(100 - 1e-3 * 3400, 6);
  });
});
