const STEPS = 30;
const CLOSE = 1e-6;

/** Smallest threshold over amplitude in the table of widths, and its size. */
const SMALLEST = 1e-5;
const POINTS = 400;

/** The fraction at a place of the table; `**` differs between versions of the runtime in the last bit. */
const fractionAt = (place: number): number => Math.exp(Math.log(SMALLEST) * (1 - place / POINTS));

/**
 * Pulse of a scintillator and its photomultiplier: light that falls exponentially, through an exponential response. Proportional to
 * exp(−t/fall) − exp(−t/rise) from its start. Amplitudes are heights of the peak; a fraction is threshold over amplitude. Slewing and time
 * over threshold follow.
 */
export class PulseShape {
  /** From the start to the peak [ns]. */
  readonly peakTime: number;
  private readonly rise: number;
  private readonly fall: number;
  private readonly scale: number;
  /** Time over threshold at fractions evenly spaced in their logarithm, from `SMALLEST` to 1: falling. */
  private readonly widths = new Float64Array(POINTS + 1);

  /**
   * @param rise time constant of the response [ns]
   * @param fall time constant of the light [ns], longer
   * @throws RangeError unless 0 < rise < fall
   */
  constructor(rise: number, fall: number) {
    if (!(rise > 0 && fall > rise)) throw new RangeError(`no pulse with rise ${rise} and fall ${fall}`);
    this.rise = rise;
    this.fall = fall;
    this.peakTime = ((rise * fall) / (fall - rise)) * Math.log(fall / rise);
    this.scale = 1 / (Math.exp(-this.peakTime / fall) - Math.exp(-this.peakTime / rise));
    for (let k = 0; k <= POINTS; k++) {
      const fraction = fractionAt(k);
      this.widths[k] = this.trailing(fraction) - this.leading(fraction);
    }
  }

  /** From the start to the crossing of a fraction 0 … 1 of the peak on the way up [ns]. */
  leading(fraction: number): number {
    const { rise, fall, scale } = this;
    // the rise is concave: Newton's steps from the start stay before the crossing
    let t = 0;
    for (let k = 0; k < STEPS; k++) {
      const slow = Math.exp(-t / fall);
      const fast = Math.exp(-t / rise);
      const slope = scale * (fast / rise - slow / fall);
      const step = (fraction - scale * (slow - fast)) / slope;
      if (!(step > CLOSE)) break;
      t = Math.min(t + step, this.peakTime);
    }
    return t;
  }

  /** From the start to the crossing on the way down [ns]. */
  trailing(fraction: number): number {
    const { rise, fall, scale } = this;
    // the logarithm is concave: Newton's steps from the asymptote stay behind the crossing
    let t = fall * Math.log(scale / fraction);
    for (let k = 0; k < STEPS; k++) {
      const slow = Math.exp(-t / fall);
      const fast = Math.exp(-t / rise);
      const slope = (fast / rise - slow / fall) / (slow - fast);
      const step = Math.log(fraction / (scale * (slow - fast))) / slope;
      if (!(step < -CLOSE)) break;
      t = Math.max(t + step, this.peakTime);
    }
    return t;
  }

  /** Fraction of a pulse that is over threshold for `width` [ns]; 1 at 0 and below, that of the longest in the table beyond it. */
  fractionOfWidth(width: number): number {
    const { widths } = this;
    if (!(width > 0)) return 1;
    let low = 0;
    let high = POINTS;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (widths[middle]! > width) low = middle;
      else high = middle;
    }
    const part = Math.min(1, Math.max(0, (widths[low]! - width) / (widths[low]! - widths[high]!)));
    return fractionAt(low + part);
  }
}
