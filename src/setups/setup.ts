import type { Settings } from '../core/settings.js';
import { m } from '../core/units.js';
import type { GtkStation } from '../detectors/gtk/description.js';

/** Detectors that exist, by the names of their tables. */
export const DETECTORS = [
  'ktag',
  'gtk',
  'chanti',
  'straw',
  'rich',
  'newchod',
  'chod',
  'lav',
  'irc',
  'sac',
  'lkr',
  'muv0',
  'muv1',
  'muv2',
  'muv3',
  'hasc',
  'anti0',
  'veto_counter',
] as const;
export type DetectorName = (typeof DETECTORS)[number];

/** One line of the L0 menu. */
export interface MenuLine {
  readonly name: string;
  readonly bit: number;
  readonly detectors: readonly DetectorName[];
}

/** A setup as data: what stands in the beam line and how it is set. Slices of it are handed down as arguments. */
export interface Setup {
  readonly name: string;
  readonly doc: string;
  /** Detectors that are read out; one that is off has no table. */
  readonly detectors: readonly DetectorName[];
  /** L0 lines: name, bit of `l0_mask`, and the detectors whose signals they need. */
  readonly menu: readonly MenuLine[];
  /** Beam particles per time at GTK3, mean over the spill [1/ns]. */
  readonly intensity: number;
  /** Name of the sets of conditions, true and (by default) assumed. */
  readonly conditions: string;
  /** GTK stations, by their number in the pixel codes. */
  readonly gtk: readonly GtkStation[];
  /** Where forced decays happen: z from and to [mm]. */
  readonly decayRegion: readonly [number, number];
}

/** What of the apparatus can be changed for studies: `--set apparatus.<name>=<value>`. */
export const apparatusSettings = {
  mnp33Scale: {
    default: 1,
    unit: '',
    doc: 'factor on the field of the spectrometer magnet',
    source: 'DET §2.1: the field map itself',
  },
  blueTube: {
    default: 1,
    unit: '',
    doc: '1: the residual field of the decay tube is there; 0: it is not',
    source: 'DET §2.2',
  },
  materialScale: {
    default: 1,
    unit: '',
    doc: 'factor on every thickness of matter (simulation)',
    source: 'DET §3: the thicknesses themselves',
  },
  gtk0Z: {
    default: 79.3 * m,
    unit: 'm',
    doc: 'z of GTK0, beside GTK1 at 79.6 m (setups with four stations)',
    source: 'not found (DET §11.10): placeholder',
  },
  gtk2Z: {
    default: 86.9 * m,
    unit: 'm',
    doc: 'z of GTK2, upstream of the scraper at 87.31 m (setups with four stations)',
    source: 'not found (DET §11.10): placeholder',
  },
} as const satisfies Settings;
