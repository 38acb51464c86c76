import { setFrame } from '../src/core/kinematics.js';
import { RandomStream, stageKey } from '../src/core/random.js';
import { genbodBound, PhaseSpace } from '../src/generator/phase-space.js';
import { Rng } from './rng.js';

/** K⁺ → π⁺π⁺π⁻ of `native/genbod.cpp`, in MeV. */
const MK = 493.677;
const MPI = 139.57039;
const MASSES = [MPI, MPI, MPI];
const UNIFORMS = 5;
/** Native's weight is over a bound that is larger than the maximum. */
function setup(): { decay: PhaseSpace; frame: Float64Array; toBound: number; out: Float64Array } {
  const decay = new PhaseSpace(MK, MASSES);
  const frame = new Float64Array(5);
  setFrame(frame, 90, 0, 75e3, MK);
  return { decay, frame, toBound: decay.maximum / genbodBound(MK, MASSES), out: new Float64Array(12) };
}

/** `genbod3_kin`: weight and four-momenta from given uniforms; the checksum in GeV. */
export function kinematicsPass(n: number): () => number {
  const { decay, frame, toBound, out } = setup();
  const rng = new Rng(20240003);
  const u = Float64Array.from({ length: UNIFORMS * n }, () => rng.u01());
  return () => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const at = UNIFORMS * i;
      const w = decay.weigh(u, at);
      decay.build(u, at + 1, frame, out);
      let s = 0;
      for (let k = 0; k < 12; k += 4) s += out[k]! + out[k + 1]! + 0.01 * (out[k + 2]! + out[k + 3]!);
      sum += w * s;
    }
    return (sum * toBound) / 1e3;
  };
}

/** `genbod3_unweighted` as the generator calls it: its own stream and the true maximum, so fewer trials than native's. */
export function unweightedPass(n: number): () => number {
  const { decay, frame, out } = setup();
  const random = new RandomStream();
  const key = stageKey('bench');
  return () => {
    random.key(1, key, 0, 0);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      decay.unweighted(random, frame, out);
      sum += out[0]! + out[5]! + 0.01 * out[10]!;
    }
    return sum;
  };
}

/** The checksum of native's `genbod3_unweighted`: its random numbers and its bound, this library's kernel [GeV]. */
export function unweightedChecksum(n: number): number {
  const { decay, frame, toBound, out } = setup();
  const rng = new Rng(20240013);
  const u = new Float64Array(UNIFORMS);
  let sum = 0;
  for (let i = 0; i < n; ) {
    u[0] = rng.u01();
    if (decay.weigh(u, 0) * toBound < rng.u01()) continue;
    for (let k = 1; k < UNIFORMS; k++) u[k] = rng.u01();
    decay.build(u, 1, frame, out);
    i++;
    sum += out[0]! + out[5]! + 0.01 * out[10]!;
  }
  return sum / 1e3;
}
