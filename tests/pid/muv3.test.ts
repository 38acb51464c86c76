import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { muv3Conditions } from '../../src/detectors/muv3/conditions.js';
import { CHANNEL_INDEX, tileAt, tileX, tileY } from '../../src/detectors/muv3/description.js';
import { findMuv3Candidates } from '../../src/pid/muv3.js';
import { matchMuons } from '../../src/pid/muv3-tracks.js';
import type { Line } from '../detectors/contract.js';
import { spread } from './hodoscope-drawn.js';
import { type Drawn, drawMuons, type Muon, someMuons } from './muv3-drawn.js';

const nominal = muv3Conditions('nominal');
const find = findMuv3Candidates({ conditions: nominal });
const candidates = (batch: Drawn) => find(batch).muv3_candidates;
const match = (batch: Drawn, settings = {}) => {
  const out = matchMuons({ settings })(find(batch));
  expect(out.faults).toEqual([]);
  return out.track_muons;
};
const at = (x: number, y: number, dt = 0): Line => ({ x, y, tx: 0, ty: 0, dt });
const both = (line: Line, p?: number): Muon => ({ line, track: line, ...(p === undefined ? {} : { p }) });
const LATER = 0.45 / Math.sqrt(Math.PI);

describe('MUV3 candidates', () => {
  const lines = someMuons(6000);
  const found = candidates(drawMuons(lines.map((line) => [{ line }])));
  const { tile, tight, time, time_sigma, x, y } = found.columns;
  const { offsets } = found;

  it('are one for every muon that crosses a tile, tight, in the right place', () => {
    let wrong = 0;
    lines.forEach((line, i) => {
      const expected = tileAt(line.x + line.tx * 246_825, line.y + line.ty * 246_825);
      const k = offsets[i]!;
      if (offsets[i + 1]! - k !== (expected < 0 ? 0 : 1)) wrong++;
      else if (expected >= 0 && (tile[k] !== expected || x[k] !== tileX(expected) || y[k] !== tileY(expected))) wrong++;
    });
    expect(wrong).toBe(0);
    // independent PMTs, further than 5 ns apart in none of them
    expect(Array.from(tight.subarray(0, found.length)).every((t) => t === 1)).toBe(true);
  });

  it('have the spread of the later of two PMTs, and say so', () => {
    const residual = lines.flatMap((line, i) => (offsets[i + 1]! > offsets[i]! ? [time[offsets[i]!]! - line.dt] : []));
    const { mean, sigma } = spread(residual);
    expect(Math.abs(sigma - 0.372)).toBeLessThan(0.02);
    expect(time_sigma[0]).toBeCloseTo(0.3715, 4);
    // 7 % have one PMT early, and with it no later of two
    expect(Math.abs(mean + 0.069 * LATER)).toBeLessThan(0.02);
  });

  it('are not moved by Cherenkov light in a window: the later PMT is the right one', () => {
    // tile 80: windows at (495, 55) and (605, 165)
    const through = (px: number, py: number) =>
      spread(
        Array.from(
          candidates(drawMuons(Array.from({ length: 2000 }, () => [{ line: at(px, py, 0.3) }]))).columns.time,
        ).map((t) => t - 0.3),
      );
    for (const early of [through(495, 55), through(605, 165)]) {
      // the other PMT alone, less what the later of two is late by
      expect(Math.abs(early.mean + LATER)).toBeLessThan(0.04);
      expect(Math.abs(early.sigma - 0.45)).toBeLessThan(0.03);
    }
    expect(Math.abs(through(550, 110).mean)).toBeLessThan(0.03);
  });

  it('are loose where a PMT is dead, or assumed dead', () => {
    const dead = muv3Conditions('nominal');
    dead.efficiency[CHANNEL_INDEX[280]!] = 0;
    const events = Array.from({ length: 1000 }, () => [{ line: at(550, 110, 0.3) }]);
    for (const { columns, length } of [
      candidates(drawMuons(events, dead)),
      findMuv3Candidates({ conditions: dead })(drawMuons(events)).muv3_candidates,
    ]) {
      expect(length).toBe(1000);
      expect([columns.tile[0], columns.tight[0], columns.time_sigma[0]]).toEqual([80, 0, 0.45]);
      expect(Math.abs(spread(Array.from(columns.time)).mean - 0.3)).toBeLessThan(0.06);
    }
  });

  it('are two loose ones when the PMTs are further than 5 ns apart', () => {
    const late = { ...nominal, t0: nominal.t0.map((t, i) => t + (i === CHANNEL_INDEX[280] ? 8 : 0)) };
    const { columns, length } = candidates(drawMuons([[{ line: at(550, 110) }]], late));
    expect(length).toBe(2);
    expect(Array.from(columns.tight)).toEqual([0, 0]);
  });

  it('take the T0s off', () => {
    const t0s = muv3Conditions('kaon-2018');
    const batch = drawMuons(
      lines.map((line) => [{ line }]),
      t0s,
    );
    const width = (assumed: typeof nominal) => {
      const out = findMuv3Candidates({ conditions: assumed })(batch).muv3_candidates;
      return spread(
        lines.flatMap((line, i) =>
          out.offsets[i + 1]! > out.offsets[i]! ? [out.columns.time[out.offsets[i]!]! - line.dt] : [],
        ),
      ).sigma;
    };
    expect(width(t0s)).toBeLessThan(0.39);
    expect(width(nominal)).toBeGreaterThan(0.7);
  });

  it('of an event without hits are none; too many hits, or a channel that is none, is a fault of that event', () => {
    const empty = find(drawMuons([[], [{ line: at(550, 110) }]]));
    expect(Array.from(empty.muv3_candidates.offsets)).toEqual([0, 0, 1]);
    const few = findMuv3Candidates({ conditions: nominal, settings: { maxHits: 1 } });
    expect(few(drawMuons([[{ line: at(550, 110) }]])).faults[0]?.reason).toMatch(/2 MUV3 hits, more than 1/);
    const broken = drawMuons([[{ line: at(550, 110) }]]);
    broken.muv3.columns.channel[0] = 66;
    expect(find(broken).faults[0]?.reason).toMatch(/channel 66 is none/);
    expect(() => findMuv3Candidates({ conditions: { ...nominal, t0: new Float64Array(3) } })).toThrow(/296/);
  });

  it('do not depend on the order of the hits', () => {
    const triples = Array.from({ length: 300 }, (_, i) => [0, 1, 2].map((k) => ({ line: lines[3 * i + k]! })));
    const drawn = drawMuons(triples);
    const rng = new RandomStream().key(5, stageKey('shuffle'), 0, 0);
    const order = Array.from({ length: drawn.muv3.length }, (_, i) => i);
    for (let e = 0; e < drawn.size; e++) {
      for (let i = drawn.muv3.offsets[e + 1]! - 1; i > drawn.muv3.offsets[e]!; i--) {
        const j = drawn.muv3.offsets[e]! + Math.floor(rng.uniform() * (i - drawn.muv3.offsets[e]! + 1));
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
    }
    const { channel, leading, trailing } = drawn.muv3.columns;
    const columns = {
      channel: Uint16Array.from(order, (k) => channel[k]!),
      leading: Int16Array.from(order, (k) => leading[k]!),
      trailing: Int16Array.from(order, (k) => trailing[k]!),
    };
    expect(columns.channel).not.toEqual(channel);
    expect(candidates({ ...drawn, muv3: { ...drawn.muv3, columns } })).toEqual(candidates(drawn));
  });
});

describe('muons of tracks', () => {
  it('are the candidate of the tile the track points at, at distance 0', () => {
    const lines = someMuons(1000);
    const batch = drawMuons(lines.map((line) => [both(line)]));
    const out = match(batch);
    expect(out.offsets).toEqual(batch.tracks.offsets);
    const { candidate, dt, distance, in_acceptance } = out.columns;
    let missed = 0;
    for (let i = 0; i < 1000; i++) {
      if (candidate[i] !== 0) missed++;
      else expect(distance[i]).toBeLessThan(0.5);
    }
    // 0.8 mm of gap
    expect(missed).toBeLessThan(5);
    expect(in_acceptance.filter((a) => a === 0).length).toBeLessThan(5);
    expect(spread(Array.from(dt).filter((t) => !Number.isNaN(t))).sigma).toBeLessThan(0.39);
  });

  it('are sought within 4 · 530 mm/p of the edge of the tile, not of its middle', () => {
    // tile 80 ends at x = 660; the road at 20 GeV/c is 106 mm
    const seen = (trackX: number, p: number) => {
      const { columns } = match(drawMuons([[{ line: at(550, 110), track: at(trackX, 110), p }]]));
      return [columns.candidate[0], columns.distance[0]];
    };
    expect(seen(765, 20_000)).toEqual([0, 105]);
    expect(seen(767, 20_000)).toEqual([-1, Number.NaN]);
    expect(seen(767, 19_500)).toEqual([0, 107]);
    expect(seen(659, 1e9)).toEqual([0, 0]);
  });

  it('are the nearest in time, of two at the same time the nearer', () => {
    const track = at(550, 110);
    const pick = (muons: Muon[]) => match(drawMuons([[{ track, p: 10_000 }, ...muons]])).columns;
    // candidates in order of tile: 79 (x 330), 80 (x 550)
    expect(pick([{ line: at(550, 110, 4) }, { line: at(330, 110) }]).candidate[0]).toBe(0);
    expect(pick([{ line: at(550, 110) }, { line: at(330, 110, 4) }]).candidate[0]).toBe(1);
    const equal = find(drawMuons([[{ track, p: 10_000 }, { line: at(330, 110) }, { line: at(550, 110) }]]));
    equal.muv3_candidates.columns.time.fill(0.2);
    expect(matchMuons()(equal).track_muons.columns.candidate[0]).toBe(1);
  });

  it('are none out of time, without a time, or without hits', () => {
    const track = at(550, 110);
    const one = (line: Line | undefined, dt: number, settings = {}) => {
      const { columns } = match(
        drawMuons([[{ track: { ...track, dt } }, ...(line === undefined ? [] : [{ line }])]]),
        settings,
      );
      return [columns.candidate[0], Number.isNaN(columns.dt[0]), columns.in_acceptance[0]];
    };
    expect(one(at(550, 110, 5), 0)).toEqual([0, false, 1]);
    expect(one(at(550, 110, 9), 0)).toEqual([-1, true, 1]);
    expect(one(at(550, 110, 9), 0, { window: 12 })).toEqual([0, false, 1]);
    expect(one(at(550, 110), Number.NaN)).toEqual([-1, true, 1]);
    expect(one(undefined, 0)).toEqual([-1, true, 1]);
  });

  it('of a track outside the acceptance are sought all the same, and it is said', () => {
    const { columns } = match(
      drawMuons([
        [{ line: at(110, 20), track: at(90, 20) }],
        [{ line: at(1310, 0.5), track: at(1340, 0.5) }],
        [{ line: at(1310, 0.5), track: at(5000, 0) }],
        [{ line: at(550, 110), track: at(Number.NaN, 0) }],
      ]),
    );
    expect(Array.from(columns.in_acceptance)).toEqual([0, 0, 0, 0]);
    expect(Array.from(columns.candidate)).toEqual([0, 0, -1, -1]);
    expect(columns.distance[1]).toBeCloseTo(20, 6);
    expect(columns.distance[2]).toBeNaN();
  });

  it('of a track too slow to come through are none, wherever the road would end', () => {
    const p = [300, 1000, 2690, 2710, 0, Number.NaN];
    const { columns } = match(drawMuons(p.map((momentum) => [both(at(550, 110), momentum)])));
    expect(Array.from(columns.candidate)).toEqual([-1, -1, -1, 0, -1, -1]);
    expect(Array.from(columns.in_acceptance)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('belong to tracks of their own event', () => {
    const { columns } = match(drawMuons([[both(at(-300, 300))], [both(at(550, 110)), { line: at(-300, 300) }]]));
    // tile 94 in both; in the second event it stands behind tile 80
    expect(Array.from(columns.candidate)).toEqual([0, 0]);
  });
});
