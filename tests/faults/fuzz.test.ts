import { describe, expect, it, vi } from 'vitest';
import type * as ChainWork from '../../src/verbs/chain-work.js';
import { scratch } from '../arrow/support.js';
import { Fuzz, type Verdict } from './fuzz.js';
import { makeSpill } from './patient.js';

vi.mock('../../src/verbs/chain-work.js', async (original) =>
  (await import('./one-chain.js')).oneChain(await original<typeof ChainWork>()),
);

const folder = scratch();
const SEED = 4;
const CASES = 10_000;
/** A judge that never sees a kind of case judges nothing: fewest of each that must have been. */
const FEWEST = { refused: 0.4 * CASES, completed: 0.2 * CASES, said: 0.1 * CASES };

// one case again, and the million: node dist/bench/fuzz.js --seed 4 --only CASE
describe(`${CASES} mutated spills`, () => {
  it('are refused or replayed with every event accounted for, in time', async () => {
    const spill = folder('spill');
    await makeSpill(spill, 6, 0.15);
    const fuzz = await Fuzz.of(spill, SEED);
    const bad: Verdict[] = [];
    const found = { refused: 0, completed: 0, said: 0 };
    for (let n = 0; n < CASES; n++) {
      const verdict = await fuzz.run(n);
      if (verdict.outcome.startsWith('bad')) bad.push(verdict);
      else if (verdict.outcome.startsWith('refused')) found.refused++;
      else found.completed++;
      if (verdict.outcome === 'completed, said') found.said++;
    }
    expect(bad).toEqual([]);
    for (const [what, fewest] of Object.entries(FEWEST)) {
      expect(found[what as keyof typeof found]).toBeGreaterThan(fewest);
    }
  }, 600_000);
});
