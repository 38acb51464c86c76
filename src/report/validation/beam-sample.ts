import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { triggers } from '../../event/raw.js';
import type { gtkTracks, ktagCandidates } from '../../event/run-beam.js';
import type { primaries } from '../../event/simulation.js';
import { BeamPlane, type beamCrossings } from '../../event/simulation-beam.js';
import { gtkTrackOf } from '../../monitoring/beam-links.js';
import { decayStage, emulationStages, on, reconstructionStages } from '../../pipeline.js';
import type { Conditions } from '../../setups/conditions.js';
import { GTK_Z, KTAG_Z } from '../../transport/beam-line.js';
import { type Bench, runEvents, SETUP } from './samples.js';

/** One beam kaon an event, seen by KTAG and GTK alone. */
export interface KaonSample {
  readonly events: number;
  readonly seed: number;
  /** Name of the true conditions. */
  readonly conditions: string;
  /** What the reconstruction assumes; the true conditions when absent. */
  readonly assumed?: Conditions;
  /** The validated setup when absent. */
  readonly setup?: string;
}

/** The kaon of one event and what was found of it. Times relative to the trigger [ns], flight compensated. */
export interface BeamKaon {
  readonly event: number;
  readonly ktagTime: number;
  readonly gtkTime: number;
  /** Row of the kaon in the primaries. */
  readonly kaon: number;
  readonly primaries: Has<typeof primaries>['primaries'];
  /** Row of the KTAG candidate with the most sectors, −1: none; and of the GTK track of the kaon's hits. */
  readonly ktag: number;
  readonly ktagCandidates: Has<typeof ktagCandidates>['ktag_candidates'];
  readonly gtk: number;
  readonly gtkTracks: Has<typeof gtkTracks>['gtk_tracks'];
}

const FLIGHT = { [BeamPlane.ktag]: flightCompensation(KTAG_Z), [BeamPlane.gtk3]: flightCompensation(GTK_Z[2]) };

/** Makes the sample without pile-up and shows every kaon. */
export async function beamKaons(bench: Bench, sample: KaonSample, look: (kaon: BeamKaon) => void): Promise<void> {
  const { events, seed, conditions, setup = SETUP } = sample;
  const how = { setup, seed, intensity: 0, conditions };
  const make = decayStage({ ...how, decay: 'kmu2' });
  const { trigger, crowd, upstream, ktag, gtk } = emulationStages(how);
  const { kaons, beam } = reconstructionStages({ setup, conditions: sample.assumed ?? conditions });
  await runEvents(
    bench,
    events,
    (keys) => keys.pipe(on(make), on(trigger), on(crowd), on(upstream)).pipe(on(ktag), on(gtk), on(kaons), on(beam)),
    (batch) => {
      for (let row = 0; row < batch.size; row++) {
        const at = batch.gtk_tracks.offsets[row]!;
        const gtkTrack = gtkTrackOf(batch, row, 0);
        look({
          event: batch.event[row]!,
          ktagTime: trueTime(batch, row, BeamPlane.ktag),
          gtkTime: trueTime(batch, row, BeamPlane.gtk3),
          kaon: batch.primaries.offsets[row]!,
          primaries: batch.primaries,
          ktag: mostSectors(batch, row),
          ktagCandidates: batch.ktag_candidates,
          gtk: gtkTrack < 0 ? -1 : at + gtkTrack,
          gtkTracks: batch.gtk_tracks,
        });
      }
    },
  );
}

function mostSectors({ ktag_candidates: { offsets, columns } }: Has<typeof ktagCandidates>, row: number): number {
  let best = -1;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (best < 0 || columns.n_sectors[i]! > columns.n_sectors[best]!) best = i;
  }
  return best;
}

/** Time of particle 0 at a plane, relative to the trigger, flight to the reference plane added. */
function trueTime(
  batch: EventBatch & Has<typeof beamCrossings | typeof triggers>,
  row: number,
  at: keyof typeof FLIGHT,
): number {
  const { timestamp, fine_time } = batch.triggers.columns;
  const { offsets, columns } = batch.beam_crossings;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.particle[i] === 0 && columns.plane[i] === at) {
      return columns.t[i]! - timestamp[row]! * CLOCK_PERIOD + FLIGHT[at]! - fine_time[row]! * FINE_TIME_LSB;
    }
  }
  return Number.NaN;
}
