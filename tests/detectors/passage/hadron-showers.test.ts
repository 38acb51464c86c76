import { beforeAll, describe, expect, it } from 'vitest';
import { gammaQ } from '../../../src/core/chi2.js';
import { RandomStream } from '../../../src/core/random.js';
import { withDefaults } from '../../../src/core/settings.js';
import { LKR_DEPTH, LKR_FRONT_Z } from '../../../src/detectors/lkr/description.js';
import { MUV1 } from '../../../src/detectors/muv1/description.js';
import { MUV2 } from '../../../src/detectors/muv2/description.js';
import {
  drawHadronShowers,
  type HadronShower,
  HadronShowers,
  hadronSettings,
  noShower,
} from '../../../src/detectors/passage/hadron-showers.js';
import { TableBuilder } from '../../../src/event/builder.js';
import { calorimeterEntries, HADRON_SHOWER_Z } from '../../../src/event/simulation-downstream.js';

const N = 20_000;
const rng = new RandomStream();

function many(p: number, pdg = 211, changes: Partial<typeof DEFAULTS> = {}): HadronShower[] {
  const showers = new HadronShowers(withDefaults(hadronSettings, changes));
  return Array.from({ length: N }, (_, i) => {
    const out = noShower();
    showers.draw(rng.key(3, 1, 1, i, 0), pdg, p, out);
    return out;
  });
}
const DEFAULTS = withDefaults(hadronSettings);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const share = <T>(list: readonly T[], is: (item: T) => boolean) => list.filter(is).length / list.length;

describe('showers of hadrons', () => {
  let pions: HadronShower[];
  beforeAll(() => {
    pions = many(20_000);
  });

  it('begin after an exponential number of interaction lengths: 2 in the LKr, 4.1, 3.7', () => {
    for (const [z, lambdas] of [
      [LKR_FRONT_Z + LKR_DEPTH, 2],
      [MUV1.frontZ + MUV1.depth, 6.1],
    ] as const) {
      const p = Math.exp(-lambdas);
      expect(Math.abs(share(pions, (s) => s.z > z) - p)).toBeLessThan(4 * Math.sqrt(p / N));
    }
    expect(Math.abs(share(pions, (s) => s.z < LKR_FRONT_Z + 0.5 * LKR_DEPTH) - (1 - Math.exp(-1)))).toBeLessThan(0.015);
    // never in the air between
    const gap = (s: HadronShower) =>
      (s.z > LKR_FRONT_Z + LKR_DEPTH && s.z < MUV1.frontZ) || (s.z > MUV1.frontZ + MUV1.depth && s.z < MUV2.frontZ);
    expect(share(pions, gap)).toBe(0);
  });

  it('leave nothing before they begin, and no more than there is', () => {
    for (const s of pions) {
      if (s.z > LKR_FRONT_Z + LKR_DEPTH) expect(s.emLkr + s.hadLkr).toBe(0);
      if (s.z > MUV1.frontZ + MUV1.depth) expect(s.muv1).toBe(0);
      const sum = s.emLkr + s.hadLkr + s.muv1 + s.muv2;
      if (!(sum >= 0 && sum < 20_001)) throw new Error(`${sum} MeV of 20 GeV`);
    }
  });

  it('develop as gamma distributions', () => {
    const fixed = {
      lengthSpread: 0,
      chargeExchange: 0,
      electromagneticPower: 1e9,
      hadronResponse: 1,
      responseSpread: 0,
    };
    const log = Math.log(20);
    const a = 0.6165 + 0.3183 * log;
    for (const s of many(20_000, 211, fixed).slice(0, 200)) {
      if (s.lambdas > 2) continue;
      const x0 = ((2 - s.lambdas) / 2) * (1270 / 47);
      const inside =
        1 - 0.4634 * gammaQ(a, 0.2198 * x0) - 0.5366 * gammaQ(a, (0.9099 - 0.0237 * log) * (2 - s.lambdas));
      expect(s.hadLkr / 20_000).toBeCloseTo(inside, 3);
    }
  });

  it('give almost all to π⁰ in a small share: 0.3 to 2 % with more than 0.9 of it in the LKr', () => {
    const tail = share(pions, (s) => s.emLkr + s.hadLkr > 0.9 * 20_000);
    expect(tail).toBeGreaterThan(0.003);
    expect(tail).toBeLessThan(0.02);
    const without = share(many(20_000, 211, { chargeExchange: 0 }), (s) => s.emLkr + s.hadLkr > 0.9 * 20_000);
    expect(without).toBeLessThan(0.35 * tail);
  });

  it('reach the MUV3 more often the more energy they have: 1e-3 at 15 to 35 GeV/c', () => {
    const through = (p: number) => share(many(p), (s) => s.punchThrough > 0);
    const [low, middle, high] = [through(10_000), through(25_000), through(75_000)];
    expect(middle).toBeGreaterThan(0.4e-3);
    expect(middle).toBeLessThan(2e-3);
    expect(low).toBeLessThan(middle);
    expect(high).toBeGreaterThan(1.5 * middle);
  });

  it('come through themselves when they do not interact', () => {
    const showers = new HadronShowers();
    const out = noShower();
    const never = { exponential: () => 14.7 } as RandomStream;
    showers.draw(never, 211, 20_000, out);
    expect(out.punchThrough).toBe(1);
    expect(out.z).toBeGreaterThan(246_700);
    expect(out.emLkr + out.hadLkr + out.muv1 + out.muv2).toBe(0);
  });

  it('of a proton have its kinetic energy, of a pion all; of slow hadrons they are numbers', () => {
    const most = (pdg: number, p: number) =>
      Math.max(...many(p, pdg, { hadronResponse: 1, responseSpread: 0 }).map((s) => s.emLkr + s.hadLkr + s.muv1));
    expect(most(2212, 1000)).toBeLessThan(Math.hypot(1000, 938.3) - 938.2);
    expect(most(211, 1000)).toBeGreaterThan(990);
    for (const p of [1e-3, 10, 300]) {
      for (const s of many(p).slice(0, 500)) {
        if (!Object.values(s).every(Number.isFinite)) throw new Error(`not a number at ${p} MeV/c`);
      }
    }
    expect(mean(many(300).map((s) => s.muv2))).toBeLessThan(10);
  });

  it('have a row for each charged hadron before the krypton, whoever else is there', () => {
    expect(HADRON_SHOWER_Z).toBe(LKR_FRONT_Z);
    const draw = (list: readonly (readonly [particle: number, pdg: number, x: number, y: number, p: number])[]) => {
      const entries = new TableBuilder(calorimeterEntries, 1);
      for (const [particle, pdg, x, y, p] of list) {
        const i = entries.next();
        Object.entries({ particle, pdg, x, y, p }).forEach(([name, value]) => {
          entries.columns[name as 'x'][i] = value;
        });
      }
      entries.endEvent();
      return drawHadronShowers(5)({
        sequence: 0,
        size: 1,
        burst: Uint32Array.of(1),
        event: Uint32Array.of(9),
        flaws: [],
        faults: [],
        calorimeter_entries: entries.finish(),
      }).hadron_showers;
    };
    const all = draw([
      [0, 211, 500, 300, 20_000],
      [1, 22, 500, 300, 20_000],
      [2, -13, 500, 300, 20_000],
      [3, 11, 500, 300, 20_000],
      [4, -211, 30, 40, 20_000],
      [5, 211, 1500, 0, 20_000],
      [6, 111, 500, 300, 20_000],
      [7, 321, -85, 0, 20_000],
      [8, 211, Number.NaN, 0, 20_000],
      [9, 211, 400, 0, Number.NaN],
    ]);
    expect(Array.from(all.columns.particle)).toEqual([0, 7]);
    const alone = draw([[7, 321, -85, 0, 20_000]]);
    expect([alone.columns.z[0], alone.columns.muv1[0]]).toEqual([all.columns.z[1], all.columns.muv1[1]]);
  });
});
