import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import { LIGHT_PATH, LIGHT_PATH_SIGMA, SLABS } from './description.js';

/** Conditions of the NA48-CHOD, true or assumed; arrays indexed by slab. */
export interface ChodConditions {
  /** Time offset of each slab [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Relative efficiency; 0 for a dead slab. */
  readonly efficiency: Float64Array;
  /** Time of light along each slab [ns/mm]. */
  readonly lightPath: Float64Array;
}

/** Sets of conditions, by name. */
export const CHOD_CONDITIONS = ['nominal', 'kaon-2018'] as const;

/** Shape of a drawn set; of these numbers only the spread of the light path is a measurement. */
export const chodConditionsSettings = {
  t0Sigma: { default: 1 * ns, unit: 'ns', doc: 'spread of the T0 from slab to slab; shape only', source: 'not found' },
  lightPathScale: {
    default: 1,
    unit: '',
    doc: 'factor on the spread of the light path from slab to slab',
    source: 'DET §4.8 (FW19): 7.31 ± 0.29 ns/m, the spread itself',
  },
  deadSlabs: { default: 0, unit: '', doc: 'slabs that give no hits; shape only', source: 'not found' },
} satisfies Settings;

/**
 * The named set of conditions: 'nominal' has no offsets and one light path, any other is drawn from a stream keyed by its name, the same
 * everywhere and for ever.
 * @throws InputError for an unknown name.
 */
export function chodConditions(
  name: string,
  values: Values<typeof chodConditionsSettings> = withDefaults(chodConditionsSettings),
): ChodConditions {
  if (!(CHOD_CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, CHOD_CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown CHOD conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: CHOD_CONDITIONS.join(', '),
    });
  }
  const set = {
    t0: new Float64Array(SLABS),
    efficiency: new Float64Array(SLABS).fill(1),
    lightPath: new Float64Array(SLABS).fill(LIGHT_PATH),
  };
  if (name === 'nominal') return set;
  const rng = new RandomStream().key(0, stageKey(`chod.conditions ${name}`), 0, 0);
  for (let i = 0; i < SLABS; i++) {
    set.t0[i] = values.t0Sigma * rng.gauss();
    set.lightPath[i] = LIGHT_PATH + values.lightPathScale * LIGHT_PATH_SIGMA * rng.gauss();
  }
  for (let left = values.deadSlabs; left > 0; ) {
    const i = Math.floor(rng.uniform() * SLABS);
    if (set.efficiency[i] === 0) continue;
    set.efficiency[i] = 0;
    left--;
  }
  return set;
}
