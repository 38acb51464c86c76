import type { PulseShape } from '../detectors/common/pulse-shape.js';
import type { TdcConditions } from '../detectors/common/tdc-conditions.js';
import { countsToTime, type TdcWindow } from '../detectors/common/timing.js';
import { NO_EDGE } from '../event/raw.js';
import { EDGE, type VetoHit } from './veto-hit.js';

/** How a detector with TDCs and one or two thresholds is read back: the inverse of its `TdcPulses`. */
export interface TdcReadout {
  readonly detector: string;
  readonly window: TdcWindow;
  /** Pulse whose slewing is taken off. */
  readonly shape: PulseShape;
  /** The low threshold, then the high one if there is one; only their ratio matters without `energy`. */
  readonly thresholds: readonly number[];
  /** Added to a channel for the high threshold; not used with one. */
  readonly highThreshold?: number;
  /** Channel code to the element of the conditions; −1 for a code that is none. */
  readonly index: (channel: number) => number;
  /** What a channel is late by beside T0, such as the way of its light [ns]. */
  readonly delay?: (channel: number) => number;
  /** Standard deviation of the time with slewing taken off [ns]. */
  readonly sigma: number;
  /** Whether slewing is taken off. */
  readonly slewing: boolean;
  /** Energy of an amplitude in a channel [MeV]; absent where there is no calibration. */
  readonly energy?: (amplitude: number) => number;
}

/** Makes the readout that settings ask for when they change, not at every event. */
export function readoutFor<V extends object>(make: (values: V) => TdcReadout): (values: V) => TdcReadout {
  let last: V | undefined;
  let made: TdcReadout | undefined;
  return (values) => {
    if (made === undefined || values !== last) {
      made = make(values);
      last = values;
    }
    return made;
  };
}

/** Columns of the raw rows. */
interface Pulses {
  readonly offsets: Int32Array;
  readonly columns: {
    readonly channel: ArrayLike<number>;
    readonly leading: ArrayLike<number>;
    readonly trailing: ArrayLike<number>;
  };
}

/** Whether event `row` has no rows at all. */
export const isQuiet = ({ offsets }: Pick<Pulses, 'offsets'>, row: number): boolean =>
  offsets[row] === offsets[row + 1];

const SPREAD = 1 / Math.sqrt(12);

/**
 * Hits of event `row`, by channel and time. A pulse of the high threshold belongs to the last of the low one in its channel that began
 * before it (within a count), if that one is still on and has none yet; otherwise it is a hit of its own. Slewing comes
 * from the time over threshold; without the trailing edge from the leading edges of both thresholds; with one edge alone half the
 * longest is taken off and the error grows. Pulses without leading edge and dead channels are left out. About 0.3 µs a hit.
 * @throws RangeError for a channel that is none
 */
export function tdcHits(
  rows: Pulses,
  row: number,
  fineTime: number,
  readout: TdcReadout,
  conditions: TdcConditions,
): readonly VetoHit[] {
  const { channel, leading, trailing } = rows.columns;
  const { highThreshold = Number.POSITIVE_INFINITY, index } = readout;
  const order: number[] = [];
  for (let i = rows.offsets[row]!; i < rows.offsets[row + 1]!; i++) {
    const at = index(base(channel[i]!, highThreshold));
    if (!(at >= 0)) throw new RangeError(`${readout.detector} channel ${channel[i]} is none`);
    if (leading[i] !== NO_EDGE && conditions.efficiency[at] !== 0) order.push(i);
  }
  // low before high within a count
  const place = (i: number) => leading[i]! + (channel[i]! >= highThreshold ? 0.5 : 0);
  order.sort(
    (a, b) =>
      base(channel[a]!, highThreshold) - base(channel[b]!, highThreshold) ||
      place(a) - place(b) ||
      trailing[a]! - trailing[b]!,
  );
  const hits: VetoHit[] = [];
  for (let k = 0; k < order.length; k++) {
    const i = order[k]!;
    if (channel[i]! >= highThreshold) {
      hits.push(
        hitOf(readout, conditions, fineTime, channel[i]! - highThreshold, NO_EDGE, NO_EDGE, leading[i]!, trailing[i]!),
      );
      continue;
    }
    const next = order[k + 1];
    const joined =
      next !== undefined &&
      channel[next] === channel[i]! + highThreshold &&
      (trailing[i] === NO_EDGE || leading[next]! <= trailing[i]!);
    if (joined) k++;
    hits.push(
      hitOf(
        readout,
        conditions,
        fineTime,
        channel[i]!,
        leading[i]!,
        trailing[i]!,
        joined ? leading[next]! : NO_EDGE,
        joined ? trailing[next]! : NO_EDGE,
      ),
    );
  }
  return hits;
}

const base = (channel: number, highThreshold: number): number =>
  channel >= highThreshold ? channel - highThreshold : channel;

/** A hit of up to four edges, in counts; one of the leading ones is there. */
function hitOf(
  readout: TdcReadout,
  { t0 }: TdcConditions,
  fineTime: number,
  channel: number,
  lowLeading: number,
  lowTrailing: number,
  highLeading: number,
  highTrailing: number,
): VetoHit {
  const { window, shape, thresholds } = readout;
  const low = lowLeading !== NO_EDGE;
  const threshold = low ? thresholds[0]! : thresholds[1]!;
  const start = low ? lowLeading : highLeading;
  const end = low ? lowTrailing : highTrailing;
  const fraction = end === NO_EDGE ? Number.NaN : shape.fractionOfWidth((end - start) * window.lsb);
  const offset = t0[readout.index(channel)]! + (readout.delay?.(channel) ?? 0);
  let late = 0;
  let sigma = readout.sigma;
  if (readout.slewing) {
    if (end !== NO_EDGE) late = shape.leading(fraction);
    else if (low && highLeading !== NO_EDGE) {
      // a straight rise
      late = Math.min(
        shape.peakTime,
        ((highLeading - lowLeading) * window.lsb * thresholds[0]!) / (thresholds[1]! - thresholds[0]!),
      );
    } else {
      late = 0.5 * shape.peakTime;
      sigma = Math.sqrt(sigma * sigma + (SPREAD * shape.peakTime) ** 2);
    }
  }
  return {
    channel,
    time: countsToTime(window, start, fineTime) - offset - late,
    timeSigma: sigma,
    edges:
      (low ? EDGE.lowLeading : 0) |
      (lowTrailing !== NO_EDGE ? EDGE.lowTrailing : 0) |
      (highTrailing !== NO_EDGE ? EDGE.highTrailing : 0) |
      (highLeading !== NO_EDGE ? EDGE.highLeading : 0),
    energy: readout.energy === undefined ? Number.NaN : readout.energy(threshold / fraction),
  };
}
