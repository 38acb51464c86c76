import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { classify, type TraceClasses } from '../../src/pid/identity-classes.js';
import { classLogLikelihood } from '../../src/pid/identity-likelihood.js';
import { factorised } from '../../src/report/validation/identity-rows.js';

describe('factorised sample', () => {
  const rng = new RandomStream().key(1, stageKey('factorised'), 0, 0);
  const traces: TraceClasses[] = Array.from({ length: 25 }, () => {
    const p = rng.range(15_000, 35_000);
    return classify({
      p,
      energy: p * rng.uniform(),
      cells: Math.floor(rng.range(3, 30)),
      seedFraction: rng.range(0.15, 0.45),
      muv1: p * rng.uniform() ** 3,
      muv2: p * rng.uniform() ** 6,
    });
  });
  const out = new Float64Array(3);
  const lead = (k: TraceClasses): number => {
    classLogLikelihood(k, out);
    return out[2]! - Math.max(out[0]!, out[1]!);
  };

  it('has every LKr beside every MUV1 and every MUV2', () => {
    const leads = traces.flatMap((a) =>
      traces.flatMap(({ muv1 }) => traces.map(({ muv2 }) => lead({ ...a, muv1, muv2 }))),
    );
    for (const quantile of [0.1, 0.5, 0.9]) {
      const cut = [...leads].sort((x, y) => x - y)[Math.floor(quantile * leads.length)]!;
      const above = leads.filter((x) => x >= cut).length;
      expect(factorised(traces, cut)).toBeCloseTo(above / leads.length, 12);
      expect(factorised(traces, cut)).toBeGreaterThan(0);
    }
    expect(factorised(traces, Infinity)).toBe(0);
  });
});
