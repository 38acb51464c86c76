import { GeV, m, mrad } from '../../core/units.js';
import { gtkTrackOf } from '../../monitoring/beam-links.js';
import { fitCda } from '../../monitoring/cda-fit.js';
import { type CoreFit, gaussianCore } from '../../monitoring/core-fit.js';
import { isFake, linkTrack } from '../../monitoring/links.js';
import { reconstruction, simulation } from '../../pipeline.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { judge, plain, printed } from './row.js';
import { type Group, runEvents, SETUP } from './samples.js';

const SEED = 71;
const decays = (small: boolean): number => (small ? 12_000 : 30_000);
/** The only charged daughter: first after the kaon. */
export const PION = 1;
/** Tracks and decays of the match. Source: DET §7.1 (2103.15389: 15–35 GeV/c), KAON. */
export const MOMENTUM = [15 * GeV, 35 * GeV] as const;
export const DECAY_Z = [115 * m, 165 * m] as const;
/** The wide part of the closest approach of right matches, and its core in data [mm]. Source: DET §7.1 (FW19). */
const WIDE = { amplitude: 0.0229 / 0.0702, sigma: 2.6 };
const DATA_CORE = 1.47;
const CDA_END = 8;
/** Bins of the angle between pion and kaon [mrad]. */
const ANGLES = [
  [5, 7],
  [7, 8],
  [8, 10],
] as const;

/** Beam track and pion track of a decay: where they meet. */
export const kaonPion: Group = {
  names: ['kpi-cda', 'kpi-vertex-z', ...ANGLES.map(([low]) => `kpi-vertex-z-${low}mrad`)],
  events: decays,
  rows: async (bench) => {
    const events = decays(bench.small);
    const cda: number[] = [];
    const straightCda: number[] = [];
    const dz: number[] = [];
    const angle: number[] = [];
    const forward = simulation({ setup: SETUP, decay: 'k2pi', seed: SEED, intensity: 0 });
    const backward = reconstruction({ setup: SETUP });
    await runEvents(
      bench,
      events,
      (keys) => backward(forward(keys)),
      (batch) => {
        const match = batch.beam_matches;
        const { columns: truth, offsets } = batch.particles;
        for (let row = 0; row < batch.size; row++) {
          const kaon = offsets[row]!;
          const z = truth.end_z[kaon]!;
          if (!(z > DECAY_Z[0] && z < DECAY_Z[1])) continue;
          const own = gtkTrackOf(batch, row, 0);
          if (own < 0) continue;
          for (let i = match.offsets[row]!; i < match.offsets[row + 1]!; i++) {
            if (match.columns.track[i]! < 0 || match.columns.gtk[i] !== own) continue;
            const track = batch.tracks.offsets[row]! + match.columns.track[i]!;
            const p = batch.tracks.columns.p[track]!;
            if (!(p > MOMENTUM[0] && p < MOMENTUM[1])) continue;
            const link = linkTrack(batch, row, track);
            if (isFake(link) || link.particle !== PION) continue;
            cda.push(match.columns.cda[i]!);
            if (reachesEnd(truth.end_z[kaon + PION]!)) straightCda.push(match.columns.cda[i]!);
            dz.push((match.columns.z[i]! - z) / m);
            angle.push(between(truth, kaon, kaon + PION) / mrad);
          }
        }
      },
    );

    const sample = `${formatCount(events)} K2π decays in 105–180 m without pile-up, seed ${SEED}; π⁺ tracks of 15–35 GeV/c, true vertex in 115–165 m, GTK track of the kaon's hits alone`;
    const common = { kind: 'full chain', sample } as const;
    const fit = fitCda(cda, WIDE, CDA_END);
    const straight = fitCda(straightCda, WIDE, CDA_END);
    const position = (z: CoreFit) => ({
      ...common,
      estimator: 'z of the closest approach − true, Gaussian core ± 2 σ',
      n: z.n,
      unit: 'm',
      value: z.sigma,
      error: z.sigmaError,
      note: `mean ${plain(Number((1000 * z.mean).toPrecision(2)))} ± ${plain(Number((1000 * z.meanError).toPrecision(2)))} mm; ${tails(z)}`,
    });
    return [
      judge({
        ...common,
        name: 'kpi-cda',
        quantity: 'K–π closest approach of right matches: core',
        estimator: `likelihood of exp(−½(d/σ)²) + ${plain(WIDE.amplitude)} exp(−½(d/2.6)²) below ${CDA_END} mm, σ free`,
        n: fit.inside,
        unit: 'mm',
        value: fit.sigma,
        error: fit.sigmaError,
        expected: null,
        band: [1.05, 1.7],
        expectedText: String(DATA_CORE),
        toleranceText: '1.05 to 1.7',
        note: `${fit.n - fit.inside} of ${fit.n} beyond ${CDA_END} mm; without pions that decay before STRAW4 ${straight.sigma.toFixed(3)} ± ${straight.sigmaError.toFixed(3)} mm`,
      }),
      judge({
        ...position(gaussianCore(dz, 2)),
        name: 'kpi-vertex-z',
        quantity: 'K–π vertex σ(z)',
        expected: null,
        band: [0.12, 0.3],
      }),
      ...ANGLES.map(([low, high]) => {
        const z = gaussianCore(
          dz.filter((_, i) => angle[i]! >= low && angle[i]! < high),
          2,
        );
        return printed({
          ...position(z),
          name: `kpi-vertex-z-${low}mrad`,
          quantity: `K–π vertex σ(z), pion at ${low}–${high} mrad from the kaon`,
          expectedText: 'none',
        });
      }),
    ];
  },
};

const reachesEnd = (z: number): boolean => z > 220 * m;

type Momenta = { readonly px: Float64Array; readonly py: Float64Array; readonly pz: Float64Array };

/** Angle between two particles [rad], small. */
function between({ px, py, pz }: Momenta, a: number, b: number): number {
  return Math.hypot(px[a]! / pz[a]! - px[b]! / pz[b]!, py[a]! / pz[a]! - py[b]! / pz[b]!);
}
