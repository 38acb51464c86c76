/**
 * Weighted histogram of equal bins over [low, high). A value outside is kept in `underflow` or `overflow`, a NaN in
 * `invalid`; mean and rms are of the values inside, not of the bin centres.
 */
export class Histogram {
  /** Sum of weights and of squared weights of each bin. */
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
  underflow = 0;
  overflow = 0;
  invalid = 0;
  private w = 0;
  private wx = 0;
  private wxx = 0;

  constructor(
    readonly bins: number,
    readonly low: number,
    readonly high: number,
  ) {
    if (!(Number.isInteger(bins) && bins > 0 && low < high)) {
      throw new RangeError(`a histogram needs bins > 0 and low < high, not ${bins}, ${low}, ${high}`);
    }
    this.sumw = new Float64Array(bins);
    this.sumw2 = new Float64Array(bins);
  }

  fill(x: number, weight = 1): void {
    if (x < this.low) this.underflow += weight;
    else if (x >= this.high) this.overflow += weight;
    else if (Number.isNaN(x)) this.invalid += weight;
    else {
      // rounding may carry a value just below `high` into the next bin
      const i = Math.min(this.bins - 1, Math.floor(((x - this.low) / (this.high - this.low)) * this.bins));
      this.sumw[i]! += weight;
      this.sumw2[i]! += weight * weight;
      // about the lower edge, so that a narrow peak far from zero keeps its width
      const d = x - this.low;
      this.w += weight;
      this.wx += weight * d;
      this.wxx += weight * d * d;
    }
  }

  /** Adds the contents of a histogram with the same bins. */
  merge(other: Histogram): void {
    if (other.bins !== this.bins || other.low !== this.low || other.high !== this.high) {
      throw new RangeError('histograms of different bins cannot be merged');
    }
    for (let i = 0; i < this.bins; i++) {
      this.sumw[i]! += other.sumw[i]!;
      this.sumw2[i]! += other.sumw2[i]!;
    }
    this.underflow += other.underflow;
    this.overflow += other.overflow;
    this.invalid += other.invalid;
    this.w += other.w;
    this.wx += other.wx;
    this.wxx += other.wxx;
  }

  /** Centre of bin `i`. */
  center(i: number): number {
    return this.low + ((i + 0.5) * (this.high - this.low)) / this.bins;
  }

  /** Sum of the weights inside [low, high). */
  get total(): number {
    return this.w;
  }

  /** Weighted mean of the values inside; NaN when there are none. */
  get mean(): number {
    return this.low + this.wx / this.w;
  }

  /** Weighted standard deviation about the mean (divisor N) of the values inside; NaN when there are none. */
  get rms(): number {
    const mean = this.wx / this.w;
    return Math.sqrt(Math.max(0, this.wxx / this.w - mean * mean));
  }
}
