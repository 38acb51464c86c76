import type { ScanResult } from '../../verbs/types.js';
import { number } from '../svg.js';

/** What of an axis is written on a picture. */
export type ScanAxisWords = Pick<ScanResult['axes'][number], 'cut' | 'edge' | 'unit'>;

/** Figures of merit as people write them. */
export const MERITS: Readonly<Record<ScanResult['figure'], string>> = { 's/sqrt(b)': 'S/√B', punzi: 'Punzi' };

/** What is moved, in words. */
export const nameOf = ({ cut, edge }: ScanAxisWords): string => (edge === 'value' ? cut : `${cut}, ${edge} edge`);

/** A number to four digits. */
export const digits = (v: number): string => number(Number(v.toPrecision(4)));
