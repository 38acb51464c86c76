import { ExitCode, InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { mm, ns } from '../../core/units.js';
import { MIRRORS } from './mirrors.js';
import { PMTS, PMTS_PER_SUPERCELL, RICH_CHANNELS, SUPERCELLS } from './pmts.js';

/** Conditions of the RICH, PMTs first, then supercells: the *true* set goes to the emulator, the *assumed* one to the reconstruction. */
export interface RichConditions {
  /** Time offset of each channel [ns]: added to the raw time of a hit. */
  readonly t0: Float64Array;
  /** Efficiency of each channel relative to the mean; 0 for a dead one. */
  readonly efficiency: Float64Array;
  /**
   * How far the light of each mirror falls from where it should on the plane of the PMTs [mm]: what the alignment has left. The emulator
   * alone reads it: what is known of the mirrors is taken off before.
   */
  readonly mirrorX: Float64Array;
  readonly mirrorY: Float64Array;
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
  mirrorMedian: {
    default: 0.24 * mm,
    unit: 'mm',
    doc: 'median of the distances the mirrors are off by; log-normal',
    source: 'DET §4.6 (FW19); log-normal, and of the distances: ours',
  },
  mirrorNine: {
    default: 2 * mm,
    unit: 'mm',
    doc: 'distance nine in ten mirrors stay below',
    source: 'DET §4.6 (FW19)',
  },
  deadPmts: { default: 39, unit: '', doc: 'PMTs that give no hits', source: 'DET §4.6 (RICHDISP)' },
} satisfies Settings;

/** Perfect conditions: no offsets, every PMT alive and average, every mirror where it should be. */
export function nominalRichConditions(): RichConditions {
  return {
    t0: new Float64Array(RICH_CHANNELS),
    efficiency: new Float64Array(RICH_CHANNELS).fill(1),
    mirrorX: new Float64Array(MIRRORS),
    mirrorY: new Float64Array(MIRRORS),
  };
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
  drawMirrors(set, values, rng.key(0, key, 0, 0, -2));
  return set;
}

/** Normal deviate below which nine in ten lie. */
const NINE = 1.2816;
/** Normal deviates at the middles of twentieths of the distribution, the upper half. */
const DEVIATES = [0.0627, 0.1891, 0.3186, 0.4538, 0.5978, 0.7554, 0.9346, 1.1503, 1.4395, 1.96];

/**
 * Twenty distances at even shares of the distribution, so that median and nine in ten are those asked for, whichever mirrors have them;
 * directions at random.
 */
function drawMirrors(
  { mirrorX, mirrorY }: RichConditions,
  { mirrorMedian, mirrorNine }: Values<typeof richConditionsSettings>,
  rng: RandomStream,
): void {
  const width = Math.log(mirrorNine / mirrorMedian) / NINE;
  const free = Array.from({ length: MIRRORS }, (_, i) => i);
  for (const deviate of DEVIATES) {
    for (const sign of [-1, 1]) {
      const [mirror] = free.splice(Math.floor(rng.uniform() * free.length), 1);
      const distance = mirrorMedian * Math.exp(sign * deviate * width);
      const azimuth = 2 * Math.PI * rng.uniform();
      mirrorX[mirror!] = distance * Math.cos(azimuth);
      mirrorY[mirror!] = distance * Math.sin(azimuth);
    }
  }
}
