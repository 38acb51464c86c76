import { particle } from '../core/particles.js';
import { RandomStream, stageKey } from '../core/random.js';
import type { TableBuilder } from '../event/builder.js';
import { primaries, strawCrossings } from '../event/simulation.js';
import { HodoscopePlane, hodoscopeCrossings, pileup } from '../event/simulation-beam.js';
import { type Stage, stage } from '../event/stage.js';
import type { Rows } from '../event/table.js';
import { Process, particles } from '../event/truth.js';
import type { Field } from '../transport/field.js';
import { highlandLayer } from '../transport/material.js';
import { PathEnd, propagate, type Spectrometer, type Traveller } from '../transport/propagate.js';
import { makeStepGrid } from '../transport/step-grid.js';
import * as chod from './chod/description.js';
import * as newchod from './newchod/description.js';
import { RICH_LAYERS, RICH_PIPE_RADIUS, richAxisX } from './rich/description.js';
import { CHAMBERS, hasStraws, PLANE_LIST, PLANE_MYLAR, PLANES, X0_PER_PLANE } from './straw/description.js';

/** What particles meet between the decay and the last hodoscope. */
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

/** A plane behind the STRAW: a layer of matter about a hole, and a hodoscope's plane when it is one. */
interface Layer {
  readonly z: number;
  readonly x0: number;
  readonly mylar: number;
  readonly holeX: number;
  readonly holeRadius: number;
  readonly outerRadius: number;
  /** Code in `hodoscope_crossings`; −1 for matter alone. */
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

/** RICH, NewCHOD, NA48-CHOD in order of z; the LAV12 and the vessel around them are not there. */
const LAYERS: readonly Layer[] = [
  ...RICH_LAYERS.map((layer) => ({
    ...layer,
    holeX: richAxisX(layer.z),
    holeRadius: RICH_PIPE_RADIUS,
    plane: -1,
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
];

function downstreamOfStraw({ field, materialScale }: Apparatus): Spectrometer {
  return {
    field,
    grid: makeStepGrid(
      field,
      LAYERS.map((l) => l.z),
    ),
    highland: Float64Array.from(LAYERS, (l) => highlandLayer(l.x0 * materialScale, 1)),
    mylar: Float64Array.from(LAYERS, (l) => l.mylar * materialScale),
    hasMatter: (k, x, y) => {
      const { holeX, holeRadius, outerRadius } = LAYERS[k]!;
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
 * Transports charged particles that are still on their way: field, matter, apertures, decays in flight. Neutral particles and those the
 * generators have ended are copied alone. Writes all particles, primaries first, then pile-up, then products of decays, and where
 * charged ones cross the planes of the STRAW and of the hodoscopes. Each particle has its own random numbers, for each of the two parts
 * of its way; those of primaries and of their products upstream do not depend on the pile-up. About 25 µs a particle that goes
 * all the way.
 */
export function transport(
  apparatus: Apparatus,
): Stage<
  readonly [typeof primaries, typeof pileup],
  readonly [typeof particles, typeof strawCrossings, typeof hodoscopeCrossings]
> {
  const name = 'apparatus.transport';
  const key = stageKey(name);
  const downstreamKey = stageKey(`${name}/downstream`);
  const straw = strawSpectrometer(apparatus);
  const downstream = downstreamOfStraw(apparatus);
  const rng = new RandomStream();

  return stage(
    name,
    { reads: [primaries, pileup], writes: [particles, strawCrossings, hodoscopeCrossings] },
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
      // products of decays in flight are appended while the list is walked
      for (let k = first; k < list.length; k++) {
        if (list.columns.end_process[k] !== 0 || particle(list.columns.pdg[k]!).charge === 0) continue;
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
            if (plane >= 0) cross(out.hodoscope_crossings, k - first, plane, s, t);
          },
          (muon) => through.push({ row: born(list, k - first, muon), traveller: { ...muon } }),
        );
        ends(list, k, traveller, how);
      }
    },
  );
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
