import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { ns } from '../core/units.js';
import type { EventBatch, Has } from '../event/batch.js';
import { tracks } from '../event/run.js';
import {
  lkrClusters,
  muv3Candidates,
  RICH_HYPOTHESES,
  richRings,
  trackClusters,
  trackMuons,
} from '../event/run-downstream.js';
import { IDENTITIES, trackHadrons, trackIdentity } from '../event/run-vetoes.js';
import { type Stage, stage } from '../event/stage.js';
import { calorimeterLogLikelihood, toProbabilities } from './identity-likelihood.js';

/** Settings of the identity of tracks: `--set track-identity.<name>=<value>`. */
export const trackIdentitySettings = {
  muv3Time: {
    default: 2.5 * ns,
    unit: 'ns',
    doc: 'largest difference of a MUV3 candidate from the time of its track',
    source: 'DET §4.13 (UCL): the window to veto',
  },
  muv3Missed: {
    default: 0.005,
    unit: '',
    doc: 'share of muons without a tight candidate; such a track in the acceptance is a muon that much less',
    source: 'DET §4.13 (recalled): efficiency above 99.5 %',
  },
  decided: {
    default: 0.5,
    unit: '',
    doc: 'probability above which a track has an identity',
    source: 'none: likelier than the others together',
  },
} satisfies Settings;

const READ = [tracks, richRings, lkrClusters, trackClusters, trackHadrons, muv3Candidates, trackMuons] as const;
type Input = EventBatch & Has<(typeof READ)[number]>;

const N = IDENTITIES.length;
/** Place of each identity among the hypotheses of the RICH. */
const RICH = IDENTITIES.map((name) => RICH_HYPOTHESES.indexOf(name));

/**
 * Who each STRAW track is: the ring, cluster and MUV3 candidate it has, and the probabilities of electron, muon and pion, all equally
 * likely before. Detectors that say nothing leave their factor out; `track_hadrons` without a row for the track is no MUV1 and MUV2.
 *
 * A tight MUV3 candidate in time and in the road makes a muon, whatever the others say; a loose one says nothing.
 */
export function identifyTracks(
  settings: Partial<Values<typeof trackIdentitySettings>> = {},
): Stage<typeof READ, readonly [typeof trackIdentity]> {
  const values = withDefaults(trackIdentitySettings, settings);
  const missed = Math.log(values.muv3Missed);
  const rich = new Float64Array(N);
  const calorimeters = new Float64Array(N);
  const all = new Float64Array(N);
  return stage('track.identity', { reads: READ, writes: [trackIdentity] }, (batch, row, { track_identity: out }) => {
    const first = batch.tracks.offsets[row]!;
    const clusterOf = batch.track_clusters.offsets[row]! - first;
    const muonOf = batch.track_muons.offsets[row]! - first;
    const { candidate, dt, in_acceptance } = batch.track_muons.columns;
    for (let i = first; i < batch.tracks.offsets[row + 1]!; i++) {
      const ring = ringOf(batch, row, i - first);
      const inTime = Math.abs(dt[i + muonOf]!) <= values.muv3Time;
      const muv3 = inTime ? candidate[i + muonOf]! : -1;
      const tight = muv3 >= 0 && batch.muv3_candidates.columns.tight[batch.muv3_candidates.offsets[row]! + muv3] === 1;

      for (let h = 0; h < N; h++) {
        rich[h] =
          ring < 0 ? Number.NaN : batch.rich_rings.columns.log_likelihood[ring * RICH_HYPOTHESES.length + RICH[h]!]!;
      }
      readCalorimeters(batch, row, i, calorimeters);
      let said = false;
      all.fill(0);
      for (const one of [rich, calorimeters]) {
        if (Number.isNaN(one[0]! + one[1]! + one[2]!)) {
          one.fill(Number.NaN);
          continue;
        }
        said = true;
        for (let h = 0; h < N; h++) all[h]! += one[h]!;
        toProbabilities(one);
      }
      if (tight) {
        said = true;
        all.set([-Infinity, 0, -Infinity]);
      } else if (muv3 < 0 && in_acceptance[i + muonOf] === 1) {
        said = true;
        all[1]! += missed;
      }
      if (said) toProbabilities(all);
      else all.fill(Number.NaN);

      const k = out.next();
      const c = out.columns;
      c.ring[k] = ring < 0 ? -1 : ring - batch.rich_rings.offsets[row]!;
      c.cluster[k] = batch.track_clusters.columns.cluster[i + clusterOf]!;
      c.muv3[k] = muv3;
      c.eop[k] = batch.track_clusters.columns.eop[i + clusterOf]!;
      c.rich.set(rich, k * N);
      c.calorimeters.set(calorimeters, k * N);
      c.probability.set(all, k * N);
      c.identity[k] = all.findIndex((probability) => probability > values.decided);
    }
  });
}

/** Row of the ring of a track; −1 when it does not cross the neon. */
function ringOf({ rich_rings: { offsets, columns } }: Input, row: number, track: number): number {
  for (let k = offsets[row]!; k < offsets[row + 1]!; k++) if (columns.track[k] === track) return k;
  return -1;
}

/** Logarithms of the likelihoods of the calorimeters; NaN outside the LKr, or without a momentum. */
function readCalorimeters(batch: Input, row: number, i: number, out: Float64Array): void {
  const track = i - batch.tracks.offsets[row]!;
  const p = batch.tracks.columns.p[i]!;
  const at = batch.track_clusters.offsets[row]! + track;
  const { cluster, eop } = batch.track_clusters.columns;
  if (!(p > 0 && p < Infinity) || Number.isNaN(eop[at]!)) {
    out.fill(Number.NaN);
    return;
  }
  const { energy, n_cells, seed_fraction } = batch.lkr_clusters.columns;
  const k = cluster[at]! < 0 ? -1 : batch.lkr_clusters.offsets[row]! + cluster[at]!;
  const behind = batch.track_hadrons.offsets[row]! + track;
  const known = behind < batch.track_hadrons.offsets[row + 1]!;
  const { muv1_energy, muv2_energy } = batch.track_hadrons.columns;
  calorimeterLogLikelihood(
    {
      p,
      energy: k < 0 ? 0 : energy[k]!,
      cells: k < 0 ? 0 : n_cells[k]!,
      seedFraction: k < 0 ? 0 : seed_fraction[k]!,
      muv1: known ? muv1_energy[behind]! : Number.NaN,
      muv2: known ? muv2_energy[behind]! : Number.NaN,
    },
    out,
  );
}
