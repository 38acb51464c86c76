import { FINE_TIME_LSB } from '../../core/constants.js';
import { mm, ns } from '../../core/units.js';
import { FINE_WINDOW_COUNTS } from '../../event/raw-beam.js';
import type { TdcWindow } from '../common/timing.js';

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
