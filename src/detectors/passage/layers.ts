import type { Settings } from '../../core/settings.js';
import { HodoscopePlane } from '../../event/simulation-beam.js';
import { VetoEntry } from '../../event/simulation-downstream.js';
import { APERTURES, type Aperture, LAV12, ringsBefore } from '../../transport/apertures.js';
import type { Field } from '../../transport/field.js';
import { highlandLayer } from '../../transport/material.js';
import { INTERACTIONS_PER_X0 } from '../../transport/nuclear.js';
import type { Spectrometer } from '../../transport/propagate.js';
import { makeStepGrid } from '../../transport/step-grid.js';
import * as chod from '../chod/description.js';
import * as irc from '../irc/description.js';
import { LKR_FRONT_Z } from '../lkr/description.js';
import * as muv0 from '../muv0/description.js';
import { MUV1 } from '../muv1/description.js';
import { MUV2 } from '../muv2/description.js';
import { MUV3_FRONT_Z } from '../muv3/description.js';
import * as newchod from '../newchod/description.js';
import { NEON_HALVES, RICH_LAYERS, RICH_PIPE_RADIUS, richAxisX } from '../rich/description.js';
import { CHAMBERS, hasStraws, PLANE_LIST, PLANE_MYLAR, PLANES, X0_PER_PLANE } from '../straw/description.js';
import { FILTER_LAYERS } from './calorimeters.js';
import type { UpstreamPlaces } from './upstream-planes.js';

/** What particles meet between the decay and the MUV3. */
export interface Apparatus {
  readonly field: Field;
  /** Factor on the thickness of every layer. */
  readonly materialScale: number;
  readonly seed: number;
  /** `interactionSettings`; 1 when absent. */
  readonly electromagnetic?: number;
  readonly nuclear?: number;
  readonly upstream?: UpstreamPlaces;
}

/** Which interactions there are, besides scattering and ionisation. */
export const interactionSettings = {
  electromagnetic: {
    default: 1,
    unit: '',
    doc: 'factor on the matter in which photons convert and electrons radiate; 0: they do not',
    source: 'DET §3: the thicknesses themselves',
  },
  nuclear: {
    default: 1,
    unit: '',
    doc: 'factor on the matter in which hadrons interact inelastically; 0: they do not',
    source: 'DET §3, PDG: the thicknesses themselves',
  },
} as const satisfies Settings;

/** Momentum below which the spectrometer magnet would turn a particle round; below which nothing is followed. */
const BEFORE_MAGNET = 300;
const BEHIND_MAGNET = 10;

/** Planes behind the STRAW that are no hodoscope's. */
export const Plane = {
  matter: -1,
  neonFirst: -2,
  neonSecond: -3,
  lkrFront: -4,
  muv0: -5,
  muv1: -6,
  muv2: -7,
  muv3: -8,
} as const;

/** A plane behind the STRAW: a layer of matter about a hole, and a detector's plane when it is one. */
export interface Layer {
  readonly z: number;
  readonly x0: number;
  readonly mylar: number;
  /** Thickness in interaction lengths of nucleons. */
  readonly interactions: number;
  readonly holeX: number;
  readonly holeRadius: number;
  readonly outerRadius: number;
  /** Code in `hodoscope_crossings`, or one of `Plane`. */
  readonly plane: number;
}

/** Energy loss of polystyrene over that of Mylar, minimum ionising. Source: PDG. */
const SCINTILLATOR_AS_MYLAR = 0.2052 / 0.2569;

const scintillator = (
  z: number,
  plane: number,
  x0: number,
  thickness: number,
  holeRadius: number,
  outerRadius: number,
): Layer => ({
  z,
  x0,
  mylar: thickness * SCINTILLATOR_AS_MYLAR,
  interactions: x0 * INTERACTIONS_PER_X0.polystyrene,
  holeX: 0,
  holeRadius,
  outerRadius,
  plane,
});

const slab = (z: number, plane: number): Layer =>
  scintillator(z, plane, chod.SLAB_X0, chod.SLAB_THICKNESS, chod.CHOD_INNER_RADIUS, chod.CHOD_OUTER_RADIUS);

const nothingAt = (z: number, plane: number): Layer => ({
  z,
  x0: 0,
  mylar: 0,
  interactions: 0,
  holeX: 0,
  holeRadius: 0,
  outerRadius: 0,
  plane,
});

/** Where the state of a stretch in the neon is taken. */
const NEON_PLANES = new Map<number, number>([
  [NEON_HALVES[0].z, Plane.neonFirst],
  [NEON_HALVES[1].z, Plane.neonSecond],
]);

const RICH_MATTER: Readonly<Record<string, number>> = {
  neon: INTERACTIONS_PER_X0.neon,
  mirrors: INTERACTIONS_PER_X0.borosilicateGlass,
};

/** RICH, MUV0, NewCHOD, NA48-CHOD, front of the LKr in order of z. */
export const LAYERS: readonly Layer[] = [
  ...RICH_LAYERS.map((layer) => ({
    ...layer,
    interactions: layer.x0 * (RICH_MATTER[layer.name] ?? INTERACTIONS_PER_X0.aluminium),
    holeX: richAxisX(layer.z),
    holeRadius: RICH_PIPE_RADIUS,
    plane: NEON_PLANES.get(layer.z) ?? Plane.matter,
  })),
  nothingAt(muv0.MUV0_Z, Plane.muv0),
  scintillator(
    newchod.NEWCHOD_Z,
    HodoscopePlane.newchod,
    newchod.TILE_X0,
    newchod.TILE_THICKNESS,
    newchod.NEWCHOD_INNER_RADIUS,
    newchod.NEWCHOD_OUTER_RADIUS,
  ),
  slab(chod.CHOD_V_Z, HodoscopePlane.chodV),
  slab(chod.CHOD_H_Z, HodoscopePlane.chodH),
  nothingAt(LKR_FRONT_Z, Plane.lkrFront),
];

/** The muon filter: calorimeters and iron between the front of the LKr and that of the MUV3, for muons alone. */
export const FILTER: readonly Layer[] = [
  ...FILTER_LAYERS.map((layer) => ({ ...layer, interactions: 0, holeX: 0, plane: Plane.matter })),
  nothingAt(MUV1.frontZ, Plane.muv1),
  nothingAt(MUV2.frontZ, Plane.muv2),
  nothingAt(MUV3_FRONT_Z, Plane.muv3),
].sort((a, b) => a.z - b.z);

/** All but muons end in the IRC, though charged hadrons often pass its 0.6 interaction lengths. */
const IRC: Aperture = {
  name: 'IRC',
  zMin: irc.IRC_FRONT_Z,
  zMax: irc.IRC_END_Z,
  radius: irc.IRC_INNER_RADIUS,
  boreX: irc.IRC_BORE_X,
  outer: irc.IRC_OUTER_RADIUS,
  detector: VetoEntry.irc,
  reach: irc.IRC_OUTER_RADIUS,
};

/** What absorbs between the STRAW and the LKr. */
export const RINGS: readonly Aperture[] = [LAV12, IRC];

/** Whether a layer has matter at (x, y). */
export function isIn({ holeX, holeRadius, outerRadius }: Layer, x: number, y: number): boolean {
  const fromHole = x - holeX;
  return fromHole * fromHole + y * y > holeRadius * holeRadius && x * x + y * y < outerRadius * outerRadius;
}

/** Whether a plane of straws has straws at (x, y). */
export function strawsAt(k: number, x: number, y: number): boolean {
  const plane = PLANE_LIST[k]!;
  return hasStraws(plane, x, y, plane.cos * x + plane.sin * y);
}

export function strawSpectrometer(apparatus: Apparatus): Spectrometer {
  const { field, materialScale, electromagnetic = 1, nuclear = 1 } = apparatus;
  const perChamber = PLANES / CHAMBERS;
  const x0 = X0_PER_PLANE * materialScale;
  const planes = PLANE_LIST.map((p) => p.z);
  return {
    field,
    grid: makeStepGrid(field, planes),
    highland: new Float64Array(PLANES).fill(highlandLayer(perChamber * x0, perChamber)),
    mylar: new Float64Array(PLANES).fill(PLANE_MYLAR * materialScale),
    x0: new Float64Array(PLANES).fill(x0 * electromagnetic),
    interactions: new Float64Array(PLANES).fill(x0 * INTERACTIONS_PER_X0.mylar * nuclear),
    hasMatter: strawsAt,
    apertures: APERTURES,
    ringed: ringsBefore(APERTURES, planes),
    leastMomentum: BEFORE_MAGNET,
  };
}

/** What stands behind the STRAW, between `apertures`. */
export function layered(apparatus: Apparatus, layers: readonly Layer[], apertures: readonly Aperture[]): Spectrometer {
  const { field, materialScale, electromagnetic = 1, nuclear = 1 } = apparatus;
  const planes = layers.map((l) => l.z);
  return {
    field,
    grid: makeStepGrid(field, planes),
    highland: Float64Array.from(layers, (l) => (l.x0 > 0 ? highlandLayer(l.x0 * materialScale, 1) : 0)),
    mylar: Float64Array.from(layers, (l) => l.mylar * materialScale),
    x0: Float64Array.from(layers, (l) => l.x0 * materialScale * electromagnetic),
    interactions: Float64Array.from(layers, (l) => l.interactions * materialScale * nuclear),
    hasMatter: (k, x, y) => isIn(layers[k]!, x, y),
    apertures,
    ringed: ringsBefore(apertures, planes),
    leastMomentum: BEHIND_MAGNET,
  };
}
