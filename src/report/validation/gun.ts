import { m, mm } from '../../core/units.js';
import {
  CHAMBER_Z,
  HOLE_HALF_WIDTH,
  HOLE_X,
  OUTER_RADIUS,
  PLANE_LIST,
  PLANES,
} from '../../detectors/straw/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { tracks } from '../../event/run.js';
import type { strawCrossings } from '../../event/simulation.js';
import { Process } from '../../event/truth.js';
import { beamSettings } from '../../generator/beam.js';
import { particleGun } from '../../generator/particle-gun.js';
import { isFake, linkTrack } from '../../monitoring/links.js';
import { trueStateAt } from '../../monitoring/true-state.js';
import { emulation, reconstruction, type Simulation } from '../../pipeline.js';
import { TRACK_PLANE } from '../../tracking/straw/stage.js';
import { na62Field } from '../../transport/na62-field.js';
import { type Bench, runEvents, SETUP, SPILL_TIME } from './samples.js';

/** One charged pion an event from the middle of the beam, as the kaon's pions come. */
export interface GunSample {
  readonly events: number;
  /** [MeV/c] */
  readonly momentum: readonly [number, number];
  readonly seed: number;
  /** What is changed in the true apparatus; the reconstruction does not know. */
  readonly settings?: Simulation['settings'];
}

/** A pion that went through all planes of the STRAW, and the track found of it. */
export interface GunPion {
  readonly event: number;
  /** Smallest distance from the centre of a chamber's hole [mm]. */
  readonly fromHole: number;
  /** Momentum at production [MeV/c]. */
  readonly p: number;
  /** True (x, y, tx, ty, qp) at the track plane; valid during the call only. */
  readonly state: Float64Array;
  /** The tracks of the batch, and the row of this pion's; −1: not found. */
  readonly tracks: Has<typeof tracks>['tracks'];
  readonly track: number;
}

/** Tight distance from the hole. Source: KAON §1.1, DET §4.5 (75 mm in tight selections). */
export const TIGHT_HOLE = 75 * mm;
/** What the sample is, for the rows' texts. */
export const GUN_TEXT =
  'isolated π⁺ and π⁻ from the beam axis at 105–165 m, even in slope within 0.8 m at STRAW1, no decay before the last plane, in all planes R < 1 m';

/** Line of the beam: its mean slope, x = 0 where it is drawn. */
const LAST_PLANE = PLANE_LIST[PLANES - 1]!.z;
const AXIS = { slope: beamSettings.slopeX.default, x0: -beamSettings.slopeX.default * beamSettings.z.default };

/**
 * Makes the sample, reconstructs it and shows every pion inside the acceptance of the hole's edge (63.8 mm).
 * @returns tracks found in all events, and how many of them are fakes
 */
export async function gunPions(
  bench: Bench,
  sample: GunSample,
  look: (pion: GunPion) => void,
): Promise<{ tracks: number; fakes: number }> {
  const { events, momentum, seed, settings = {} } = sample;
  const gun = particleGun({
    pdg: [211, -211],
    momentum,
    originZ: [105 * m, 165 * m],
    axis: AXIS,
    target: { z: CHAMBER_Z[0]!, radius: 800 * mm },
    seed,
    drawTime: () => SPILL_TIME,
  });
  const forward = emulation(gun, { setup: SETUP, seed, intensity: 0, settings });
  const backward = reconstruction({ setup: SETUP });
  const field = na62Field({ mnp33Scale: settings.apparatus?.mnp33Scale ?? 1 });
  const state = new Float64Array(5);
  const total = { tracks: 0, fakes: 0 };

  await runEvents(
    bench,
    events,
    (keys) => backward(forward(keys)),
    (batch) => {
      for (let row = 0; row < batch.size; row++) {
        let track = -1;
        for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
          const link = linkTrack(batch, row, i);
          total.tracks++;
          if (isFake(link)) total.fakes++;
          else if (track < 0 && link.particle === 0) track = i;
        }
        const first = batch.particles.offsets[row]!;
        const { end_process, end_z } = batch.particles.columns;
        // what a pion that lives meets behind the last plane is no matter
        if (end_process[first] === Process.decayInFlight || end_z[first]! <= LAST_PLANE) continue;
        const fromHole = distanceFromHole(batch, row, 0);
        if (!(fromHole > HOLE_HALF_WIDTH)) continue;
        trueStateAt(batch.particles, first, TRACK_PLANE, field, state);
        look({ event: batch.event[row]!, fromHole, p: 1 / Math.abs(state[4]!), state, tracks: batch.tracks, track });
      }
    },
  );
  return total;
}

/** Smallest distance of a particle from the holes' centres [mm]; 0 when it misses a plane or its outer acceptance. */
export function distanceFromHole(
  batch: EventBatch & Has<typeof strawCrossings>,
  row: number,
  particle: number,
): number {
  const { offsets, columns } = batch.straw_crossings;
  let planes = 0;
  let nearest = Infinity;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.particle[i] !== particle) continue;
    const x = columns.x[i]!;
    const y = columns.y[i]!;
    if (Math.hypot(x, y) > OUTER_RADIUS) return 0;
    const chamber = columns.plane[i]! >> 4;
    nearest = Math.min(nearest, Math.hypot(x - HOLE_X[chamber]!, y));
    planes++;
  }
  return planes === PLANES ? nearest : 0;
}
