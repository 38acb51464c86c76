import { particle } from '../../core/particles.js';
import { withDefaults } from '../../core/settings.js';
import { GeV, MeV } from '../../core/units.js';
import { lkrConditions } from '../../detectors/lkr/conditions.js';
import { lkrHits } from '../../detectors/lkr/stage.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { lkrClusters } from '../../event/run-downstream.js';
import type { calorimeterEntries } from '../../event/simulation-downstream.js';
import type { particles } from '../../event/truth.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { findLkrClusters } from '../../pid/lkr.js';
import { type Photon, pairError, pairMass } from '../../pid/lkr-photons.js';
import { neutralPairSettings } from '../../pid/neutral-pairs.js';
import { decayStage, emulationStages, on } from '../../pipeline.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { judge } from './row.js';
import { type Group, runEvents, SETUP } from './samples.js';

const SEED = 62;
const PHOTON = 22;
const KAONS = 8000;
/** Photons of a π⁰ from this energy on, and the distance of their clusters [mm]. */
const LEAST_ENERGY = 3 * GeV;
const NEAR = 50;
const WINDOW = 2;
const PI0 = particle(111).mass / MeV;

/** π⁰ of K⁺ → π⁺π⁰ with the true vertex. */
export const lkrPi0: Group = {
  names: ['lkr-pi0-mass', 'lkr-pi0-width'],
  events: () => KAONS,
  rows: async (bench) => {
    const how = { setup: SETUP, seed: SEED, intensity: 0 };
    const { trigger, crowd, upstream, downstream, hadrons } = emulationStages(how);
    const conditions = lkrConditions(SETUP);
    const make = decayStage({ ...how, decay: 'k2pi' });
    const emulate = lkrHits(SEED, conditions);
    const find = findLkrClusters({ conditions });
    const mass: number[] = [];
    const pull: number[] = [];
    await runEvents(
      bench,
      KAONS,
      (keys) =>
        keys
          .pipe(on(make), on(trigger), on(crowd), on(upstream), on(downstream))
          .pipe(on(hadrons), on(emulate), on(find)),
      (batch) => {
        for (let row = 0; row < batch.size; row++) {
          const pair = photonPair(batch, row);
          if (pair === undefined) continue;
          mass.push(pair.mass);
          pull.push((pair.mass - PI0) / pair.sigma);
        }
      },
    );
    const sample = `${formatCount(KAONS)} K⁺ → π⁺π⁰ without pile-up, both photons above ${LEAST_ENERGY / GeV} GeV in clean clusters, true conditions of ${SETUP}, known, seed ${SEED}`;
    const fit = gaussianCore(mass, WINDOW);
    const pulls = gaussianCore(pull, WINDOW);
    const common = { kind: 'full chain', sample, n: mass.length, unit: 'MeV/c²' } as const;
    return [
      judge({
        ...common,
        name: 'lkr-pi0-mass',
        quantity: 'π⁰ → γγ mass, mean',
        estimator: 'from the true vertex, Gaussian core ± 2 σ',
        value: fit.mean,
        error: fit.meanError,
        expected: PI0,
        band: [PI0 - 0.3, PI0 + 0.3],
        expectedText: '134.98',
      }),
      judge({
        ...common,
        unit: '',
        name: 'lkr-pi0-width',
        quantity: 'π⁰ → γγ mass: width over that propagated from σE and σx',
        estimator: '(m − m(π⁰))/σm, Gaussian core ± 2 σ',
        value: pulls.sigma,
        error: pulls.sigmaError,
        expected: 1,
        band: [0.85, 1.15],
        toleranceText: '15 %',
        note: `σ(m) ${fit.sigma.toFixed(2)} ± ${fit.sigmaError.toFixed(2)} MeV/c², core ± 2 σ; ${tails(fit)}`,
      }),
    ];
  },
};

/** The photons of the event's π⁰ in clean clusters of their own: their mass, and its error. */
function photonPair(
  batch: EventBatch & Has<typeof particles | typeof calorimeterEntries | typeof lkrClusters>,
  row: number,
): { readonly mass: number; readonly sigma: number } | undefined {
  const entries = batch.calorimeter_entries;
  const { columns: c, offsets } = batch.lkr_clusters;
  const found: number[] = [];
  const first = batch.particles.offsets[row]!;
  let photon = 0;
  for (let i = entries.offsets[row]!; i < entries.offsets[row + 1]!; i++) {
    const k = first + entries.columns.particle[i]!;
    const parent = batch.particles.columns.parent[k]!;
    if (entries.columns.pdg[i] !== PHOTON || parent < 0 || batch.particles.columns.pdg[first + parent] !== 111)
      continue;
    photon = k;
    for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
      const near = Math.hypot(c.x[k]! - entries.columns.x[i]!, c.y[k]! - entries.columns.y[i]!) < NEAR;
      if (near && c.flags[k] === 0 && c.energy[k]! > LEAST_ENERGY) {
        found.push(k);
        break;
      }
    }
  }
  const [a, b] = found;
  if (a === undefined || b === undefined || a === b) return undefined;
  const { x, y, z } = batch.particles.columns;
  const from = { x: x[photon]!, y: y[photon]!, z: z[photon]! };
  const [p, q] = [a, b].map((k) => ({ x: c.x[k]!, y: c.y[k]!, energy: c.energy[k]! })) as [Photon, Photon];
  const { positionSampling, positionConstant } = withDefaults(neutralPairSettings);
  const place = ({ energy }: Photon) => Math.hypot(positionSampling * Math.sqrt(GeV / energy), positionConstant);
  const sigma = {
    energy: [c.energy_sigma[a]!, c.energy_sigma[b]!],
    place: [place(p), place(q)],
  } as const;
  return { mass: pairMass(p, q, from), sigma: PI0 * pairError(p, q, sigma) };
}
