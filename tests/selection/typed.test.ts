import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnByName, selectionColumns } from '../../src/selection/columns/index.js';
import { OPERATORS, type Operator, type Selection } from '../../src/selection/cut.js';
import { selectionFrom, sourceOf } from '../../src/selection/parse.js';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constantFrom(1e-7, 1.5e21, -0.1, 5e-324),
);
const interval = fc
  .tuple(number, number)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? [a, b] : [b, a]) as [number, number]);

/** Selections of a cut of any column, with any operator and value. */
const any = fc.constantFrom('vertices' as const, 'tracks' as const).chain((table) =>
  fc
    .record({
      column: fc.constantFrom(...selectionColumns(table).map((c) => c.name)),
      operator: fc.constantFrom(...(Object.keys(OPERATORS) as Operator[])),
      one: number,
      two: interval,
    })
    .map(({ column, operator, one, two }): Selection => {
      const { unit } = columnByName(table, column, '');
      const value = operator === 'between' ? two : one;
      const cut = { name: 'a cut', column, operator, value, unit, source: 'a test', mark: 'D' as const };
      const species = table === 'tracks' ? (['mu'] as const) : (['e', 'mu', 'pi'] as const);
      return { name: 'a', doc: '', table, species, cuts: [cut], regions: [], keep: [] };
    }),
);

describe('what is written of a selection', () => {
  it('is read back as it was, whatever column, operator and value', () => {
    fc.assert(
      fc.property(any, (selection) => {
        const [cut] = selectionFrom(sourceOf(selection)).cuts;
        const [expected] = selection.cuts;
        const values = [cut!.value].flat() as number[];
        expect({ ...cut, value: 0 }).toEqual({ ...expected, value: 0 });
        expect(values.every((x, i) => x === ([expected!.value].flat() as number[])[i])).toBe(true);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });
});
