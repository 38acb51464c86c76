import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import { CHANNEL_CODES } from './description.js';

/** Conditions of the MUV3, true or assumed; arrays in the order of `CHANNEL_CODES`. */
export interface Muv3Conditions {
  /** Time offset of each PMT [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Relative efficiency; 0 for a dead PMT. */
  readonly efficiency: Float64Array;
}

/** Sets of conditions, by name. */
const MUV3_CONDITIONS = ['nominal', 'kaon-2018'] as const;

/** Shape of a drawn set; none of it is a measurement. */
export const muv3ConditionsSettings = {
  t0Sigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from PMT to PMT; shape only',
    source: 'not found',
  },
  deadChannels: { default: 1, unit: '', doc: 'PMTs that give no hits; shape only', source: 'not found' },
} satisfies Settings;

/**
 * The named set of conditions: 'nominal' is perfect, any other is drawn from a stream keyed by its name, the same everywhere and for
 * ever.
 * @throws InputError for an unknown name.
 */
export function muv3Conditions(
  name: string,
  values: Values<typeof muv3ConditionsSettings> = withDefaults(muv3ConditionsSettings),
): Muv3Conditions {
  if (!(MUV3_CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, MUV3_CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown MUV3 conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: MUV3_CONDITIONS.join(', '),
    });
  }
  const n = CHANNEL_CODES.length;
  const set = { t0: new Float64Array(n), efficiency: new Float64Array(n).fill(1) };
  if (name === 'nominal') return set;
  const rng = new RandomStream().key(0, stageKey(`muv3.conditions ${name}`), 0, 0);
  for (let i = 0; i < n; i++) set.t0[i] = values.t0Sigma * rng.gauss();
  for (let left = values.deadChannels; left > 0; ) {
    const i = Math.floor(rng.uniform() * n);
    if (set.efficiency[i] === 0) continue;
    set.efficiency[i] = 0;
    left--;
  }
  return set;
}
