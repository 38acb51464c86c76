import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { chantiConditions } from '../../src/detectors/chanti/conditions.js';
import { CHANNEL_INDEX } from '../../src/detectors/chanti/description.js';
import { ChantiEmulator } from '../../src/detectors/chanti/emulate.js';
import { TableBuilder } from '../../src/event/builder.js';
import { NO_EDGE } from '../../src/event/raw.js';
import { chanti } from '../../src/event/raw-vetoes.js';
import { chantiHitSettings, findChantiHits } from '../../src/pid/chanti.js';
import { chantiCandidates } from '../../src/pid/chanti-candidates.js';
import { EDGE, type VetoHit } from '../../src/pid/veto-hit.js';
import { chantiEvent } from '../detectors/chanti/event.js';
import { STAMP } from '../detectors/hodoscope-event.js';

const values = withDefaults(chantiHitSettings);
const conditions = chantiConditions('kaon-2018');
const emulator = new ChantiEmulator(conditions);

/** Raw rows [channel, leading, trailing] of one event. */
function drawn(rows: readonly (readonly [number, number, number])[]) {
  const builder = new TableBuilder(chanti, 1);
  for (const [channel, leading, trailing] of rows) {
    const i = builder.next();
    builder.columns.channel[i] = channel;
    builder.columns.leading[i] = leading;
    builder.columns.trailing[i] = trailing;
  }
  builder.endEvent();
  return builder.finish();
}
const find = (rows: readonly (readonly [number, number, number])[], assumed = chantiConditions('nominal')) =>
  findChantiHits(drawn(rows), 0, STAMP.fineTime, assumed, values);

const rms = (v: readonly number[]) => Math.sqrt(v.reduce((a, b) => a + b * b, 0) / v.length);

describe('hits of the CHANTI', () => {
  it('have the time of the particle to 1 ns and the energy of its way through the bar', () => {
    const dt: number[] = [];
    let energy = 0;
    for (let event = 0; event < 2000; event++) {
      // the middle of bar 15 and of bar 67 behind it
      const { rows } = chantiEvent(emulator, 1, event, [{ x: 90.75, y: 0, tx: 0, ty: 0, dt: -4 }], [2]);
      for (const hit of findChantiHits(rows, 0, STAMP.fineTime, conditions, values)) {
        if (hit.channel !== 215) continue;
        dt.push(hit.time + 4);
        energy += hit.energy;
        expect(hit.edges).toBe(15);
      }
    }
    expect(dt.length).toBe(2000);
    const mean = dt.reduce((a, b) => a + b) / dt.length;
    expect(Math.abs(mean)).toBeLessThan(0.15);
    expect(Math.abs(rms(dt) - 1)).toBeLessThan(0.07);
    expect(Math.abs(energy / 2000 / 3.3 - 1)).toBeLessThan(0.06);
  });

  it('join both thresholds; a missing edge costs the energy, a missing leading edge the hit', () => {
    const [both, ...none] = find([
      [1015, 503, 650],
      [15, 500, 900],
    ]);
    expect(none).toEqual([]);
    expect([both!.channel, both!.edges]).toEqual([15, 15]);
    const [early] = find([
      [15, 500, NO_EDGE],
      [1015, 503, 650],
    ]);
    expect(early!.edges).toBe(EDGE.lowLeading + EDGE.highLeading + EDGE.highTrailing);
    expect(early!.energy).toBeNaN();
    expect(find([[15, NO_EDGE, 900]])).toEqual([]);
    expect(find([])).toEqual([]);
  });

  it('leave dead bars out, and refuse bars that are none', () => {
    const dead = chantiConditions('nominal');
    dead.efficiency[CHANNEL_INDEX[15]!] = 0;
    expect(find([[15, 500, 900]], dead)).toEqual([]);
    for (const none of [26, 80, 599, 1026]) expect(() => find([[none, 500, 900]])).toThrow(/is none/);
  });

  it('are finite for pulses of any length', () => {
    for (const width of [0, 1, 100, 1279]) {
      const [hit] = find([[15, 0, width]]);
      expect(Number.isFinite(hit!.time) && hit!.energy >= 0 && Number.isFinite(hit!.energy), `${width}`).toBe(true);
    }
  });
});

/** A hit of a bar. */
const hit = (channel: number, time: number, energy = 1): VetoHit => ({
  channel,
  time,
  timeSigma: 1,
  edges: 15,
  energy,
});

describe('candidates of the CHANTI', () => {
  it('have place and time of the particle: 2.5 mm, 1 ns or better', () => {
    const rng = new RandomStream().key(1, 2, 3, 4);
    const dx: number[] = [];
    const dt: number[] = [];
    let n = 0;
    for (let event = 0; event < 2000; event++) {
      const [x, y] = [rng.range(55, 145), rng.range(-140, 140)];
      const { rows } = chantiEvent(emulator, 2, event, [{ x, y, tx: 0, ty: 0, dt: 2 }], [3]);
      const found = chantiCandidates(findChantiHits(rows, 0, STAMP.fineTime, conditions, values));
      if (found.length === 0) continue;
      n++;
      expect(found[0]!.station).toBe(3);
      dx.push(found[0]!.x - x, found[0]!.y - y);
      dt.push(found[0]!.time - 2);
    }
    expect(n / 2000).toBeGreaterThan(0.97);
    expect(rms(dx)).toBeLessThan(2.5);
    expect(rms(dt)).toBeLessThan(1);
    expect(Math.abs(dt.reduce((a, b) => a + b) / dt.length)).toBeLessThan(0.2);
  });

  it('need both layers of one station, in time', () => {
    expect(chantiCandidates([hit(15, 0), hit(16, 0.5)])).toEqual([]);
    expect(chantiCandidates([hit(15, 0), hit(163, 0)])).toEqual([]);
    expect(chantiCandidates([hit(15, 0), hit(63, 7)])).toEqual([]);
    expect(chantiCandidates([])).toEqual([]);
    const [one, ...more] = chantiCandidates([hit(15, 0, 1), hit(16, 0.5, 3), hit(63, 0.2)]);
    expect(more).toEqual([]);
    expect(one!.x).toBeCloseTo(90.75 + 0.75 * 16.5, 9);
    expect(one!.y).toBeCloseTo(57.75, 9);
    expect(one!.energy).toBe(5);
    expect(one!.timeSigma).toBeCloseTo(1 / Math.sqrt(3), 9);
  });

  it('take the side of half bars', () => {
    // X bar 9 is cut: 9 below, 22 above; Y bars at −90.75 and 90.75 mm
    expect(chantiCandidates([hit(9, 0), hit(54, 0), hit(65, 0)]).map(({ y }) => y)).toEqual([-90.75]);
    expect(chantiCandidates([hit(22, 0), hit(54, 0), hit(65, 0)]).map(({ y }) => y)).toEqual([90.75]);
    // halves of neighbours on both sides of the hole are two particles
    expect(chantiCandidates([hit(9, 0), hit(23, 0), hit(54, 0), hit(65, 0)]).length).toBe(2);
  });

  it('give a bar without energy the weight of its neighbour, and do not care for the order of hits', () => {
    const [one] = chantiCandidates([hit(15, 0, Number.NaN), hit(16, 0), hit(63, 0)]);
    expect(one!.x).toBeCloseTo(99, 9);
    expect(one!.energy).toBeNaN();
    const many = [hit(15, 0), hit(16, 1), hit(17, 8), hit(63, 0), hit(66, 8), hit(115, 0), hit(163, 1)];
    expect(chantiCandidates([...many].reverse())).toEqual(chantiCandidates(many));
    expect(chantiCandidates(many).length).toBe(3);
  });
});
