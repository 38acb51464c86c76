import { particle } from '../core/particles.js';
import { RandomStream, stageKey } from '../core/random.js';
import { type Values, withDefaults } from '../core/settings.js';
import { primaries } from '../event/simulation.js';
import { type Stage, stage } from '../event/stage.js';
import { Process } from '../event/truth.js';
import type { Field } from '../transport/field.js';
import { SwimPath } from '../transport/step-grid.js';
import { swim } from '../transport/swim.js';
import { beamSettings, kaonBeam } from './beam.js';
import { compileMode, type DecayMode } from './decay-mode.js';
import { flightTime, forcedDecayZ } from './kaon.js';

/** What forced kaon decays are made from. */
export interface KaonDecays {
  readonly mode: DecayMode;
  readonly field: Field;
  /** z from and to [mm]. */
  readonly decayRegion: readonly [number, number];
  readonly seed: number;
  readonly beam?: Partial<Values<typeof beamSettings>>;
  /** Time of a decay in the burst [ns]. */
  readonly drawTime: (rng: RandomStream, burst: number) => number;
}

/**
 * Forced decays of beam kaons: the beam at GTK3, flight through the residual field to a decay point inside the region, daughters in
 * the laboratory. Row 0 of an event is the kaon, the daughters follow in the order of the mode's declaration, then the products of
 * daughters that decay at once; such a daughter ends where it began.
 */
export function kaonDecays(options: KaonDecays): Stage<readonly [], readonly [typeof primaries]> {
  const beamValues = withDefaults(beamSettings, options.beam);
  const draw = kaonBeam(beamValues);
  const beamZ = beamValues.z;
  const sampler = compileMode(options.mode);
  const kaon = particle(options.mode.parent);
  const [zMin, zMax] = options.decayRegion;
  const name = `kaon.decays/${options.mode.name}`;
  const key = stageKey(name);
  const rng = new RandomStream();
  const path = new SwimPath();
  const beam = new Float64Array(5);
  const state = new Float64Array(5);
  const momenta = new Float64Array(4 * sampler.products.length);

  return stage(name, { reads: [], writes: [primaries] }, (batch, row, out) => {
    rng.key(options.seed, key, batch.burst[row]!, batch.event[row]!);
    draw(rng, beam);
    const p = beam[4]!;
    const z = forcedDecayZ(rng, p, zMin, zMax);
    const time = options.drawTime(rng, batch.burst[row]!);
    state.set(beam);
    state[4] = kaon.charge / p;
    swim(path.between(options.field, beamZ, z), 0, 1, state);

    const put = (parent: number, pdg: number, process: number) => {
      const i = out.primaries.next();
      const c = out.primaries.columns;
      c.parent[i] = parent;
      c.pdg[i] = pdg;
      c.process[i] = process;
      return { i, c };
    };
    const beamline = put(-1, kaon.pdg, Process.beam);
    const pz0 = p / Math.sqrt(1 + beam[2]! ** 2 + beam[3]! ** 2);
    beamline.c.end_process[beamline.i] = Process.kaonDecay;
    beamline.c.x[beamline.i] = beam[0]!;
    beamline.c.y[beamline.i] = beam[1]!;
    beamline.c.z[beamline.i] = beamZ;
    beamline.c.t[beamline.i] = time - flightTime(p, z - beamZ);
    beamline.c.px[beamline.i] = pz0 * beam[2]!;
    beamline.c.py[beamline.i] = pz0 * beam[3]!;
    beamline.c.pz[beamline.i] = pz0;
    beamline.c.end_x[beamline.i] = state[0]!;
    beamline.c.end_y[beamline.i] = state[1]!;
    beamline.c.end_z[beamline.i] = z;

    const pz = p / Math.sqrt(1 + state[2]! ** 2 + state[3]! ** 2);
    sampler.sample(rng, pz * state[2]!, pz * state[3]!, pz, momenta);
    for (let d = 0; d < sampler.products.length; d++) {
      const { pdg, from, ends } = sampler.products[d]!;
      const { i, c } = put(from + 1, pdg, from < 0 ? Process.kaonDecay : Process.decayInFlight);
      c.x[i] = state[0]!;
      c.y[i] = state[1]!;
      c.z[i] = z;
      c.t[i] = time;
      c.px[i] = momenta[4 * d]!;
      c.py[i] = momenta[4 * d + 1]!;
      c.pz[i] = momenta[4 * d + 2]!;
      if (ends) {
        c.end_process[i] = Process.decayInFlight;
        c.end_x[i] = state[0]!;
        c.end_y[i] = state[1]!;
        c.end_z[i] = z;
      }
    }
  });
}
