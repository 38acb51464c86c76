import { type EventBatch, type Fault, type Flaw, type FlawKind, faultyRows } from './batch.js';

/** Bits of the kinds of flaw, the low byte of a quality word. */
const KIND_BITS: Readonly<Record<FlawKind, number>> = { missing: 1, repeated: 2, late: 4, corrupt: 8 };

/** First bit of the detectors. */
const FIRST_DETECTOR = 8;

/** Tables in the order of their bits, those of detectors to come among them: a bit once written keeps its meaning. */
export const QUALITY_DETECTORS: readonly string[] = [
  'triggers',
  'ktag',
  'gtk',
  'chanti',
  'straw',
  'rich',
  'chod',
  'newchod',
  'lkr',
  'muv0',
  'muv1',
  'muv2',
  'muv3',
  'hasc',
  'lav',
  'irc',
  'sac',
  'anti0',
  'veto_counter',
];

/** Meaning of a quality word, for the declarations of the columns that hold one. */
export const QUALITY_DOC = `data quality, 0 is good; fragments ${Object.entries(KIND_BITS)
  .map(([kind, bit]) => `${bit} ${kind}`)
  .join(', ')}; from bit ${FIRST_DETECTOR} on whose: ${QUALITY_DETECTORS.join(', ')}`;

/** Quality word of some flaws: which kinds there are and which detectors have any. */
export function qualityOf(flaws: readonly Flaw[]): number {
  let word = 0;
  for (const { table, kind } of flaws) {
    const detector = QUALITY_DETECTORS.indexOf(table);
    word |= KIND_BITS[kind] | (detector < 0 ? 0 : 1 << (FIRST_DETECTOR + detector));
  }
  return word >>> 0;
}

const place = (flaw: Flaw): number => QUALITY_DETECTORS.indexOf(flaw.table) * 16 + KIND_BITS[flaw.kind];

/** Sorts flaws by row, detector and kind, whoever found them. */
export const sortFlaws = (flaws: Flaw[]): Flaw[] => flaws.sort((a, b) => a.row - b.row || place(a) - place(b));

/** What becomes of events with bad fragments: go on with what is sound, or out to quarantine. */
export type OnBad = 'keep' | 'quarantine';

/** An event cannot go on without its time. */
const INDISPENSABLE = 'triggers';

/** Whether a flaw takes its event out. A late fragment stands in its place and never does. */
function isGrave({ table, kind }: Flaw, onBad: OnBad): boolean {
  if (kind === 'late') return false;
  return onBad === 'quarantine' || (table === INDISPENSABLE && kind !== 'repeated');
}

/**
 * Records a fault for each event whose flaws take it out, for the first of them: with `quarantine` any fragment that is missing,
 * repeated or corrupt, with `keep` only a trigger that is missing or corrupt. Events that have a fault already get no other.
 */
export function judge(batch: EventBatch, onBad: OnBad): void {
  if (batch.flaws.length === 0) return;
  const out = new Set(faultyRows(batch));
  const faults: Fault[] = [];
  for (const flaw of sortFlaws(batch.flaws)) {
    if (out.has(flaw.row) || !isGrave(flaw, onBad)) continue;
    out.add(flaw.row);
    const stage = flaw.kind === 'corrupt' ? 'input' : 'event-builder';
    faults.push({ row: flaw.row, stage, reason: flaw.reason });
  }
  batch.faults.push(...faults);
}
