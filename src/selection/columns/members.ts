import { particle } from '../../core/particles.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { tracks, vertices } from '../../event/run.js';
import type { trackIdentity } from '../../event/run-vetoes.js';
import type { Species } from '../cut.js';

const PDG = { e: -11, mu: -13, pi: 211 } as const;

/** Mass of a species [MeV/c²]. */
export const massOf = (species: Species): number => particle(PDG[species]).mass;

/** Who the tracks of a candidate are taken for. */
export interface Members {
  /** Masses of the members [MeV/c²]. */
  readonly masses: readonly number[];
  /** Place in its vertex of member k of the vertex in `row`: 0 and 1 of like sign, 2 the odd one; −1 when it is no triple of charge ±1. */
  readonly place: (batch: EventBatch, event: number, row: number, k: number) => number;
}

type Needed = EventBatch & Has<typeof vertices | typeof tracks | typeof trackIdentity>;

/** The places are found once for all vertices of a batch. */
export function membersOf(species: readonly Species[]): Members {
  const found = new WeakMap<EventBatch, Int8Array>();
  const [first = 'pi', second = 'pi'] = species;
  return {
    masses: species.map(massOf),
    place: (batch, _event, row, k) => {
      let places = found.get(batch);
      if (places === undefined) {
        places = placesOf(batch as Needed, first, second);
        found.set(batch, places);
      }
      return places[3 * row + k]!;
    },
  };
}

function placesOf(batch: Needed, first: Species, second: Species): Int8Array {
  const { offsets, columns: v } = batch.vertices;
  const { charge } = batch.tracks.columns;
  const places = new Int8Array(3 * batch.vertices.length).fill(-1);
  for (let event = 0; event < batch.size; event++) {
    const firstTrack = batch.tracks.offsets[event]!;
    for (let row = offsets[event]!; row < offsets[event + 1]!; row++) {
      const sign = v.charge[row]!;
      if (v.n_tracks[row] !== 3 || Math.abs(sign) !== 1) continue;
      const trackOf = (place: number): number => firstTrack + v.tracks[3 * row + place]!;
      const odd = [0, 1, 2].find((place) => charge[trackOf(place)] === -sign)!;
      const [a, b] = [0, 1, 2].filter((place) => place !== odd) as [number, number];
      const agreement = (x: number, y: number): number =>
        likeness(batch, trackOf(x), first) + likeness(batch, trackOf(y), second);
      const turned = first !== second && agreement(b, a) > agreement(a, b);
      places[3 * row] = turned ? b : a;
      places[3 * row + 1] = turned ? a : b;
      places[3 * row + 2] = odd;
    }
  }
  return places;
}

/** How much a track is like a species: E/p of an e, MUV3 of a mu; nothing is like a pi. */
function likeness(batch: Needed, track: number, species: Species): number {
  const { eop, muv3 } = batch.track_identity.columns;
  if (species === 'mu') return muv3[track]! >= 0 ? 1 : 0;
  const ratio = eop[track]!;
  return species === 'e' && Number.isFinite(ratio) ? ratio : 0;
}
