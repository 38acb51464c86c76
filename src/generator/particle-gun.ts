import { particle } from '../core/particles.js';
import { RandomStream, stageKey } from '../core/random.js';
import { primaries } from '../event/simulation.js';
import { type Stage, stage } from '../event/stage.js';
import { Process } from '../event/truth.js';

/** Where single particles come from and where they go. Lengths [mm], momenta [MeV/c]. */
export interface ParticleGun {
  /** PDG codes, drawn with equal chance. */
  readonly pdg: readonly number[];
  /** Momentum, even between the two. */
  readonly momentum: readonly [number, number];
  /** z of the origin, even between the two; x and y lie on the line below. */
  readonly originZ: readonly [number, number];
  /** Line of the origins, x = x0 + slope · z, y = 0. */
  readonly axis: { readonly x0: number; readonly slope: number };
  /** Straight on, the particle would meet this disc about the axis of z, evenly: its slopes are even within it. */
  readonly target: { readonly z: number; readonly radius: number };
  readonly seed: number;
  /** Time of the particle in the burst [ns]. */
  readonly drawTime: (rng: RandomStream, burst: number) => number;
}

/** One particle an event, aimed at a disc: the sample for resolutions and efficiencies. */
export function particleGun(gun: ParticleGun): Stage<readonly [], readonly [typeof primaries]> {
  const name = 'particle.gun';
  const key = stageKey(name);
  const rng = new RandomStream();
  for (const code of gun.pdg) particle(code);
  if (gun.pdg.length === 0) throw new RangeError('a particle gun needs a particle');

  return stage(name, { reads: [], writes: [primaries] }, (batch, row, out) => {
    rng.key(gun.seed, key, batch.burst[row]!, batch.event[row]!);
    const code = gun.pdg[Math.floor(rng.uniform() * gun.pdg.length)]!;
    const p = rng.range(...gun.momentum);
    const z = rng.range(...gun.originZ);
    const time = gun.drawTime(rng, batch.burst[row]!);
    const radius = gun.target.radius * Math.sqrt(rng.uniform());
    const phi = rng.range(0, 2 * Math.PI);
    const x = gun.axis.x0 + gun.axis.slope * z;
    const tx = (radius * Math.cos(phi) - x) / (gun.target.z - z);
    const ty = (radius * Math.sin(phi)) / (gun.target.z - z);
    const pz = p / Math.sqrt(1 + tx * tx + ty * ty);
    const i = out.primaries.next();
    const c = out.primaries.columns;
    c.parent[i] = -1;
    c.pdg[i] = code;
    c.process[i] = Process.beam;
    c.x[i] = x;
    c.z[i] = z;
    c.t[i] = time;
    c.px[i] = pz * tx;
    c.py[i] = pz * ty;
    c.pz[i] = pz;
  });
}
