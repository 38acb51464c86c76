import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { mm, ns } from '../../core/units.js';
import { CHANNELS, IS_EQUIPPED, PLANE_LIST, planeOf, VIEW_COS, VIEW_SIN } from './description.js';

/**
 * Conditions of the STRAW: what differs from channel to channel or from run to run. The *true* set is given to the emulator, the
 * *assumed* set to the reconstruction; both are of this type. Arrays are indexed by channel code.
 */
export interface StrawConditions {
  /** Time offset of each channel [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Displacement of each wire along the measured coordinate [mm]. */
  readonly wireOffset: Float64Array;
  /** 1 for a channel that gives no hits. */
  readonly dead: Uint8Array;
}

/** Sets of conditions, by name. */
const STRAW_CONDITIONS = ['nominal', 'kaon-2018'] as const;

/**
 * Shape of a drawn set. None of it is a measurement: the calibration itself is not public, only that it exists channel by
 * channel and how large the wire offsets are.
 */
export const strawConditionsSettings = {
  coverT0Sigma: {
    default: 3 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from readout cover to readout cover (16 channels); shape only',
    source: 'not found; covers: DET §4.5 (TRIG)',
  },
  channelT0Sigma: {
    default: 0.7 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from channel to channel of a cover; shape only',
    source: 'not found',
  },
  wireOffsetSigma: {
    default: 0.15 * mm,
    unit: 'mm',
    doc: 'spread of the wire positions; shape only',
    source: 'DET §4.5 (FW19): offsets of 0.1–0.8 mm stored for every straw',
  },
  deadStraws: {
    default: 8,
    unit: '',
    doc: 'straws that give no hits; shape only',
    source: 'not found',
  },
} satisfies Settings;

/** Perfect conditions: no offsets, every straw alive. */
export function nominalStrawConditions(): StrawConditions {
  return {
    t0: new Float64Array(CHANNELS),
    wireOffset: new Float64Array(CHANNELS),
    dead: new Uint8Array(CHANNELS),
  };
}

/** Channels of one readout cover. The real cable map is not found: covers are taken in order of channel code. */
const COVER = 16;

/**
 * The named set of conditions: 'nominal' is perfect, any other is drawn from a stream keyed by its name, the same
 * everywhere and for ever.
 * @throws InputError for an unknown name.
 */
export function strawConditions(
  name: string,
  values: Values<typeof strawConditionsSettings> = withDefaults(strawConditionsSettings),
): StrawConditions {
  if (!(STRAW_CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, STRAW_CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown STRAW conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: STRAW_CONDITIONS.join(', '),
    });
  }
  const set = nominalStrawConditions();
  if (name === 'nominal') return set;
  const key = stageKey(`straw.conditions ${name}`);
  const rng = new RandomStream();
  for (let cover = 0; cover * COVER < CHANNELS; cover++) {
    rng.key(0, key, 0, 0, cover);
    const coverT0 = values.coverT0Sigma * rng.gauss();
    for (let c = cover * COVER; c < (cover + 1) * COVER; c++) {
      set.t0[c] = coverT0 + values.channelT0Sigma * rng.gauss();
      set.wireOffset[c] = values.wireOffsetSigma * rng.gauss();
    }
  }
  rng.key(0, key, 0, 0, -1);
  for (let left = values.deadStraws; left > 0; ) {
    const c = Math.floor(rng.uniform() * CHANNELS);
    if (IS_EQUIPPED[c] === 0 || set.dead[c] === 1) continue;
    set.dead[c] = 1;
    left--;
  }
  return set;
}

/**
 * The same conditions with a whole chamber moved.
 * @param chamber 0 … 3
 * @param x, y by how much its wires are displaced [mm]
 */
export function displacedChamber(of: StrawConditions, chamber: number, x: number, y: number): StrawConditions {
  const wireOffset = of.wireOffset.slice();
  for (let c = 0; c < CHANNELS; c++) {
    const plane = PLANE_LIST[planeOf(c)]!;
    if (plane.chamber === chamber) wireOffset[c]! += x * VIEW_COS[plane.view]! + y * VIEW_SIN[plane.view]!;
  }
  return { ...of, wireOffset };
}
