import type { RandomStream } from '../../core/random.js';
import { ns } from '../../core/units.js';

/** The photomultipliers of KTAG and RICH in time. Source of every number: DET §4.1 (FW19). */

/**
 * Time response of a PMT to one photoelectron: a Gaussian core about 0, an early and a late Gaussian, and an exponential tail behind
 * the core (with the core's spread). Fractions of photoelectrons.
 */
const CORE_SIGMA = 0.161 * ns;
const EARLY = { fraction: 0.11, mean: -0.175 * ns, sigma: 0.301 * ns };
const LATE = { fraction: 0.007, mean: 1.475 * ns, sigma: 0.168 * ns };

/** Mean and rms of the whole response. */
export const RESPONSE_MEAN = 0.017 * ns;
export const RESPONSE_RMS = 0.293 * ns;

/**
 * Fraction f and slope τ of the tail are not given. They follow from the mean and the rms of the whole: with f τ the tail's share of
 * the mean and 2 f τ² its share of the second moment beyond the core's, f = 3.9 %, τ = 0.665 ns.
 */
function tailOf(): { readonly fraction: number; readonly slope: number } {
  const first = RESPONSE_MEAN - EARLY.fraction * EARLY.mean - LATE.fraction * LATE.mean;
  const second =
    RESPONSE_RMS ** 2 +
    RESPONSE_MEAN ** 2 -
    EARLY.fraction * (EARLY.mean ** 2 + EARLY.sigma ** 2) -
    LATE.fraction * (LATE.mean ** 2 + LATE.sigma ** 2) -
    (1 - EARLY.fraction - LATE.fraction) * CORE_SIGMA ** 2;
  const slope = second / (2 * first);
  return { fraction: first / slope, slope };
}

export const RESPONSE = { coreSigma: CORE_SIGMA, early: EARLY, late: LATE, tail: tailOf() } as const;

const { coreSigma, early, late, tail } = RESPONSE;
const EARLY_BELOW = early.fraction;
const LATE_BELOW = EARLY_BELOW + late.fraction;
const TAIL_BELOW = LATE_BELOW + tail.fraction;

/** Time of a PMT's signal after its photoelectron [ns], drawn from the response. */
export function drawResponse(rng: RandomStream): number {
  const u = rng.uniform();
  if (u < EARLY_BELOW) return early.mean + early.sigma * rng.gauss();
  if (u < LATE_BELOW) return late.mean + late.sigma * rng.gauss();
  const core = coreSigma * rng.gauss();
  return u < TAIL_BELOW ? core + tail.slope * rng.exponential() : core;
}
