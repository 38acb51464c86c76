import { particle } from '../core/particles.js';
import { RandomStream, stageKey } from '../core/random.js';
import type { TableBuilder } from '../event/builder.js';
import { primaries, strawCrossings } from '../event/simulation.js';
import { type Stage, stage } from '../event/stage.js';
import { Process, particles } from '../event/truth.js';
import type { Field } from '../transport/field.js';
import { highlandLayer } from '../transport/material.js';
import { PathEnd, propagate, type Spectrometer, type Traveller } from '../transport/propagate.js';
import { makeStepGrid } from '../transport/step-grid.js';
import { CHAMBERS, hasStraws, PLANE_LIST, PLANE_MYLAR, PLANES, X0_PER_PLANE } from './straw/description.js';

/** What particles meet between the decay and the last chamber. */
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

/**
 * Transports the primaries: field, matter, apertures, decays in flight. Neutral particles go straight and meet nothing yet. Writes all
 * particles, primaries first, and where charged ones cross the planes of the STRAW. Each particle has its own random numbers.
 */
export function transport(
  apparatus: Apparatus,
): Stage<readonly [typeof primaries], readonly [typeof particles, typeof strawCrossings]> {
  const name = 'apparatus.transport';
  const key = stageKey(name);
  const spectrometer = strawSpectrometer(apparatus);
  const rng = new RandomStream();

  return stage(name, { reads: [primaries], writes: [particles, strawCrossings] }, (batch, row, out) => {
    const p = batch.primaries.columns;
    const start = batch.primaries.offsets[row]!;
    const end = batch.primaries.offsets[row + 1]!;
    for (let i = start; i < end; i++) {
      const k = out.particles.next();
      const c = out.particles.columns;
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
    const first = out.particles.eventStart;
    // products of decays in flight are appended while the list is walked
    for (let k = first; k < out.particles.length; k++) {
      const { pdg, end_process } = out.particles.columns;
      if (end_process[k] !== 0 || particle(pdg[k]!).charge === 0) continue;
      rng.key(apparatus.seed, key, batch.burst[row]!, batch.event[row]!, k - first);
      carry(k, k - first, spectrometer, rng, out.particles, out.straw_crossings);
    }
  });
}

/** Carries row `k` of the particles, `index` in its event, to its end. */
function carry(
  k: number,
  index: number,
  spectrometer: Spectrometer,
  rng: RandomStream,
  list: TableBuilder<typeof particles>,
  crossings: TableBuilder<typeof strawCrossings>,
): void {
  const from = list.columns;
  const traveller: Traveller = {
    pdg: from.pdg[k]!,
    x: from.x[k]!,
    y: from.y[k]!,
    z: from.z[k]!,
    t: from.t[k]!,
    px: from.px[k]!,
    py: from.py[k]!,
    pz: from.pz[k]!,
  };
  const onCrossing = (plane: number, s: Float64Array, t: number) => {
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
  };
  const onDecay = (muon: Traveller) => {
    const j = list.next();
    const c = list.columns;
    c.parent[j] = index;
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
  };
  const how = propagate(spectrometer, traveller, rng, onCrossing, onDecay);
  const c = list.columns;
  c.end_process[k] = END_PROCESS[how];
  c.end_x[k] = traveller.x;
  c.end_y[k] = traveller.y;
  c.end_z[k] = traveller.z;
}
