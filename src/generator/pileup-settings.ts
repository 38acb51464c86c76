import { CLOCK_PERIOD } from '../core/constants.js';
import type { Settings } from '../core/settings.js';
import { m, ns } from '../core/units.js';

const COMPOSITION = 'DET §1.1 (CEDH)';
const EDGES = 'ours: longest response, pulse and time offset of a channel';

export const pileupSettings = {
  pions: { default: 0.7, unit: '', doc: 'fraction of π+ in the beam', source: COMPOSITION },
  protons: { default: 0.23, unit: '', doc: 'fraction of protons', source: COMPOSITION },
  kaons: { default: 0.06, unit: '', doc: 'fraction of K+; what is left are μ+, 1 % (RICHL)', source: COMPOSITION },
  decayEnd: {
    default: 239.389 * m,
    unit: 'm',
    doc: 'decays beyond this plane are not made: the last charged-particle plane, CHOD H',
    source: 'DET §4.8 (FW19)',
  },
  interaction: {
    default: 1.0e-3,
    unit: '',
    doc: 'probability that a proton or pion interacts in GTK3: 0.47 mm of silicon (0.5 % X0) over λ_I = 465 mm',
    source: 'DET §3 (thickness), PDG (silicon)',
  },
  gtkBefore: { default: 25 * ns, unit: 'ns', doc: 'a particle this long before the GTK window is made', source: EDGES },
  ktagBefore: { default: 25 * ns, unit: 'ns', doc: 'same, KTAG', source: EDGES },
  strawBefore: {
    default: 250 * ns,
    unit: 'ns',
    doc: 'same, STRAW: a trailing edge comes 150 ± 30 ns after the particle, a leading edge up to 170 ns',
    source: 'DET §4.5 (FW19)',
  },
  after: { default: 10 * ns, unit: 'ns', doc: 'a particle this long after a window is made', source: EDGES },
} as const satisfies Settings;

/** A detector's readout window, in whole clock periods about the trigger's own. */
export interface ReadoutWindow {
  /** One count [ns]. */
  readonly lsb: number;
  /** Length in counts. */
  readonly counts: number;
  /** Clock periods before the trigger's own. */
  readonly periodsBefore: number;
}

/** Times [ns from start of burst, flight to the reference plane added] of the particles that a window may see. */
export interface Interval {
  from: number;
  to: number;
}

/** The readout window of a trigger in clock period `timestamp`, widened on both sides. */
export function widened(window: ReadoutWindow, timestamp: number, before: number, after: number): Interval {
  const opens = (timestamp - window.periodsBefore) * CLOCK_PERIOD;
  return { from: opens - before, to: opens + window.counts * window.lsb + after };
}

export const holds = (interval: Interval, t: number): boolean => t >= interval.from && t < interval.to;
