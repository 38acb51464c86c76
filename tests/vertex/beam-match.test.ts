import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { type BeamMatch, beamTracksInTime, isAmbiguous } from '../../src/vertex/beam-match.js';
import { beamCda, beamDistance, swumTracks } from '../../src/vertex/beam-match-paths.js';
import { beamMatchSettings } from '../../src/vertex/beam-match-settings.js';
import { beamMatches } from '../../src/vertex/beam-match-stage.js';
import { type Beam, beamAt, type Decay, type DrawnEvent, decayOf, drawBeam, drawRun, FIELD } from './beam-drawn.js';

const run = beamMatches({ field: FIELD });

/** Rows of each event, as objects of numbers. */
function matches(events: readonly DrawnEvent[], stage = run) {
  const batch = stage(drawRun(events));
  expect(batch.faults).toEqual([]);
  const rows = batch.beam_matches;
  return events.map((_, e) =>
    Array.from({ length: rows.offsets[e + 1]! - rows.offsets[e]! }, (_, k) => {
      const i = rows.offsets[e]! + k;
      const row = Object.fromEntries(Object.entries(rows.columns).map(([name, c]) => [name, c[i]!]));
      return row as Record<keyof typeof rows.columns, number>;
    }),
  );
}

const beamState = (b: Beam) => [b.x, b.y, b.tx, b.ty, 1 / b.p] as const;

function trackState(d: Decay) {
  const { tracks } = drawRun([{ beam: [], kaons: [], decays: [d] }]);
  const { x, y, tx, ty, qp } = tracks.columns;
  return [x[0]!, y[0]!, tx[0]!, ty[0]!, qp[0]!] as const;
}

describe('closest approach through the residual field', () => {
  const beam = swumTracks(FIELD, 1);
  const decay = swumTracks(FIELD, -1);
  const meet = new Float64Array(3);

  it('is zero, where the decay was, when nothing is smeared', () => {
    const rng = new RandomStream().key(3, 1, 4, 1);
    let worst = 0;
    let worstZ = 0;
    let straight = 0;
    for (let n = 0; n < 300; n++) {
      const kaon = drawBeam(rng, 0);
      const z = rng.range(105_000, 178_000);
      const p = rng.range(5_000, 50_000);
      const pion = decayOf(kaon, z, rng.range(2e-3, 12e-3), rng.range(0, 6.28), 1 / p, 0, 0.2);
      beam.begin(1);
      decay.begin(1);
      beam.set(0, ...beamState(kaon));
      decay.set(0, ...trackState(pion));
      const from = rng.uniform() < 0.5 ? 132_000 : 170_000;
      worst = Math.max(worst, beamCda(beam, 0, decay, 0, from, meet));
      worstZ = Math.max(worstZ, Math.abs(meet[2]! - z));
      worst = Math.max(worst, beamDistance(beam, 0, pion.x, pion.y, z));
      const s = trackState(pion);
      straight = Math.max(straight, Math.abs(s[0] + s[2] * (z - 180_000) - pion.x));
    }
    expect(worst).toBeLessThan(0.1);
    expect(worstZ).toBeLessThan(20);
    // the field does bend: a straight pion misses by a millimetre
    expect(straight).toBeGreaterThan(0.9);
  });

  it('is the distance of lines that miss each other', () => {
    const kaon: Beam = { x: 0, y: 0, tx: 1.2e-3, ty: 0, p: 75_000, time: 0 };
    const pion = decayOf(kaon, 140_000, 5e-3, 0, 1 / 20_000, 0, 0.2);
    beam.set(0, ...beamState(kaon));
    decay.set(0, ...trackState({ ...pion, y: pion.y + 3 }));
    expect(beamCda(beam, 0, decay, 0, 132_000, meet)).toBeCloseTo(3, 1);
    expect(Math.abs(meet[1]! - pion.y - 1.5)).toBeLessThan(0.1);
    expect(beamDistance(beam, 0, pion.x + 3, pion.y - 4, 140_000)).toBeCloseTo(5, 2);
  });

  it('is not finite for a track that is not a number', () => {
    decay.set(0, Number.NaN, 0, 0, 0, 1e-4);
    expect(beamCda(beam, 0, decay, 0, 132_000, meet)).toBeNaN();
  });
});

/** An event: the right kaon with a time and beam track smeared as measured, `pileUp` other beam tracks and kaons. */
function crowded(rng: RandomStream, mean: number, tagged = true): DrawnEvent & { readonly right: number } {
  const kaon = drawBeam(rng, 0);
  const z = rng.range(115_000, 165_000);
  const pion = (angle: number, phi: number, qp: number) => {
    const exact = decayOf(kaon, z, angle, phi, qp, 0.23 * rng.gauss(), 0.23);
    return { ...exact, x: exact.x + 0.6 * rng.gauss(), y: exact.y + 0.6 * rng.gauss() };
  };
  const phi = rng.range(0, 6.28);
  const decays = [0, 1, 2].map((k) => pion(rng.range(3e-3, 8e-3), phi + 2.1 * k, (k < 2 ? 1 : -1) / 25_000));
  const beam: Beam[] = [];
  const kaons = tagged ? [{ time: 0.07 * rng.gauss(), sectors: 8 }] : [];
  for (let n = rng.poisson(mean); n > 0; n--) {
    const other = drawBeam(rng, rng.range(-5, 5));
    beam.push(other);
    if (rng.uniform() < 0.06) kaons.push({ time: other.time + 0.07 * rng.gauss(), sectors: 7 });
  }
  const right = Math.floor(rng.uniform() * (beam.length + 1));
  const measured = {
    ...kaon,
    time: 0.11 * rng.gauss(),
    tx: kaon.tx + 16e-6 * rng.gauss(),
    ty: kaon.ty + 16e-6 * rng.gauss(),
  };
  beam.splice(right, 0, measured);
  const s = beamAt(kaon, z);
  const at = [s[0]! + 0.4 * rng.gauss(), s[1]! + 0.4 * rng.gauss(), z + 200 * rng.gauss()] as const;
  return { beam, kaons, decays, vertices: [{ members: [0, 1, 2], at }], right };
}

describe('match of kaon, beam track and decay', () => {
  it('finds the right beam track among pile-up, for tracks and vertices', () => {
    const rng = new RandomStream().key(5, 9, 2, 6);
    // 0.4 tracks a nanosecond: 400 MHz
    const events = Array.from({ length: 3000 }, () => crowded(rng, 4));
    const found = matches(events);
    for (const [name, of] of [
      ['track', (r: Record<string, number>) => r['track'] === 0],
      ['vertex', (r: Record<string, number>) => r['vertex'] === 0],
    ] as const) {
      let accepted = 0;
      let wrong = 0;
      for (const [e, rows] of found.entries()) {
        const best = rows.find((r) => of(r) && r.rank === 0 && r.accepted === 1);
        if (best === undefined) continue;
        accepted++;
        if (best.gtk !== events[e]!.right) wrong++;
      }
      expect(accepted / events.length, name).toBeGreaterThan(0.85);
      expect(wrong / accepted, name).toBeLessThan(0.03);
    }
  });

  it('writes consistent columns, best first', () => {
    const rng = new RandomStream().key(5, 3, 5, 8);
    const events = Array.from({ length: 200 }, () => crowded(rng, 8));
    for (const [e, rows] of matches(events).entries()) {
      const event = events[e]!;
      const seen = new Map<string, number>();
      for (const r of rows) {
        const object = `${r.track} ${r.vertex}`;
        expect(r.rank).toBe(seen.get(object) ?? 0);
        seen.set(object, r.rank + 1);
        expect([r.track, r.vertex].filter((i) => i === -1).length).toBe(1);
        expect(r.cda).toBeLessThan(25);
        expect(r.dt_ktag).toBeCloseTo(event.beam[r.gtk]!.time - event.kaons[r.ktag]!.time, 9);
        if (r.track >= 0) expect(r.dt_decay).toBeCloseTo(event.beam[r.gtk]!.time - event.decays[r.track]!.time, 9);
        else {
          const mean = event.decays.reduce((a, d) => a + d.time / 3, 0);
          expect(r.dt_decay).toBeCloseTo(event.beam[r.gtk]!.time - mean, 9);
          expect([r.x, r.y, r.z]).toEqual([...event.vertices![0]!.at]);
        }
        const high = Math.max(r.d_ktag, r.d_decay);
        const low = Math.min(r.d_ktag, r.d_decay);
        expect(r.accepted).toBe(high > 0.03 && low > 0.005 ? 1 : 0);
        expect(high).toBeGreaterThan(1e-4);
      }
    }
  });

  it('has no KTAG time and D1 0 without a kaon, and accepts nothing', () => {
    const rng = new RandomStream().key(5, 8, 9, 7);
    const few = crowded(rng, 0, false);
    // four sectors are not a kaon, and a kaon 10 ns away is another one
    for (const kaons of [[], [{ time: 0, sectors: 4 }], [{ time: 10, sectors: 8 }]]) {
      const [rows] = matches([{ ...few, kaons }]);
      expect(rows!.length).toBeGreaterThan(0);
      for (const r of rows!) {
        expect(r.ktag).toBe(-1);
        expect(r.dt_ktag).toBeNaN();
        expect(r.d_ktag).toBe(0);
        expect(r.d_decay).toBeGreaterThan(0);
        expect(r.accepted).toBe(0);
      }
    }
  });

  it('leaves out beam tracks out of time, off the beam, badly fitted or far away', () => {
    const kaon: Beam = { x: 0, y: 0, tx: 1.22e-3, ty: 0, p: 75_000, time: 0 };
    const decays = [decayOf(kaon, 140_000, 5e-3, 0, 1 / 20_000, 0, 0.2)];
    const kaons = [{ time: 0, sectors: 8 }];
    const others: Beam[] = [
      { ...kaon, time: 0.61 },
      { ...kaon, p: 70_000 },
      { ...kaon, tx: 1.22e-3 + 0.6e-3 },
      { ...kaon, chi2: 51 },
      { ...kaon, y: 26 },
      { ...kaon, p: Number.NaN },
    ];
    const [rows] = matches([{ beam: [...others, kaon], kaons, decays }]);
    expect(rows!.map((r) => r.gtk)).toEqual([others.length]);
  });

  it('gives each beam track the kaon nearest to it', () => {
    const kaon: Beam = { x: 0, y: 0, tx: 1.22e-3, ty: 0, p: 75_000, time: 0.3 };
    const decays = [decayOf(kaon, 140_000, 5e-3, 1, 1 / 20_000, 0, 0.23)];
    const kaons = [-0.1, 0.35, 1.2].map((time) => ({ time, sectors: 8 }));
    const [rows] = matches([{ beam: [{ ...kaon, time: -0.1 }, kaon], kaons, decays }]);
    expect(rows!.map((r) => [r.gtk, r.ktag])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('is ambiguous with more than two tracks in time and another as good, and says so on every row', () => {
    const kaon: Beam = { x: 0, y: 0, tx: 1.22e-3, ty: 0, p: 75_000, time: 0 };
    const decays = [decayOf(kaon, 140_000, 5e-3, 1, 1 / 20_000, 0, 0.2)];
    const kaons = [{ time: 0, sectors: 8 }];
    const twin = { ...kaon, time: 0.05 };
    const far = { ...kaon, y: 12, time: 0.2 };
    const flags = (beam: readonly Beam[]) => matches([{ beam, kaons, decays }])[0]!.map((r) => r.ambiguous);
    expect(flags([kaon, twin])).toEqual([0, 0]);
    expect(new Set(flags([kaon, twin, far]))).toEqual(new Set([1]));
    expect(new Set(flags([kaon, far, far]))).toEqual(new Set([0]));
  });

  it('keeps the five beam tracks nearest in time', () => {
    const kaon: Beam = { x: 0, y: 0, tx: 1.22e-3, ty: 0, p: 75_000, time: 0 };
    const decays = [decayOf(kaon, 140_000, 5e-3, 1, 1 / 20_000, 0, 0.2)];
    const beam = [0.4, 0.1, -0.3, 0.2, 0, -0.35, 0.05].map((time) => ({ ...kaon, time }));
    const [rows] = matches([{ beam, kaons: [{ time: 0, sectors: 8 }], decays }]);
    expect(rows!.map((r) => r.gtk).sort()).toEqual([1, 2, 3, 4, 6]);
  });

  it('does not depend on the order of beam tracks and kaons', () => {
    const rng = new RandomStream().key(5, 7, 7, 7);
    const events = Array.from({ length: 100 }, () => crowded(rng, 10));
    const turned = events.map((e) => ({ ...e, beam: [...e.beam].reverse(), kaons: [...e.kaons].reverse() }));
    const a = matches(events);
    const b = matches(turned);
    for (const [e, rows] of a.entries()) {
      const nBeam = events[e]!.beam.length - 1;
      const nKaons = events[e]!.kaons.length - 1;
      expect(b[e]!.map((r) => ({ ...r, gtk: nBeam - r.gtk, ktag: nKaons - r.ktag }))).toEqual(rows);
    }
  });

  it('finds nothing where there is nothing, and refuses tracks without times', () => {
    const rng = new RandomStream().key(1, 1, 2, 3);
    const full = crowded(rng, 2);
    expect(
      matches([
        { beam: [], kaons: [], decays: [] },
        { ...full, beam: [] },
        { ...full, decays: [], vertices: [] },
      ]),
    ).toEqual([[], [], []]);
    const untimed = full.decays.map((d) => ({ ...d, time: Number.NaN }));
    expect(matches([{ ...full, decays: untimed }])).toEqual([[]]);
    const batch = drawRun([full]);
    batch.track_times.offsets[1] = 1;
    expect(run(batch).faults[0]!.reason).toMatch(/1 track times for 3 tracks/);
  });
});

describe('beamTracksInTime', () => {
  const settings = withDefaults(beamMatchSettings);
  const timed = (time: number, sigma: number, index = 0) => ({ index, time, sigma });

  it('looks for kaons further away when the decay time is poor', () => {
    const kaon = [timed(6, 0.07)];
    const beam = [timed(6.1, 0.11)];
    expect(beamTracksInTime(timed(0, 0.23), kaon, beam, settings)).toEqual([]);
    expect(beamTracksInTime(timed(0, 3), kaon, beam, settings).map((c) => c.ktag)).toEqual([0]);
  });

  it('combines the errors of both times', () => {
    const [c] = beamTracksInTime(timed(0, 0.4), [], [timed(0.2, 0.3)], settings);
    expect(c!.widthDecay).toBeCloseTo(0.5, 12);
  });

  it('leaves one candidate unambiguous', () => {
    expect(isAmbiguous([{ score: 0.5 } as BeamMatch], 9, settings)).toBe(false);
  });
});
