import type { RandomStream } from '../core/random.js';
import type { Settings, Values } from '../core/settings.js';
import { GeV, MeV, MHz, m, mm, mrad } from '../core/units.js';

const TUNED = 'tuned: CHOD sees 13 MHz at 600 MHz (DET §1.3, BHAM25), decays of beam particles included';
const MAP = 'map not found (DET §11 no. 2)';

/**
 * A placeholder for the muon halo: muons almost parallel to the axis, even over a ring at the NA48-CHOD. The map of the main component
 * (μ+ of beam pions) is not known, so the rate is tuned to what the CHOD counts and the momenta are those of the known components.
 * At 600 MHz, decays behind GTK3 put 5.5 MHz of kaon and 0.1 MHz of pion products into the CHOD, 128 < R < 1210 mm; 93 % of the halo
 * muons reach it, provided that muons pass the decay tube and the LAV: 7.4 MHz.
 */
export const haloSettings = {
  rate: { default: 8 * MHz, unit: 'MHz', doc: 'halo muons in the ring at a beam intensity of 600 MHz', source: TUNED },
  targetZ: { default: 239.009 * m, unit: 'm', doc: 'plane of the ring: NA48-CHOD, V plane', source: 'DET §4.8 (FW19)' },
  innerRadius: { default: 140 * mm, unit: 'mm', doc: 'inner radius of the ring', source: `ours: ${MAP}` },
  outerRadius: { default: 1100 * mm, unit: 'mm', doc: 'outer radius of the ring', source: `ours: ${MAP}` },
  slopeSpread: { default: 1 * mrad, unit: 'mrad', doc: 'rms of dx/dz and dy/dz', source: `ours: ${MAP}` },
  muMinus: {
    default: 0.02,
    unit: '',
    doc: 'fraction of μ−',
    source: 'DET §1.3a: known μ− in the NewCHOD, 0.18 MHz, over the rate above',
  },
  kick: { default: -270 * MeV, unit: 'MeV', doc: 'kick of MNP33 that the aim allows for', source: 'DET §2.1 (FW19)' },
  kickZ: { default: 196.995 * m, unit: 'm', doc: 'plane of that kick', source: 'DET §0.2 (FW19)' },
} as const satisfies Settings;

/** Beam intensity the rate is stated for. */
export const HALO_REFERENCE = 600 * MHz;

/** Momenta [MeV/c] below which 5, 50 and 95 % of the halo muons are. Source: DET §1.3a (FW19): μ+ of K+, μ− of π−. */
const PLUS = [3.4 * GeV, 38 * GeV, 103 * GeV] as const;
const MINUS = [11 * GeV, 77 * GeV, 139 * GeV] as const;

/** Length of a halo muon's state: x, y [mm], dx/dz, dy/dz, momentum [MeV/c], charge. */
export const HALO_STATE_SIZE = 6;

/**
 * @param z plane where the muons are made [mm]
 * @returns a function that draws one halo muon there and writes x, y, dx/dz, dy/dz, p, charge to `state[0…5]`. Its momentum is even
 * between the 5 and 50 % and between the 50 and 95 % points of its component; what is beyond them is left out.
 */
export function haloMuon(
  settings: Values<typeof haloSettings>,
  z: number,
): (random: RandomStream, state: Float64Array) => void {
  const { targetZ, kickZ, kick, innerRadius, outerRadius } = settings;
  return (random, state) => {
    const charge = random.uniform() < settings.muMinus ? -1 : 1;
    const [low, median, high] = charge > 0 ? PLUS : MINUS;
    const u = 2 * random.uniform();
    const p = u < 1 ? low + u * (median - low) : median + (u - 1) * (high - median);
    const r = Math.sqrt(random.range(innerRadius ** 2, outerRadius ** 2));
    const phi = random.range(0, 2 * Math.PI);
    const tx = settings.slopeSpread * random.gauss();
    const ty = settings.slopeSpread * random.gauss();
    state[0] = r * Math.cos(phi) - tx * (targetZ - z) - ((charge * kick) / p) * (targetZ - kickZ);
    state[1] = r * Math.sin(phi) - ty * (targetZ - z);
    state[2] = tx;
    state[3] = ty;
    state[4] = p;
    state[5] = charge;
  };
}
