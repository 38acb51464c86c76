/** Counts of a cutflow, filled event by event from the masks of its candidates. */
export class CutCounts {
  /** Candidates and events with at least one. */
  candidates = 0;
  candidateEvents = 0;
  /** Candidates that pass every cut. */
  passed = 0;
  /** Candidates that pass cuts 0 … i, and events with at least one of them. */
  readonly after: number[];
  readonly eventsAfter: number[];
  /** Candidates that pass every cut but i, whatever i says: N − 1. */
  readonly withoutCut: number[];
  private readonly all: number;

  /** @param cuts number of cuts, 1 … 32 */
  constructor(cuts: number) {
    const zeros = (): number[] => new Array<number>(cuts).fill(0);
    this.after = zeros();
    this.eventsAfter = zeros();
    this.withoutCut = zeros();
    this.all = (2 ** cuts - 1) >>> 0;
  }

  /** Adds the candidates of one event, rows start … end − 1 of `mask`. */
  addEvent(mask: Uint32Array, start: number, end: number): void {
    const { after, all } = this;
    let most = 0;
    for (let row = start; row < end; row++) {
      const failed = (all & ~mask[row]!) >>> 0;
      // cuts passed before the first that fails
      const inOrder = failed === 0 ? after.length : 31 - Math.clz32(failed & -failed);
      for (let i = 0; i < inOrder; i++) after[i]!++;
      most = Math.max(most, inOrder);
      this.countOthers(failed);
    }
    for (let i = 0; i < most; i++) this.eventsAfter[i]!++;
    this.candidates += end - start;
    if (end > start) this.candidateEvents++;
  }

  private countOthers(failed: number): void {
    if (failed === 0) {
      this.passed++;
      for (let i = 0; i < this.withoutCut.length; i++) this.withoutCut[i]!++;
    } else if ((failed & (failed - 1)) === 0) {
      this.withoutCut[31 - Math.clz32(failed)]!++;
    }
  }
}
