import { GeV, MHz, mm } from '../../core/units.js';
import { HOLE_HALF_WIDTH } from '../../detectors/straw/description.js';
import type { Rows } from '../../event/table.js';
import type { particles } from '../../event/truth.js';
import { burstStructure } from '../../generator/burst.js';
import { isFake, linkTrack } from '../../monitoring/links.js';
import { reconstruction, simulation } from '../../pipeline.js';
import { distanceFromHole, TIGHT_HOLE } from './gun.js';
import { AXES, selected, VARIANCE } from './k3pi-rows.js';
import { type Bench, runEvents, SETUP } from './samples.js';

export const CROWD_SEED = 81;
/** Lowest momentum of the pions of the efficiency. Source: DET §4.5. */
const FROM = 15 * GeV;
const DAUGHTERS = 3;
/** Distances from the centre of the nearest hole [mm]: the edge, where a chamber has two views, the rest of it, and beyond. */
const RINGS = {
  edge: [HOLE_HALF_WIDTH, TIGHT_HOLE],
  beside: [TIGHT_HOLE, 90 * mm],
  beyond: [90 * mm, Infinity],
} as const;
/** Raw tables whose hits are counted. */
export const DETECTORS = ['ktag', 'gtk', 'straw', 'newchod', 'chod'] as const;

/** What one intensity makes of K3π decays; the decays are the same at every intensity. */
export interface Crowd {
  readonly events: number;
  /** Mean of the intensity at the events [MHz]: above that of the spill, because events come when there are many. */
  seen: number;
  /** Pions in the acceptance of the STRAW, and those with a track. */
  pions: number;
  found: number;
  /** The same by distance from the hole; the edge lies outside the tight acceptance. */
  readonly rings: Readonly<Record<keyof typeof RINGS, { pions: number; found: number }>>;
  tracks: number;
  fakes: number;
  readonly hits: Record<(typeof DETECTORS)[number], number>;
  /** Of the selected candidates: m(3π) [MeV/c²] and pulls of the vertex. */
  readonly mass: number[];
  readonly pulls: Readonly<Record<(typeof AXES)[number], number[]>>;
}

/** @param intensity mean over the spill [MHz] */
export async function k3piCrowd(bench: Bench, intensity: number, events: number): Promise<Crowd> {
  const how = { setup: SETUP, seed: CROWD_SEED, intensity: intensity * MHz };
  const forward = simulation({ ...how, decay: 'k3pi' });
  const backward = reconstruction({ setup: SETUP });
  const burst = burstStructure(CROWD_SEED, { intensity: how.intensity });
  const crowd: Crowd = {
    events,
    seen: 0,
    pions: 0,
    found: 0,
    rings: { edge: { pions: 0, found: 0 }, beside: { pions: 0, found: 0 }, beyond: { pions: 0, found: 0 } },
    tracks: 0,
    fakes: 0,
    hits: { ktag: 0, gtk: 0, straw: 0, newchod: 0, chod: 0 },
    mass: [],
    pulls: { x: [], y: [], z: [] },
  };
  await runEvents(
    bench,
    events,
    (keys) => backward(forward(keys)),
    (batch) => {
      const { columns: v } = batch.vertices;
      const { columns: truth, offsets } = batch.particles;
      for (const name of DETECTORS) crowd.hits[name] += batch[name].offsets[batch.size]!;
      for (let row = 0; row < batch.size; row++) {
        const kaon = offsets[row]!;
        crowd.seen += burst.intensity(batch.burst[row]!, truth.t[kaon]!) / MHz / events;
        const owners = new Set<number>();
        for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
          const link = linkTrack(batch, row, i);
          crowd.tracks++;
          if (isFake(link)) crowd.fakes++;
          else owners.add(link.particle);
        }
        for (let d = 1; d <= DAUGHTERS; d++) {
          if (!(momentumOf(truth, kaon + d) > FROM)) continue;
          const ring = ringOf(distanceFromHole(batch, row, d));
          if (ring === undefined) continue;
          const found = owners.has(d) ? 1 : 0;
          crowd.rings[ring].pions++;
          crowd.rings[ring].found += found;
          if (ring === 'edge') continue;
          crowd.pions++;
          crowd.found += found;
        }
        const i = selected(batch, row);
        if (i < 0) continue;
        crowd.mass.push(v.mass_pi[i]!);
        for (const axis of AXES) {
          const d = v[axis][i]! - truth[`end_${axis}`][kaon]!;
          crowd.pulls[axis].push(d / Math.sqrt(v.covariance[6 * i + VARIANCE[axis]]!));
        }
      }
    },
  );
  return crowd;
}

const ringOf = (distance: number): keyof typeof RINGS | undefined =>
  (Object.keys(RINGS) as (keyof typeof RINGS)[]).find((r) => distance > RINGS[r][0] && !(distance > RINGS[r][1]));

const momentumOf = ({ px, py, pz }: Rows<typeof particles>['columns'], k: number): number =>
  Math.hypot(px[k]!, py[k]!, pz[k]!);
