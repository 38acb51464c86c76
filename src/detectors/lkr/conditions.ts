import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import { CODES, EQUIPPED, PEDESTAL, PEDESTAL_SIGMA } from './description.js';

/** Conditions of the LKr, by channel code: the *true* set goes to the emulator, the *assumed* one to the reconstruction. */
export interface LkrConditions {
  /** Time offset of each cell [ns]: added to the raw time of a pulse. */
  readonly t0: Float64Array;
  /** Gain of each cell relative to 3.5 MeV a count: counts per energy; 0 for a dead one and where there is no cell. */
  readonly gain: Float64Array;
  /** Pedestal of each cell [ADC counts]. */
  readonly pedestal: Float64Array;
}

/** Sets of conditions, by name. */
const LKR_CONDITIONS = ['nominal', 'kaon-2018'] as const;

/** Shape of a drawn set. */
export const lkrConditionsSettings = {
  t0Sigma: { default: 2.2 * ns, unit: 'ns', doc: 'spread of the T0 from cell to cell', source: 'DET §4.9 (FW19)' },
  gainSpread: {
    default: 0.014,
    unit: '',
    doc: 'spread of the gain from cell to cell',
    source: 'DET §4.9 (FW19, 2018)',
  },
  pedestalSigma: {
    default: PEDESTAL_SIGMA,
    unit: '',
    doc: 'spread of the pedestals in counts',
    source: 'DET §4.9 (FW19, 2018)',
  },
  deadCells: {
    default: 58,
    unit: '',
    doc: 'cells that give nothing',
    source: 'DET §4.9 (FW19): 58 to 230 flagged cells; where they are is not found',
  },
} satisfies Settings;

/** Perfect conditions: no offsets, every cell alive and average. */
export function nominalLkrConditions(): LkrConditions {
  return {
    t0: new Float64Array(CODES),
    gain: Float64Array.from(EQUIPPED),
    pedestal: new Float64Array(CODES).fill(PEDESTAL),
  };
}

/**
 * The named set of conditions: 'nominal' is perfect, any other is drawn from a stream keyed by its name, the same everywhere and
 * for ever.
 * @throws InputError for an unknown name.
 */
export function lkrConditions(
  name: string,
  values: Values<typeof lkrConditionsSettings> = withDefaults(lkrConditionsSettings),
): LkrConditions {
  if (!(LKR_CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, LKR_CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown LKr conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: LKR_CONDITIONS.join(', '),
    });
  }
  const set = nominalLkrConditions();
  if (name === 'nominal') return set;
  const rng = new RandomStream().key(0, stageKey(`lkr.conditions ${name}`), 0, 0);
  for (let c = 0; c < CODES; c++) {
    if (EQUIPPED[c] === 0) continue;
    set.t0[c] = values.t0Sigma * rng.gauss();
    set.gain[c] = Math.max(0.5, 1 + values.gainSpread * rng.gauss());
    set.pedestal[c] = PEDESTAL + values.pedestalSigma * rng.gauss();
  }
  for (let left = values.deadCells; left > 0; ) {
    const c = Math.floor(rng.uniform() * CODES);
    if (set.gain[c] === 0) continue;
    set.gain[c] = 0;
    left--;
  }
  return set;
}
