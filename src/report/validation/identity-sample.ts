import { m } from '../../core/units.js';
import { LKR_FRONT_Z } from '../../detectors/lkr/description.js';
import { RICH_HYPOTHESES, type richRings } from '../../event/run-downstream.js';
import type { Rows } from '../../event/table.js';
import { Process } from '../../event/truth.js';
import { beamSettings } from '../../generator/beam.js';
import { particleGun } from '../../generator/particle-gun.js';
import { trackIdentitySettings } from '../../pid/identity.js';
import type { CalorimeterTrace } from '../../pid/identity-classes.js';
import { emulation, reconstruction } from '../../pipeline.js';
import { type Bench, runEvents, SETUP, SPILL_TIME } from './samples.js';

/** Single particles, even in momentum [MeV/c] and over a disc of 1.1 m at the front of the LKr. */
export interface IdentitySample {
  readonly pdg: number;
  readonly momentum: readonly [number, number];
  readonly events: number;
  readonly seed: number;
}

/** What the detectors say of a particle that did not decay, whose only track points into the LKr. */
export interface IdentifiedTrack {
  readonly trace: CalorimeterTrace;
  /** RICH: ln L(π) less that of the likeliest other hypothesis; NaN where the RICH says nothing. */
  readonly richLead: number;
  /** A tight MUV3 candidate in the road, within the window of the identity. */
  readonly muv3: boolean;
}

const AXIS = { slope: beamSettings.slopeX.default, x0: -beamSettings.slopeX.default * beamSettings.z.default };
const PION = RICH_HYPOTHESES.indexOf('pi');

/** Makes the sample without pile-up, reconstructs it with the conditions known and shows every track. */
export async function identityTracks(
  bench: Bench,
  { pdg, momentum, events, seed }: IdentitySample,
  look: (track: IdentifiedTrack) => void,
): Promise<void> {
  const gun = particleGun({
    pdg: [pdg],
    momentum,
    originZ: [105 * m, 165 * m],
    axis: AXIS,
    target: { z: LKR_FRONT_Z, radius: 1.1 * m },
    seed,
    drawTime: () => SPILL_TIME,
  });
  const forward = emulation(gun, { setup: SETUP, seed, intensity: 0 });
  const backward = reconstruction({ setup: SETUP });
  await runEvents(
    bench,
    events,
    (keys) => backward(forward(keys)),
    (batch) => {
      const hadrons = batch.track_hadrons;
      for (let e = 0; e < batch.size; e++) {
        const i = batch.tracks.offsets[e]!;
        if (batch.tracks.offsets[e + 1] !== i + 1) continue;
        if (batch.particles.columns.end_process[batch.particles.offsets[e]!] === Process.decayInFlight) continue;
        // a row for each track
        const at = batch.track_clusters.offsets[e]!;
        const { cluster, in_acceptance } = batch.track_clusters.columns;
        if (in_acceptance[at] !== 1) continue;
        const k = cluster[at]! < 0 ? -1 : batch.lkr_clusters.offsets[e]! + cluster[at]!;
        const { energy, n_cells, seed_fraction } = batch.lkr_clusters.columns;
        const behind = hadrons.offsets[e]!;
        const muon = batch.track_muons.offsets[e]!;
        const candidate = batch.track_muons.columns.candidate[muon]!;
        look({
          trace: {
            p: batch.tracks.columns.p[i]!,
            energy: k < 0 ? 0 : energy[k]!,
            cells: k < 0 ? 0 : n_cells[k]!,
            seedFraction: k < 0 ? 0 : seed_fraction[k]!,
            muv1: hadrons.columns.muv1_energy[behind]!,
            muv2: hadrons.columns.muv2_energy[behind]!,
          },
          richLead: richLead(batch.rich_rings, e),
          muv3:
            candidate >= 0 &&
            Math.abs(batch.track_muons.columns.dt[muon]!) <= trackIdentitySettings.muv3Time.default &&
            batch.muv3_candidates.columns.tight[batch.muv3_candidates.offsets[e]! + candidate] === 1,
        });
      }
    },
  );
}

/** The lead of the pion in the ring of the only track of an event. */
function richLead({ offsets, columns }: Rows<typeof richRings>, e: number): number {
  const ring = columns.track.indexOf(0, offsets[e]);
  if (ring < 0 || ring >= offsets[e + 1]!) return Number.NaN;
  const n = RICH_HYPOTHESES.length;
  let rival = -Infinity;
  for (let h = 0; h < n; h++) if (h !== PION) rival = Math.max(rival, columns.log_likelihood[ring * n + h]!);
  return columns.log_likelihood[ring * n + PION]! - rival;
}
