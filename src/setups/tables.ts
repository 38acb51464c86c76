import type { Table } from '../event/table.js';
import { DETECTORS, type DetectorName, type Setup } from './setup.js';

/** The detector a raw table, its truth or its conditions belong to. */
const detectorOf = (name: string): string => name.replace(/_(truth|conditions)$/, '');

const isOff = ({ detectors }: Setup, name: string): boolean => {
  const detector = detectorOf(name) as DetectorName;
  return DETECTORS.includes(detector) && !detectors.includes(detector);
};

/** Those of some tables that a setup has: all but raw hits, truth and conditions of detectors that are off. */
export const tablesOf = <T extends Table>(setup: Setup, tables: readonly T[]): readonly T[] =>
  tables.filter(({ name }) => !isOff(setup, name));

/** Those of some tables whose detectors are off. */
export const tablesOff = <T extends Table>(setup: Setup, tables: readonly T[]): readonly T[] =>
  tables.filter(({ name }) => isOff(setup, name));
