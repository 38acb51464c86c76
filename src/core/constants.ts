import { mm, ns } from './units.js';

/** Speed of light [mm/ns]. Exact (SI). */
export const C_LIGHT = 299.792458 * (mm / ns);

/**
 * Momentum kick per field integral [MeV/c per T·mm], exact:
 * dp = K_FIELD · q · ∫B dl. Source: DET §0.1 (kick formula).
 */
export const K_FIELD = 0.299792458;

/** Fine-structure constant. Source: PDG. */
export const ALPHA_EM = 1 / 137.035999084;

/** Period of the experiment's clock [ns]. Source: DET §0.1 (FW19, UCL). */
export const CLOCK_PERIOD = 24.951059536 * ns;

/** Fine-time step of trigger time stamps, period / 256 [ns]. Source: DET §0.1. */
export const FINE_TIME_LSB = CLOCK_PERIOD / 256;
