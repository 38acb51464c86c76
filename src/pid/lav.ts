import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { GeV, ns } from '../core/units.js';
import { countsToTime, FINE_WINDOW } from '../detectors/common/timing.js';
import type { LavConditions } from '../detectors/lav/conditions.js';
import { BLOCK_INDEX } from '../detectors/lav/description.js';
import { NO_EDGE } from '../event/raw.js';
import { LAV_HIGH_THRESHOLD, type lav } from '../event/raw-vetoes.js';
import type { Rows } from '../event/table.js';
import { EDGE, type VetoHit } from './veto-hit.js';

/** Settings of the LAV reconstruction: `--set lav-hits.<name>=<value>`. */
export const lavHitSettings = {
  timeTerm: {
    default: 0.6 * ns,
    unit: 'ns',
    doc: 'standard deviation of the time of a hit: where along the block the light was, which is not known',
    source: 'own simulation',
  },
  lowTerm: {
    default: 0.085 * ns,
    unit: 'ns',
    doc: 'with a time over one threshold alone, added in quadrature times √(GeV/E)',
    source: 'own simulation',
  },
  bareSigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'standard deviation of the time of hits with one edge, whose slewing is unknown',
    source: 'own simulation',
  },
  longestSlope: {
    default: 4.5 * ns,
    unit: 'ns',
    doc: 'a high leading edge later than this after the low one is of another particle and no slope is taken',
    source: 'own simulation: none beyond',
  },
  maxHits: {
    default: 4096,
    unit: '',
    doc: 'events with more raw hits are refused',
    source: 'none: far above the hits of 450 MHz in the readout window',
  },
} satisfies Settings;

type LavHitValues = Values<typeof lavHitSettings>;

/**
 * Time constant of the pulses' fall [ns]. Their tail makes the energy grow with the time over threshold T as exp(T/FALL), and slewing
 * vanish with exp(−T/2 FALL): the rise begins as a parabola. Source: DET §4.10 (FW19).
 */
const FALL = 7.9 * ns;

/**
 * Calibration with our own simulation: 20 000 photons of 50 MeV to 10 GeV and muons, four to one, from the beam axis between 102 and
 * 170 m at 8.5 to 50 mrad into the first station they meet, nominal conditions; least squares to the hits of blocks, against the light
 * in the block and the time of a particle of velocity c.
 *
 * ln(E/MeV) = first + T/FALL + second · exp(−T/FALL), for each threshold.
 */
const ENERGY = { low: [1.457, 2.596], high: [2.802, 1.399] } as const;
/** Slewing [ns] with T of the low threshold and the slope S, the time between the leading edges: constant, exp(−T/2 FALL), exp(−T/FALL), S, S². */
const SLEWING_FULL = [1.605, 8.151, 18.08, -0.8867, 0.0802] as const;
/** The same without slope, of the low and of the high threshold. */
const SLEWING = { low: [1.612, 5.118, 4.772], high: [1.521, 5.462, 2.469] } as const;
/** With the slope alone: constant, S, S². */
const SLEWING_SLOPE = [1.892, 0.9335, -0.1574] as const;
/** Mean of one leading edge about which nothing else is known. */
const SLEWING_BARE = { low: 3.2, high: 3.9 } as const;

/** A row of the event that has an edge. */
interface Pulse {
  readonly block: number;
  readonly high: boolean;
  /** In the order of pulses: counts of the leading edge, else of the trailing one, low before high. */
  readonly place: number;
  /** Edges, T0 taken off [ns]; NaN missing. */
  readonly leading: number;
  readonly trailing: number;
}

/**
 * LAV hits of an event, by block and time: pulses of the two thresholds put together, a high pulse with the low one it begins in. Time
 * after slewing from time over threshold and slope, as far as there are edges; energy from the time over threshold, the low one if it
 * has both edges, in MeV of a shower, NaN without. A pulse without any leading edge gives none, nor does a dead block. The order of the
 * rows does not matter. About 0.5 µs a hit.
 * @throws RangeError for a channel that is none and for more than `maxHits` rows
 */
export function findLavHits(
  rows: Rows<typeof lav>,
  row: number,
  fineTime: number,
  { t0, efficiency }: LavConditions,
  values: LavHitValues = withDefaults(lavHitSettings),
): VetoHit[] {
  const { channel, leading, trailing } = rows.columns;
  const start = rows.offsets[row]!;
  const end = rows.offsets[row + 1]!;
  if (end - start > values.maxHits) throw new RangeError(`${end - start} LAV hits, more than ${values.maxHits}`);
  const zero = -countsToTime(FINE_WINDOW, 0, fineTime);
  const pulses: Pulse[] = [];
  for (let i = start; i < end; i++) {
    const code = channel[i]!;
    const high = code >= LAV_HIGH_THRESHOLD;
    const block = high ? code - LAV_HIGH_THRESHOLD : code;
    const at = BLOCK_INDEX[block] ?? -1;
    if (at < 0) throw new RangeError(`LAV channel ${code} is none`);
    if (efficiency[at] === 0) continue;
    const begin = leading[i]!;
    const finish = trailing[i]!;
    if (begin === NO_EDGE && finish === NO_EDGE) continue;
    const late = zero + t0[at]!;
    pulses.push({
      block,
      high,
      place: (begin === NO_EDGE ? finish : begin) + (high ? 0.5 : 0),
      leading: begin === NO_EDGE ? Number.NaN : begin * FINE_WINDOW.lsb - late,
      trailing: finish === NO_EDGE ? Number.NaN : finish * FINE_WINDOW.lsb - late,
    });
  }
  pulses.sort((a, b) => a.block - b.block || a.place - b.place);
  const hits: VetoHit[] = [];
  const push = (low: Pulse | undefined, high: Pulse | undefined) => {
    const hit = join(low, high, values);
    if (hit !== undefined) hits.push(hit);
  };
  for (let i = 0; i < pulses.length; i++) {
    const first = pulses[i]!;
    const second = pulses[i + 1];
    if (first.high && second !== undefined && endsIn(first, second)) {
      // a low pulse that was open when the window opened has its trailing edge alone, behind the high one
      push(second, first);
      i++;
    } else if (first.high) push(undefined, first);
    else if (second !== undefined && beginsIn(second, first)) {
      push(first, second);
      i++;
    } else push(first, undefined);
  }
  return hits;
}

/** Whether a high pulse begins inside a low one, or anywhere behind its beginning when that has no end. */
const beginsIn = (high: Pulse, low: Pulse): boolean =>
  high.high && high.block === low.block && !(begins(high) >= low.trailing);

const begins = ({ leading, trailing }: Pulse): number => (Number.isNaN(leading) ? trailing : leading);

/** Whether the low pulse, without leading edge, ends behind a high one. */
const endsIn = (high: Pulse, low: Pulse): boolean =>
  !low.high && high.block === low.block && Number.isNaN(low.leading) && !(low.trailing < high.trailing);

function join(low: Pulse | undefined, high: Pulse | undefined, values: LavHitValues): VetoHit | undefined {
  const lowLeading = low?.leading ?? Number.NaN;
  const highLeading = high?.leading ?? Number.NaN;
  const early = Number.isNaN(lowLeading);
  if (early && Number.isNaN(highLeading)) return undefined;
  const overLow = (low?.trailing ?? Number.NaN) - lowLeading;
  const overHigh = (high?.trailing ?? Number.NaN) - highLeading;
  const edges =
    bit(lowLeading, EDGE.lowLeading) +
    bit(low?.trailing, EDGE.lowTrailing) +
    bit(high?.trailing, EDGE.highTrailing) +
    bit(highLeading, EDGE.highLeading);
  const energy = Number.isNaN(overLow) ? energyOf(overHigh, ENERGY.high) : energyOf(overLow, ENERGY.low);
  const apart = highLeading - lowLeading;
  const slope = apart <= values.longestSlope;
  const late = early ? lateHigh(overHigh) : lateLow(overLow, slope ? apart : Number.NaN);
  const time = (early ? highLeading : lowLeading) - late;
  return { channel: (low ?? high)!.block, time, timeSigma: sigmaOf(energy, slope, values), edges, energy };
}

const bit = (edge: number | undefined, value: number): number => (edge === undefined || Number.isNaN(edge) ? 0 : value);

const energyOf = (over: number, [first, second]: readonly [number, number]): number =>
  Math.exp(first + over / FALL + second * Math.exp(-over / FALL));

/** Slewing of a low leading edge, from what there is of time over threshold and slope. */
function lateLow(over: number, slope: number): number {
  if (Number.isNaN(over)) {
    const [c, s, ss] = SLEWING_SLOPE;
    return Number.isNaN(slope) ? SLEWING_BARE.low : c + slope * (s + slope * ss);
  }
  if (Number.isNaN(slope)) return slewing(over, SLEWING.low);
  const [c, half, full, s, ss] = SLEWING_FULL;
  return slewing(over, [c, half, full]) + slope * (s + slope * ss);
}

const lateHigh = (over: number): number => (Number.isNaN(over) ? SLEWING_BARE.high : slewing(over, SLEWING.high));

const slewing = (over: number, [c, half, full]: readonly [number, number, number]): number =>
  c + half * Math.exp((-0.5 * over) / FALL) + full * Math.exp(-over / FALL);

function sigmaOf(energy: number, slope: boolean, values: LavHitValues): number {
  if (slope) return values.timeTerm;
  if (Number.isNaN(energy)) return values.bareSigma;
  return Math.sqrt(values.timeTerm * values.timeTerm + (values.lowTerm * values.lowTerm * GeV) / energy);
}
