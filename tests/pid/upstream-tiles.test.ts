import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../src/core/settings.js';
import { anti0Conditions } from '../../src/detectors/anti0/conditions.js';
import { Anti0Emulator } from '../../src/detectors/anti0/emulate.js';
import { vetoCounterConditions } from '../../src/detectors/veto-counter/conditions.js';
import { VetoCounterEmulator } from '../../src/detectors/veto-counter/emulate.js';
import { TableBuilder } from '../../src/event/builder.js';
import { NO_EDGE } from '../../src/event/raw.js';
import { anti0 } from '../../src/event/raw-vetoes.js';
import { anti0HitSettings, findAnti0Hits } from '../../src/pid/anti0.js';
import { findVetoCounterHits } from '../../src/pid/veto-counter.js';
import { EDGE } from '../../src/pid/veto-hit.js';
import { anti0Event } from '../detectors/anti0/event.js';
import { STAMP } from '../detectors/hodoscope-event.js';
import { vetoCounterEvent } from '../detectors/veto-counter/event.js';

const values = withDefaults(anti0HitSettings);
const at = (x: number, y: number, dt = 0) => ({ x, y, tx: 0, ty: 0, dt });

/** Raw rows [channel, leading, trailing] of one event. */
function drawn(rows: readonly (readonly [number, number, number])[]) {
  const builder = new TableBuilder(anti0, 1);
  for (const [channel, leading, trailing] of rows) {
    const i = builder.next();
    builder.columns.channel[i] = channel;
    builder.columns.leading[i] = leading;
    builder.columns.trailing[i] = trailing;
  }
  builder.endEvent();
  return builder.finish();
}
const find = (rows: readonly (readonly [number, number, number])[], conditions = anti0Conditions('nominal')) =>
  findAnti0Hits(drawn(rows), 0, STAMP.fineTime, conditions, values);

describe('hits of the ANTI-0', () => {
  it('have the time of the particle with a spread of 1 ns, T0 and slewing taken off, and its energy', () => {
    const conditions = anti0Conditions('kaon-2018');
    const emulator = new Anti0Emulator(conditions);
    const dt: number[] = [];
    let energy = 0;
    for (let event = 0; event < 3000; event++) {
      const { rows } = anti0Event(emulator, 1, event, [at(-400, 150, 3)]);
      for (const hit of findAnti0Hits(rows, 0, STAMP.fineTime, conditions, values)) {
        dt.push(hit.time - 3);
        energy += hit.energy;
        expect(hit.edges).toBe(EDGE.lowLeading + EDGE.lowTrailing);
      }
    }
    const mean = dt.reduce((a, b) => a + b) / dt.length;
    const sigma = Math.sqrt(dt.reduce((a, b) => a + (b - mean) ** 2, 0) / dt.length);
    expect(Math.abs(dt.length / 3000 - 0.99)).toBeLessThan(0.008);
    expect(Math.abs(mean)).toBeLessThan(0.08);
    expect(Math.abs(sigma - 1)).toBeLessThan(0.06);
    expect(Math.abs(energy / dt.length - 2)).toBeLessThan(0.06);
  });

  it('without a trailing edge have no energy and a larger error; without a leading one they are not there', () => {
    const [hit] = find([[5, 600, NO_EDGE]]);
    expect(hit!.edges).toBe(EDGE.lowLeading);
    expect(hit!.energy).toBeNaN();
    expect(hit!.timeSigma).toBeGreaterThan(values.timeSigma);
    expect(find([[5, NO_EDGE, 600]])).toEqual([]);
    expect(find([])).toEqual([]);
  });

  it('leave dead tiles out, and refuse tiles that are none', () => {
    const conditions = anti0Conditions('nominal');
    conditions.efficiency[5] = 0;
    expect(
      find(
        [
          [5, 600, 700],
          [6, 600, 700],
        ],
        conditions,
      ).map(({ channel }) => channel),
    ).toEqual([6]);
    expect(() => find([[280, 600, 700]])).toThrow(/ANTI-0 channel 280 is none/);
  });

  it('are the same for any order of the raw rows', () => {
    const raw = [
      [5, 600, 700],
      [4, 100, 300],
      [5, 200, 260],
    ] as const;
    expect(find([...raw].reverse())).toEqual(find(raw));
    expect(find(raw).map(({ channel }) => channel)).toEqual([4, 5, 5]);
  });
});

describe('hits of the VetoCounter', () => {
  it('are those of the three stations', () => {
    const conditions = vetoCounterConditions('kaon-2018');
    const emulator = new VetoCounterEmulator(conditions);
    const count = new Map<number, number>();
    let sum = 0;
    for (let event = 0; event < 1000; event++) {
      const { rows } = vetoCounterEvent(emulator, 1, event, [at(-30, 70, -2)]);
      for (const hit of findVetoCounterHits(rows, 0, STAMP.fineTime, conditions, values)) {
        count.set(hit.channel, (count.get(hit.channel) ?? 0) + 1);
        sum += hit.time + 2;
      }
    }
    expect([...count.keys()].sort((a, b) => a - b)).toEqual([1, 12, 23]);
    for (const n of count.values()) expect(Math.abs(n - 990)).toBeLessThan(15);
    expect(Math.abs(sum / 2970)).toBeLessThan(0.08);
  });
});
