import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { ns } from '../../core/units.js';
import { CHANNELS, PMTS_PER_SECTOR, SECTORS } from './description.js';

/** Conditions of the KTAG, by channel code: the *true* set goes to the emulator, the *assumed* one to the reconstruction. */
export interface KtagConditions {
  /** Time offset of each PMT [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Efficiency of each PMT relative to the mean; 0 for a dead one. */
  readonly efficiency: Float64Array;
}

/** Sets of conditions, by name. */
const KTAG_CONDITIONS = ['nominal', 'kaon-2018'] as const;

/** Shape of a drawn set. */
export const ktagConditionsSettings = {
  sectorT0Sigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from sector to sector; shape only',
    source: 'not found',
  },
  channelT0Sigma: {
    default: 0.5 * ns,
    unit: 'ns',
    doc: 'spread of the T0 from PMT to PMT of a sector; shape only',
    source: 'not found',
  },
  efficiencySpread: {
    default: 0.06,
    unit: '',
    doc: 'rms of the PMT efficiencies about their mean',
    source: 'DET §4.1 (FW19)',
  },
  deadPmts: { default: 2, unit: '', doc: 'PMTs that give no hits; shape only', source: 'not found' },
} satisfies Settings;

/** Perfect conditions: no offsets, every PMT alive and average. */
export function nominalKtagConditions(): KtagConditions {
  return { t0: new Float64Array(CHANNELS), efficiency: new Float64Array(CHANNELS).fill(1) };
}

/**
 * The named set of conditions: 'nominal' is perfect, any other is drawn from a stream keyed by its name, the same everywhere and
 * for ever.
 * @throws InputError for an unknown name.
 */
export function ktagConditions(
  name: string,
  values: Values<typeof ktagConditionsSettings> = withDefaults(ktagConditionsSettings),
): KtagConditions {
  if (!(KTAG_CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, KTAG_CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown KTAG conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: KTAG_CONDITIONS.join(', '),
    });
  }
  const set = nominalKtagConditions();
  if (name === 'nominal') return set;
  const key = stageKey(`ktag.conditions ${name}`);
  const rng = new RandomStream();
  for (let sector = 0; sector < SECTORS; sector++) {
    rng.key(0, key, 0, 0, sector);
    const sectorT0 = values.sectorT0Sigma * rng.gauss();
    for (let c = sector * PMTS_PER_SECTOR; c < (sector + 1) * PMTS_PER_SECTOR; c++) {
      set.t0[c] = sectorT0 + values.channelT0Sigma * rng.gauss();
      set.efficiency[c] = Math.max(0, 1 + values.efficiencySpread * rng.gauss());
    }
  }
  rng.key(0, key, 0, 0, -1);
  for (let left = Math.min(values.deadPmts, CHANNELS); left > 0; ) {
    const c = Math.floor(rng.uniform() * CHANNELS);
    if (set.efficiency[c] === 0) continue;
    set.efficiency[c] = 0;
    left--;
  }
  return set;
}
