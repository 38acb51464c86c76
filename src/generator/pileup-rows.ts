import type { RandomStream } from '../core/random.js';
import type { TableBuilder } from '../event/builder.js';
import type { pileup } from '../event/simulation-beam.js';
import { Process } from '../event/truth.js';
import type { Interaction } from './gtk3-interactions.js';
import { type BeamDecay, type BeamFlight, PRODUCTS_SIZE } from './pileup-decays.js';

const at = new Float64Array(5);
const NEUTRAL_PION = 111;
const momenta = new Float64Array(PRODUCTS_SIZE);

/** Writes the rows of an event's pile-up. `primaries` is their number in the event: parents count from the first primary. */
export class PileUpRows {
  constructor(
    private readonly rows: TableBuilder<typeof pileup>,
    private readonly primaries: number,
  ) {}

  /** A particle at its production point; still to be transported. */
  particle(
    pdg: number,
    process: number,
    parent: number,
    x: number,
    y: number,
    z: number,
    t: number,
    px: number,
    py: number,
    pz: number,
  ): number {
    const i = this.rows.next();
    const c = this.rows.columns;
    c.parent[i] = parent;
    c.pdg[i] = pdg;
    c.process[i] = process;
    c.x[i] = x;
    c.y[i] = y;
    c.z[i] = z;
    c.t[i] = t;
    c.px[i] = px;
    c.py[i] = py;
    c.pz[i] = pz;
    return i;
  }

  /** A particle without parent, from its state x, y, dx/dz, dy/dz, p. */
  fromState(pdg: number, process: number, state: Float64Array, z: number, t: number): number {
    const tx = state[2]!;
    const ty = state[3]!;
    const pz = state[4]! / Math.sqrt(1 + tx * tx + ty * ty);
    return this.particle(pdg, process, -1, state[0]!, state[1]!, z, t, pz * tx, pz * ty, pz);
  }

  end(i: number, process: number, x: number, y: number, z: number): void {
    const c = this.rows.columns;
    c.end_process[i] = process;
    c.end_x[i] = x;
    c.end_y[i] = y;
    c.end_z[i] = z;
  }

  /** The decay at `z` of the beam particle in row `i`, whose state at `z0` and time `t` there are given; its products when they are seen. */
  decay(
    i: number,
    how: BeamDecay,
    seen: boolean,
    flight: BeamFlight,
    state: Float64Array,
    z0: number,
    t: number,
    z: number,
    random: RandomStream,
  ): void {
    const p = state[4]!;
    at.set(state);
    flight.to(z, at);
    const x = at[0]!;
    const y = at[1]!;
    const process = how.pdg === 321 ? Process.kaonDecay : Process.decayInFlight;
    this.end(i, process, x, y, z);
    if (!seen) return;
    const pz = p / Math.sqrt(1 + at[2]! * at[2]! + at[3]! * at[3]!);
    const products = how.draw(random, pz * at[2]!, pz * at[3]!, pz, momenta);
    const time = t + how.flightTime(p, z - z0);
    const parent = this.primaries + i - this.rows.eventStart;
    const first = parent + 1;
    for (let d = 0; d < products.length; d++) {
      const { pdg, from, ends } = products[d]!;
      const made = from < 0 ? process : Process.decayInFlight;
      const [px, py, pzd] = [momenta[4 * d]!, momenta[4 * d + 1]!, momenta[4 * d + 2]!];
      const j = this.particle(pdg, made, from < 0 ? parent : first + from, x, y, z, time, px, py, pzd);
      if (ends) this.end(j, Process.decayInFlight, x, y, z);
    }
  }

  /** The interaction of the beam particle in row `i` where it starts, with its products, still to be transported. */
  interaction(i: number, interact: Interaction, random: RandomStream): void {
    const { pdg, x, y, z, t, px, py, pz } = this.rows.columns;
    const at = [x[i]!, y[i]!, z[i]!, t[i]!] as const;
    const process = Process.hadronicInteraction;
    this.end(i, process, at[0], at[1], at[2]);
    const parent = this.primaries + i - this.rows.eventStart;
    interact(pdg[i]!, px[i]!, py[i]!, pz[i]!, random, (code, from, qx, qy, qz) => {
      // photons come from a neutral pion that is no more
      const made = from < 0 ? process : Process.decayInFlight;
      const j = this.particle(code, made, from < 0 ? parent : parent + 1 + from, ...at, qx, qy, qz);
      if (code === NEUTRAL_PION) this.end(j, Process.decayInFlight, at[0], at[1], at[2]);
    });
  }
}
