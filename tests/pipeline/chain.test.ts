import { describe, expect, it } from 'vitest';
import { RandomStream, stageKey } from '../../src/core/random.js';
import type { EventBatch, Has } from '../../src/event/batch.js';
import { eventKeys } from '../../src/event/keys.js';
import type { straw } from '../../src/event/raw.js';
import type { ColumnArray, Rows, Table } from '../../src/event/table.js';
import { RUN_TABLES } from '../../src/event/tables.js';
import { type RawBatch, reconstruction, simulation } from '../../src/pipeline.js';
import { drive } from '../../src/streams/drive.js';
import { RAW_TABLES, TRUTH_TABLES } from '../tables.js';

const EVENTS = 120;
const FORWARD = { setup: 'kaon-2018', decay: 'k3pi', seed: 11 };

function simulate(batchEvents: number, first = 0, count = EVENTS, seed = FORWARD.seed) {
  const batches: (RawBatch & Has<(typeof TRUTH_TABLES)[number]>)[] = [];
  drive(eventKeys(1, first, count, batchEvents), simulation({ ...FORWARD, seed }), (b) => void batches.push(b));
  return batches;
}

function reconstruct(raw: readonly RawBatch[]) {
  const batches: (RawBatch & Has<(typeof RUN_TABLES)[number]>)[] = [];
  drive(raw, reconstruction({ setup: 'kaon-2018' }), (b) => void batches.push(b));
  return batches;
}

/** Every value of the tables, event by event, whatever the batches. */
function values(batches: readonly EventBatch[], tables: readonly Table[], skip: readonly string[] = []): unknown[] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.size }, (_, e) => [
      batch.event[e],
      ...tables.flatMap((table) => {
        const rows = (batch as unknown as Record<string, Rows<Table>>)[table.name]!;
        return Object.entries(table.columns)
          .filter(([name]) => !skip.includes(name))
          .map(([name, { size = 1 }]) => {
            const column = rows.columns[name] as ColumnArray;
            return [...column.slice(rows.offsets[e]! * size, rows.offsets[e + 1]! * size)];
          });
      }),
    ]),
  );
}

const SPILL = [...RAW_TABLES, ...TRUTH_TABLES];

describe('the chain', () => {
  it('gives the same columns for any batch size', () => {
    const reference = simulate(EVENTS);
    const run = values(reconstruct(reference), RUN_TABLES);
    expect(run.length).toBe(EVENTS);
    for (const size of [1, 7, 64]) {
      const raw = simulate(size);
      expect(values(raw, SPILL)).toEqual(values(reference, SPILL));
      expect(values(reconstruct(raw), RUN_TABLES)).toEqual(run);
    }
  });

  it('makes any single event again', () => {
    const whole = values(simulate(EVENTS), SPILL);
    expect(values(simulate(1, 57, 1), SPILL)).toEqual([whole[57]]);
  });

  it('gives other events for another seed', () => {
    expect(values(simulate(8, 0, 8, 12), SPILL)).not.toEqual(values(simulate(8, 0, 8), SPILL));
  });

  it('reconstructs the same candidates whatever the order of the hits in an event', () => {
    const raw = simulate(EVENTS);
    const rng = new RandomStream().key(5, stageKey('shuffle'), 0, 0);
    const shuffled = raw.map((batch) => ({ ...batch, straw: shuffle(batch.straw, batch.size, rng) }));
    expect(shuffled[0]!.straw.columns.channel).not.toEqual(raw[0]!.straw.columns.channel);
    // indices of hits follow the order; all else stays
    expect(values(reconstruct(shuffled), RUN_TABLES, ['hits'])).toEqual(values(reconstruct(raw), RUN_TABLES, ['hits']));
  });

  it('finds most kaons where they decayed', () => {
    const run = reconstruct(simulate(EVENTS));
    let good = 0;
    for (const { vertices } of run) {
      for (let i = 0; i < vertices.length; i++) {
        if (vertices.columns.n_tracks[i] === 3 && Math.abs(vertices.columns.mass_pi[i]! - 493.677) < 3) good++;
      }
    }
    expect(good).toBeGreaterThan(0.15 * EVENTS);
  });

  it('sends one bad event to quarantine and goes on', () => {
    const [raw] = simulate(EVENTS);
    const bad = 40;
    const channel = raw!.straw.columns.channel.slice();
    channel[raw!.straw.offsets[bad]!] = 60_000;
    const hostile = { ...raw!, straw: { ...raw!.straw, columns: { ...raw!.straw.columns, channel } } };
    const [run] = reconstruct([hostile]);
    const [clean] = reconstruct(simulate(EVENTS));
    expect(run!.quarantine.length).toBe(1);
    expect(run!.quarantine.columns.reason[0]).toContain('60000');
    expect(run!.events.columns.quarantined[bad]).toBe(1);
    const without = (batch: EventBatch) => values([batch], RUN_TABLES).filter((_, e) => e !== bad);
    expect(without(run!)).toEqual(without(clean!));
  });
});

/** The hits of each event in another order. */
function shuffle(rows: Rows<typeof straw>, events: number, rng: RandomStream): Rows<typeof straw> {
  const order = Array.from({ length: rows.length }, (_, i) => i);
  for (let e = 0; e < events; e++) {
    for (let i = rows.offsets[e + 1]! - 1; i > rows.offsets[e]!; i--) {
      const j = rows.offsets[e]! + Math.floor(rng.uniform() * (i - rows.offsets[e]! + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
  }
  const { channel, leading, trailing } = rows.columns;
  return {
    ...rows,
    columns: {
      channel: Uint16Array.from(order, (i) => channel[i]!),
      leading: Int16Array.from(order, (i) => leading[i]!),
      trailing: Int16Array.from(order, (i) => trailing[i]!),
    },
  };
}
