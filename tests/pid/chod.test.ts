import { describe, expect, it } from 'vitest';
import { chodConditions } from '../../src/detectors/chod/conditions.js';
import { slabCentre } from '../../src/detectors/chod/description.js';
import { findChodCandidates } from '../../src/pid/chod.js';
import type { Line } from '../detectors/contract.js';
import { drawHodoscopes, someLines, spread } from './hodoscope-drawn.js';

const conditions = chodConditions('nominal');
const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });

describe('candidates of the NA48-CHOD', () => {
  // the inner slabs: eleven of 65 mm a quadrant
  const lines = someLines(5000, 140, 700);
  const out = findChodCandidates({ conditions })(drawHodoscopes(lines.map((line) => [line])));
  const { offsets, columns } = out.chod_candidates;
  const found = lines.map((_, i) => i).filter((i) => offsets[i + 1]! - offsets[i]! === 1);

  it('are one for each particle, where it is', () => {
    expect(found.length / lines.length).toBeGreaterThan(0.98);
    for (const i of found) {
      const { x, y, tx, ty } = lines[i]!;
      const k = offsets[i]!;
      expect(Math.abs(columns.x[k]! - (x + tx * 239_009))).toBeLessThan(33);
      expect(Math.abs(columns.y[k]! - (y + ty * 239_389))).toBeLessThan(33);
      expect(columns.x[k]).toBe(slabCentre(columns.v[k]!));
      expect(columns.y[k]).toBe(slabCentre(columns.h[k]!));
    }
  });

  it('have the 200 ps of DET §4.8 after all corrections, without bias, and say so', () => {
    const { mean, sigma } = spread(found.map((i) => columns.time[offsets[i]!]! - lines[i]!.dt));
    expect(Math.abs(sigma - 0.2)).toBeLessThan(0.01);
    expect(Math.abs(mean)).toBeLessThan(0.012);
    const said = spread(found.map((i) => columns.time_sigma[offsets[i]!]!)).mean;
    expect(Math.abs(said - sigma)).toBeLessThan(0.01);
  });

  it('need the light path: with half of it they scatter by nanoseconds', () => {
    const half = { ...conditions, lightPath: conditions.lightPath.map((k) => k / 2) };
    const wrong = findChodCandidates({ conditions: half })(drawHodoscopes(lines.map((line) => [line])));
    const { offsets: o, columns: c } = wrong.chod_candidates;
    const residuals = lines.flatMap((line, i) => (o[i + 1]! > o[i]! ? [c.time[o[i]!]! - line.dt] : []));
    expect(Math.abs(spread(residuals).mean)).toBeGreaterThan(1);
  });

  it('need the slewing correction: its scale moves the mean', () => {
    const batch = drawHodoscopes(lines.map((line) => [line]));
    const without = findChodCandidates({ conditions, settings: { riseTime: 0 } })(batch).chod_candidates.columns;
    const shift = spread(found.map((i) => without.time[offsets[i]!]! - lines[i]!.dt)).mean;
    expect(shift).toBeGreaterThan(0.5);
  });

  it('are made of one quadrant, one time, and slabs that cross', () => {
    const count = (event: Line[]) =>
      findChodCandidates({ conditions })(drawHodoscopes([[], event])).chod_candidates.length;
    expect(count([at(-300, 300)])).toBe(1);
    // other quadrants, other times
    expect(count([at(-300, 300), at(300, 300)])).toBe(2);
    expect(count([at(-300, 300), at(-500, 500, 30)])).toBe(2);
    // two in one quadrant at one time: near each other every pair agrees, far apart the light paths tell
    expect(count([at(-300, 300), at(-370, 370)])).toBe(4);
    expect(count([at(-300, 300), at(-600, 600)])).toBe(2);
  });

  it('leave out slabs assumed dead', () => {
    const v = columns.v[offsets[found[0]!]!]!;
    const efficiency = conditions.efficiency.slice();
    efficiency[v] = 0;
    const batch = drawHodoscopes([[lines[found[0]!]!]]);
    expect(findChodCandidates({ conditions: { ...conditions, efficiency } })(batch).chod_candidates.length).toBe(0);
  });

  it('an event with too many hits costs itself alone', () => {
    const batch = drawHodoscopes([someLines(40, 140, 1000), [at(-300, 300)]]);
    const { faults, chod_candidates } = findChodCandidates({ conditions, settings: { maxHits: 50 } })(batch);
    expect(faults.map((f) => f.row)).toEqual([0]);
    expect(chod_candidates.length).toBe(1);
  });
});
