import { RandomStream, stageKey } from '../../core/random.js';
import { GeV, m } from '../../core/units.js';
import type { DecayMode } from '../../generator/decay-mode.js';
import { freeDecayZ, meanPath } from '../../generator/kaon.js';
import { kaonDecays } from '../../generator/kaon-decays.js';
import { k3pi, k3piSettings } from '../../generator/modes/k3pi.js';
import { DalitzCounts, fitDalitz, flatness } from '../../monitoring/dalitz-fit.js';
import { on } from '../../pipeline.js';
import { setupByName } from '../../setups/index.js';
import { na62Field } from '../../transport/na62-field.js';
import { formatCount } from '../terminal.js';
import { judge, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP, SPILL_TIME } from './samples.js';

const P = 75 * GeV;
const START = 105 * m;
/** Mean path βγcτ of a kaon of 75 GeV/c as published. Source: KAON §1, §11 (0.1246 = 1 − exp(−75/563.8)). */
const PUBLISHED_PATH = 563.8 * m;
const LENGTHS = [75 * m, 60 * m] as const;

/** Free flight of kaons alive at 105 m: the share that decays in the fiducial volume, and in 60 m of it. */
export const decayFractions: Group = {
  names: LENGTHS.map((length) => `decay-fraction-${length / m}m`),
  events: () => 0,
  rows: async (bench) => {
    const n = bench.small ? 4_000_000 : 8_000_000;
    const rows: Row[] = [];
    for (const [index, length] of LENGTHS.entries()) {
      bench.signal.throwIfAborted();
      const random = new RandomStream().key(1, stageKey('validation.decay-fraction'), 0, index);
      let decayed = 0;
      for (let i = 0; i < n; i++) if (freeDecayZ(random, P, START) < START + length) decayed++;
      const value = decayed / n;
      const expected = -Math.expm1(-length / PUBLISHED_PATH);
      rows.push(
        judge({
          name: `decay-fraction-${length / m}m`,
          quantity: `K⁺ decaying in ${START / m}–${(START + length) / m} m, of those alive at ${START / m} m`,
          kind: 'arithmetic',
          sample: `${formatCount(n)} free flights at 75 GeV/c, seed 1 (mean path here ${(meanPath(P) / m).toFixed(1)} m)`,
          estimator: 'counted share, binomial error',
          n,
          value,
          error: Math.sqrt((value * (1 - value)) / n),
          expected,
          band: [0.995 * expected, 1.005 * expected],
          expectedText: expected.toFixed(4),
          toleranceText: '0.5 %',
        }),
      );
    }
    return rows;
  },
};

/** Dalitz plane from the true momenta that the chain's generator writes. */
async function dalitzOf(bench: Bench, mode: DecayMode, n: number, seed: number): Promise<DalitzCounts> {
  const counts = new DalitzCounts();
  const momenta = new Float64Array(9);
  const generator = kaonDecays({
    mode,
    field: na62Field(),
    decayRegion: setupByName(SETUP).decayRegion,
    seed,
    drawTime: () => SPILL_TIME,
  });
  await runEvents(bench, n, on(generator), ({ primaries, size }) => {
    const { px, py, pz } = primaries.columns;
    for (let e = 0; e < size; e++) {
      const first = primaries.offsets[e]! + 1;
      for (let k = 0; k < 3; k++) {
        momenta[3 * k] = px[first + k]!;
        momenta[3 * k + 1] = py[first + k]!;
        momenta[3 * k + 2] = pz[first + k]!;
      }
      counts.fill(momenta);
    }
  });
  return counts;
}

const SLOPES = ['g', 'h', 'k'] as const;
const decays = (small: boolean): number => (small ? 200_000 : 500_000);

/** Decays as generated: phase space is flat, and the slopes come back. */
export const dalitz: Group = {
  names: ['dalitz-flat', ...SLOPES.map((s) => `dalitz-${s}`)],
  events: (small) => 2 * decays(small),
  rows: async (bench) => {
    const n = decays(bench.small);
    const { matrixElement: _, ...phaseSpace } = k3pi();
    const flat = flatness(await dalitzOf(bench, { ...phaseSpace, name: 'k3pi-phase-space' }, n, 2));
    const fit = fitDalitz(await dalitzOf(bench, k3pi(), n, 3));
    const slope = (s: (typeof SLOPES)[number]) =>
      judge({
        name: `dalitz-${s}`,
        quantity: `${s} of |M|², refitted`,
        kind: 'arithmetic',
        sample: `true momenta of ${formatCount(n)} generated K3π, seed 3`,
        estimator: 'Poisson likelihood of 1 + g u + h u² + k v² times Coulomb factor in bins of (u, |v|)',
        n,
        value: fit[s],
        error: fit.errors[s],
        expected: k3piSettings[s].default,
        band: [k3piSettings[s].default - 4 * fit.errors[s], k3piSettings[s].default + 4 * fit.errors[s]],
        toleranceText: '4 errors',
        note: `χ²/ndf of the fit ${fit.chi2.toFixed(1)}/${fit.ndf}, p = ${fit.probability.toPrecision(2)}`,
      });
    return [
      judge({
        name: 'dalitz-flat',
        quantity: 'phase space flat in the Dalitz plane: p of χ²',
        kind: 'arithmetic',
        sample: `true momenta of ${formatCount(n)} generated three-pion phase-space decays, seed 2`,
        estimator: 'χ² of counts in bins of (u, |v|) against a flat plane',
        n,
        value: flat.probability,
        error: null,
        expected: null,
        band: [1e-3, 1],
        expectedText: '> 0.001',
        note: `χ²/ndf ${flat.chi2.toFixed(1)}/${flat.ndf}`,
      }),
      ...SLOPES.map(slope),
    ];
  },
};
