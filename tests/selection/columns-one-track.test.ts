import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { asking, boosted, type Four, four, KAON, MASS, minus, plus, square } from './ask.js';
import { type Drawn, straight } from './drawn.js';

const ask = asking('tracks', 'pi');

const LKR = 241_093;

/** A unit vector by cos θ and φ. */
const direction = (cos: number, phi: number): readonly [number, number, number] => {
  const sin = Math.sqrt(1 - cos * cos);
  return [sin * Math.cos(phi), sin * Math.sin(phi), cos];
};

/** Both daughters of a decay at rest of `mother`, one in this direction, seen where the mother moves. */
function twoBody(mother: Four, a: number, b: number, cos: number, phi: number): readonly [Four, Four] {
  const m = Math.sqrt(square(mother));
  const p = Math.sqrt((m * m - (a + b) ** 2) * (m * m - (a - b) ** 2)) / (2 * m);
  const [x, y, z] = direction(cos, phi);
  return [boosted(four(a, p * x, p * y, p * z), mother), boosted(four(b, -p * x, -p * y, -p * z), mother)];
}

/** Where a photon from (0, 0, z) hits the front of the LKr, and its energy. */
const cluster = ([px, py, pz, e]: Four, z: number, time = 0) => ({
  x: (px / pz) * (LKR - z),
  y: (py / pz) * (LKR - z),
  energy: e,
  time,
});

const PION = straight(-200, 300, 1e-3, -2e-3);

/** An event with one track and what beside it is asked for. */
const one = (more: Partial<Drawn> = {}): Drawn => ({
  tracks: [PION],
  times: [{ time: 1 }],
  axis: [{ x: 3, y: -2, z: 130_000, cda: 4, px: 50, py: -20, pz: 30_000 }],
  vertices: [],
  ...more,
});

describe('columns of a track', () => {
  it('say where it meets the axis', () => {
    expect([ask('z', one()), ask('cda', one())]).toEqual([130_000, 4]);
    expect(ask('z', { ...one(), axis: [{ z: Number.NaN }] })).toBeNaN();
  });

  it('have its own and those of any track', () => {
    const event = { ...one(), tracks: [{ ...PION, p: 30_000, chi2: 12, ndf: 6, charge: -1 }] };
    expect(['p', 'chi2_per_ndf', 'charge', 'in_acceptance'].map((c) => ask(c, event))).toEqual([30_000, 2, -1, 1]);
    const hole = { ...event, tracks: [straight(101, 0)] };
    expect(ask('in_acceptance', hole)).toBe(0);
  });

  it('leave of a kaon of the mean beam what closed form says', () => {
    const pion = four(MASS.pi, 50, -20, 30_000);
    expect(ask('m2miss', one()) / square(minus(KAON, pion))).toBeCloseTo(1, 9);
    // the muon's mass where the track is taken for one
    const muon = four(MASS.mu, 50, -20, 30_000);
    expect(asking('tracks', 'mu')('m2miss', one()) / square(minus(KAON, muon))).toBeCloseTo(1, 9);
  });

  it('count the other tracks within 10 ns', () => {
    const tracks = [PION, straight(1, 1), straight(2, 2), straight(3, 3)];
    const event = {
      ...one(),
      tracks,
      times: [{ time: 1 }, { time: 10.9 }, { time: -9.1 }, { time: -8.9 }],
      axis: tracks.map(() => ({})),
    };
    expect([0, 1, 2, 3].map((row) => ask('n_other_tracks', event, row))).toEqual([2, 1, 1, 2]);
  });

  it('take the nearest kaon of the KTAG', () => {
    const kaons = [
      { time: 1.1, n_sectors: 4 },
      { time: -1.5, n_sectors: 5 },
      { time: 4, n_sectors: 6 },
    ];
    expect(ask('dt_ktag', one({ kaons }))).toBe(-2.5);
    expect(ask('dt_ktag', one({ kaons: kaons.slice(0, 1) }))).toBeNaN();
    expect(ask('dt_ktag', one())).toBeNaN();
  });

  it('take the best match of this track, never that of a vertex or another', () => {
    const matches = [
      { track: -1, vertex: 0, gtk: 0, cda: 9, rank: 0, accepted: 1 },
      { track: 1, vertex: -1, gtk: 1, cda: 2, rank: 0, dt_ktag: 0.3 },
      { track: 0, vertex: -1, gtk: 3, cda: 3, rank: 1 },
    ];
    const two = { ...one({ matches }), tracks: [PION, PION], times: [{}, {}], axis: [{}, {}] };
    expect([ask('match_gtk', two, 0), ask('match_gtk', two, 1)]).toEqual([-1, 1]);
    expect(ask('match_cda', two, 0)).toBeNaN();
    expect([ask('match_cda', two, 1), ask('match_dt_ktag', two, 1)]).toEqual([2, 0.3]);
  });

  it('leave of the beam track that matches what closed form says; NaN without', () => {
    const beam = [{ p: 1 }, { p: 74_200, tx: 1.3e-3, ty: -2e-4 }];
    const matches = [{ track: 0, vertex: -1, gtk: 1, rank: 0 }];
    const pz = 74_200 / Math.hypot(1, 1.3e-3, 2e-4);
    const kaon = four(MASS.kaon, 1.3e-3 * pz, -2e-4 * pz, pz);
    const pion = four(MASS.pi, 50, -20, 30_000);
    expect(ask('m2miss_match', one({ beam, matches })) / square(minus(kaon, pion))).toBeCloseTo(1, 9);
    expect(ask('m2miss_match', one({ beam }))).toBeNaN();
  });
});

describe('a π⁰ beside a track', () => {
  const near = { z_pi0: 130_000, time: 1.2, cluster_1: 0, cluster_2: 1, distance: 300, energy: 50_000 };
  const clusters = [
    { x: 400, y: 0, energy: 30_000, time: 1.2 },
    { x: 100, y: 0, energy: 20_000, time: 1.2 },
    { x: -500, y: 600, energy: 3000, time: 0 },
  ];

  it('is a pair in the decay region within 2 ns; the nearest in time when there are more', () => {
    const pairs = [
      { ...near, z_pi0: 104_999 },
      { ...near, z_pi0: 180_001 },
      { ...near, time: 3.01 },
      { ...near, time: -1.01 },
      { ...near, time: 2.5, energy: 1, cluster_1: 1, cluster_2: 2 },
      { ...near, time: 0.4, energy: 2, z_pi0: 131_000, distance: 700, cluster_1: 0, cluster_2: 2 },
    ];
    const of = (n: number) => one({ clusters, pairs: pairs.slice(0, n) });
    expect([0, 4, 5, 6].map((n) => ask('n_pi0', of(n)))).toEqual([0, 0, 1, 2]);
    expect([ask('pi0_energy', of(5)), ask('pi0_energy', of(6))]).toEqual([1, 2]);
    expect(ask('pi0_dt', of(6))).toBeCloseTo(-0.6, 12);
    expect(ask('pi0_z_difference', of(6))).toBe(1000);
    expect(ask('pi0_distance', of(6))).toBe(700);
    expect(ask('pi0_min_energy', of(6))).toBe(3000);
    for (const name of ['pi0_energy', 'pi0_dt', 'pi0_min_energy', 'pi0_track_distance', 'p_total', 'pt', 'mass'])
      expect([name, ask(name, of(4))]).toEqual([name, Number.NaN]);
    expect(ask('m2miss_pi0', of(4))).toBeNaN();
  });

  it('has photons away from the track, counted with all of the event', () => {
    // the track is at (−142.4, 184.8) there
    const [x, y] = [-200 + 57.585, 300 - 2 * 57.585];
    const event = one({ clusters: [...clusters, { x: x + 149, y, energy: 9000, time: 1 }], pairs: [near] });
    expect([ask('n_clusters', event), ask('n_photons', event)]).toEqual([4, 3]);
    const more = (c: object) => ask('n_photons', one({ clusters: [{ x: 800, y: 0, energy: 9000, time: 1, ...c }] }));
    expect([
      more({}),
      more({ energy: 1999 }),
      more({ time: 7.1 }),
      more({ time: -5.1 }),
      more({ x, y: y + 151 }),
    ]).toEqual([1, 0, 0, 0, 1]);
    expect(ask('pi0_track_distance', event)).toBeCloseTo(Math.hypot(100 - x, y), 6);
  });

  it('closes the kaon of K⁺ → π⁺π⁰ built by hand, and the track alone leaves the π⁰', () => {
    const rng = new RandomStream().key(4, 0, 0, 0);
    for (let i = 0; i < 200; i++) {
      const z = rng.range(110_000, 170_000);
      const [pion, pi0] = twoBody(KAON, MASS.pi, MASS.pi0, rng.range(-1, 1), rng.range(0, 6.28));
      const [g1, g2] = twoBody(pi0, 0, 0, rng.range(-1, 1), rng.range(0, 6.28));
      const event = one({
        axis: [{ x: 0, y: 0, z, px: pion[0], py: pion[1], pz: pion[2] }],
        clusters: [{}, cluster(g1, z), cluster(g2, z)],
        pairs: [{ z_pi0: z, time: 1, cluster_1: 1, cluster_2: 2 }],
      });
      expect(Math.abs(ask('m2miss', event) / MASS.pi0 ** 2 - 1)).toBeLessThan(1e-4);
      expect(ask('mass', event)).toBeCloseTo(MASS.kaon, 3);
      expect(ask('p_total', event)).toBeCloseTo(75_000, 3);
      expect(ask('pt', event)).toBeLessThan(0.01);
      expect(Math.abs(ask('m2miss_pi0', event))).toBeLessThan(1);
    }
  });

  it('leaves the ν of K⁺ → π⁰e⁺ν built by hand, with the e for the track', () => {
    const rng = new RandomStream().key(5, 0, 0, 0);
    const ke3 = asking('tracks', 'e');
    for (let i = 0; i < 200; i++) {
      const z = 140_000;
      // π⁰ and a pair eν of some mass
      const [pi0, pair] = twoBody(KAON, MASS.pi0, rng.range(10, 350), rng.range(-1, 1), rng.range(0, 6.28));
      const [electron, neutrino] = twoBody(pair, MASS.e, 0, rng.range(-1, 1), rng.range(0, 6.28));
      const [g1, g2] = twoBody(pi0, 0, 0, rng.range(-1, 1), rng.range(0, 6.28));
      const event = one({
        axis: [{ x: 0, y: 0, z, px: electron[0], py: electron[1], pz: electron[2] }],
        clusters: [cluster(g1, z), cluster(g2, z)],
        pairs: [{ z_pi0: z, time: 1, cluster_1: 0, cluster_2: 1 }],
      });
      expect(Math.abs(ke3('m2miss_pi0', event))).toBeLessThan(1);
      const visible = plus(electron, pi0);
      expect(ke3('p_total', event) / Math.hypot(visible[0], visible[1], visible[2])).toBeCloseTo(1, 9);
      expect(ke3('mass', event) / Math.sqrt(square(visible))).toBeCloseTo(1, 6);
      // across the beam the ν takes what π⁰ and e have
      const along = (neutrino[0] * 1.2e-3 + neutrino[2]) / Math.hypot(1, 1.2e-3);
      const across = Math.sqrt(neutrino[0] ** 2 + neutrino[1] ** 2 + neutrino[2] ** 2 - along * along);
      expect(Math.abs(ke3('pt', event) - across)).toBeLessThan(0.01);
    }
  });

  it('starts where the track meets the axis, off it too', () => {
    const z = 140_000;
    const [g1, g2] = twoBody(four(MASS.pi0, 90, 20, 40_000), 0, 0, 0.3, 1);
    const moved = [cluster(g1, z), cluster(g2, z)].map((c) => ({ ...c, x: c.x + 20, y: c.y - 10 }));
    const event = one({
      axis: [{ x: 20, y: -10, z, px: 0, py: 0, pz: 20_000 }],
      clusters: moved,
      pairs: [{ z_pi0: z, time: 1, cluster_1: 0, cluster_2: 1 }],
    });
    const sum = plus(four(MASS.pi0, 90, 20, 40_000), four(MASS.pi, 0, 0, 20_000));
    expect(ask('mass', event)).toBeCloseTo(Math.sqrt(square(sum)), 4);
  });
});
