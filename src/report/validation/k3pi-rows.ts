import { particle } from '../../core/particles.js';
import { m } from '../../core/units.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { tracks, vertices } from '../../event/run.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { isThreePion } from '../../monitoring/k3pi.js';
import { isFake, linkTrack } from '../../monitoring/links.js';
import { reconstruction, simulation } from '../../pipeline.js';
import { setupByName } from '../../setups/index.js';
import { formatCount } from '../terminal.js';
import { pullRows, tails } from './pulls.js';
import { judge, type Row } from './row.js';
import { type Group, runEvents, SETUP } from './samples.js';

const SEED = 41;
const decays = (small: boolean): number => (small ? 24_000 : 80_000);
const ALL_CHAMBERS = 15;
/** Source: KAON §6.1 (decays in 105–180 m). */
const REGION = setupByName(SETUP).decayRegion;
export const AXES = ['x', 'y', 'z'] as const;
/** Places of the variances in the packed covariance. */
export const VARIANCE = { x: 0, y: 3, z: 5 } as const;
/** Published width, of data of 2022 and their simulation. Source: DET §9 (UCL). */
const PUBLISHED_WIDTH = 0.71;
export const SELECTION =
  'exactly one three-track vertex, charge +1, χ² < 25, z in 105–180 m, four-chamber tracks; decays in flight included';

/** Row of the only three-track vertex of event `row` that passes the selection; −1: none. */
export function selected(batch: EventBatch & Has<typeof tracks | typeof vertices>, row: number): number {
  const { offsets, columns } = batch.vertices;
  let only = -1;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.n_tracks[i] !== 3) continue;
    if (only >= 0) return -1;
    only = i;
  }
  if (only < 0 || !isThreePion(batch.vertices, only)) return -1;
  const z = columns.z[only]!;
  if (!(z > REGION[0] && z < REGION[1])) return -1;
  for (let k = 0; k < 3; k++) {
    const track = batch.tracks.offsets[row]! + columns.tracks[3 * only + k]!;
    if (batch.tracks.columns.chambers[track] !== ALL_CHAMBERS) return -1;
  }
  return only;
}

/** K3π from decay to vertex: fakes, vertex position, mass. */
export const k3piCandidates: Group = {
  names: [
    'fakes-k3pi',
    ...AXES.flatMap((a) => [`vertex-pull-${a}-mean`, `vertex-pull-${a}-width`]),
    'vertex-z',
    'mass-width',
    'mass-mean',
  ],
  events: decays,
  rows: async (bench) => {
    const events = decays(bench.small);
    const pulls = { x: [] as number[], y: [] as number[], z: [] as number[] };
    const dz: number[] = [];
    const mass: number[] = [];
    const found = { tracks: 0, fakes: 0 };
    const forward = simulation({ setup: SETUP, decay: 'k3pi', seed: SEED, intensity: 0 });
    const backward = reconstruction({ setup: SETUP });
    await runEvents(
      bench,
      events,
      (keys) => backward(forward(keys)),
      (batch) => {
        const { columns: v } = batch.vertices;
        const { columns: truth, offsets } = batch.particles;
        for (let row = 0; row < batch.size; row++) {
          for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
            found.tracks++;
            if (isFake(linkTrack(batch, row, i))) found.fakes++;
          }
          const i = selected(batch, row);
          if (i < 0) continue;
          const kaon = offsets[row]!;
          for (const axis of AXES) {
            const d = v[axis][i]! - truth[`end_${axis}`][kaon]!;
            pulls[axis].push(d / Math.sqrt(v.covariance[6 * i + VARIANCE[axis]]!));
          }
          dz.push((v.z[i]! - truth.end_z[kaon]!) / m);
          mass.push(v.mass_pi[i]!);
        }
      },
    );

    const text = `${formatCount(events)} K3π decays in 105–180 m, seed ${SEED}`;
    const candidates = { kind: 'full chain', sample: `${text}; ${SELECTION}` } as const;
    const fakes = fraction(found.fakes, found.tracks);
    const z = gaussianCore(dz, 2);
    const peak = gaussianCore(mass, 1.5);
    const kaonMass = particle(321).mass;
    const rows: Row[] = [
      judge({
        name: 'fakes-k3pi',
        quantity: 'fakes among tracks, K3π',
        kind: 'full chain',
        sample: `${text}; every track found`,
        estimator:
          'share of tracks with < 70 % of their hits from one trajectory (a pion and its muon are one); Wilson interval',
        n: found.tracks,
        unit: '%',
        value: 100 * fakes.value,
        error: 50 * (fakes.high - fakes.low),
        expected: null,
        band: [0, 1],
        expectedText: '< 1',
      }),
    ];
    for (const axis of AXES) {
      rows.push(
        ...pullRows(`vertex-pull-${axis}`, `pull of vertex ${axis}`, gaussianCore(pulls[axis], 2), {
          sample: candidates.sample,
          truth: "the kaon's decay point",
        }),
      );
    }
    rows.push(
      judge({
        ...candidates,
        name: 'vertex-z',
        quantity: 'K3π vertex σ(z)',
        estimator: 'found − true, Gaussian core ± 2 σ',
        n: z.n,
        unit: 'm',
        value: z.sigma,
        error: z.sigmaError,
        expected: null,
        band: [0.2, 0.4],
        note: `mean ${(1000 * z.mean).toFixed(1)} ± ${(1000 * z.meanError).toFixed(1)} mm; ${tails(z)}`,
      }),
      judge({
        ...candidates,
        name: 'mass-width',
        quantity: 'σ m(3π), vertex-fitted momenta',
        estimator: 'Gaussian core ± 1.5 σ',
        n: peak.n,
        unit: 'MeV/c²',
        value: peak.sigma,
        error: peak.sigmaError,
        expected: null,
        band: [0.62, 0.8],
        expectedText: String(PUBLISHED_WIDTH),
        toleranceText: '0.62 to 0.80',
        note: tails(peak),
      }),
      judge({
        ...candidates,
        name: 'mass-mean',
        quantity: 'mean m(3π)',
        estimator: 'Gaussian core ± 1.5 σ',
        n: peak.n,
        unit: 'MeV/c²',
        value: peak.mean,
        error: peak.meanError,
        expected: kaonMass,
        band: [kaonMass - 0.05, kaonMass + 0.05],
        expectedText: String(kaonMass),
      }),
    );
    return rows;
  },
};
