import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CutCounts, firstBit } from '../../src/selection/counts.js';

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

describe('the counts of a cutflow', () => {
  it('are those of the cuts in order, alone, and of all cuts but one', () => {
    const counts = new CutCounts(3);
    const mask = Uint32Array.of(0b111, 0b011, 0b110, 0b101, 0b000, 0b111);
    const weight = Float64Array.of(1, 2, 3, 4, 5, 0.5);
    counts.addEvent(mask, weight, 0, 2);
    counts.addEvent(mask, weight, 2, 2);
    counts.addEvent(mask, weight, 2, 5);
    counts.addEvent(mask, weight, 5, 6, 10);
    expect(counts).toMatchObject({ candidates: 6, candidateEvents: 3, passed: 2 });
    expect(counts.after).toEqual([4, 3, 2]);
    expect(counts.eventsAfter).toEqual([3, 2, 2]);
    expect(counts.alone).toEqual([4, 4, 4]);
    expect(counts.withoutCut).toEqual([3, 3, 3]);
    expect([-1, 0, 1, 2].map((i) => counts.weightAfter(i))).toEqual([
      { sum: 20, squares: 80 },
      { sum: 12, squares: 46 },
      { sum: 8, squares: 30 },
      { sum: 6, squares: 26 },
    ]);
  });

  it('reach the 32nd cut', () => {
    const counts = new CutCounts(32);
    counts.addEvent(Uint32Array.of(0xffffffff, 0x7fffffff), ones(2), 0, 2);
    expect([counts.after[30], counts.after[31], counts.withoutCut[31], counts.withoutCut[0]]).toEqual([2, 1, 2, 1]);
    expect([counts.alone[30], counts.alone[31]]).toEqual([2, 1]);
    expect(firstBit(0x80000000)).toBe(31);
  });
});

/** Events of candidates: masks, and whole weights, whose sums are exact. */
const sample = fc.integer({ min: 1, max: 32 }).chain((cuts) => {
  // most bits set, so that candidates come far
  const bit = fc.integer({ min: 0, max: 9 }).map((n) => n > 0);
  const mask = fc
    .array(bit, { minLength: cuts, maxLength: cuts })
    .map((b) => b.reduce((m, on, i) => (on ? (m | (1 << i)) >>> 0 : m), 0));
  const candidate = fc.record({ mask, weight: fc.integer({ min: 0, max: 9 }) });
  return fc.record({
    cuts: fc.constant(cuts),
    events: fc.array(fc.array(candidate, { maxLength: 4 }), { maxLength: 30 }),
  });
});
type Event = readonly { readonly mask: number; readonly weight: number }[];

function counted(cuts: number, parts: readonly (readonly Event[])[]): CutCounts {
  const counts = new CutCounts(cuts);
  for (const events of parts) {
    // each part in arrays of its own, as batches are
    const flat = events.flat();
    const mask = Uint32Array.from(flat, (c) => c.mask);
    const weight = Float64Array.from(flat, (c) => c.weight);
    let at = 0;
    for (const event of events) {
      counts.addEvent(mask, weight, at, at + event.length);
      at += event.length;
    }
  }
  return counts;
}

const options = { seed: 6, numRuns: 100 } as const;

describe('identities of a cutflow', () => {
  it('hold between masks and every count', () => {
    fc.assert(
      fc.property(sample, ({ cuts, events }) => {
        const counts = counted(cuts, [events]);
        const all = events.flat();
        const passes = (mask: number, i: number): boolean => ((mask >>> i) & 1) === 1;
        const upTo = (mask: number, i: number): boolean =>
          Array.from({ length: i + 1 }).every((_, j) => passes(mask, j));
        const others = (mask: number, i: number): boolean =>
          Array.from({ length: cuts }).every((_, j) => j === i || passes(mask, j));
        const count = (test: (mask: number) => boolean): number => all.filter((c) => test(c.mask)).length;
        for (let i = 0; i < cuts; i++) {
          expect(counts.after[i]).toBe(count((m) => upTo(m, i)));
          expect(counts.alone[i]).toBe(count((m) => passes(m, i)));
          expect(counts.withoutCut[i]).toBe(count((m) => others(m, i)));
          expect(counts.eventsAfter[i]).toBe(events.filter((e) => e.some((c) => upTo(c.mask, i))).length);
          const left = all.filter((c) => upTo(c.mask, i)).map((c) => c.weight);
          expect(counts.weightAfter(i)).toEqual({
            sum: left.reduce((a, b) => a + b, 0),
            squares: left.reduce((a, b) => a + b * b, 0),
          });
        }
        // one and the same number, however it is reached
        expect(counts.passed).toBe(counts.after[cuts - 1]);
        expect(counts.passed).toBe(count((m) => upTo(m, cuts - 1)));
        // what is lost by cut i alone stands between N − 1 and all
        const lostAlone = (i: number): number => count((m) => others(m, i) && !passes(m, i));
        for (let i = 0; i < cuts; i++) expect(counts.withoutCut[i]! - counts.passed).toBe(lostAlone(i));
        expect(counts.after[0]).toBe(counts.alone[0]);
        for (let i = 1; i < cuts; i++) {
          expect(counts.after[i]).toBeLessThanOrEqual(counts.after[i - 1]!);
          expect(counts.alone[i]).toBeGreaterThanOrEqual(counts.after[i]!);
          expect(counts.withoutCut[i]).toBeGreaterThanOrEqual(counts.passed);
        }
      }),
      options,
    );
  });

  it('do not see how the events are cut into parts', () => {
    fc.assert(
      fc.property(sample, fc.nat(29), fc.nat(29), ({ cuts, events }, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const parts = [events.slice(0, from), events.slice(from, to), events.slice(to)];
        expect(counted(cuts, parts)).toEqual(counted(cuts, [events]));
        // and the counts of the parts add up
        const each = parts.map((part) => counted(cuts, [part]));
        const whole = counted(cuts, [events]);
        for (const key of ['after', 'eventsAfter', 'alone', 'withoutCut', 'weights', 'squares'] as const) {
          expect(whole[key].map((_, i) => each.reduce((n, c) => n + c[key][i]!, 0))).toEqual(whole[key]);
        }
      }),
      options,
    );
  });
});
