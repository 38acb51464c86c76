import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { bindSelection } from './bind.js';
import { k3pi, k3piStrict, k3piUcl } from './channels/k3pi.js';
import { k2pi, k2piRatio, ke3, ke3Ratio, ke3Ucl, kmu2, kmu3, oneTrackTwoClusters } from './channels/one-track.js';
import { lnvPiEe, lnvPiMue, lnvPiMumu, piEe, piMumu } from './channels/pi-ll.js';
import type { Selection } from './cut.js';
import { parseCut } from './parse.js';

/** Every selection that is shipped. */
export const SELECTIONS: readonly Selection[] = [
  k3pi,
  k3piUcl,
  k3piStrict,
  k2pi,
  ke3,
  ke3Ucl,
  kmu3,
  kmu2,
  oneTrackTwoClusters,
  k2piRatio,
  ke3Ratio,
  piEe,
  lnvPiEe,
  piMumu,
  lnvPiMumu,
  lnvPiMue,
];

/**
 * The shipped selection of this name.
 * @throws InputError (usage) when there is none; names the nearest
 */
export function selectionOf(name: string): Selection {
  const selection = SELECTIONS.find((s) => s.name === name);
  if (selection !== undefined) return selection;
  const names = SELECTIONS.map((s) => s.name);
  const near = nearestName(name, names);
  throw new InputError(ExitCode.usage, {
    what: `unknown selection${near === undefined ? '' : `; did you mean ${near}?`}`,
    where: 'selection',
    found: name,
    expected: `${names.join(', ')}, or a YAML file`,
  });
}

/**
 * A selection with some cuts changed: a cut of `changes`, as `parseCut` reads it, replaces the one of its name or stands behind the others.
 * @throws InputError (usage) when a cut is not sound
 */
export function changed(selection: Selection, changes: readonly string[]): Selection {
  const cuts = [...selection.cuts];
  for (const cut of changes.map((text) => parseCut(text, selection.table))) {
    const at = cuts.findIndex((c) => c.name === cut.name);
    if (at < 0) cuts.push(cut);
    else cuts[at] = cut;
  }
  return bindSelection({ ...selection, cuts }).selection;
}
