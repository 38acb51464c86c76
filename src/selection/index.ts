import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { bindSelection } from './bind.js';
import { k3pi, k3piUcl } from './channels/k3pi.js';
import type { Selection } from './cut.js';
import { parseCut } from './parse.js';

/** Every selection that exists. */
export const SELECTIONS: readonly Selection[] = [k3pi, k3piUcl];

/**
 * The selection of this name, with some cuts changed: a cut of `changes`, as `parseCut` reads it, replaces the one of its name or
 * stands behind the others.
 * @throws InputError (usage) when there is no such selection or a cut is not sound; names the nearest
 */
export function selectionOf(name: string, changes: readonly string[] = []): Selection {
  const selection = SELECTIONS.find((s) => s.name === name);
  if (selection === undefined) {
    const names = SELECTIONS.map((s) => s.name);
    const near = nearestName(name, names);
    throw new InputError(ExitCode.usage, {
      what: `unknown selection${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'selection',
      found: name,
      expected: names.join(', '),
    });
  }
  const cuts = [...selection.cuts];
  for (const cut of changes.map(parseCut)) {
    const at = cuts.findIndex((c) => c.name === cut.name);
    if (at < 0) cuts.push(cut);
    else cuts[at] = cut;
  }
  return bindSelection({ ...selection, cuts }).selection;
}
