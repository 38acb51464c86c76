import { UpstreamPlane } from '../../event/simulation-downstream.js';
import { ANTI0_HALF_SIDE, ANTI0_Z } from '../anti0/description.js';
import * as chanti from '../chanti/description.js';
import * as counter from '../veto-counter/description.js';

/** A plane of `upstream_crossings`, and how far from the axis crossings are kept [mm]. */
export interface Upstream {
  readonly plane: number;
  readonly z: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** Places that are not found; those of the descriptions when absent [mm]. */
export interface UpstreamPlaces {
  readonly anti0Z?: number;
  readonly vetoCounterZ?: readonly number[];
}

/** VetoCounter, CHANTI, ANTI-0. */
export const upstreamPlanes = ({
  anti0Z = ANTI0_Z,
  vetoCounterZ = counter.VETO_COUNTER_Z,
}: UpstreamPlaces): readonly Upstream[] => [
  ...vetoCounterZ.map((z, i) => ({
    plane: UpstreamPlane.vetoCounter + i,
    z,
    halfWidth: counter.HALF_WIDTH,
    halfHeight: counter.HALF_HEIGHT,
  })),
  // bars lie up to their thickness behind the front: a little room for slopes
  ...chanti.CHANTI_FRONT_Z.map((z, i) => ({
    plane: UpstreamPlane.chanti + i,
    z,
    halfWidth: chanti.HALF_SIDE + chanti.BAR_BASE,
    halfHeight: chanti.HALF_SIDE + chanti.BAR_BASE,
  })),
  { plane: UpstreamPlane.anti0, z: anti0Z, halfWidth: ANTI0_HALF_SIDE, halfHeight: ANTI0_HALF_SIDE },
];
