import { C_LIGHT, CLOCK_PERIOD, FINE_TIME_LSB } from '../../../src/core/constants.js';
import { particle } from '../../../src/core/particles.js';
import { flightCompensation } from '../../../src/detectors/common/timing.js';
import { NEON_HALVES } from '../../../src/detectors/rich/description.js';
import type { RichEmulator } from '../../../src/detectors/rich/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { rich } from '../../../src/event/raw-downstream.js';
import { richTruth } from '../../../src/event/truth-downstream.js';
import type { Line } from '../contract.js';

/** Stamp of the trigger of every test event, in the middle of its clock period. */
export const STAMP = { timestamp: 120235500, fineTime: 128 };

/** Time at z of a particle of velocity c that is `dt` after the trigger [ns from start of burst]. */
const timeAt = (z: number, dt: number): number =>
  STAMP.timestamp * CLOCK_PERIOD + STAMP.fineTime * FINE_TIME_LSB + dt - flightCompensation(z);

/** Sends a particle on a line through both halves of the neon. */
export function crossRich(emulator: RichEmulator, l: Line, index: number, pdg = -11, p = 30_000): void {
  const beta = 1 / Math.sqrt(1 + (particle(pdg).mass / p) ** 2);
  for (const { z, from, to } of NEON_HALVES) {
    const late = (1 / beta - 1) * ((z - NEON_HALVES[0].from) / C_LIGHT);
    const t = timeAt(z, l.dt) + late;
    emulator.cross(pdg, l.x + l.tx * z, l.y + l.ty * z, l.tx, l.ty, t, p, z, from, to, index);
  }
}

/** A line through (x, y) of the mirrors. */
export const towards = (x: number, y: number, tx: number, ty: number, dt = 0): Line => ({
  x: x - tx * 236_873,
  y: y - ty * 236_873,
  tx,
  ty,
  dt,
});

/** One event of an emulator: whatever `crossings` sends. */
export function richEvent(emulator: RichEmulator, seed: number, event: number, crossings: () => void) {
  const hits = new TableBuilder(rich, 1);
  const truth = new TableBuilder(richTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  crossings();
  emulator.end(hits, truth);
  const n = hits.length;
  return {
    n,
    channel: hits.columns.channel.subarray(0, n),
    leading: hits.columns.leading.subarray(0, n),
    trailing: hits.columns.trailing.subarray(0, n),
    particle: truth.columns.particle.subarray(0, truth.length),
    other: truth.columns.other.subarray(0, truth.length),
  };
}
