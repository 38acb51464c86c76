import { GeV } from '../../core/units.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { packed } from '../../tracking/covariance.js';
import { GUN_TEXT, type GunPion, gunPions, TIGHT_HOLE } from './gun.js';
import { pullRows } from './pulls.js';
import { judge, percent, type Row } from './row.js';
import type { Group } from './samples.js';

const PARAMETERS = ['x', 'y', 'tx', 'ty', 'qp'] as const;
/** Published: near 99 % above 15 GeV/c. Source: DET §4.5. */
const FROM = 15 * GeV;
const ALL_CHAMBERS = 15;
const SEED = 21;
const pions = (small: boolean): number => (small ? 16_000 : 60_000);

/** Efficiency, fakes and pulls of isolated tracks. */
export const isolatedTracks: Group = {
  names: [
    'track-efficiency',
    'fakes-single',
    ...PARAMETERS.flatMap((p) => [`track-pull-${p}-mean`, `track-pull-${p}-width`]),
  ],
  events: pions,
  rows: async (bench) => {
    const events = pions(bench.small);
    const pulls = PARAMETERS.map((): number[] => []);
    const tight = { pions: 0, found: 0, complete: 0 };
    const edge = { pions: 0, found: 0 };
    const sample = { events, momentum: [10 * GeV, 60 * GeV], seed: SEED } as const;
    const { tracks, fakes } = await gunPions(bench, sample, (pion) => {
      const complete = pion.track >= 0 && pion.tracks.columns.chambers[pion.track] === ALL_CHAMBERS;
      if (pion.fromHole <= TIGHT_HOLE) {
        edge.pions++;
        if (pion.track >= 0) edge.found++;
        return;
      }
      if (pion.p > FROM) {
        tight.pions++;
        if (pion.track >= 0) tight.found++;
        if (complete) tight.complete++;
      }
      if (complete) addPulls(pulls, pion);
    });
    const text = `${GUN_TEXT}, 10–60 GeV/c, seed ${SEED}`;
    const found = fraction(tight.found, tight.pions);
    const false_ = fraction(fakes, tracks);
    const lost = tight.pions - tight.found;
    const rows: Row[] = [
      judge({
        name: 'track-efficiency',
        quantity: 'STRAW track efficiency above 15 GeV/c, isolated',
        kind: 'full chain',
        sample: `${text}; p > 15 GeV/c, beyond 75 mm from the hole's centre in all planes`,
        estimator: 'share of pions with a track that has ≥ 70 % of its hits from them; Wilson interval',
        n: tight.pions,
        unit: '%',
        value: 100 * found.value,
        error: 50 * (found.high - found.low),
        expected: null,
        band: [99, 100],
        expectedText: '> 99',
        note: `${lost} lost; with all four chambers ${percent(tight.complete / tight.pions)}; between 63.8 and 75 mm from the hole's centre ${percent(edge.found / edge.pions)} of ${edge.pions}`,
      }),
      judge({
        name: 'fakes-single',
        quantity: 'fakes among tracks, one pion an event',
        kind: 'full chain',
        sample: `${text}; every track found, inside the acceptance or not`,
        estimator:
          'share of tracks with < 70 % of their hits from one trajectory (a pion and its muon are one); Wilson interval',
        n: tracks,
        unit: '%',
        value: 100 * false_.value,
        error: 50 * (false_.high - false_.low),
        expected: null,
        band: [0, 1],
        expectedText: '< 1',
      }),
    ];
    for (const [i, parameter] of PARAMETERS.entries()) {
      rows.push(
        ...pullRows(`track-pull-${parameter}`, `pull of track ${parameter} at z = 180 m`, gaussianCore(pulls[i]!, 2), {
          sample: `${text}; beyond 75 mm from the hole's centre, four-chamber tracks`,
          truth: 'the true production state swum without matter',
        }),
      );
    }
    return rows;
  },
};

function addPulls(pulls: readonly number[][], { tracks, track, state }: GunPion): void {
  const c = tracks.columns;
  for (const [i, parameter] of PARAMETERS.entries()) {
    const variance = c.covariance[15 * track + packed(i, i)]!;
    pulls[i]!.push((c[parameter][track]! - state[i]!) / Math.sqrt(variance));
  }
}
