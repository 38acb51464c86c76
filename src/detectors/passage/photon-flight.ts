import { C_LIGHT } from '../../core/constants.js';
import { particle } from '../../core/particles.js';
import type { RandomStream } from '../../core/random.js';
import { APERTURES, detectorAt, firstAperture } from '../../transport/apertures.js';
import { conversionDepth, pairShare, radiate, SOFT_PHOTON } from '../../transport/electromagnetic.js';
import type { Traveller } from '../../transport/propagate.js';
import { LKR_FRONT_Z } from '../lkr/description.js';
import { PLANE_LIST, X0_PER_PLANE } from '../straw/description.js';
import { type Apparatus, isIn, LAYERS, RINGS, strawsAt } from './layers.js';

/** How the way of a photon before the LKr ends. */
export const PhotonEnd = { lkrFront: 0, absorbed: 1, converted: 2 } as const;
export type PhotonEnd = (typeof PhotonEnd)[keyof typeof PhotonEnd];

/** Called for what is left of a converted photon, with its momentum behind the layer: e⁻, e⁺, then photons that they made in it. */
export type OnPairProduct = (product: Traveller) => void;

const ELECTRON = 11;
const PHOTON = 22;
const MASS = particle(ELECTRON).mass;
const LAST_STRAW_Z = PLANE_LIST.at(-1)!.z;
const STRAWS = PLANE_LIST.length * X0_PER_PLANE;
const BEHIND = LAYERS.reduce((sum, { x0 }) => sum + x0, 0);

/** Result of a photon's way, besides its end: where it is, and code of the veto detector it is in, or 0. */
export interface PhotonPlace {
  x: number;
  y: number;
  z: number;
  detector: number;
}

/**
 * Straight ways of photons to tube, LAV, IRC or the front of the LKr, unless they convert in straws, RICH, NewCHOD or CHOD. Half of that
 * layer lies behind a conversion on average: the pair radiates there. Photons below 50 MeV do not convert. The wall of the beam pipe in
 * the RICH, met at a few mrad, is not there. About 0.5 µs a photon.
 */
export class PhotonFlight {
  private readonly scale: number;

  constructor({ materialScale, electromagnetic = 1 }: Apparatus) {
    this.scale = materialScale * electromagnetic;
  }

  /** @param to filled with where it ends */
  fly(photon: Traveller, random: RandomStream, to: PhotonPlace, onProduct: OnPairProduct): PhotonEnd {
    const { x, y, z, px, py, pz } = photon;
    const tx = px / pz;
    const ty = py / pz;
    const span = LKR_FRONT_Z - z;
    const xEnd = x + tx * span;
    const yEnd = y + ty * span;
    const inVacuum = firstAperture(x, y, z, xEnd, yEnd, LKR_FRONT_Z, APERTURES);
    const inAir = firstAperture(x, y, z, xEnd, yEnd, LKR_FRONT_Z, RINGS);
    const stop = Math.min(inVacuum, inAir, LKR_FRONT_Z);
    const energy = Math.sqrt(px * px + py * py + pz * pz);
    const slant = energy / pz;
    to.detector = 0;

    // independent numbers for the straws and for what is behind them: most photons need look at neither
    const perLayer = this.scale * slant;
    const inStraws = conversionDepth(random) / perLayer;
    const behind = conversionDepth(random) / perLayer;
    if (energy > SOFT_PHOTON) {
      let left = inStraws;
      if (left < STRAWS && z < LAST_STRAW_Z) {
        for (let k = 0; k < PLANE_LIST.length; k++) {
          const plane = PLANE_LIST[k]!.z;
          if (plane <= z) continue;
          if (plane >= stop) break;
          if (!strawsAt(k, x + tx * (plane - z), y + ty * (plane - z))) continue;
          left -= X0_PER_PLANE;
          if (left < 0) return this.convert(photon, plane, -left * perLayer, random, to, onProduct);
        }
      }
      left = behind;
      if (left < BEHIND) {
        for (let k = 0; k < LAYERS.length; k++) {
          const layer = LAYERS[k]!;
          if (layer.z <= z || layer.x0 === 0) continue;
          if (layer.z >= stop) break;
          if (!isIn(layer, x + tx * (layer.z - z), y + ty * (layer.z - z))) continue;
          left -= layer.x0;
          if (left < 0) return this.convert(photon, layer.z, -left * perLayer, random, to, onProduct);
        }
      }
    }
    to.x = x + tx * (stop - z);
    to.y = y + ty * (stop - z);
    to.z = stop;
    if (stop === LKR_FRONT_Z) return PhotonEnd.lkrFront;
    to.detector = detectorAt(inVacuum <= inAir ? APERTURES : RINGS, to.x, to.y, stop);
    return PhotonEnd.absorbed;
  }

  /** @param rest radiation lengths of the layer behind the conversion */
  private convert(
    photon: Traveller,
    z: number,
    rest: number,
    random: RandomStream,
    to: PhotonPlace,
    onProduct: OnPairProduct,
  ): PhotonEnd {
    const { px, py, pz } = photon;
    const energy = Math.sqrt(px * px + py * py + pz * pz);
    const dz = z - photon.z;
    to.z = z;
    to.x = photon.x + (px / pz) * dz;
    to.y = photon.y + (py / pz) * dz;
    const t = timeAt(photon, z);
    const along = (pdg: number, p: number): Traveller => {
      const f = p / energy;
      return { pdg, x: to.x, y: to.y, z, t, px: f * px, py: f * py, pz: f * pz };
    };
    const share = pairShare(random);
    const made: number[] = [];
    const momentum = (e: number): number => {
      const left = radiate(e, rest, random, (k) => made.push(k));
      return Math.sqrt(Math.max(0, left * left - MASS * MASS));
    };
    onProduct(along(ELECTRON, momentum(share * energy)));
    onProduct(along(-ELECTRON, momentum((1 - share) * energy)));
    for (const k of made) onProduct(along(PHOTON, k));
    return PhotonEnd.converted;
  }
}

/** Time at which a photon is at `z` [ns]. */
export function timeAt({ px, py, pz, z: from, t }: Traveller, z: number): number {
  return t + ((z - from) * Math.sqrt(px * px + py * py + pz * pz)) / (pz * C_LIGHT);
}
