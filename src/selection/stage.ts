import type { events, vertices } from '../event/run.js';
import { candidateEvents, candidates } from '../event/selection.js';
import { type Stage, stage } from '../event/stage.js';
import type { Table } from '../event/table.js';
import { allCuts, type BoundSelection } from './bind.js';
import { DERIVED } from './derived.js';

const { p_total: momentum, match_gtk: beamTrack } = DERIVED;

/** What a selection surely reads; the tables its cuts add are known when it is bound. */
type Reads = readonly [typeof events, typeof vertices];

/**
 * A selection as a stage: every vertex becomes a candidate with the cuts it passes.
 * @param withMatches the batches hold `beam_matches`: candidates then name their beam track
 */
export function selectCandidates(
  bound: BoundSelection,
  withMatches: boolean,
): Stage<Reads, readonly [typeof candidateEvents, typeof candidates]> {
  const all = allCuts(bound.selection);
  return stage(
    'selection',
    { reads: tablesToRead(bound, withMatches) as unknown as Reads, writes: [candidateEvents, candidates] },
    (batch, event, out) => {
      const { offsets, columns: v } = batch.vertices;
      const start = offsets[event]!;
      const end = offsets[event + 1]!;
      let passed = 0;
      for (let row = start; row < end; row++) {
        const k = out.candidates.next();
        const c = out.candidates.columns;
        const mask = bound.mask(batch, event, row);
        c.vertex[k] = row - start;
        c.mask[k] = mask;
        c.passed[k] = mask === all ? 1 : 0;
        c.mass_pi[k] = v.mass_pi[row]!;
        c.p_total[k] = momentum.value(batch, event, row);
        c.z[k] = v.z[row]!;
        c.chi2[k] = v.chi2[row]!;
        c.charge[k] = v.charge[row]!;
        c.gtk[k] = withMatches ? beamTrack.value(batch, event, row) : -1;
        passed += c.passed[k]!;
      }
      const e = out.candidate_events.next();
      out.candidate_events.columns.n_candidates[e] = end - start;
      out.candidate_events.columns.n_passed[e] = passed;
    },
  );
}

/** Tables of a run to be read for it. */
export function tablesToRead({ reads }: BoundSelection, withMatches: boolean): readonly Table[] {
  return withMatches ? [...new Set([...reads, ...beamTrack.reads])] : reads;
}
