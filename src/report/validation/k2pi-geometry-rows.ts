import { C_LIGHT } from '../../core/constants.js';
import { particle } from '../../core/particles.js';
import { GeV } from '../../core/units.js';
import { inFiducial, LKR_FRONT_Z } from '../../detectors/lkr/description.js';
import type { Has } from '../../event/batch.js';
import type { primaries } from '../../event/simulation.js';
import { decayStage, on } from '../../pipeline.js';
import { isInside, RINGS } from '../../selection/acceptance.js';
import { na62Field } from '../../transport/na62-field.js';
import { SwimPath } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { formatCount } from '../terminal.js';
import { judge, plain, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP } from './samples.js';

const SEED = 112;
/** 1.1 %. */
const DRAWN = 20_000;
const FIELD = na62Field();
const PION = particle(211);
const MOMENTUM = [5 * GeV, 70 * GeV] as const;
/** Source: KAON §6.3, §11: the acceptance without all but geometry and decay in flight. */
const PUBLISHED = 0.3;

const path = new SwimPath();
const state = new Float64Array(5);

/** Swims `state` from z to z; returns where it is then. */
function to(from: number, z: number): number {
  swim(path.between(FIELD, from, z), 0, 1, state);
  return z;
}

/** Probability that the pion in row `k` reaches the LKr undecayed, through every ring of the selection; 0 outside. */
function pionAccepted({ primaries: { columns: c } }: Has<typeof primaries>, k: number): number {
  const p = Math.sqrt(c.px[k]! ** 2 + c.py[k]! ** 2 + c.pz[k]! ** 2);
  if (!(p > MOMENTUM[0] && p < MOMENTUM[1])) return 0;
  state.set([c.x[k]!, c.y[k]!, c.px[k]! / c.pz[k]!, c.py[k]! / c.pz[k]!, 1 / p]);
  let z = c.z[k]!;
  for (const ring of RINGS) {
    z = to(z, ring.z);
    if (!isInside(ring, state[0]!, state[1]!)) return 0;
  }
  to(z, LKR_FRONT_Z);
  if (!inFiducial(state[0]!, state[1]!)) return 0;
  return Math.exp((-(LKR_FRONT_Z - c.z[k]!) * PION.mass) / (p * C_LIGHT * PION.lifetime));
}

/** Whether the photon in row `k` flies into the fiducial octagon of the LKr. */
function photonAccepted({ primaries: { columns: c } }: Has<typeof primaries>, k: number): boolean {
  const dz = LKR_FRONT_Z - c.z[k]!;
  return c.pz[k]! > 0 && inFiducial(c.x[k]! + (dz * c.px[k]!) / c.pz[k]!, c.y[k]! + (dz * c.py[k]!) / c.pz[k]!);
}

async function geometryRow(bench: Bench): Promise<Row> {
  const make = decayStage({ setup: SETUP, decay: 'k2pi', seed: SEED, intensity: 0 });
  const sum = { pion: 0, alive: 0, photons: 0, all: 0, squares: 0 };
  await runEvents(
    bench,
    DRAWN,
    (keys) => keys.pipe(on(make)),
    (batch) => {
      for (let row = 0; row < batch.size; row++) {
        const kaon = batch.primaries.offsets[row]!;
        const alive = pionAccepted(batch, kaon + 1);
        const both = photonAccepted(batch, kaon + 3) && photonAccepted(batch, kaon + 4);
        if (alive > 0) sum.pion++;
        sum.alive += alive;
        if (both && alive > 0) sum.photons++;
        if (both) sum.all += alive;
        if (both) sum.squares += alive * alive;
      }
    },
  );
  const value = sum.all / DRAWN;
  return judge({
    name: 'k2pi-geometry',
    quantity: 'K2π acceptance: geometry × decay in flight',
    kind: 'arithmetic',
    sample: `${formatCount(DRAWN)} K2π decays in 105–180 m, seed ${SEED}`,
    estimator:
      'true π⁺ of 5–70 GeV/c swum through STRAW1–4, NewCHOD and into the octagon of the LKr, times its survival to there, both photons in the octagon',
    n: DRAWN,
    value,
    error: Math.sqrt((sum.squares / DRAWN - value * value) / DRAWN),
    expected: PUBLISHED,
    band: [0.95 * PUBLISHED, 1.05 * PUBLISHED],
    toleranceText: '5 %',
    note: `π⁺ inside ${plain(Number((sum.pion / DRAWN).toPrecision(3)))}, both photons too ${plain(Number((sum.photons / DRAWN).toPrecision(3)))}, × survival`,
  });
}

/** Acceptance of the K2π selection from the geometry alone. */
export const k2piGeometry: Group = {
  names: ['k2pi-geometry'],
  events: () => DRAWN,
  rows: async (bench) => [await geometryRow(bench)],
};
