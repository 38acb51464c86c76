/**
 * The measured distributions behind the match of beam tracks and decay tracks, and the discriminants made of them.
 * Source of every number: DET §7.1 (FW19, constants from data).
 */

/** Closest approaches beyond this have no right match [mm]. */
const CDA_END = 25;
/** Largest time difference [ns]. */
const TIME_END = 0.95;

/** Two Gaussians and an exponential in the closest approach [mm]; the source's small straight line is left out. */
const cdaShape = (d: number): number =>
  0.0702 * Math.exp(-0.5 * (d / 1.47) ** 2) + 0.0229 * Math.exp(-0.5 * (d / 2.6) ** 2) + 0.0145 * Math.exp(-0.319 * d);

/** Likelihood of a closest approach `d` [mm] of a right match, relative to that of 0. */
export const cdaLikelihood = (d: number): number => (d < CDA_END ? cdaShape(d) / cdaShape(0) : 0);

/** Form of a time difference of right matches: two Gaussians about 0, in units of the width of the narrow one. */
export interface TimeForm {
  /** Amplitude and width of the wide Gaussian relative to the narrow one. */
  readonly amplitude: number;
  readonly width: number;
  /** Largest difference. */
  readonly end: number;
}

/** Width of GTK − KTAG [ns]. */
export const KTAG_WIDTH = 0.13;
/** Width of GTK − RICH [ns]. */
const RICH_WIDTH = 0.141;

/** GTK − KTAG. */
export const KTAG_FORM: TimeForm = {
  amplitude: 0.0017 / 0.027,
  width: 0.23 / KTAG_WIDTH,
  end: TIME_END / KTAG_WIDTH,
};
/** GTK − decay time: the form of GTK − RICH, whatever the width of the detectors the time comes from. */
export const DECAY_FORM: TimeForm = {
  amplitude: 0.001 / 0.026,
  width: 0.279 / RICH_WIDTH,
  end: TIME_END / RICH_WIDTH,
};

/** Likelihood of a time difference of `t` widths of a right match, relative to that of 0. */
export function timeLikelihood({ amplitude, width, end }: TimeForm, t: number): number {
  if (!(Math.abs(t) < end)) return 0;
  return (Math.exp(-0.5 * t * t) + amplitude * Math.exp(-0.5 * (t / width) ** 2)) / (1 + amplitude);
}

/** Discriminant of a closest approach [mm] and a time difference [ns] of the given width [ns]. */
type Discriminant = (cda: number, dt: number, width: number) => number;

/**
 * The discriminant of a time of this form: the likelihood of closest approach and time difference of a right match, relative to that of a
 * perfect one; 0 when either is out of range. The source gives the distributions and the thresholds, not the formula: this one is ours.
 * The KTAG, the decay time and any better time of the decay use the same function.
 */
export const discriminant =
  (form: TimeForm): Discriminant =>
  (cda, dt, width) =>
    cdaLikelihood(cda) * timeLikelihood(form, dt / width);
