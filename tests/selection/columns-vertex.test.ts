import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import type { Species } from '../../src/selection/cut.js';
import { asking, four, KAON, MASS, minus, plus, square } from './ask.js';
import { type Drawn, good, straight } from './drawn.js';

const of = asking('vertices', 'pi', 'pi', 'pi');
type Track = NonNullable<Drawn['tracks'][number]>;

/** A good event whose tracks and what stands beside them are changed. */
const withEach = <K extends 'tracks' | 'times' | 'identity' | 'lkr' | 'muons'>(
  key: K,
  ...rows: NonNullable<Drawn[K]>[number][]
): Drawn => ({
  ...good(),
  [key]: rows.map((r, i) => (key === 'tracks' ? { ...good().tracks[i], ...r } : r)),
});

describe('columns of a vertex', () => {
  it('add up the momentum', () => {
    expect(of('p_total', good({ px: 3000, py: 4000, pz: 12000 }))).toBeCloseTo(13000, 9);
    expect(of('p_beam_difference', good({ px: 0, py: 0, pz: 72500 }))).toBeCloseTo(-2500, 9);
  });

  it('take the momentum across the nominal beam, not across z', () => {
    expect(of('pt', good({ px: 1.2e-3 * 75_000, py: 0, pz: 75_000 }))).toBeCloseTo(0, 2);
    expect(of('pt', good({ px: 0, py: 0, pz: 75_000 }))).toBeCloseTo(75_000 * Math.sin(Math.atan(1.2e-3)), 6);
    expect(of('pt', good({ px: 1.2e-3 * 75_000, py: -40, pz: 75_000 }))).toBeCloseTo(40, 6);
  });

  it('tell the control line from the others', () => {
    expect(of('control_line', good())).toBe(1);
    expect(of('control_line', { ...good(), control: false })).toBe(0);
  });

  it('count three-track vertices of the own event only', () => {
    const [v] = good().vertices;
    expect(of('n_three_track_vertices', good())).toBe(1);
    expect(of('n_three_track_vertices', { ...good(), vertices: [v!, { ...v, n_tracks: 2 }, v!] })).toBe(2);
  });

  it('have the event’s own', () => {
    expect(of('events_n_tracks', good())).toBe(3);
    expect(of('events_n_vertices', { ...good(), vertices: [...good().vertices, ...good().vertices] }, 1)).toBe(2);
  });

  it('count the hits of a veto in time; NaN where it is off', () => {
    const event = { ...good(), vetoes: { lav: 0, chanti: 3 } };
    expect([of('veto_lav', event), of('veto_chanti', event)]).toEqual([0, 3]);
    expect(of('veto_sac', event)).toBeNaN();
    expect(of('veto_lav', good())).toBeNaN();
  });

  it('average the CHOD times that there are; NaN when there is none', () => {
    expect(of('mean_chod_time', good())).toBe(1.5);
    const none = { chod: -1, chod_time: Number.NaN };
    expect(of('mean_chod_time', { ...good(), times: [none, none, none] })).toBeNaN();
    // tracks of the vertex only
    const { times = [], ...rest } = good();
    const event = { ...rest, times: [...times, { chod: 3, chod_time: 99 }], tracks: [...rest.tracks, straight(0, 0)] };
    expect(of('mean_chod_time', event)).toBe(1.5);
  });

  it('compare the times of the tracks with each other and with the nearest kaon', () => {
    const event = {
      ...withEach('times', { time: 1 }, { time: 2 }, { time: 6 }),
      kaons: [
        { time: 3.2, n_sectors: 4 },
        { time: 4.5, n_sectors: 5 },
        { time: 1.9, n_sectors: 8 },
      ],
    };
    expect(of('mean_track_time', event)).toBe(3);
    expect(of('time_spread', event)).toBe(3);
    expect(of('dt_ktag', event)).toBeCloseTo(-1.1, 12);
    expect(of('dt_ktag', { ...event, kaons: event.kaons.slice(0, 1) })).toBeNaN();
  });

  it('find the pair of tracks that is nearest, chamber by chamber', () => {
    const event = withEach('tracks', straight(0, 0, 1e-3), straight(30, 40, -1e-3), straight(500, 0));
    expect(of('straw1_distance', event)).toBeCloseTo(50, 6);
    // they near by 2 mm a metre: at STRAW4 0 and 1 have crossed; between STRAW3 and 4 nothing is asked
    const at = (metres: number): number => Math.hypot(30 - 2 * metres, 40);
    expect(of('straw_distance', event)).toBeCloseTo(Math.min(...[0, 10.558, 20.951, 35.377].map(at)), 6);
    expect(of('lkr_distance', event)).toBeCloseTo(at(57.585), 6);
    // behind the magnet the state behind it counts
    const bent = withEach('tracks', straight(0, 0), { ...straight(30, 40), x_down: 0, y_down: 7 }, straight(500, 0));
    expect([of('straw1_distance', bent), of('straw_distance', bent), of('lkr_distance', bent)]).toEqual([50, 7, 7]);
  });

  it('take the best match of the vertex, never that of a track', () => {
    expect(of('match_gtk', good())).toBe(4);
    expect(of('match_cda', good())).toBe(1.5);
    expect(of('match_ambiguous', good())).toBe(1);
    expect(of('matched', good())).toBe(1);
    const beam = [1, 2, 3, 4, 5].map((k) => ({ p: 74_000 + k, tx: k * 1e-4, chi2: k }));
    expect(of('beam_p', { ...good(), beam })).toBe(74_005);
    expect(of('beam_chi2', { ...good(), beam })).toBe(5);
    const lonely = { ...good(), beam, matches: good().matches!.slice(2) };
    expect(of('match_gtk', lonely)).toBe(-1);
    expect(of('match_dt_ktag', lonely)).toBeNaN();
    expect(of('matched', lonely)).toBe(0);
    expect(of('beam_p', lonely)).toBeNaN();
  });
});

describe('columns of the tracks of a vertex', () => {
  it('are joined over all tracks; NaN when one is', () => {
    const event = withEach('tracks', { p: 7000, chi2: 9, ndf: 3 }, { p: 45_000, chi2: 8 }, { p: 12_000, chi2: 1 });
    expect([of('min_p', event), of('max_p', event), of('sum_p', event)]).toEqual([7000, 45_000, 64_000]);
    expect(of('max_chi2', event)).toBe(9);
    const eop = (...list: number[]) => withEach('identity', ...list.map((x) => ({ eop: x, cluster: -1, muv3: -1 })));
    expect(of('max_eop', eop(0.1, 0.9, 0.2))).toBe(0.9);
    expect(of('max_eop', eop(0.1, Number.NaN, 0.2))).toBeNaN();
    expect(of('sum_eop', eop(0.1, 0.2, Number.NaN))).toBeNaN();
    // outside the acceptance and without a cluster are one
    expect(of('max_eop0', eop(0.1, Number.NaN, 0.2))).toBe(0.2);
  });

  it('of two tracks too', () => {
    const two = { ...good({ n_tracks: 2, tracks: [2, 0, -1], charge: 0 }), times: [1, 2, 4].map((time) => ({ time })) };
    expect([of('mean_track_time', two), of('sum_in_acceptance', two)]).toEqual([2.5, 2]);
  });

  it('say what stands beside each track', () => {
    const event: Drawn = {
      ...withEach(
        'tracks',
        { chi2: 12, ndf: 8, chambers: 0b1011, p: 20_000, p_pattern: 19_500 },
        {},
        { chambers: 0b1111, ndf: 1 },
      ),
      times: [{ time: 1, chod_time: 2, newchod_time: 3 }, {}, {}],
      identity: [
        { eop: 0.5, cluster: 3, muv3: 2, identity: 1, rich: [0.1, 0.2, 0.7], calorimeters: [0.3, 0.4, 0.3] },
        { cluster: -1, muv3: -1 },
        { cluster: -1, muv3: -1, probability: [0, 0.25, 0.75] },
      ],
      muons: [{ dt: -0.4 }, {}, {}],
      lkr: [{ in_acceptance: 1 }, {}, {}],
    };
    const expected: Readonly<Record<string, number>> = {
      p: 20_000,
      chi2: 12,
      chi2_per_ndf: 1.5,
      chambers: 3,
      p_pattern_difference: 500,
      track_time: 1,
      chod_time: 2,
      newchod_time: 3,
      eop: 0.5,
      eop0: 0.5,
      lkr: 1,
      muv3: 1,
      muv3_dt: -0.4,
      identity: 1,
      in_lkr: 1,
      rich_mu: 0.2,
      rich_pi: 0.7,
      rich_says_pi: 1,
      calorimeters_e: 0.3,
      calorimeters_mu: 0.4,
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, of(`like1_${name}`, event)]).toEqual([name, value]);
    expect([of('like2_lkr', event), of('like2_muv3', event), of('like2_in_lkr', event)]).toEqual([0, 0, 0]);
    expect([of('odd_chambers', event), of('odd_probability_pi', event)]).toEqual([4, 0.75]);
    expect(of('sum_in_lkr', event)).toBe(1);
  });
});

describe('members', () => {
  const MOMENTA: readonly (readonly [number, number, number])[] = [
    [120, 30, 21_000],
    [-80, -150, 14_000],
    [60, 110, 33_000],
  ];
  /** Tracks of these signs, in these places of the vertex: track `tracks[place]` has `MOMENTA[place]`. */
  const event = (signs: readonly number[], order: readonly number[], identity: Drawn['identity'] = []): Drawn => ({
    ...good({
      charge: signs.reduce((a, b) => a + b, 0),
      tracks: order,
      momenta: MOMENTA.flat(),
    }),
    tracks: signs.map((charge, k): Track => ({ ...good().tracks[k], charge, p: 1000 * (k + 1) })),
    identity: signs.map((_, k) => ({ cluster: -1, muv3: -1, eop: 0, ...identity[k] })),
  });
  const at = (place: number) => MOMENTA[place]!;
  const mass = (species: readonly Species[], places: readonly number[]): number =>
    Math.sqrt(square(plus(...places.map((place, k) => four(MASS[species[k]!], ...at(place))))));

  const electron = { eop: 0.98 };
  const pion = { eop: 0.3 };
  const muon = { eop: 0.05, muv3: 0 };
  // species, signs by track, identity by track, tracks in the vertex; then the tracks that are members 1, 2 and odd
  it.each<[string, Species[], number[], Drawn['identity'], number[], number[]]>([
    ['π⁺e⁺e⁻', ['pi', 'e', 'e'], [1, 1, -1], [pion, electron, electron], [0, 1, 2], [0, 1, 2]],
    ['π⁺e⁺e⁻ turned', ['pi', 'e', 'e'], [1, 1, -1], [electron, pion, electron], [0, 1, 2], [1, 0, 2]],
    ['π⁺e⁺e⁻ in another order', ['pi', 'e', 'e'], [-1, 1, 1], [electron, electron, pion], [2, 0, 1], [2, 1, 0]],
    ['π⁻e⁻e⁺', ['pi', 'e', 'e'], [-1, 1, -1], [electron, electron, pion], [0, 1, 2], [2, 0, 1]],
    ['π⁻e⁺e⁺', ['e', 'e', 'pi'], [1, -1, 1], [pion, pion, electron], [2, 1, 0], [2, 0, 1]],
    ['π⁻μ⁺e⁺', ['mu', 'e', 'pi'], [1, 1, -1], [electron, muon, pion], [0, 1, 2], [1, 0, 2]],
    ['π⁻μ⁺e⁺ told by E/p alone', ['mu', 'e', 'pi'], [1, -1, 1], [pion, pion, electron], [0, 1, 2], [0, 2, 1]],
    ['π⁻μ⁺e⁺ told by MUV3 alone', ['mu', 'e', 'pi'], [1, 1, -1], [{}, muon, {}], [0, 1, 2], [1, 0, 2]],
    ['π⁺μ⁺μ⁻', ['pi', 'mu', 'mu'], [1, -1, 1], [muon, muon, pion], [1, 2, 0], [2, 0, 1]],
    ['an e outside the LKr', ['pi', 'e', 'e'], [1, 1, -1], [{ eop: Number.NaN }, pion, pion], [0, 1, 2], [0, 1, 2]],
  ])('of %s are put in order', (_, species, signs, identity, order, members) => {
    const drawn = event(signs, order, identity);
    const ask = asking('vertices', ...species);
    expect(['like1_p', 'like2_p', 'odd_p'].map((c) => ask(c, drawn) / 1000 - 1)).toEqual(members);
    const places = members.map((track) => order.indexOf(track));
    const [a, b, c] = places as [number, number, number];
    const [s, t, u] = species as [Species, Species, Species];
    expect(ask('mass', drawn)).toBeCloseTo(mass(species, places), 6);
    expect(ask('mass_12', drawn)).toBeCloseTo(mass([s, t], [a, b]), 6);
    expect(ask('mass_13', drawn)).toBeCloseTo(mass([s, u], [a, c]), 6);
    expect(ask('mass_23', drawn)).toBeCloseTo(mass([t, u], [b, c]), 6);
    expect(ask('mass_13_ee', drawn)).toBeCloseTo(mass(['e', 'e'], [a, c]), 6);
    expect(ask('mass_23_ee', drawn)).toBeCloseTo(mass(['e', 'e'], [b, c]), 6);
    const total = plus(...places.map((place, k) => four(MASS[species[k]!], ...at(place))));
    expect(ask('m2miss', drawn) / square(minus(KAON, total))).toBeCloseTo(1, 9);
  });

  it('of drawn events have the masses of their four-momenta, whatever the place of the odd one', () => {
    const rng = new RandomStream().key(6, 0, 0, 0);
    const ask = asking('vertices', 'mu', 'e', 'pi');
    for (let i = 0; i < 300; i++) {
      const odd = i % 3;
      const sign = i % 2 === 0 ? 1 : -1;
      const momenta = [0, 1, 2].map(() => [200 * rng.gauss(), 200 * rng.gauss(), rng.range(5000, 40_000)] as const);
      const eop = [0, 1, 2].map(() => (rng.uniform() < 0.2 ? Number.NaN : rng.range(0, 1.1)));
      const muv3 = [0, 1, 2].map(() => (rng.uniform() < 0.5 ? 0 : -1));
      const drawn: Drawn = {
        ...good({ charge: sign, momenta: momenta.flat() }),
        tracks: [0, 1, 2].map((k) => ({ ...good().tracks[k], charge: k === odd ? -sign : sign })),
        identity: eop.map((x, k) => ({ cluster: -1, muv3: muv3[k]!, eop: x })),
      };
      const [a, b] = [0, 1, 2].filter((k) => k !== odd) as [number, number];
      const like = (mu: number, e: number): number => (muv3[mu] === 0 ? 1 : 0) + (eop[e]! || 0);
      const [mu, e] = like(b, a) > like(a, b) ? [b, a] : [a, b];
      const expected = plus(
        four(MASS.mu, ...momenta[mu]!),
        four(MASS.e, ...momenta[e]!),
        four(MASS.pi, ...momenta[odd]!),
      );
      expect(ask('mass', drawn) / Math.sqrt(square(expected))).toBeCloseTo(1, 9);
    }
  });

  it('are none of a vertex that is no triple of charge ±1', () => {
    const two = good({ n_tracks: 2, tracks: [0, 1, -1], charge: 0, momenta: MOMENTA.flat() });
    const three = event([1, 1, 1], [0, 1, 2]);
    for (const drawn of [two, three]) {
      for (const name of ['mass', 'mass_12', 'mass_13_ee', 'm2miss', 'like1_p', 'like2_eop', 'odd_muv3', 'odd_in_lkr'])
        expect([name, of(name, drawn)]).toEqual([name, Number.NaN]);
    }
  });
});
