import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import { PMTS, PMTS_PER_SUPERCELL, RICH_CHANNELS, SUPERCELLS } from './pmts.js';

/** Conditions of the RICH, PMTs first, then supercells: the *true* set goes to the emulator, the *assumed* one to the reconstruction. */
export interface RichConditions {
  /** Time offset of each channel [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Efficiency of each channel relative to the mean; 0 for a dead one. */
  readonly efficiency: Float64Array;
}

/** Sets of conditions, by name. */
const RICH_CONDITIONS = ['nominal', 'kaon-2018'] as const;

/** Shape of a drawn set. */
export const richConditionsSettings = {
  supercellT0Sigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from supercell to supercell; shape only',
    source: 'not found',
  },
  channelT0Sigma: {
    default: 0.5 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from PMT to PMT of a supercell; shape only',
    source: 'not found',
  },
  efficiencySpread: {
    default: 0.106,
    unit: '',
    doc: 'rms of the PMT efficiencies about their mean',
    source: 'DET §4.6 (RICHDISP)',
  },
  deadPmts: { default: 39, unit: '', doc: 'PMTs that give no hits', source: 'DET §4.6 (RICHDISP)' },
} satisfies Settings;

/** Perfect conditions: no offsets, every PMT alive and average. */
export function nominalRichConditions(): RichConditions {
  return { t0: new Float64Array(RICH_CHANNELS), efficiency: new Float64Array(RICH_CHANNELS).fill(1) };
}

/**
 * The named set of conditions: 'nominal' is perfect, any other is drawn from a stream keyed by its name, the same everywhere and
 * for ever.
 * @throws InputError for an unknown name.
 */
export function richConditions(
  name: string,
  values: Values<typeof richConditionsSettings> = withDefaults(richConditionsSettings),
): RichConditions {
  if (!(RICH_CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, RICH_CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown RICH conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: RICH_CONDITIONS.join(', '),
    });
  }
  const set = nominalRichConditions();
  if (name === 'nominal') return set;
  const key = stageKey(`rich.conditions ${name}`);
  const rng = new RandomStream();
  for (let supercell = 0; supercell < SUPERCELLS; supercell++) {
    rng.key(0, key, 0, 0, supercell);
    const supercellT0 = values.supercellT0Sigma * rng.gauss();
    set.t0[PMTS + supercell] = supercellT0;
    const first = supercell * PMTS_PER_SUPERCELL;
    for (let c = first; c < first + PMTS_PER_SUPERCELL; c++) {
      set.t0[c] = supercellT0 + values.channelT0Sigma * rng.gauss();
      set.efficiency[c] = Math.max(0, 1 + values.efficiencySpread * rng.gauss());
    }
  }
  rng.key(0, key, 0, 0, -1);
  for (let left = Math.min(values.deadPmts, PMTS); left > 0; ) {
    const c = Math.floor(rng.uniform() * PMTS);
    if (set.efficiency[c] === 0) continue;
    set.efficiency[c] = 0;
    left--;
  }
  return set;
}
