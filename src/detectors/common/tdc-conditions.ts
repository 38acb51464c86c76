import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';

/** Conditions of a detector whose channels have a time offset and may be dead, true or assumed; one element a channel. */
export interface TdcConditions {
  /** Time offset [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Relative efficiency; 0 for a dead channel. */
  readonly efficiency: Float64Array;
}

/** Sets of conditions, by name. */
const SETS = ['nominal', 'kaon-2018'] as const;

/** Shape of a drawn set; none of it is a measurement. */
export const tdcConditionsSettings = {
  t0Sigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from channel to channel; shape only',
    source: 'not found',
  },
  deadChannels: { default: 0, unit: '', doc: 'channels that give no hits; shape only', source: 'not found' },
} satisfies Settings;

/**
 * The named set of conditions of a small detector: 'nominal' is perfect, any other is drawn from a stream keyed by detector and name, the
 * same everywhere and for ever.
 * @param detector as people write it, such as `SAC`
 * @throws InputError for an unknown name.
 */
export function tdcConditions(
  detector: string,
  channels: number,
  name: string,
  values: Values<typeof tdcConditionsSettings> = withDefaults(tdcConditionsSettings),
): TdcConditions {
  if (!(SETS as readonly string[]).includes(name)) {
    const near = nearestName(name, SETS);
    throw new InputError(ExitCode.usage, {
      what: `unknown ${detector} conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: SETS.join(', '),
    });
  }
  const set = { t0: new Float64Array(channels), efficiency: new Float64Array(channels).fill(1) };
  if (name === 'nominal') return set;
  const rng = new RandomStream().key(0, stageKey(`${detector.toLowerCase()}.conditions ${name}`), 0, 0);
  for (let i = 0; i < channels; i++) set.t0[i] = values.t0Sigma * rng.gauss();
  for (let left = Math.min(values.deadChannels, channels); left > 0; ) {
    const i = Math.floor(rng.uniform() * channels);
    if (set.efficiency[i] === 0) continue;
    set.efficiency[i] = 0;
    left--;
  }
  return set;
}
