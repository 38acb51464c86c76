import { ExitCode, InputError } from '../core/errors.js';
import { RandomStream, stageKey } from '../core/random.js';
import { formatQuantity, type Settings, type Values, withDefaults } from '../core/settings.js';
import { MHz, s } from '../core/units.js';

const RIPPLE =
  'spectrum not found; form and range 0.1–0.3 DET §1.1 (G), tuned: half of the bursts peak above 1.67 times their mean';

export const burstSettings = {
  intensity: {
    default: 450 * MHz,
    unit: 'MHz',
    doc: 'beam particles per time at GTK3, mean over the spill',
    source: 'DET §1.1 (BHAM25): typical of Run 1',
  },
  spillStart: { default: 1.2 * s, unit: 's', doc: 'first particles after start of burst', source: 'DET §0.1 (UCL)' },
  spillEnd: { default: 5.7 * s, unit: 's', doc: 'last particles after start of burst', source: 'DET §0.1 (UCL)' },
  ripple: { default: 1, unit: '', doc: 'factor on all that varies inside a spill; 0: flat', source: 'ours: a switch' },
  ripple50: { default: 0.25, unit: '', doc: 'relative amplitude of the 50 Hz ripple', source: RIPPLE },
  ripple100: { default: 0.2, unit: '', doc: 'same, 100 Hz', source: RIPPLE },
  ripple150: { default: 0.25, unit: '', doc: 'same, 150 Hz', source: RIPPLE },
  ripple300: { default: 0.15, unit: '', doc: 'same, 300 Hz', source: RIPPLE },
  randomWalk: {
    default: 0.1,
    unit: '',
    doc: 'relative rms at the end of the spill of a random walk that starts at 0',
    source: 'DET §1.1 (G): 10 %, its time scale not found',
  },
  maximum: {
    default: 2,
    unit: '',
    doc: 'largest intensity over the mean of the spill',
    source: 'DET §1.1 (CDS 2638467)',
  },
} as const satisfies Settings;

export type BurstValues = Values<typeof burstSettings>;

/** Highest mean intensity this model is meant for: twice the design, DET §1.1. */
export const MAX_INTENSITY = 1500 * MHz;
/** Distance of the points between which the intensity runs straight: 33 in a period of 300 Hz, 0.5 % of its amplitude wrong. */
const STEP = 1e-4 * s;

/** The beam's intensity inside the bursts of one seed. */
export interface BurstStructure {
  /** Beam particles per time [1/ns] in a burst at `t` [ns from start of burst]; at the ends of the spill beyond them. */
  intensity(burst: number, t: number): number;
  /** Time of an event [ns from start of burst], drawn in proportion to the intensity: events see more than its mean. */
  drawEventTime(random: RandomStream, burst: number): number;
}

/**
 * Burst structure: intensity(t) = mean · (1 + Σ aᵢ cos(2πfᵢt + φᵢ) + random walk), cut off at 0 and at `maximum` times the mean, scaled so
 * that the mean over the spill stays what is set. The phases and the walk belong to the burst. The first look at a burst costs
 * some ms, and the last burst looked at is kept.
 * @throws InputError when the intensity is negative or beyond the model
 */
export function burstStructure(seed: number, settings: Partial<BurstValues> = {}): BurstStructure {
  const values = withDefaults(burstSettings, settings);
  const { intensity, spillStart, spillEnd } = values;
  if (!(intensity >= 0 && intensity <= MAX_INTENSITY)) {
    throw new InputError(ExitCode.usage, {
      what: 'intensity beyond the model',
      where: 'burst.intensity',
      found: formatQuantity(intensity, 'MHz'),
      expected: `0 … ${formatQuantity(MAX_INTENSITY, 'MHz')}`,
    });
  }
  if (values.ripple === 0) {
    return { intensity: () => intensity, drawEventTime: (random) => random.range(spillStart, spillEnd) };
  }
  let shape: Float64Array = new Float64Array(0);
  let of = -1;
  const relative = (burst: number, t: number): number => {
    if (burst !== of) {
      shape = relativeIntensity(seed, burst, values);
      of = burst;
    }
    const at = Math.min(Math.max((t - spillStart) / STEP, 0), shape.length - 1);
    const i = Math.min(Math.floor(at), shape.length - 2);
    return shape[i]! + (at - i) * (shape[i + 1]! - shape[i]!);
  };
  return {
    intensity: (burst, t) => intensity * relative(burst, t),
    drawEventTime(random, burst) {
      for (;;) {
        const t = random.range(spillStart, spillEnd);
        if (values.maximum * random.uniform() < relative(burst, t)) return t;
      }
    },
  };
}

/** Intensity over its mean at every STEP of a burst's spill. */
function relativeIntensity(seed: number, burst: number, values: BurstValues): Float64Array {
  const random = new RandomStream().key(seed, stageKey('beam.burst'), burst, 0);
  const { spillStart, spillEnd, ripple, maximum } = values;
  const n = Math.ceil((spillEnd - spillStart) / STEP);
  const lines = [
    [50, values.ripple50],
    [100, values.ripple100],
    [150, values.ripple150],
    [300, values.ripple300],
  ].map(([f, a]) => ({ omega: (2 * Math.PI * f!) / s, a: a!, phase: random.range(0, 2 * Math.PI) }));
  const shape = new Float64Array(n + 1);
  let walk = 0;
  for (let i = 0; i <= n; i++) {
    let sum = walk;
    for (const { omega, a, phase } of lines) sum += a * Math.cos(omega * i * STEP + phase);
    shape[i] = Math.max(0, 1 + ripple * sum);
    walk += (values.randomWalk / Math.sqrt(n)) * random.gauss();
  }
  // cutting the peaks lowers the mean and scaling raises them again: a few rounds settle it
  for (let round = 0; round < 50; round++) {
    let sum = 0;
    for (const v of shape) sum += v;
    const scale = (n + 1) / sum;
    for (let i = 0; i <= n; i++) shape[i] = Math.min(maximum, shape[i]! * scale);
    if (Math.abs(scale - 1) < 1e-9) break;
  }
  return shape;
}
