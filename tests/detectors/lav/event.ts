import { outerRadius, STATION, stationEnd } from '../../../src/detectors/lav/description.js';
import type { LavEmulator } from '../../../src/detectors/lav/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { lav } from '../../../src/event/raw-vetoes.js';
import { lavTruth } from '../../../src/event/truth-vetoes.js';
import type { Line } from '../contract.js';
import { STAMP, timeAt } from '../hodoscope-event.js';

/** A line with the particle on it. */
export interface Shot extends Line {
  readonly pdg?: number;
  readonly p?: number;
}

/** The first station a line enters behind `from`, at its front or through its inner face, and z there. */
function entryOf({ x, y, tx, ty }: Line, from: number): { readonly station: number; readonly z: number } | undefined {
  const radius = (z: number) => Math.sqrt((x + tx * z) ** 2 + (y + ty * z) ** 2);
  for (const [station, place] of STATION.entries()) {
    if (place === undefined) continue;
    const end = stationEnd(place);
    if (end < from) continue;
    // no nearer and no farther between the ends than this
    const ends = [radius(place.z), radius(end)];
    const reach = Math.hypot(tx, ty) * (end - place.z);
    if (Math.max(...ends) < place.innerRadius || Math.min(...ends) - reach > outerRadius(place)) continue;
    for (let z = Math.max(from, place.z); z < end; z += 5) {
      const r = radius(z);
      if (r >= place.innerRadius && r < outerRadius(place)) return { station, z };
    }
  }
  return undefined;
}

/** Sends a particle, a muon of 10 GeV/c unless told, on a straight line into the first station it meets. */
function enterLav(emulator: LavEmulator, shot: Shot, particle: number, from: number): void {
  const { x, y, tx, ty, dt, pdg = -13, p = 10_000 } = shot;
  // what is not a number is the emulator's to see
  const entry = Number.isNaN(x) ? { station: 1, z: STATION[1]!.z } : entryOf(shot, from);
  if (entry === undefined) return;
  const { station, z } = entry;
  emulator.enter(station, pdg, x + tx * z, y + ty * z, z, tx, ty, timeAt(z, dt), p, particle);
}

/** One event of an emulator; particle i is shot i, which begins at `from`. */
export function lavEvent(emulator: LavEmulator, seed: number, event: number, shots: readonly Shot[], from = 0) {
  const hits = new TableBuilder(lav, 1);
  const truth = new TableBuilder(lavTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  shots.forEach((shot, i) => {
    enterLav(emulator, shot, i, from);
  });
  emulator.end(hits, truth);
  hits.endEvent();
  truth.endEvent();
  const rows = hits.finish();
  return { n: rows.length, rows, ...rows.columns, truth: truth.finish().columns };
}
