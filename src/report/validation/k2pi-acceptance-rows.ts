import { m } from '../../core/units.js';
import type { Has } from '../../event/batch.js';
import type { beamMatches } from '../../event/run-beam.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { pi0Of } from '../../selection/columns/pi0.js';
import { PUBLISHED } from '../../selection/published.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { judge, printed } from './row.js';
import { type Group, runSelection } from './samples.js';

const SEED = 112;
const SIMULATED = 8_000;
/** What the source has of its full simulation. */
const EXPECTED = PUBLISHED.k2pi!.acceptance!.value;

/** z of the accepted match of the only track with a beam track; NaN without. */
function chargedVertex({ beam_matches: { offsets, columns } }: Has<typeof beamMatches>, event: number): number {
  for (let i = offsets[event]!; i < offsets[event + 1]!; i++) {
    if (columns.track[i] === 0 && columns.rank[i] === 0 && columns.accepted[i] === 1) return columns.z[i]!;
  }
  return Number.NaN;
}

/** Acceptance of the K2π selection, factor by factor, and the vertices of its candidates. */
export const k2piAcceptance: Group = {
  names: ['k2pi-acceptance', 'neutral-charged-vertex'],
  events: () => SIMULATED,
  rows: async (bench) => {
    const dz: number[] = [];
    const pull: number[] = [];
    const asked = await runSelection(bench, { name: 'k2pi', seed: SEED, decays: SIMULATED }, (batch, event, row) => {
      const z = row < 0 ? Number.NaN : chargedVertex(batch, event);
      if (Number.isNaN(z)) return;
      const pair = pi0Of(batch, event, row);
      const { z_pi0, z_sigma } = batch.neutral_pairs.columns;
      dz.push((z_pi0[pair]! - z) / m);
      pull.push((z_pi0[pair]! - z) / z_sigma[pair]!);
    });
    const { value, low, high } = fraction(asked.passed, SIMULATED);
    const sample = `${formatCount(SIMULATED)} K2π decays in 105–180 m without pile-up and trigger, seed ${SEED}`;
    const pulls = gaussianCore(pull, 2);
    const distance = gaussianCore(dz, 2);
    const acceptance = printed({
      name: 'k2pi-acceptance',
      quantity: 'K2π acceptance, normalisation selection',
      kind: 'full chain',
      sample,
      estimator: 'share that passes every cut of the selection k2pi; Wilson interval',
      n: SIMULATED,
      value,
      error: 0.5 * (high - low),
      expectedText: String(EXPECTED),
      note: `share of what passes the cuts before: ${asked.shares}`,
    });
    const vertex = judge({
      name: 'neutral-charged-vertex',
      quantity: 'z of π⁰ → γγ less z of π⁺ and beam track: pull',
      kind: 'full chain',
      sample: `${sample}; passes all cuts of k2pi-acceptance, beam track of rank 0 accepted`,
      estimator: 'over the propagated σ(z) of the pair alone; Gaussian core ± 2 σ',
      n: pulls.n,
      value: pulls.sigma,
      error: pulls.sigmaError,
      expected: 1,
      band: [0.85, 1.15],
      toleranceText: '15 %',
      note: `mean ${pulls.mean.toFixed(3)} ± ${pulls.meanError.toFixed(3)}; z: mean ${distance.mean.toFixed(3)} ± ${distance.meanError.toFixed(3)} m, σ ${distance.sigma.toFixed(2)} m; ${tails(pulls)}`,
    });
    return [acceptance, vertex];
  },
};
