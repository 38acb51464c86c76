import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { withDefaults } from '../../core/settings.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { lavConditions } from '../../detectors/lav/conditions.js';
import { STATION, STATIONS } from '../../detectors/lav/description.js';
import { LavEmulator } from '../../detectors/lav/emulate.js';
import { nextEntry } from '../../detectors/lav/onward.js';
import { lavSettings } from '../../detectors/lav/settings.js';
import { TableBuilder } from '../../event/builder.js';
import { lav } from '../../event/raw-vetoes.js';
import { lavTruth } from '../../event/truth-vetoes.js';
import { findLavHits } from '../../pid/lav.js';
import type { VetoHit } from '../../pid/veto-hit.js';
import { type Bench, SPILL_TIME } from './samples.js';

/** Where the particles of a sample come in. */
export type LavAim =
  /** From the beam axis at 102 to 170 m, at 8.5 to 50 mrad, into the first station they meet. */
  | 'decays'
  /** Along the beam, 100 mm outside the inner face, on the axis of a block of the first ring. */
  | 'fixed'
  /** Along the beam, 20 to 280 mm outside the inner face of any station. */
  | 'parallel';

export interface LavSample {
  readonly pdg: number;
  /** [MeV/c] */
  readonly momentum: number;
  readonly events: number;
  readonly seed: number;
  readonly aim: LavAim;
  /** Replaces the setting of that name. */
  readonly photonuclear?: number;
}

const TIMESTAMP = Math.round(SPILL_TIME / CLOCK_PERIOD);
const KEY = stageKey('validation.lav-gun');
const SLICE = 2000;

/** One particle an event, nominal conditions; shows its hits with times relative to that of the particle. */
export function lavShots(bench: Bench, sample: LavSample, look: (hits: readonly VetoHit[]) => void): void {
  const { pdg, momentum, events, seed, aim, photonuclear } = sample;
  const conditions = lavConditions('nominal');
  const emulator = new LavEmulator(
    conditions,
    withDefaults(lavSettings, photonuclear === undefined ? {} : { photonuclear }),
  );
  const rng = new RandomStream();
  for (let first = 0; first < events; first += SLICE) {
    bench.signal.throwIfAborted();
    const size = Math.min(SLICE, events - first);
    const hits = new TableBuilder(lav, size);
    const truth = new TableBuilder(lavTruth, size);
    const fine = new Uint8Array(size);
    for (let e = 0; e < size; e++) {
      rng.key(seed, KEY, momentum, first + e, pdg);
      fine[e] = Math.floor(256 * rng.uniform());
      const { station, r, z, slope } = entry(rng, aim);
      const phi = aim === 'fixed' ? AXIS : 2 * Math.PI * rng.uniform();
      const [cos, sin] = [Math.cos(phi), Math.sin(phi)];
      const t = TIMESTAMP * CLOCK_PERIOD + (fine[e]! + 0.5) * FINE_TIME_LSB - flightCompensation(z);
      emulator.begin(seed, momentum, first + e, TIMESTAMP);
      emulator.enter(station, pdg, r * cos, r * sin, z, slope * cos, slope * sin, t, momentum, 0);
      emulator.end(hits, truth);
      hits.endEvent();
      truth.endEvent();
    }
    const rows = hits.finish();
    for (let e = 0; e < size; e++) look(findLavHits(rows, e, fine[e]!, conditions));
    bench.onEvents(size);
  }
}

/** φ of the axis of block 1 of banana 0 in the first ring of station 1. */
const AXIS = ((STATION[1]!.phi - 180 / STATION[1]!.blocks) * Math.PI) / 180;

interface Entry {
  readonly station: number;
  readonly r: number;
  readonly z: number;
  readonly slope: number;
}

function entry(rng: RandomStream, aim: LavAim): Entry {
  if (aim === 'fixed') return { station: 1, r: STATION[1]!.innerRadius + 100, z: STATION[1]!.z, slope: 0 };
  if (aim === 'parallel') {
    const station = 1 + Math.floor(STATIONS * rng.uniform());
    return { station, r: STATION[station]!.innerRadius + rng.range(20, 280), z: STATION[station]!.z, slope: 0 };
  }
  for (;;) {
    const from = rng.range(102_400, 170_000);
    const slope = rng.range(0.0085, 0.05);
    const first = nextEntry(0, 0, 0, from, slope, 0);
    if (first !== undefined) return { ...first, r: slope * (first.z - from), slope };
  }
}
