import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import { CHIPS, GTK_STATIONS } from './description.js';

/**
 * Conditions of the GTK, one value a chip, at 10·station + chip. The *true* set is given to the emulator, the *assumed* set to the
 * reconstruction.
 */
export interface GtkConditions {
  /** Time offset [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Efficiency relative to that of the station; 0 for a dead chip. */
  readonly efficiency: Float64Array;
}

/** Sets of conditions, by name. */
const GTK_CONDITIONS = ['nominal', 'kaon-2018'] as const;

/** Shape of a drawn set; none of it is a measurement. */
export const gtkConditionsSettings = {
  chipT0Sigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from chip to chip; shape only',
    source: 'not found',
  },
} satisfies Settings;

/** Perfect conditions: no offsets, every chip alive. */
export function nominalGtkConditions(stations: number = GTK_STATIONS.length): GtkConditions {
  const n = stations * CHIPS;
  return { t0: new Float64Array(n), efficiency: new Float64Array(n).fill(1) };
}

/**
 * The named set of conditions: 'nominal' is perfect, any other is drawn from a stream keyed by its name, the same everywhere and for ever.
 * @throws InputError for an unknown name.
 */
export function gtkConditions(
  name: string,
  values: Values<typeof gtkConditionsSettings> = withDefaults(gtkConditionsSettings),
  stations: number = GTK_STATIONS.length,
): GtkConditions {
  if (!(GTK_CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, GTK_CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown GTK conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: GTK_CONDITIONS.join(', '),
    });
  }
  const set = nominalGtkConditions(stations);
  if (name === 'nominal') return set;
  const key = stageKey(`gtk.conditions ${name}`);
  const rng = new RandomStream();
  for (let chip = 0; chip < set.t0.length; chip++) {
    set.t0[chip] = values.chipT0Sigma * rng.key(0, key, 0, 0, chip).gauss();
  }
  return set;
}

/**
 * Refuses conditions made for another number of chips.
 * @throws InputError
 */
export function checkGtkConditions(conditions: GtkConditions, stations: number): void {
  const expected = stations * CHIPS;
  for (const [name, values] of Object.entries(conditions)) {
    if (values.length !== expected) {
      throw new InputError(ExitCode.data, {
        what: 'conditions for another number of channels',
        where: `GTK conditions, ${name}`,
        found: `${values.length} values`,
        expected: `${expected}: ${CHIPS} chips of ${stations} stations`,
      });
    }
  }
}
