import { describe, expect, it } from 'vitest';
import { TableBuilder } from '../../src/event/builder.js';
import { particles } from '../../src/event/truth.js';
import { rootOf } from '../../src/monitoring/family.js';

describe('rootOf', () => {
  it('follows parents to the particle that has none, within its event', () => {
    const list = new TableBuilder(particles, 2);
    for (const parents of [
      [-1, 0],
      [-1, 0, 1, -1, 2, 3],
    ]) {
      for (const parent of parents) list.columns.parent[list.next()] = parent;
      list.endEvent();
    }
    const batch = { particles: list.finish() };
    expect([0, 1].map((k) => rootOf(batch, 0, k))).toEqual([0, 0]);
    expect([0, 1, 2, 3, 4, 5].map((k) => rootOf(batch, 1, k))).toEqual([0, 0, 0, 3, 0, 3]);
  });
});
