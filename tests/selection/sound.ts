import { expect } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import type { Cut, Selection } from '../../src/selection/cut.js';

/** A sound cut, and a selection of vertices with these cuts. */
export const chi2: Cut = {
  name: 'chi2',
  column: 'chi2',
  operator: '<',
  value: 25,
  unit: '',
  source: 'a test',
  mark: '',
};
export const of = (...cuts: readonly unknown[]): Selection => ({
  name: 'drawn',
  doc: '',
  table: 'vertices',
  species: ['pi', 'pi', 'pi'],
  cuts: cuts as readonly Cut[],
  regions: [],
  keep: [],
});

/** The refusal of what must be refused. */
export function refusal(action: () => unknown): InputError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was refused');
}
