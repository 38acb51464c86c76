import { isRecalled, type Mark } from '../../selection/cut.js';
import { html, words } from './html.js';

/** What the marks of sources mean (docs/sources.md), in a word and in a sentence. */
const MARKS: Readonly<Record<Exclude<Mark, ''>, readonly [word: string, meaning: string]>> = {
  P: ['published', 'published, and read in an openly available text'],
  S: ['software', 'published as public software or teaching material'],
  'R-a': ['checked', 'carried from memory of the paper, and agrees with other published figures'],
  'R-b': ['recalled', 'recalled from memory, not read again: for orientation'],
  'R-c': ['recalled', 'recalled from memory, uncertain in detail: read the paper before quoting'],
  D: ['derived', 'derived from other figures'],
  G: ['general', 'general knowledge without a source'],
};

/** How a value's source was read, as a badge; what is only recalled stands out. Nothing without a mark. */
export function badge(mark: Mark): string {
  if (mark === '') return '';
  const [word, title] = MARKS[mark];
  return html('span', { class: isRecalled(mark) ? 'mark recalled' : 'mark', title }, words(`${word} (${mark})`));
}

/** The marks that occur, explained. */
export function legend(marks: readonly Mark[]): string {
  const used = (Object.keys(MARKS) as (keyof typeof MARKS)[]).filter((mark) => marks.includes(mark));
  if (used.length === 0) return '';
  const entries = used.map((mark) => html('li', {}, badge(mark), ` ${words(MARKS[mark][1])}`));
  return html('ul', { class: 'legend', 'aria-label': 'Marks of the sources' }, ...entries);
}
