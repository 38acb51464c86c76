import type { RandomStream } from '../../core/random.js';
import { MeV } from '../../core/units.js';

/**
 * Large losses of a muon in iron: δ rays and bremsstrahlung that shower. Source: PDG, passage of particles through matter; bremsstrahlung
 * that of an electron, times (m_e/m_μ)² and the ratio of the logarithms of the screening, 1.9 for soft photons, for all of them. Pairs and
 * photonuclear loss are absent.
 */

const ELECTRON = 0.51099895 * MeV;
/** Losses from this energy on: those below are in the ionisation. */
const CUT = 100 * MeV;
/** ξ of a radiation length of iron, 13.84 g/cm². */
const XI = 0.1535 * 0.4656 * 13.84 * MeV;
const SCREENING = 1.9;

/** Calls `shower` with the energy of each. */
export function drawHardLosses(
  rng: RandomStream,
  energy: number,
  mass: number,
  radiationLengths: number,
  shower: (loss: number) => void,
): void {
  const gamma = energy / mass;
  const largest = (2 * ELECTRON * (gamma * gamma - 1)) / (1 + (2 * gamma * ELECTRON) / mass);
  if (largest > CUT) {
    const range = 1 / CUT - 1 / largest;
    for (let n = rng.poisson(XI * radiationLengths * range); n > 0; n--) {
      const t = 1 / (1 / CUT - rng.uniform() * range);
      if (rng.uniform() < 1 - t / largest + (0.5 * t * t) / (energy * energy)) shower(t);
    }
  }
  if (!(energy > 2 * CUT)) return;
  const lowest = Math.log(CUT / energy);
  const mean = -(4 / 3) * lowest * radiationLengths * SCREENING * (ELECTRON / mass) ** 2;
  for (let n = rng.poisson(mean); n > 0; n--) {
    const y = Math.exp(rng.uniform() * lowest);
    if (rng.uniform() < 1 - y + 0.75 * y * y) shower(y * energy);
  }
}
