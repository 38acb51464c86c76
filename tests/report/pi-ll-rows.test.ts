import { beforeAll, describe, expect, it } from 'vitest';
import { chi2Probability } from '../../src/core/chi2.js';
import { RandomStream, stageKey } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { FORBIDDEN } from '../../src/generator/modes/forbidden.js';
import { ke3, kmu3 } from '../../src/generator/modes/kl3.js';
import { piEe, piEeSettings, piMumu } from '../../src/generator/modes/pi-ll.js';
import { pi0Dalitz } from '../../src/generator/modes/pi0.js';
import { decayDensities, flatPlane, pi0Slope, widthOf, zRows } from '../../src/report/validation/decay-rows.js';
import { formFactorRows, ratioRow, widthRow } from '../../src/report/validation/pi-ll-rows.js';
import { type Asked, pairMass2, runSelection } from '../../src/report/validation/samples.js';
import { drawPlane } from '../generator/modes-plane.js';

const K2 = 493.677 ** 2;
const bench = { small: true, signal: new AbortController().signal, onEvents: () => {} };
const whole = { ...bench, small: false };
const EE = { text: 'K⁺ → π⁺e⁺e⁻', lepton: 11, mode: piEe(), put: withDefaults(piEeSettings) };

describe('rows of the decays', () => {
  it('are green and made as named', async () => {
    const rows = await decayDensities.rows(bench);
    expect(rows.map((r) => r.name)).toEqual(decayDensities.names);
    expect(rows.map((r) => [r.name, r.verdict])).toEqual(rows.map((r) => [r.name, 'green']));
  }, 30_000);

  it('see a form factor that is not the one put in', async () => {
    // the number of decays is given: the shape alone tells
    const verdicts = async (mode: typeof EE.mode) => (await zRows(bench, { ...EE, mode })).map((r) => r.verdict);
    expect(await verdicts(piEe({ b: -0.9 }))).toEqual(['red', 'red']);
    expect(await verdicts(piEe({ alpha: 0, beta: 0 }))).toEqual(['red', 'red']);
  });

  it('see a plane that is not flat', () => {
    const p = (mode: (typeof FORBIDDEN)[number], of = mode) => {
      const plane = flatPlane(of);
      drawPlane(mode, 20_000, (s) => plane.fill(s[2]!, s[0]!));
      const { chi2, ndf } = plane.goodness();
      return chi2Probability(chi2, ndf);
    };
    for (const mode of FORBIDDEN) expect(p(mode)).toBeGreaterThan(1e-3);
    expect(p(piMumu())).toBeLessThan(1e-10);
  });

  it('see another slope of the π⁰', () => {
    const x: number[] = [];
    drawPlane(pi0Dalitz({ slope: 0.5 }), 60_000, (s) => x.push(s[2]! / 134.9768 ** 2));
    const { a, error } = pi0Slope(x);
    expect(Math.abs(a - 0.5)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.1);
  });

  it('integrate a density over the plane: its rate, and that of other form factors', () => {
    expect(widthOf({ ...kmu3(), matrixElement: () => 2 }) / widthOf({ ...kmu3(), matrixElement: () => 1 })).toBeCloseTo(
      2,
    );
    expect(widthOf(kmu3()) / widthOf(ke3())).toBeCloseTo(0.6628, 3);
    expect(widthOf(kmu3({ lambdaPlus: 0, lambdaPlus2: 0, lambda0: 0 })) / widthOf(ke3())).toBeLessThan(0.64);
  });
});

describe('rows of the selections', () => {
  const N = 600;
  let asked: Asked;
  const masses: number[] = [];
  const sums: number[] = [];
  const pairs: [found: number, real: number][] = [];
  let seen = 0;
  beforeAll(async () => {
    asked = await runSelection(bench, { name: 'pi-mumu', seed: 5, decays: N }, (batch, event, row, value) => {
      seen++;
      const kaon = batch.primaries.offsets[event]!;
      const s = (i: number, j: number) => pairMass2(batch.primaries, kaon + i, kaon + j);
      sums.push(s(1, 2) + s(1, 3) + s(2, 3));
      if (row < 0) return;
      masses.push(value('mass'));
      pairs.push([value('mass_23') ** 2 / K2, s(2, 3) / K2]);
    });
  }, 30_000);

  it('ask every decay, and count what passes cut by cut', () => {
    expect(seen).toBe(N);
    expect(asked.decays).toBe(N);
    expect(asked.passed).toBe(masses.length);
    expect(asked.passed / N).toBeGreaterThan(0.15);
    const product = [...asked.shares.matchAll(/ (\d\.\d+)(,|$)/g)].reduce((p, [, share]) => p * Number(share), 1);
    expect(Math.abs(product / (asked.passed / N) - 1)).toBeLessThan(0.01);
    expect(asked.shares).toMatch(/^three tracks 0\.\d+, one vertex .*, mass \d\.\d+$/);
  });

  it('hand on the columns of what passes, and the decay as generated', () => {
    for (const mass of masses) expect(Math.abs(mass - 493.677)).toBeLessThan(3.3);
    const expected = K2 + 139.57039 ** 2 + 2 * 105.6583755 ** 2;
    for (const sum of sums) expect(Math.abs(sum / expected - 1)).toBeLessThan(1e-9);
    // muons of the same decay: z as found and as generated
    for (const [found, real] of pairs) expect(Math.abs(found - real)).toBeLessThan(0.02);
  });

  const channel = { name: 'pi-ee', text: 'K⁺ → π⁺e⁺e⁻', decays: 24_000, small: 8_000 } as const;
  const rng = new RandomStream().key(1, stageKey('pi-ll-rows'), 0, 0);
  const none = { channel, shares: '', mass: [], trueZ: [], foundZ: [] };

  it('judge the ratio of acceptances, and print it of few decays', () => {
    const at = (passed: number) => ({ ...none, decays: 24_000, passed });
    expect(ratioRow(whole, at(2_000), at(1_640)).verdict).toBe('green');
    expect(ratioRow(whole, at(1_640), at(1_640)).verdict).toBe('red');
    expect(ratioRow(whole, at(2_400), at(1_640)).verdict).toBe('red');
    expect(ratioRow(whole, at(200), at(164)).verdict).toBe('red');
    expect(ratioRow(bench, at(200), at(164)).verdict).toBe('printed');
  });

  it('judge the width of the mass', () => {
    const of = (sigma: number) => {
      const mass = Array.from({ length: 1_600 }, () => 493.677 + sigma * rng.gauss());
      return widthRow(whole, { ...none, decays: 24_000, passed: mass.length, mass }).verdict;
    };
    expect([of(1.7), of(1.2), of(2.3)]).toEqual(['green', 'red', 'red']);
  });

  it('refit a and b through an acceptance that depends on z', () => {
    const pullsOf = (mode: Parameters<typeof drawPlane>[0]) => {
      const trueZ: number[] = [];
      drawPlane(mode, 60_000, (s) => trueZ.push(s[0]! / K2));
      const foundZ = trueZ.map((z) => (z > 0.08 && rng.uniform() < 0.05 + z ? z : Number.NaN));
      const rows = formFactorRows({ ...none, decays: 60_000, passed: 0, trueZ, foundZ }, 'pi-ee');
      expect(rows.map((r) => r.name)).toEqual(['pi-ee-a-found', 'pi-ee-b-found']);
      return rows.map((r) => Number(/^pull (-?[\d.]+)/.exec(r.note!)![1]));
    };
    for (const pull of pullsOf(piEe())) expect(Math.abs(pull)).toBeLessThan(4);
    // the rate is half of it, in other proportions
    const [a, b] = pullsOf(piEe({ a: -0.2, b: -1.8 }));
    expect(a).toBeGreaterThan(4);
    expect(b).toBeLessThan(-4);
  });
});
