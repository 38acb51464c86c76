/** Sum of weights, and of their squares. */
export interface Weighted {
  readonly sum: number;
  readonly squares: number;
}

/** Counts of a cutflow, filled event by event from the masks of its candidates; those of parts and runs add up. */
export class CutCounts {
  /** Candidates and events with at least one. */
  candidates = 0;
  candidateEvents = 0;
  /** Candidates that pass every cut. */
  passed = 0;
  /** Candidates that pass cuts 0 … i, and events with at least one of them. */
  readonly after: number[];
  readonly eventsAfter: number[];
  /** Candidates that pass cut i, whatever the others say: exclusive. */
  readonly alone: number[];
  /** Candidates that pass every cut but i, whatever i says: N − 1. */
  readonly withoutCut: number[];
  /** Weights of all candidates, and of those that pass cuts 0 … i. */
  readonly weights: number[];
  readonly squares: number[];
  private readonly all: number;

  /** @param cuts number of cuts, 1 … 32 */
  constructor(cuts: number) {
    const zeros = (n = cuts): number[] => new Array<number>(n).fill(0);
    this.after = zeros();
    this.eventsAfter = zeros();
    this.alone = zeros();
    this.withoutCut = zeros();
    this.weights = zeros(cuts + 1);
    this.squares = zeros(cuts + 1);
    this.all = (2 ** cuts - 1) >>> 0;
  }

  /** Adds the candidates of one event, rows start … end − 1 of `mask` and `weight`; each counts `scale` times its weight. */
  addEvent(mask: Uint32Array, weight: Float64Array, start: number, end: number, scale = 1): void {
    const { after, all, alone } = this;
    const n = after.length;
    let most = 0;
    for (let row = start; row < end; row++) {
      const failed = (all & ~mask[row]!) >>> 0;
      // cuts passed before the first that fails
      const inOrder = failed === 0 ? n : firstBit(failed);
      for (let i = 0; i < inOrder; i++) after[i]!++;
      most = Math.max(most, inOrder);
      for (let i = 0; i < n; i++) if (((failed >>> i) & 1) === 0) alone[i]!++;
      this.countOthers(failed);
      const w = scale * weight[row]!;
      for (let i = 0; i <= inOrder; i++) {
        this.weights[i]! += w;
        this.squares[i]! += w * w;
      }
    }
    for (let i = 0; i < most; i++) this.eventsAfter[i]!++;
    this.candidates += end - start;
    if (end > start) this.candidateEvents++;
  }

  /** Weight of all candidates (−1), or of those that pass cuts 0 … i. */
  weightAfter(i: number): Weighted {
    return { sum: this.weights[i + 1]!, squares: this.squares[i + 1]! };
  }

  private countOthers(failed: number): void {
    if (failed === 0) {
      this.passed++;
      for (let i = 0; i < this.withoutCut.length; i++) this.withoutCut[i]!++;
    } else if ((failed & (failed - 1)) === 0) {
      this.withoutCut[firstBit(failed)]!++;
    }
  }
}

/** Place of the lowest bit that is set. */
export const firstBit = (bits: number): number => 31 - Math.clz32(bits & -bits);
