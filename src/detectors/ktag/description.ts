import { FINE_TIME_LSB } from '../../core/constants.js';
import { mm, ns } from '../../core/units.js';
import { FINE_WINDOW_COUNTS } from '../../event/raw-beam.js';
import type { TdcWindow } from '../timing.js';

/**
 * KTAG: the Cherenkov light of beam kaons in the CEDAR, eight spots on eight sectors of photomultipliers.
 * Source of every number: DET §4.1 (FW19, BHAM25) unless said otherwise.
 */
export const SECTORS = 8;
export const PMTS_PER_SECTOR = 48;
/** Channel = sector · 48 + PMT; sector 0 is the detector's sector 1. */
export const CHANNELS = SECTORS * PMTS_PER_SECTOR;

/** Sectors in coincidence that tag a kaon. */
export const KAON_SECTORS = 5;

/** Diaphragm radius; a beam particle further from the axis than this gives no light. */
export const APERTURE = 100 * mm;

/** Readout window: the generic five periods (KAON §1, UCL); how many of them before the trigger's is not found. */
export const KTAG_WINDOW: TdcWindow = { lsb: FINE_TIME_LSB, counts: FINE_WINDOW_COUNTS, periodsBefore: 2 };

/** Pulse length: mean and spread. */
export const TOT_MEAN = 14 * ns;
export const TOT_SIGMA = 1 * ns;
/** Pulses of one PMT closer than this merge. */
export const MERGE_TIME = 15 * ns;

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
