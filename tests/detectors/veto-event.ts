import type { PulseOrigins, PulseRows } from '../../src/detectors/common/pulse-train.js';
import { TableBuilder } from '../../src/event/builder.js';
import { sac } from '../../src/event/raw-vetoes.js';
import { sacTruth } from '../../src/event/truth-vetoes.js';
import type { Line } from './contract.js';
import { STAMP, timeAt } from './hodoscope-event.js';

/** A particle that enters a veto detector: where the line is at `z`, the front when absent. */
export interface Entry extends Line {
  readonly pdg?: number;
  /** [MeV/c] */
  readonly p?: number;
  readonly z?: number;
}

/** An emulator of a veto detector. */
export interface VetoEmulator {
  begin(seed: number, burst: number, event: number, timestamp: number): void;
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
  end(hits: PulseRows, truth: PulseOrigins): void;
}

/** Sends a straight line into a detector; a photon of 10 GeV unless it says otherwise. */
function enterLine(emulator: VetoEmulator, front: number, entry: Entry, particle: number): void {
  const { x, y, tx, ty, dt, pdg = 22, p = 10_000, z = front } = entry;
  emulator.enter(pdg, x + tx * z, y + ty * z, z, tx, ty, timeAt(z, dt), p, particle);
}

/** One event of an emulator, in the tables of the SAC, which stand for all: they have the same columns; particle i is entry i unless the entries say otherwise. */
export function vetoEvent(
  emulator: VetoEmulator,
  front: number,
  seed: number,
  event: number,
  entries: readonly Entry[],
  particles: readonly number[] = entries.map((_, i) => i),
) {
  const hits = new TableBuilder(sac, 1);
  const truth = new TableBuilder(sacTruth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  entries.forEach((entry, i) => {
    enterLine(emulator, front, entry, particles[i]!);
  });
  emulator.end(hits, truth);
  hits.endEvent();
  const n = hits.length;
  return {
    n,
    rows: hits.finish(),
    channel: hits.columns.channel.subarray(0, n),
    leading: hits.columns.leading.subarray(0, n),
    trailing: hits.columns.trailing.subarray(0, n),
    particle: truth.columns.particle.subarray(0, n),
    other: truth.columns.other.subarray(0, n),
  };
}
