import { C_LIGHT } from '../core/constants.js';
import { particle } from '../core/particles.js';
import { RandomStream, stageKey } from '../core/random.js';
import type { TableBuilder } from '../event/builder.js';
import { primaries, strawCrossings } from '../event/simulation.js';
import { HodoscopePlane, hodoscopeCrossings, pileup } from '../event/simulation-beam.js';
import { calorimeterEntries, muv3Crossings, radiatorStretches } from '../event/simulation-downstream.js';
import { type Stage, stage } from '../event/stage.js';
import type { Rows } from '../event/table.js';
import { Process, particles } from '../event/truth.js';
import { firstAperture } from '../transport/apertures.js';
import type { Field } from '../transport/field.js';
import { highlandLayer } from '../transport/material.js';
import { PathEnd, propagate, type Spectrometer, type Traveller } from '../transport/propagate.js';
import { makeStepGrid } from '../transport/step-grid.js';
import { FILTER_LAYERS } from './calorimeters.js';
import * as chod from './chod/description.js';
import { LKR_FRONT_Z } from './lkr/description.js';
import { MUV3_FRONT_Z } from './muv3/description.js';
import * as newchod from './newchod/description.js';
import { NEON_HALVES, RICH_LAYERS, RICH_PIPE_RADIUS, richAxisX } from './rich/description.js';
import { CHAMBERS, hasStraws, PLANE_LIST, PLANE_MYLAR, PLANES, X0_PER_PLANE } from './straw/description.js';

/** What particles meet between the decay and the MUV3. */
export interface Apparatus {
  readonly field: Field;
  /** Factor on the thickness of every layer. */
  readonly materialScale: number;
  readonly seed: number;
}

/** `end_process` of a path's end. */
const END_PROCESS = {
  [PathEnd.lastPlane]: Process.leftApparatus,
  [PathEnd.absorbed]: Process.absorbed,
  [PathEnd.decayed]: Process.decayInFlight,
} as const;

function strawSpectrometer({ field, materialScale }: Apparatus): Spectrometer {
  const perChamber = PLANES / CHAMBERS;
  const layer = highlandLayer(perChamber * X0_PER_PLANE * materialScale, perChamber);
  return {
    field,
    grid: makeStepGrid(
      field,
      PLANE_LIST.map((p) => p.z),
    ),
    highland: new Float64Array(PLANES).fill(layer),
    mylar: new Float64Array(PLANES).fill(PLANE_MYLAR * materialScale),
    hasMatter: (k, x, y) => {
      const plane = PLANE_LIST[k]!;
      return hasStraws(plane, x, y, plane.cos * x + plane.sin * y);
    },
  };
}

/** Planes behind the STRAW that are no hodoscope's. */
const Plane = { matter: -1, neonFirst: -2, neonSecond: -3, lkrFront: -4 } as const;

/** A plane behind the STRAW: a layer of matter about a hole, and a hodoscope's plane when it is one. */
interface Layer {
  readonly z: number;
  readonly x0: number;
  readonly mylar: number;
  readonly holeX: number;
  readonly holeRadius: number;
  readonly outerRadius: number;
  /** Code in `hodoscope_crossings`, or one of `Plane`. */
  readonly plane: number;
}

/** Energy loss of polystyrene over that of Mylar, minimum ionising. Source: PDG. */
const SCINTILLATOR_AS_MYLAR = 0.2052 / 0.2569;

const slab = (z: number, plane: number): Layer => ({
  z,
  x0: chod.SLAB_X0,
  mylar: chod.SLAB_THICKNESS * SCINTILLATOR_AS_MYLAR,
  holeX: 0,
  holeRadius: chod.CHOD_INNER_RADIUS,
  outerRadius: chod.CHOD_OUTER_RADIUS,
  plane,
});

/** Where the state of a stretch in the neon is taken. */
const NEON_PLANES = new Map<number, number>([
  [NEON_HALVES[0].z, Plane.neonFirst],
  [NEON_HALVES[1].z, Plane.neonSecond],
]);

/** RICH, NewCHOD, NA48-CHOD, front of the LKr in order of z; the LAV12 and the vessel around them are not there. */
const LAYERS: readonly Layer[] = [
  ...RICH_LAYERS.map((layer) => ({
    ...layer,
    holeX: richAxisX(layer.z),
    holeRadius: RICH_PIPE_RADIUS,
    plane: NEON_PLANES.get(layer.z) ?? Plane.matter,
  })),
  {
    z: newchod.NEWCHOD_Z,
    x0: newchod.TILE_X0,
    mylar: newchod.TILE_THICKNESS * SCINTILLATOR_AS_MYLAR,
    holeX: 0,
    holeRadius: newchod.NEWCHOD_INNER_RADIUS,
    outerRadius: newchod.NEWCHOD_OUTER_RADIUS,
    plane: HodoscopePlane.newchod,
  },
  slab(chod.CHOD_V_Z, HodoscopePlane.chodV),
  slab(chod.CHOD_H_Z, HodoscopePlane.chodH),
  { z: LKR_FRONT_Z, x0: 0, mylar: 0, holeX: 0, holeRadius: 0, outerRadius: 0, plane: Plane.lkrFront },
];

/** The muon filter: calorimeters and iron between the front of the LKr and that of the MUV3. */
const FILTER: readonly Layer[] = [
  ...FILTER_LAYERS.map((layer) => ({ ...layer, holeX: 0, plane: Plane.matter })),
  { z: MUV3_FRONT_Z, x0: 0, mylar: 0, holeX: 0, holeRadius: 0, outerRadius: 0, plane: Plane.matter },
];

function layered({ field, materialScale }: Apparatus, layers: readonly Layer[]): Spectrometer {
  return {
    field,
    grid: makeStepGrid(
      field,
      layers.map((l) => l.z),
    ),
    highland: Float64Array.from(layers, (l) => (l.x0 > 0 ? highlandLayer(l.x0 * materialScale, 1) : 0)),
    mylar: Float64Array.from(layers, (l) => l.mylar * materialScale),
    hasMatter: (k, x, y) => {
      const { holeX, holeRadius, outerRadius } = layers[k]!;
      const fromHole = x - holeX;
      return fromHole * fromHole + y * y > holeRadius * holeRadius && x * x + y * y < outerRadius * outerRadius;
    },
  };
}

/** A particle between the two parts of its way, with its row in `particles`. */
interface Through {
  readonly row: number;
  readonly traveller: Traveller;
}

/**
 * Transports charged particles that are still on their way: field, matter, apertures, decays in flight. Photons fly straight, to tube, LAV
 * or the front of the LKr, and meet no matter before; other neutral particles and those the generators have ended are copied alone.
 * At the front of the LKr all but muons end. Writes all particles, primaries first, then pile-up, then products of decays, and where they
 * cross the planes of the STRAW and of the hodoscopes, the neon, the front of the LKr and that of the MUV3. Each particle has its own random numbers, for each part of its
 * way; those of primaries and of their products upstream do not depend on the pile-up. About 25 µs a particle that goes
 * all the way.
 */
export function transport(
  apparatus: Apparatus,
): Stage<
  readonly [typeof primaries, typeof pileup],
  readonly [
    typeof particles,
    typeof strawCrossings,
    typeof hodoscopeCrossings,
    typeof radiatorStretches,
    typeof calorimeterEntries,
    typeof muv3Crossings,
  ]
> {
  const name = 'apparatus.transport';
  const key = stageKey(name);
  const downstreamKey = stageKey(`${name}/downstream`);
  const straw = strawSpectrometer(apparatus);
  const filterKey = stageKey(`${name}/filter`);
  const downstream = layered(apparatus, LAYERS);
  const filter = layered(apparatus, FILTER);
  const rng = new RandomStream();

  return stage(
    name,
    {
      reads: [primaries, pileup],
      writes: [particles, strawCrossings, hodoscopeCrossings, radiatorStretches, calorimeterEntries, muv3Crossings],
    },
    (batch, row, out) => {
      const list = out.particles;
      const first = list.eventStart;
      copy(batch.primaries, row, list);
      const nPrimaries = list.length - first;
      copy(batch.pileup, row, list);
      const nPileup = list.length - first - nPrimaries;
      // of primaries ≥ 0, of pile-up < 0, of products where they would be without pile-up
      const streamOf = (index: number) =>
        index < nPrimaries ? index : index < nPrimaries + nPileup ? nPrimaries - index - 1 : index - nPileup;
      const begin = (stageOf: number, index: number) =>
        rng.key(apparatus.seed, stageOf, batch.burst[row]!, batch.event[row]!, streamOf(index));

      const through: Through[] = [];
      const behindCalorimeters: Through[] = [];
      // products of decays in flight are appended while the list is walked
      for (let k = first; k < list.length; k++) {
        if (list.columns.end_process[k] !== 0) continue;
        if (list.columns.pdg[k] === PHOTON) fly(list, k, k - first, out.calorimeter_entries);
        if (particle(list.columns.pdg[k]!).charge === 0) continue;
        const traveller = travellerAt(list, k);
        const how = propagate(
          straw,
          traveller,
          begin(key, k - first),
          (plane, s, t) => cross(out.straw_crossings, k - first, plane, s, t),
          (muon) => born(list, k - first, muon),
        );
        if (how === PathEnd.lastPlane) through.push({ row: k, traveller });
        else ends(list, k, traveller, how);
      }
      for (let i = 0; i < through.length; i++) {
        const { row: k, traveller } = through[i]!;
        const how = propagate(
          downstream,
          traveller,
          begin(downstreamKey, k - first),
          (layer, s, t) => {
            const { plane } = LAYERS[layer]!;
            const pdg = list.columns.pdg[k]!;
            if (plane >= 0) cross(out.hodoscope_crossings, k - first, plane, s, t);
            else if (plane === Plane.neonFirst) stretch(out.radiator_stretches, k - first, pdg, NEON_HALVES[0], s, t);
            else if (plane === Plane.neonSecond) stretch(out.radiator_stretches, k - first, pdg, NEON_HALVES[1], s, t);
            else if (plane === Plane.lkrFront) enter(out.calorimeter_entries, k - first, pdg, s, t);
          },
          (muon) => through.push({ row: born(list, k - first, muon), traveller: { ...muon } }),
        );
        if (how !== PathEnd.lastPlane) endStretch(out.radiator_stretches, k - first, traveller.z);
        else if (isMuon(traveller.pdg)) behindCalorimeters.push({ row: k, traveller });
        ends(list, k, traveller, how);
      }
      for (const { row: k, traveller } of behindCalorimeters) {
        const last = FILTER.length - 1;
        const how = propagate(
          filter,
          traveller,
          begin(filterKey, k - first),
          (layer, s, t) => {
            if (layer === last) enter(out.muv3_crossings, k - first, traveller.pdg, s, t);
          },
          () => {},
        );
        ends(list, k, traveller, how);
      }
    },
  );
}

const PHOTON = 22;
const isMuon = (pdg: number): boolean => pdg === 13 || pdg === -13;
/** State of a photon; its last element is 1/p. */
const ray = new Float64Array(5);

/** A photon straight on, to the first aperture or the front of the LKr. */
function fly(
  list: TableBuilder<typeof particles>,
  k: number,
  index: number,
  entries: TableBuilder<typeof calorimeterEntries>,
): void {
  const photon = travellerAt(list, k);
  const { px, py, pz } = photon;
  if (!(pz > 0) || photon.z >= LKR_FRONT_Z) return;
  const p = Math.sqrt(px * px + py * py + pz * pz);
  const tx = px / pz;
  const ty = py / pz;
  const at = (z: number): [number, number] => [photon.x + tx * (z - photon.z), photon.y + ty * (z - photon.z)];
  const stop = firstAperture(photon.x, photon.y, photon.z, ...at(LKR_FRONT_Z), LKR_FRONT_Z);
  const z = Math.min(stop, LKR_FRONT_Z);
  const [x, y] = at(z);
  const t = photon.t + (((z - photon.z) / pz) * p) / C_LIGHT;
  if (stop === Number.POSITIVE_INFINITY) {
    ray.set([x, y, tx, ty, 1 / p]);
    enter(entries, index, PHOTON, ray, t);
  }
  ends(list, k, { ...photon, x, y, z }, stop === Number.POSITIVE_INFINITY ? PathEnd.lastPlane : PathEnd.absorbed);
}

/** Copies an event's particles of a generator. */
function copy(
  from: Rows<typeof primaries> | Rows<typeof pileup>,
  row: number,
  list: TableBuilder<typeof particles>,
): void {
  const p = from.columns;
  const end = from.offsets[row + 1]!;
  for (let i = from.offsets[row]!; i < end; i++) {
    const k = list.next();
    const c = list.columns;
    c.parent[k] = p.parent[i]!;
    c.pdg[k] = p.pdg[i]!;
    c.process[k] = p.process[i]!;
    c.end_process[k] = p.end_process[i]!;
    c.x[k] = p.x[i]!;
    c.y[k] = p.y[i]!;
    c.z[k] = p.z[i]!;
    c.t[k] = p.t[i]!;
    c.px[k] = p.px[i]!;
    c.py[k] = p.py[i]!;
    c.pz[k] = p.pz[i]!;
    c.end_x[k] = p.end_x[i]!;
    c.end_y[k] = p.end_y[i]!;
    c.end_z[k] = p.end_z[i]!;
    c.weight[k] = 1;
  }
}

function travellerAt(list: TableBuilder<typeof particles>, k: number): Traveller {
  const c = list.columns;
  return {
    pdg: c.pdg[k]!,
    x: c.x[k]!,
    y: c.y[k]!,
    z: c.z[k]!,
    t: c.t[k]!,
    px: c.px[k]!,
    py: c.py[k]!,
    pz: c.pz[k]!,
  };
}

/** Appends the muon of a decay in flight; returns its row. */
function born(list: TableBuilder<typeof particles>, parent: number, muon: Traveller): number {
  const j = list.next();
  const c = list.columns;
  c.parent[j] = parent;
  c.pdg[j] = muon.pdg;
  c.process[j] = Process.decayInFlight;
  c.x[j] = muon.x;
  c.y[j] = muon.y;
  c.z[j] = muon.z;
  c.t[j] = muon.t;
  c.px[j] = muon.px;
  c.py[j] = muon.py;
  c.pz[j] = muon.pz;
  c.weight[j] = 1;
  return j;
}

function ends(list: TableBuilder<typeof particles>, k: number, traveller: Traveller, how: PathEnd): void {
  const c = list.columns;
  c.end_process[k] = END_PROCESS[how];
  c.end_x[k] = traveller.x;
  c.end_y[k] = traveller.y;
  c.end_z[k] = traveller.z;
}

function cross(
  crossings: TableBuilder<typeof strawCrossings> | TableBuilder<typeof hodoscopeCrossings>,
  index: number,
  plane: number,
  s: Float64Array,
  t: number,
): void {
  const i = crossings.next();
  const c = crossings.columns;
  c.particle[i] = index;
  c.plane[i] = plane;
  c.x[i] = s[0]!;
  c.y[i] = s[1]!;
  c.tx[i] = s[2]!;
  c.ty[i] = s[3]!;
  c.t[i] = t;
  c.p[i] = 1 / Math.abs(s[4]!);
}

function enter(
  entries: TableBuilder<typeof calorimeterEntries> | TableBuilder<typeof muv3Crossings>,
  index: number,
  pdg: number,
  s: Float64Array,
  t: number,
): void {
  const i = entries.next();
  const c = entries.columns;
  c.particle[i] = index;
  c.pdg[i] = pdg;
  c.x[i] = s[0]!;
  c.y[i] = s[1]!;
  c.tx[i] = s[2]!;
  c.ty[i] = s[3]!;
  c.t[i] = t;
  c.p[i] = 1 / Math.abs(s[4]!);
}

/** A stretch through one half of the neon, to its end. */
function stretch(
  stretches: TableBuilder<typeof radiatorStretches>,
  index: number,
  pdg: number,
  half: (typeof NEON_HALVES)[number],
  s: Float64Array,
  t: number,
): void {
  const i = stretches.length;
  enter(stretches as unknown as TableBuilder<typeof calorimeterEntries>, index, pdg, s, t);
  const c = stretches.columns;
  c.z[i] = half.z;
  c.z_from[i] = half.from;
  c.z_to[i] = half.to;
}

/** Cuts the last stretch of a particle where it ended. */
function endStretch(stretches: TableBuilder<typeof radiatorStretches>, index: number, z: number): void {
  const i = stretches.length - 1;
  if (i < stretches.eventStart || stretches.columns.particle[i] !== index) return;
  stretches.columns.z_to[i] = Math.min(stretches.columns.z_to[i]!, Math.max(z, stretches.columns.z_from[i]!));
}
