import { mm, ns } from '../../core/units.js';
import type { TdcWindow } from '../common/timing.js';

/**
 * IRC and SAC: lead and scintillator in turn, 70 layers of 1.5 + 1.5 mm, read through wavelength-shifting fibres by four photomultipliers.
 * Source of every number: DET §4.11 (FW19) unless said otherwise.
 */
export const LAYERS = 70;
export const LAYER = 3 * mm;
/** Scintillator in all. */
export const SCINTILLATOR = LAYERS * 1.5 * mm;
const LEAD = LAYERS * 1.5 * mm;
export const SHASHLIK_DEPTH = LAYERS * LAYER;
export const SHASHLIK_X0 = 19;
/** Depth in interaction lengths: 175.9 mm of lead, 771 mm of polystyrene. Source: PDG. */
export const INTERACTION_LENGTHS = LEAD / 175.9 + SCINTILLATOR / 771;
export const SHASHLIK_CHANNELS = 4;

/** Thresholds [mV]. Those of the IRC are not found: as the SAC. */
export const LOW_THRESHOLD = 5;
export const HIGH_DISCRIMINATOR = 10;
/** Height of the pulse [mV] per MeV of a shower in a channel. Not found: placeholder. */
export const GAIN = 0.1;
/** Time constant of the response of the photomultipliers. Not found: placeholder. */
export const RISE_TIME = 1.5 * ns;

/** What the pulses of a detector are like in time. */
export interface ShashlikPulse {
  /** Fall of the light [ns]. */
  readonly emissionTime: number;
  /** Spread of the time of a channel beside slewing: what is left in data after the correction [ns]. */
  readonly sigma: number;
}

/** Where a calorimeter of this kind stands. */
export interface ShashlikGeometry {
  readonly name: string;
  readonly window: TdcWindow;
  /** z of its end [mm]. */
  readonly end: number;
  /** Layers begin at these z, so many in each. */
  readonly modules: readonly { readonly z: number; readonly layers: number }[];
  /** Angle of its axis to z in the xz plane. */
  readonly rotation: number;
  /** Distance from the nearest side, negative outside [mm]. */
  readonly fromSide: (x: number, y: number) => number;
}
