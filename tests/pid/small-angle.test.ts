import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../src/core/settings.js';
import { hascConditions } from '../../src/detectors/hasc/conditions.js';
import { HASC_FRONT_Z } from '../../src/detectors/hasc/description.js';
import { HascEmulator } from '../../src/detectors/hasc/emulate.js';
import { ircConditions } from '../../src/detectors/irc/conditions.js';
import { muv0Conditions } from '../../src/detectors/muv0/conditions.js';
import { MUV0_Z } from '../../src/detectors/muv0/description.js';
import { Muv0Emulator } from '../../src/detectors/muv0/emulate.js';
import { sacConditions } from '../../src/detectors/sac/conditions.js';
import { SAC_FRONT_Z, SAC_PULSE } from '../../src/detectors/sac/description.js';
import { sacEmulator, sacSettings } from '../../src/detectors/sac/emulate.js';
import { TableBuilder } from '../../src/event/builder.js';
import { NO_EDGE } from '../../src/event/raw.js';
import { sac } from '../../src/event/raw-vetoes.js';
import { findHascHits, hascHitSettings } from '../../src/pid/hasc.js';
import { findIrcHits, findSacHits, ircHitSettings, sacHitSettings } from '../../src/pid/irc-sac.js';
import { findMuv0Hits, muv0HitSettings } from '../../src/pid/muv0.js';
import { EDGE } from '../../src/pid/veto-hit.js';
import { STAMP } from '../detectors/hodoscope-event.js';
import { type Entry, vetoEvent } from '../detectors/veto-event.js';

const nominal = sacConditions('nominal');
const values = withDefaults(sacHitSettings);
const ALL = EDGE.lowLeading | EDGE.lowTrailing | EDGE.highTrailing | EDGE.highLeading;

/** One event of raw rows (channel, leading, trailing), as the type of any table of pulses. */
function drawn(rows: readonly (readonly [number, number, number])[]) {
  const builder = new TableBuilder(sac, 1);
  for (const [channel, leading, trailing] of rows) {
    const i = builder.next();
    builder.columns.channel[i] = channel;
    builder.columns.leading[i] = leading;
    builder.columns.trailing[i] = trailing;
  }
  builder.endEvent();
  return builder.finish();
}
const sacHits = (rows: readonly (readonly [number, number, number])[], conditions = nominal) =>
  findSacHits(drawn(rows), 0, 0, conditions, values);

describe('hits of IRC and SAC', () => {
  it('has none in an event without', () => {
    expect(sacHits([])).toEqual([]);
    expect(findIrcHits(drawn([]), 0, 0, ircConditions('nominal'), withDefaults(ircHitSettings))).toEqual([]);
  });

  it('joins the thresholds of one pulse, in any order of rows', () => {
    const rows = [
      [2, 500, 700],
      [1002, 505, 640],
      [0, 500, 700],
      [2, 900, 950],
    ] as const;
    const hits = sacHits(rows);
    expect(hits.map(({ channel, edges }) => [channel, edges])).toEqual([
      [0, EDGE.lowLeading | EDGE.lowTrailing],
      [2, ALL],
      [2, EDGE.lowLeading | EDGE.lowTrailing],
    ]);
    expect(sacHits([...rows].reverse())).toEqual(hits);
    // same edges of the low threshold, same time and energy
    expect(hits[1]!.time).toBe(hits[0]!.time);
    expect(hits[1]!.energy).toBe(hits[0]!.energy);
  });

  it('joins edges in the same count, and keeps a second pulse over the high threshold', () => {
    expect(
      sacHits([
        [1001, 500, 620],
        [1, 500, 700],
      ]).map((h) => h.edges),
    ).toEqual([ALL]);
    expect(
      sacHits([
        [1, 500, 900],
        [1001, 505, 600],
        [1001, 700, 800],
      ]).map((h) => h.edges),
    ).toEqual([ALL, EDGE.highTrailing | EDGE.highLeading]);
  });

  it('does with missing edges what it says', () => {
    const [lone] = sacHits([[1, 500, NO_EDGE]]);
    expect(lone).toMatchObject({ edges: EDGE.lowLeading, energy: Number.NaN });
    expect(lone!.timeSigma).toBeGreaterThan(SAC_PULSE.sigma);
    const [two] = sacHits([
      [1, 500, NO_EDGE],
      [1001, 505, NO_EDGE],
    ]);
    expect(two).toMatchObject({ edges: EDGE.lowLeading | EDGE.highLeading, timeSigma: SAC_PULSE.sigma });
    // a rise of 5 counts from 5 to 10 mV began 5 counts before
    expect(two!.time - lone!.time).toBeLessThan(2);
    expect(sacHits([[1, NO_EDGE, 500]])).toEqual([]);
    expect(
      sacHits([
        [1, NO_EDGE, 500],
        [1001, 3, 400],
      ]).map((h) => h.edges),
    ).toEqual([EDGE.highTrailing | EDGE.highLeading]);
    for (const hit of sacHits([
      [1, 500, 500],
      [2, 500, 499],
    ]))
      expect(Number.isFinite(hit.time)).toBe(true);
  });

  it('leaves dead channels out and refuses those that are none', () => {
    const efficiency = Float64Array.of(1, 0, 1, 1);
    const hits = sacHits(
      [
        [1, 500, 700],
        [1001, 505, 640],
        [3, 500, 700],
      ],
      { ...nominal, efficiency },
    );
    expect(hits.map((h) => h.channel)).toEqual([3]);
    for (const channel of [4, 999, 1004]) expect(() => sacHits([[channel, 500, 700]])).toThrow(RangeError);
  });

  it('takes T0 and slewing off, and knows the energy', () => {
    const t0 = Float64Array.of(3, -2, 0.5, 1);
    const conditions = { ...nominal, t0 };
    const exact = withDefaults(sacSettings, { channelSigma: 0, sharingSpread: 0 });
    const emulator = sacEmulator(conditions, exact);
    for (const p of [1000, 10_000, 40_000]) {
      let energy = 0;
      for (let e = 0; e < 100; e++) {
        const entry: Entry = { x: 10, y: 10, tx: 0, ty: 0, dt: 1.5, p };
        const { rows } = vetoEvent(emulator, SAC_FRONT_Z, 1, e, [entry]);
        const hits = findSacHits(rows, 0, STAMP.fineTime, conditions, values);
        expect(hits.length).toBe(4);
        for (const hit of hits) {
          expect(Math.abs(hit.time - 1.5)).toBeLessThan(0.15);
          energy += hit.energy / 100;
        }
      }
      // several per cent of 40 GeV are left behind 19 radiation lengths
      expect(Math.abs(energy / p - 1)).toBeLessThan(0.08);
    }
  });
});

describe('hits of HASC and MUV0', () => {
  it('has MUV0 hits at the time of the particle', () => {
    const emulator = new Muv0Emulator(muv0Conditions('nominal'));
    let mean = 0;
    for (let e = 0; e < 400; e++) {
      const { rows } = vetoEvent(emulator, MUV0_Z, 1, e, [{ x: 2245, y: 0, tx: 0, ty: 0, dt: 2, pdg: -211, p: 4000 }]);
      const [hit, ...more] = findMuv0Hits(
        rows,
        0,
        STAMP.fineTime,
        muv0Conditions('nominal'),
        withDefaults(muv0HitSettings),
      );
      expect(more).toEqual([]);
      expect(hit).toMatchObject({ channel: 4, edges: EDGE.lowLeading | EDGE.lowTrailing, energy: Number.NaN });
      mean += hit!.time / 400;
    }
    expect(Math.abs(mean - 2)).toBeLessThan(0.1);
  });

  it('has HASC hits of all sections at the time of the particle', () => {
    const emulator = new HascEmulator(hascConditions('nominal'));
    const sum = new Float64Array(10);
    for (let e = 0; e < 200; e++) {
      const { rows } = vetoEvent(emulator, HASC_FRONT_Z, 1, e, [{ x: -330, y: 0, tx: 0, ty: 0, dt: 0, pdg: 13 }]);
      for (const hit of findHascHits(
        rows,
        0,
        STAMP.fineTime,
        hascConditions('nominal'),
        withDefaults(hascHitSettings),
      )) {
        sum[hit.channel % 10]! += hit.time / 200;
      }
    }
    for (const mean of sum) expect(Math.abs(mean)).toBeLessThan(0.15);
  });

  it('does with bad rows what it says', () => {
    const conditions = muv0Conditions('nominal');
    const of = (rows: readonly (readonly [number, number, number])[]) =>
      findMuv0Hits(drawn(rows), 0, 0, conditions, withDefaults(muv0HitSettings));
    expect(of([[3, NO_EDGE, 500]])).toEqual([]);
    expect(of([[3, 500, NO_EDGE]])).toMatchObject([{ channel: 3, edges: EDGE.lowLeading }]);
    expect(() => of([[9, 500, 600]])).toThrow(RangeError);
    const hascOf = (channel: number) =>
      findHascHits(drawn([[channel, 500, 600]]), 0, 0, hascConditions('nominal'), withDefaults(hascHitSettings));
    expect(hascOf(89).length).toBe(1);
    expect(() => hascOf(90)).toThrow(RangeError);
  });
});
