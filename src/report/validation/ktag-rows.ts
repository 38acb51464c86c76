import { ps } from '../../core/units.js';
import { KAON_SECTORS } from '../../detectors/ktag/description.js';
import { gaussianCore, spread } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { formatCount } from '../terminal.js';
import { beamKaons } from './beam-sample.js';
import { tails } from './pulls.js';
import { judge } from './row.js';
import type { Group } from './samples.js';

const SEED = 51;
/** The shares of sectors need them: 0.33 points of a binomial near one half. */
const KAONS = 25_000;
const WINDOW = 2;

/** Sectors at least, and their share [%] for 18 photoelectrons. Source: DET §4.1 (X: binomial in sectors). */
const SECTORS = [
  [5, 99.4],
  [6, 95.6],
  [7, 79.7],
  [8, 41.0],
] as const;

/** KTAG alone: sectors and time of one kaon. */
export const ktagKaons: Group = {
  names: [...SECTORS.map(([n]) => `ktag-sectors-${n}`), 'ktag-time'],
  events: () => KAONS,
  rows: async (bench) => {
    const withSectors = new Float64Array(9);
    const dt: number[] = [];
    let hits = 0;
    const sample = { events: KAONS, seed: SEED, conditions: 'nominal' };
    await beamKaons(bench, sample, ({ ktag, ktagCandidates: { columns }, ktagTime }) => {
      const sectors = ktag < 0 ? 0 : columns.n_sectors[ktag]!;
      for (let n = 0; n <= sectors; n++) withSectors[n]!++;
      if (sectors < KAON_SECTORS) return;
      dt.push((columns.time[ktag]! - ktagTime) / ps);
      hits += columns.n_hits[ktag]!;
    });
    const text = `${formatCount(KAONS)} kaons without pile-up, 18 photoelectrons on average, perfect conditions, seed ${SEED}`;
    const time = spread(dt);
    const core = gaussianCore(dt, WINDOW);
    return [
      ...SECTORS.map(([n, share]) => {
        const found = fraction(withSectors[n]!, KAONS);
        return judge({
          name: `ktag-sectors-${n}`,
          quantity: `kaons with KTAG light in ${n}${n === 8 ? '' : ' or more'} sectors`,
          kind: 'full chain',
          sample: text,
          estimator: 'share of kaons whose largest candidate has as many; Wilson interval',
          n: KAONS,
          unit: '%',
          value: 100 * found.value,
          error: 50 * (found.high - found.low),
          expected: share,
          band: [share - 1, share + 1],
        });
      }),
      judge({
        name: 'ktag-time',
        quantity: 'KTAG σt of a kaon',
        kind: 'full chain',
        sample: `${text}; candidates of ${KAON_SECTORS} sectors or more`,
        estimator: 'candidate − true time, standard deviation, as 0.293 ns/√18 is',
        n: dt.length,
        unit: 'ps',
        value: time.sigma,
        error: time.sigmaError,
        expected: null,
        band: [60, 77],
        expectedText: '70',
        toleranceText: '60 to 77',
        note: `mean ${time.mean.toFixed(1)} ps; Gaussian core ± 2 σ ${core.sigma.toFixed(1)} ps about ${core.mean.toFixed(1)} ps, ${tails(core)}; ${(hits / dt.length).toFixed(2)} hits a candidate`,
      }),
    ];
  },
};
