import type { vetoEntries } from '../../event/simulation-downstream.js';
import type { Rows } from '../../event/table.js';

/** What takes particles where they enter. */
interface Enterable {
  enter(
    pdg: number,
    x: number,
    y: number,
    z: number,
    tx: number,
    ty: number,
    time: number,
    p: number,
    particle: number,
  ): void;
}

/** Hands the entries of event `row` into one detector (a code of `VetoEntry`) to its emulator. */
export function eachEntry(rows: Rows<typeof vetoEntries>, row: number, code: number, emulator: Enterable): void {
  const { detector, pdg, x, y, z, tx, ty, t, p, particle } = rows.columns;
  const end = rows.offsets[row + 1]!;
  for (let i = rows.offsets[row]!; i < end; i++) {
    if (detector[i] !== code) continue;
    emulator.enter(pdg[i]!, x[i]!, y[i]!, z[i]!, tx[i]!, ty[i]!, t[i]!, p[i]!, particle[i]!);
  }
}
