import { C_LIGHT } from '../../core/constants.js';
import { particle } from '../../core/particles.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { primaries, strawCrossings } from '../../event/simulation.js';
import { hodoscopeCrossings, pileup } from '../../event/simulation-beam.js';
import {
  calorimeterEntries,
  muv3Crossings,
  muvCrossings,
  radiatorStretches,
  UpstreamPlane,
  upstreamCrossings,
  VetoEntry,
  vetoEntries,
} from '../../event/simulation-downstream.js';
import { type Builders, type Stage, stage } from '../../event/stage.js';
import { Process, particles } from '../../event/truth.js';
import { type Onward, PathEnd, propagate, type Traveller } from '../../transport/propagate.js';
import { LKR_FRONT_Z } from '../lkr/description.js';
import { counterAt, MUV0_Z } from '../muv0/description.js';
import { NEON_HALVES } from '../rich/description.js';
import { type BoreEntry, throughBore } from './beam-bore.js';
import { cross, endStretch, enter, enterVeto, stretch } from './crossing-rows.js';
import { type Apparatus, FILTER, LAYERS, layered, Plane, RINGS, strawSpectrometer } from './layers.js';
import { ParticleList } from './particle-list.js';
import { PhotonEnd, PhotonFlight, type PhotonPlace, timeAt } from './photon-flight.js';
import { upstreamPlanes } from './upstream-planes.js';

export { type Apparatus, interactionSettings } from './layers.js';

const READS = [primaries, pileup] as const;
const WRITES = [
  particles,
  strawCrossings,
  hodoscopeCrossings,
  radiatorStretches,
  calorimeterEntries,
  muv3Crossings,
  vetoEntries,
  upstreamCrossings,
  muvCrossings,
] as const;

const PHOTON = 22;
const isMuon = (pdg: number): boolean => pdg === 13 || pdg === -13;

/**
 * Transports what is still on its way. Charged particles: field, matter, apertures, decays in flight, bremsstrahlung, inelastic
 * interactions; photons: straight on, to matter, tube, LAV, IRC, the front of the LKr or through its bore to the SAC, unless they convert.
 * Other neutral particles and those the generators have ended are copied alone. At the front of the LKr all but muons end, unless they
 * are in the bore and meet the HASC or the SAC.
 *
 * Writes all particles, primaries first, then pile-up, then products in the order of what they come from, and where they cross the planes
 * of the STRAW, the hodoscopes, CHANTI, ANTI-0 and VetoCounter (those that start there), the neon, the fronts of LKr and of the MUVs, and
 * enter the matter of LAV, IRC, SAC, HASC or MUV0. Each particle has its own random numbers, for each part of its way; those of primaries
 * and of all that comes from them do not depend on the pile-up. About 25 µs a charged particle that goes all the way.
 */
export function transport(apparatus: Apparatus): Stage<typeof READS, typeof WRITES> {
  const name = 'apparatus.transport';
  const key = stageKey(name);
  const downstreamKey = stageKey(`${name}/downstream`);
  const filterKey = stageKey(`${name}/filter`);
  const straw = strawSpectrometer(apparatus);
  const downstream = layered(apparatus, LAYERS, RINGS);
  const filter = layered(apparatus, FILTER, []);
  const photons = new PhotonFlight(apparatus);
  const planes = upstreamPlanes(apparatus.upstream ?? {});
  const lastUpstream = Math.max(...planes.map(({ z }) => z));
  const rng = new RandomStream();
  const list = new ParticleList();
  const place: PhotonPlace = { x: 0, y: 0, z: 0, detector: 0 };
  const bore: BoreEntry = { detector: 0, x: 0, y: 0, z: 0, tx: 0, ty: 0 };
  const state = new Float64Array(5);

  // of the event and of the particle that is followed
  let out!: Builders<(typeof WRITES)[number]>;
  let burst = 0;
  let event = 0;
  let index = 0;
  let pdg = 0;
  /** Index of the first product of the interaction. */
  let firstProduct = 0;

  const begin = (stageOf: number) => rng.key(apparatus.seed, stageOf, burst, event, list.streamOf(index));
  const atStraw = (plane: number, s: Float64Array, t: number) => cross(out.straw_crossings, index, plane, s, t);
  const atLayer = (layer: number, s: Float64Array, t: number) => {
    const { plane } = LAYERS[layer]!;
    if (plane >= 0) cross(out.hodoscope_crossings, index, plane, s, t);
    else if (plane === Plane.neonFirst) stretch(out.radiator_stretches, index, pdg, NEON_HALVES[0], s, t);
    else if (plane === Plane.neonSecond) stretch(out.radiator_stretches, index, pdg, NEON_HALVES[1], s, t);
    else if (plane === Plane.lkrFront) enter(out.calorimeter_entries, index, pdg, s, t);
    else if (plane === Plane.muv0 && counterAt(s[0]!, s[1]!) >= 0)
      enterVeto(out.veto_entries, VetoEntry.muv0, index, pdg, s, MUV0_Z, t);
  };
  const inFilter = (layer: number, s: Float64Array, t: number) => {
    const { plane } = FILTER[layer]!;
    if (plane === Plane.muv3) enter(out.muv3_crossings, index, pdg, s, t);
    else if (plane === Plane.muv1 || plane === Plane.muv2) {
      const i = enter(out.muv_crossings, index, pdg, s, t);
      out.muv_crossings.columns.plane[i] = plane === Plane.muv1 ? 1 : 2;
    }
  };
  const decayed = (muon: Traveller) => {
    list.born(index, muon, Process.decayInFlight);
  };
  const nothing = () => {};
  const onward: Onward = {
    ring: (detector, s, z, t) => enterVeto(out.veto_entries, detector, index, pdg, s, z, t),
    photon: (photon) => {
      list.born(index, photon, Process.bremsstrahlung);
    },
    product: (product, from) => {
      if (from < 0) {
        const i = list.born(index, product, Process.hadronicInteraction);
        if (firstProduct < 0) firstProduct = i;
        return;
      }
      // a π⁰ has decayed where it began
      list.end(firstProduct + from, Process.decayInFlight, product.x, product.y, product.z);
      list.born(firstProduct + from, product, Process.decayInFlight);
    },
  };
  const converted = (product: Traveller) => {
    list.born(index, product, product.pdg === PHOTON ? Process.bremsstrahlung : Process.conversion);
  };

  /** Straight through the planes behind GTK3; halo muons came through those before it. */
  const upstream = (from: Traveller, halo: boolean): void => {
    const { x, y, z, t, px, py, pz } = from;
    const { mass, charge } = particle(pdg);
    const p = Math.sqrt(px * px + py * py + pz * pz);
    const perZ = Math.sqrt(p * p + mass * mass) / (pz * C_LIGHT);
    state[2] = px / pz;
    state[3] = py / pz;
    state[4] = charge / p;
    for (const { plane, z: at, halfWidth, halfHeight } of planes) {
      if (at <= z && !(halo && plane >= UpstreamPlane.vetoCounter)) continue;
      state[0] = x + state[2] * (at - z);
      state[1] = y + state[3] * (at - z);
      if (!(Math.abs(state[0]) < halfWidth && Math.abs(state[1]) < halfHeight)) continue;
      const i = enter(out.upstream_crossings, index, pdg, state, t + perZ * (at - z));
      out.upstream_crossings.columns.plane[i] = plane;
    }
  };

  /** On through the bore of the LKr; whether it ends in a detector behind. `z` as `traveller`'s, charge 0 for a photon. */
  const behind = (traveller: Traveller, charge: number, mass: number): boolean => {
    const { x, y, z, px, py, pz } = traveller;
    const p = Math.sqrt(px * px + py * py + pz * pz);
    if (!(pz > 0) || !throughBore(x, y, z, px / pz, py / pz, charge / p, bore)) return false;
    state[0] = bore.x;
    state[1] = bore.y;
    state[2] = bore.tx;
    state[3] = bore.ty;
    state[4] = 1 / p;
    const t = traveller.t + ((bore.z - z) * Math.sqrt(p * p + mass * mass)) / (pz * C_LIGHT);
    enterVeto(out.veto_entries, bore.detector, index, pdg, state, bore.z, t);
    if (isMuon(pdg)) return false;
    list.end(index, Process.absorbed, bore.x, bore.y, bore.z);
    return true;
  };

  const flyPhoton = (): void => {
    const photon = list.traveller(index);
    const { px, py, pz } = photon;
    if (!(pz > 0) || photon.z >= LKR_FRONT_Z) return;
    const how = photons.fly(photon, begin(key), place, converted);
    const { x, y, z } = place;
    if (how === PhotonEnd.converted) {
      list.end(index, Process.conversion, x, y, z);
      return;
    }
    const t = timeAt(photon, z);
    state[0] = x;
    state[1] = y;
    state[2] = px / pz;
    state[3] = py / pz;
    state[4] = 1 / Math.sqrt(px * px + py * py + pz * pz);
    if (how === PhotonEnd.absorbed) {
      list.end(index, Process.absorbed, x, y, z);
      if (place.detector > 0) enterVeto(out.veto_entries, place.detector, index, PHOTON, state, z, t);
      return;
    }
    enter(out.calorimeter_entries, index, PHOTON, state, t);
    Object.assign(photon, { x, y, z, t });
    if (!behind(photon, 0, 0)) list.end(index, Process.leftApparatus, x, y, z);
  };

  const follow = (): void => {
    const traveller = list.traveller(index);
    if (traveller.z < lastUpstream && traveller.pz > 0)
      upstream(traveller, list.columns.process[list.first + index] === Process.halo);
    firstProduct = -1;
    let how = propagate(straw, traveller, begin(key), atStraw, decayed, onward);
    if (how === PathEnd.lastPlane) {
      how = propagate(downstream, traveller, begin(downstreamKey), atLayer, decayed, onward);
      if (how !== PathEnd.lastPlane) endStretch(out.radiator_stretches, index, traveller.z);
      else {
        if (isMuon(pdg)) how = propagate(filter, traveller, begin(filterKey), inFilter, nothing);
        const { charge, mass } = particle(pdg);
        if (how === PathEnd.lastPlane && behind(traveller, charge, mass)) return;
      }
    }
    list.ends(index, traveller, how);
  };

  return stage(name, { reads: READS, writes: WRITES }, (batch, row, builders) => {
    out = builders;
    burst = batch.burst[row]!;
    event = batch.event[row]!;
    list.start(out.particles, batch.primaries, batch.pileup, row);
    // products are appended while the list is walked
    for (index = 0; index < list.size; index++) {
      const k = list.first + index;
      if (list.columns.end_process[k] !== 0) continue;
      pdg = list.columns.pdg[k]!;
      if (pdg === PHOTON) flyPhoton();
      else if (particle(pdg).charge !== 0) follow();
    }
  });
}
