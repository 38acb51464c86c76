import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { nominalRichConditions, richConditions } from '../../src/detectors/rich/conditions.js';
import { PMTS } from '../../src/detectors/rich/pmts.js';
import { findRichRings } from '../../src/pid/rich.js';
import { ringMass2, ringRadius } from '../../src/pid/rich-light.js';
import { towards } from '../detectors/rich/event.js';
import { type Drawn, drawRich, type Ring, ringsOf } from './rich-drawn.js';

const E = -11;
const MU = -13;
const PI = 211;
const rng = new RandomStream();
/** Lines well inside, each at another place, slope and time. */
const line = (event: number) => {
  rng.key(4, 5, 6, event);
  return towards(
    rng.range(450, 800),
    rng.range(400, 700),
    rng.range(-0.011, -0.005),
    rng.range(-0.003, 0.003),
    rng.range(-1, 1),
  );
};
const particles = (n: number, pdg: number, p: number, straw = 0): Drawn[][] =>
  Array.from({ length: n }, (_, e) => [{ line: line(e), pdg, p, straw }]);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const rms = (values: readonly number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
const names = ['e', 'mu', 'pi', 'K', 'background'];
const likeliest = (ring: Ring) => names[ring.likelihood.indexOf(0)];

describe('closed forms of a ring', () => {
  it('agree with the table of the experiment, to the radius of its setup', () => {
    for (const [p, mu, pi] of [
      [15, 146.8, 104.1],
      [25, 175.3, 164],
      [40, 184.1, 180],
    ] as const) {
      expect(ringRadius(0, 1e3 * p, 189.5)).toBeCloseTo(189.5, 1);
      expect(Math.abs(ringRadius(1, 1e3 * p, 189.5) - mu)).toBeLessThan(0.2);
      expect(Math.abs(ringRadius(2, 1e3 * p, 189.5) - pi)).toBeLessThan(0.2);
      expect(ringRadius(3, 1e3 * p, 189.5)).toBe(0);
      expect(Math.abs(ringMass2(ringRadius(2, 1e3 * p, 190.6), 1e3 * p, 190.6) - 139.57 ** 2)).toBeLessThan(1);
    }
  });
});

describe('RICH rings', () => {
  it.each([
    [E, 0, 25_000],
    [MU, 1, 20_000],
    [PI, 2, 20_000],
    [PI, 2, 30_000],
  ])('of %i (hypothesis %i) at %i MeV/c: radius, time, mass and name', (pdg, h, p) => {
    const { rings, faults } = ringsOf(drawRich(particles(300, pdg, p, 6)));
    expect(faults).toEqual([]);
    expect(rings.length).toBe(300);
    const radius = ringRadius(h, p, 190.6);
    const good = rings.filter((r) => r.hits >= 4);
    expect(good.length).toBeGreaterThan(293);
    expect(Math.abs(mean(good.map((r) => r.radius)) - radius)).toBeLessThan(0.45);
    expect(Math.abs(rms(good.map((r) => (r.radius - radius) / r.sigma)) - 1)).toBeLessThan(0.2);
    const free = good.filter((r) => Math.abs(r.freeRadius - radius) < 25);
    expect(free.length).toBeGreaterThan(0.95 * good.length);
    const dt = good.map((r) => r.time - line(r.event).dt);
    expect(Math.abs(mean(dt))).toBeLessThan(0.03);
    expect(rms(good.map((r, k) => dt[k]! / r.timeSigma))).toBeLessThan(1.4);
    expect(good.filter((r) => likeliest(r) === names[h]).length).toBeGreaterThan(0.95 * good.length);
    const m2 = mean(good.map((r) => r.mass2));
    const dm2 = (2 * p * p * radius * 1) / 17_020 ** 2;
    expect(Math.abs(m2 - ringMass2(radius, p, 190.6))).toBeLessThan(dm2);
  });

  it('do not depend on the order of the hits, nor on T0 that is known', () => {
    const conditions = richConditions('kaon-2018');
    const batch = drawRich(particles(40, PI, 30_000), conditions);
    const once = ringsOf(batch, conditions).rings;
    expect(once.filter((r) => likeliest(r) === 'pi').length).toBeGreaterThan(35);
    const { columns, offsets } = batch.rich;
    const reversed = structuredClone({ columns: { ...columns }, offsets, length: batch.rich.length });
    for (let e = 0; e < batch.size; e++) {
      for (const c of Object.values(reversed.columns)) c.subarray(offsets[e]!, offsets[e + 1]!).reverse();
    }
    const again = ringsOf({ ...batch, rich: reversed }, conditions).rings;
    again.forEach((r, i) => {
      expect(r.radius).toBeCloseTo(once[i]!.radius, 9);
      expect(r.time).toBeCloseTo(once[i]!.time, 9);
      expect(r.hits).toBe(once[i]!.hits);
    });
  });

  it('share the hits of two rings that overlap in time and place', () => {
    const far = (e: number): Drawn[] => {
      const l = line(e);
      return [
        { line: l, pdg: PI, p: 20_000, straw: 3 },
        { line: { ...l, x: l.x - 0.002 * 200_000, tx: l.tx + 0.002 }, pdg: MU, p: 25_000, straw: -3 },
      ];
    };
    const events = Array.from({ length: 200 }, (_, e) => far(e));
    const { rings, faults } = ringsOf(drawRich(events));
    expect(faults).toEqual([]);
    const [pions, muons] = [0, 1].map((k) => rings.filter((r) => r.track === k));
    expect(pions!.length).toBe(200);
    expect(pions!.filter((r) => likeliest(r) === 'pi').length).toBeGreaterThan(188);
    expect(muons!.filter((r) => likeliest(r) === 'mu').length).toBeGreaterThan(188);
    const core = pions!.filter((r) => Math.abs(r.radius - ringRadius(2, 20_000, 190.6)) < 8);
    expect(core.length).toBeGreaterThan(185);
    // 10 of its own; 12.5 with those of the muon that lie on it
    expect(mean(core.map((r) => r.hits))).toBeLessThan(10.5);
    expect(mean(core.map((r) => r.hits))).toBeGreaterThan(7);
  });

  it('find the right ring in time among those of other times', () => {
    const events = Array.from({ length: 100 }, (_, e): Drawn[] => {
      const l = line(e);
      return [
        { line: l, pdg: PI, p: 30_000, straw: 4 },
        { line: { ...l, tx: l.tx + 5e-4, dt: l.dt - 18 }, pdg: MU, p: 40_000 },
      ];
    });
    const rings = ringsOf(drawRich(events)).rings.filter((r) => r.track === 0);
    expect(rings.length).toBe(100);
    expect(rings.filter((r) => Math.abs(r.time - line(r.event).dt) < 0.5).length).toBeGreaterThan(90);
  });

  it('answer zero hits with no ring, an unlikely electron and no time', () => {
    const dark = nominalRichConditions();
    dark.efficiency.fill(0, 0, PMTS);
    const { rings, faults } = ringsOf(drawRich(particles(3, PI, 30_000), dark));
    expect(faults).toEqual([]);
    for (const r of rings) {
      expect(r.hits).toBe(0);
      for (const x of [r.radius, r.sigma, r.freeRadius, r.time, r.timeSigma, r.mass2]) expect(x).toBeNaN();
      expect(r.expected).toBeGreaterThan(12);
      expect(r.likelihood[0]).toBeCloseTo(-r.expected, 9);
      // no light expected of a kaon, none of background
      expect(r.likelihood[3]).toBe(0);
      expect(r.likelihood[4]).toBe(0);
    }
  });

  it('keep their name with a dead supercell on them', () => {
    const conditions = nominalRichConditions();
    conditions.efficiency.fill(0, 8 * 40, 8 * 42);
    const { rings } = ringsOf(drawRich(particles(100, PI, 30_000), conditions), conditions);
    expect(rings.filter((r) => likeliest(r) === 'pi').length).toBeGreaterThan(93);
  });

  it('have likelihoods inside 15–40 GeV/c only, and a radius outside too', () => {
    for (const [p, known] of [
      [14_900, false],
      [15_000, true],
      [40_000, true],
      [40_100, false],
    ] as const) {
      const { rings } = ringsOf(drawRich(particles(5, MU, p)));
      for (const r of rings) {
        expect(r.radius).toBeGreaterThan(100);
        expect(r.likelihood.every((l) => (known ? l <= 0 : Number.isNaN(l)))).toBe(true);
        if (known) expect(Math.max(...r.likelihood)).toBe(0);
      }
    }
  });

  it('have no row for a track in the beam pipe or beside the vessel, no likelihoods where no light is expected', () => {
    const at = (l: Drawn['line']): Drawn[] => [{ line: l, pdg: PI, p: 30_000, straw: 0 }];
    const { rings, faults } = ringsOf(
      drawRich([at(towards(3, 5, -0.0018, 0)), at(towards(2000, 0, 0, 0)), at(towards(900, 300, 0.03, 0)), []]),
    );
    expect(faults).toEqual([]);
    expect(rings.map((r) => r.event)).toEqual([2]);
    expect(rings[0]!.expected).toBe(0);
    expect(rings[0]!.hits).toBe(0);
    expect(rings[0]!.likelihood.every(Number.isNaN)).toBe(true);
  });

  it('that no track points at follow those of tracks, with −1 and nothing a track would say', () => {
    const events = Array.from({ length: 100 }, (_, e): Drawn[] => {
      const l = line(e);
      return [
        { line: l, pdg: PI, p: 30_000, straw: 0 },
        { line: { ...l, x: l.x - 0.003 * 200_000, tx: l.tx + 0.003, dt: l.dt + 12 }, pdg: MU, p: 40_000 },
      ];
    });
    const { rings, faults } = ringsOf(drawRich(events));
    expect(faults).toEqual([]);
    const alone = rings.filter((r) => r.track === -1);
    expect(rings.filter((r) => r.track === 0).length).toBe(100);
    expect(new Set(rings.map((r) => r.track))).toEqual(new Set([0, -1]));
    expect(alone.length).toBeGreaterThan(85);
    expect(alone.length).toBeLessThan(106);
    rings.forEach((r, i) => {
      if (r.track === -1) expect(rings[i - 1]!.event).toBe(r.event);
    });
    const right = alone.filter(
      (r) => Math.abs(r.time - line(r.event).dt - 12) < 0.5 && Math.abs(r.radius - ringRadius(1, 40_000, 190.6)) < 10,
    );
    expect(right.length).toBeGreaterThan(0.9 * alone.length);
    for (const r of alone) {
      expect(r.radius).toBe(r.freeRadius);
      for (const x of [r.mass2, r.expected, ...r.likelihood]) expect(x).toBeNaN();
    }
    // what is a track's is not anybody else's
    const tracks = rings.filter((r) => r.track === 0 && r.hits >= 4);
    expect(tracks.length).toBeGreaterThan(97);
  });

  it('are the same with hits of channels that do not exist among them', () => {
    const batch = drawRich(particles(30, PI, 30_000));
    const before = ringsOf(batch).rings;
    const { columns, offsets, length } = batch.rich;
    const codes = columns.channel.slice();
    // ORs of supercells: what is not a PMT says nothing, whatever its number
    let n = 0;
    for (let i = 0; i < length; i++) {
      if (Math.floor(columns.channel[i]! / 10) % 10 !== 1) continue;
      columns.channel[i] = [125_000, 6_100, 30_000, 9][n++ % 4]!;
    }
    expect(n).toBeGreaterThan(200);
    expect(ringsOf({ ...batch, rich: { columns, offsets, length } }).rings).toEqual(before);
    columns.channel.set(codes);
  });

  it('whose light goes beyond the disks expect less of it, and have their radius', () => {
    // at the edge of the Jura disk: half a ring
    const events = particles(100, E, 30_000).map(([drawn], e): Drawn[] => [
      { ...drawn!, line: towards(700, 500, -0.0075 + 0.0168, 0.0002 * (e % 5)) },
    ]);
    const { rings, faults } = ringsOf(drawRich(events));
    expect(faults).toEqual([]);
    const expected = mean(rings.map((r) => r.expected));
    expect(expected).toBeGreaterThan(4);
    expect(expected).toBeLessThan(9);
    expect(Math.abs(mean(rings.map((r) => r.hits)) - expected)).toBeLessThan(0.8);
    const good = rings.filter((r) => r.hits >= 4);
    expect(good.length).toBeGreaterThan(70);
    expect(Math.abs(mean(good.map((r) => r.radius)) - 190.6)).toBeLessThan(0.8);
    expect(good.filter((r) => likeliest(r) === 'e').length).toBeGreaterThan(0.9 * good.length);
  });

  it('take a track without a time', () => {
    const batch = drawRich(particles(20, PI, 30_000));
    batch.tracks.columns.time.fill(Number.NaN);
    batch.tracks.columns.time_sigma.fill(Infinity);
    const { rings, faults } = ringsOf(batch);
    expect(faults).toEqual([]);
    expect(rings.filter((r) => likeliest(r) === 'pi').length).toBeGreaterThan(17);
  });

  it('refuse conditions of another detector, and an event of too many hits alone', () => {
    const short = {
      t0: new Float64Array(3),
      efficiency: new Float64Array(3),
      mirrorX: new Float64Array(3),
      mirrorY: new Float64Array(3),
    };
    expect(() => findRichRings({ conditions: short })).toThrow(/3 channels, expected 2196/);
    const batch = drawRich(particles(2, PI, 30_000));
    const { faults } = findRichRings({ conditions: nominalRichConditions(), settings: { maxHits: 1 } })(batch);
    expect(faults.length).toBe(2);
    expect(faults[0]!.reason).toMatch(/RICH hits, more than 1/);
  });
});
