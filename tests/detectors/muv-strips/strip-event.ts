import { LKR_FRONT_Z } from '../../../src/detectors/lkr/description.js';
import type { StripCalorimeter } from '../../../src/detectors/muv-strips/description.js';
import type { StripEmulator } from '../../../src/detectors/muv-strips/emulate.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { triggers } from '../../../src/event/raw.js';
import { MUV_SAMPLES, muv1, muv2 } from '../../../src/event/raw-vetoes.js';
import { muv1Truth, muv2Truth } from '../../../src/event/truth-vetoes.js';
import type { Line } from '../contract.js';
import { STAMP, timeAt } from '../hodoscope-event.js';

/** A muon, or a hadron with what its shower leaves in the detector. */
export interface Meets {
  readonly line: Line;
  readonly p?: number;
  readonly particle?: number;
  readonly shower?: { readonly energy: number; readonly z: number };
}

/** One event of an emulator, as a batch of one event with nothing in the other of the two. */
export function stripEvent(
  detector: StripCalorimeter,
  emulator: StripEmulator,
  seed: number,
  event: number,
  particles: readonly Meets[],
) {
  const hits = new TableBuilder(detector.name === 'muv1' ? muv1 : muv2, 1);
  const truth = new TableBuilder(detector.name === 'muv1' ? muv1Truth : muv2Truth, 1);
  emulator.begin(seed, 1, event, STAMP.timestamp);
  particles.forEach(({ line: { x, y, tx, ty, dt }, p = 20_000, particle, shower }, i) => {
    const z = shower === undefined ? detector.frontZ : LKR_FRONT_Z;
    const [fx, fy, t] = [x + z * tx, y + z * ty, timeAt(z, dt)];
    if (shower === undefined) emulator.muon(fx, fy, tx, ty, t, p, particle ?? i);
    else emulator.shower({ pdg: 211, x: fx, y: fy, tx, ty, t, p, ...shower }, particle ?? i);
  });
  emulator.end(hits as never, truth as never);
  const stamps = new TableBuilder(triggers, 1);
  const i = stamps.next();
  stamps.columns.timestamp[i] = STAMP.timestamp;
  stamps.columns.fine_time[i] = STAMP.fineTime;
  for (const table of [hits, truth, stamps]) table.endEvent();
  const none = <T extends typeof muv1 | typeof muv2>(table: T) => {
    const empty = new TableBuilder<T>(table, 1);
    empty.endEvent();
    return empty.finish();
  };
  const rows = hits.finish();
  return {
    sequence: 0,
    size: 1,
    burst: Uint32Array.of(1),
    event: Uint32Array.of(event),
    flaws: [],
    faults: [],
    triggers: stamps.finish(),
    muv1: detector.name === 'muv1' ? (rows as ReturnType<TableBuilder<typeof muv1>['finish']>) : none(muv1),
    muv2: detector.name === 'muv2' ? (rows as ReturnType<TableBuilder<typeof muv2>['finish']>) : none(muv2),
    rows,
    truth: truth.finish(),
  };
}

/** Largest sample over the pedestal of each row. */
export const heights = ({ rows }: Pick<ReturnType<typeof stripEvent>, 'rows'>): number[] =>
  Array.from({ length: rows.length }, (_, i) => {
    let top = 0;
    for (let k = 0; k < MUV_SAMPLES; k++) top = Math.max(top, rows.columns.samples[i * MUV_SAMPLES + k]!);
    return top - 1000;
  });
