import type { EventBatch, Has } from '../../../src/event/batch.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { primaries } from '../../../src/event/simulation.js';
import { pileup } from '../../../src/event/simulation-beam.js';
import { Process } from '../../../src/event/truth.js';

/** A particle of the generator. Lengths [mm], momentum [MeV/c]. */
export interface Start {
  readonly pdg: number;
  readonly x: number;
  readonly y?: number;
  readonly z: number;
  readonly p: number;
  readonly tx?: number;
  readonly ty?: number;
  readonly process?: number;
  /** The generator has ended it. */
  readonly ended?: boolean;
}

export interface StartEvent {
  readonly primary: readonly Start[];
  readonly pileup?: readonly Start[];
}

/** Events of these particles, as the apparatus reads them. */
export function batchOf(events: readonly StartEvent[]): EventBatch & Has<typeof primaries | typeof pileup> {
  const first = new TableBuilder(primaries, events.length);
  const others = new TableBuilder(pileup, events.length);
  const fill = (table: typeof first | typeof others, list: readonly Start[]) => {
    for (const { pdg, x, y = 0, z, p, tx = 0, ty = 0, process = 0, ended } of list) {
      const i = table.next();
      const c = table.columns;
      c.parent[i] = -1;
      c.pdg[i] = pdg;
      c.process[i] = process;
      c.x[i] = x;
      c.y[i] = y;
      c.z[i] = z;
      c.pz[i] = p / Math.sqrt(1 + tx * tx + ty * ty);
      c.px[i] = tx * c.pz[i]!;
      c.py[i] = ty * c.pz[i]!;
      c.end_process[i] = ended ? Process.kaonDecay : 0;
      c.end_z[i] = ended ? z : 0;
    }
  };
  for (const event of events) {
    fill(first, event.primary);
    fill(others, event.pileup ?? []);
    first.endEvent();
    others.endEvent();
  }
  const n = events.length;
  return {
    sequence: 0,
    size: n,
    burst: new Uint32Array(n).fill(1),
    event: Uint32Array.from(events, (_, i) => i),
    flaws: [],
    faults: [],
    primaries: first.finish(),
    pileup: others.finish(),
  };
}

/** n events of the same particle. */
export const many = (n: number, start: Start) => batchOf(Array.from({ length: n }, () => ({ primary: [start] })));
