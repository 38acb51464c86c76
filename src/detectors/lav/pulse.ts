/** Step in which the rise of a pulse is followed [ns]; crossings between steps are interpolated, to 10 ps. */
const STEP = 0.25;
/** Newton's steps end when they are below this [ns]. */
const CLOSE = 1e-3;
/** Groups of photoelectrons of one pulse. */
const ROOM = 16;

/** What shapes the pulses of a photomultiplier and its discriminators. */
export interface PulseShape {
  /** Area of the pulse of a photoelectron [mV ns]. */
  readonly charge: number;
  /** RC of the anode [ns]. */
  readonly fallTime: number;
  /** From 10 to 90 % of the photomultiplier alone, one pole [ns]. */
  readonly riseTime: number;
  /** [mV] */
  readonly lowThreshold: number;
  readonly highThreshold: number;
  readonly hysteresis: number;
}

/** Edges of a pulse in time order of `add`'s zero; leading NaN: threshold not reached. */
export interface PulseEdges {
  readonly lowLeading: number;
  readonly lowTrailing: number;
  readonly highLeading: number;
  readonly highTrailing: number;
}

/**
 * The pulse of one photomultiplier: groups of photoelectrons at their times, each the difference of two exponentials, summed; and where
 * it crosses two thresholds. `clear`, `add` up to 16 times, `discriminate`. A pulse that dips before its last photoelectron is not taken
 * apart. About 0.4 µs.
 */
export class PhotomultiplierPulse implements PulseEdges {
  lowLeading = Number.NaN;
  lowTrailing = Number.NaN;
  highLeading = Number.NaN;
  highTrailing = Number.NaN;
  private readonly shape: PulseShape;
  /** Time constants of fall and rise. */
  private readonly slow: number;
  private readonly fast: number;
  /** Height of the pulse of a photoelectron [mV]. */
  private readonly height: number;
  private readonly time = new Float64Array(ROOM);
  private readonly electrons = new Float64Array(ROOM);
  private n = 0;

  constructor(shape: PulseShape) {
    this.shape = shape;
    this.slow = shape.fallTime;
    this.fast = shape.riseTime / Math.log(9);
    const { slow, fast } = this;
    const peak = ((slow * fast) / (slow - fast)) * Math.log(slow / fast);
    this.height = (shape.charge / (slow - fast)) * (Math.exp(-peak / slow) - Math.exp(-peak / fast));
  }

  clear(): void {
    this.n = 0;
  }

  /** Adds photoelectrons at a time; kept in order of time. */
  add(time: number, electrons: number): void {
    let i = this.n++;
    for (; i > 0 && this.time[i - 1]! > time; i--) {
      this.time[i] = this.time[i - 1]!;
      this.electrons[i] = this.electrons[i - 1]!;
    }
    this.time[i] = time;
    this.electrons[i] = electrons;
  }

  /** Fills the edges; false when the low threshold is not reached. */
  discriminate(): boolean {
    const { time, electrons, n, slow, fast, shape } = this;
    const { lowThreshold, highThreshold, hysteresis } = shape;
    this.lowLeading = Number.NaN;
    this.highLeading = Number.NaN;
    let most = 0;
    for (let i = 0; i < n; i++) most += this.height * electrons[i]!;
    if (!(most > lowThreshold)) return false;
    const unit = shape.charge / (slow - fast);
    const slowStep = Math.exp(-STEP / slow);
    const fastStep = Math.exp(-STEP / fast);
    const last = time[n - 1]!;
    let t = time[0]!;
    let a = 0;
    let b = 0;
    let before = 0;
    for (let next = 0; ; t += STEP) {
      for (; next < n && time[next]! <= t; next++) {
        const q = unit * electrons[next]!;
        a += q * Math.exp((time[next]! - t) / slow);
        b += q * Math.exp((time[next]! - t) / fast);
      }
      const now = a - b;
      const rise = now - before;
      if (before < lowThreshold && now >= lowThreshold && Number.isNaN(this.lowLeading)) {
        this.lowLeading = t - (STEP * (now - lowThreshold)) / rise;
      }
      if (before < highThreshold && now >= highThreshold && Number.isNaN(this.highLeading)) {
        this.highLeading = t - (STEP * (now - highThreshold)) / rise;
      }
      if (t >= last) {
        // nothing is left to happen: all crossed that can be, or past the peak
        const done = Number.isNaN(this.highLeading)
          ? most < highThreshold && now >= lowThreshold
          : now >= highThreshold;
        if (done || (t > last + STEP && rise <= 0)) break;
      }
      before = now;
      a *= slowStep;
      b *= fastStep;
    }
    if (Number.isNaN(this.lowLeading)) return false;
    this.lowTrailing = t + this.fallBelow(lowThreshold - hysteresis, a, b);
    this.highTrailing = Number.isNaN(this.highLeading)
      ? Number.NaN
      : t + this.fallBelow(highThreshold - hysteresis, a, b);
    return true;
  }

  /** Time until a e^(−t/slow) − b e^(−t/fast), which falls, is at a level; 0 when it is below. */
  private fallBelow(level: number, a: number, b: number): number {
    const { slow, fast } = this;
    if (!(a - b > level)) return 0;
    // Newton's method from above comes down without a step too far: the fall is convex there
    let t = slow * Math.log(a / level);
    for (let i = 0; i < 4; i++) {
      const first = a * Math.exp(-t / slow);
      const second = b * Math.exp(-t / fast);
      const step = (first - second - level) / (first / slow - second / fast);
      t += step;
      if (Math.abs(step) < CLOSE) break;
    }
    return Math.max(0, t);
  }
}
