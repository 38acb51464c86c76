import type { Values } from '../../core/settings.js';
import { countsToTime } from '../../detectors/common/timing.js';
import type { StrawConditions } from '../../detectors/straw/conditions.js';
import { PLANES, planeOf, STRAW_TDC, WIRE } from '../../detectors/straw/description.js';
import { driftRadius, driftSigma } from '../../detectors/straw/drift.js';
import { NO_EDGE, type straw } from '../../event/raw.js';
import type { Rows } from '../../event/table.js';
import type { strawTrackSettings } from './settings.js';

/**
 * The usable STRAW hits of one event in order of plane and wire, with drift times turned into radii by the assumed conditions. One object
 * is reused for all events; `n` says how many entries of the arrays count.
 */
export interface StrawHits {
  n: number;
  /** Row of the hit, counted from the first hit of the event. */
  row: Int32Array;
  plane: Uint8Array;
  /** Wire position along the measured coordinate [mm]. */
  wire: Float64Array;
  /** Leading edge relative to the trigger: the drift time [ns]. */
  time: Float64Array;
  /** Drift radius and its standard deviation [mm]. */
  radius: Float64Array;
  sigma: Float64Array;
  /** Trailing edge relative to the trigger [ns]; NaN when missing. */
  trailing: Float64Array;
  /** Hits of plane k are planeStart[k] … planeStart[k + 1] − 1. */
  readonly planeStart: Int32Array;
}

export function newStrawHits(capacity = 1024): StrawHits {
  return {
    n: 0,
    row: new Int32Array(capacity),
    plane: new Uint8Array(capacity),
    wire: new Float64Array(capacity),
    time: new Float64Array(capacity),
    radius: new Float64Array(capacity),
    sigma: new Float64Array(capacity),
    trailing: new Float64Array(capacity),
    planeStart: new Int32Array(PLANES + 1),
  };
}

/** Makes room for `n` hits; contents are lost. */
function reserve(hits: StrawHits, n: number): void {
  if (n <= hits.row.length) return;
  const bigger = newStrawHits(2 * n);
  hits.row = bigger.row;
  hits.plane = bigger.plane;
  hits.wire = bigger.wire;
  hits.time = bigger.time;
  hits.radius = bigger.radius;
  hits.sigma = bigger.sigma;
  hits.trailing = bigger.trailing;
}

/**
 * Decodes the hits `start … end − 1` of the raw table into `out`: hits without a leading edge or outside the drift window are left out,
 * and planes with more than `maxHitsPerPlane` hits are emptied. The result does not depend on the order of the raw hits.
 * @throws RangeError when there are more hits than `maxHits`
 */
export function decodeStrawHits(
  raw: Rows<typeof straw>,
  start: number,
  end: number,
  fineTime: number,
  conditions: StrawConditions,
  settings: Values<typeof strawTrackSettings>,
  out: StrawHits,
): void {
  const { channel, leading, trailing } = raw.columns;
  const { t0, wireOffset } = conditions;
  if (end - start > settings.maxHits) throw new RangeError(`${end - start} STRAW hits, more than ${settings.maxHits}`);
  reserve(out, end - start);

  // the readout order is nearly that by channel, leading and trailing edge
  const order: number[] = [];
  let ordered = true;
  const compare = (a: number, b: number) =>
    channel[a]! - channel[b]! || leading[a]! - leading[b]! || trailing[a]! - trailing[b]!;
  for (let i = start; i < end; i++) {
    if (leading[i] === NO_EDGE) continue;
    if (ordered && order.length > 0 && compare(order[order.length - 1]!, i) > 0) ordered = false;
    order.push(i);
  }
  if (!ordered) order.sort(compare);

  let n = 0;
  let plane = 0;
  let planeFirst = 0;
  out.planeStart[0] = 0;
  const closePlane = () => {
    if (n - planeFirst > settings.maxHitsPerPlane) n = planeFirst;
    out.planeStart[++plane] = n;
    planeFirst = n;
  };
  for (const i of order) {
    const ch = channel[i]!;
    const p = planeOf(ch);
    while (plane < p) closePlane();
    const time = countsToTime(STRAW_TDC, leading[i]!, fineTime) - t0[ch]!;
    if (time < settings.earliest || time > settings.maxDrift) continue;
    out.row[n] = i - start;
    out.plane[n] = p;
    out.wire[n] = WIRE[ch]! + wireOffset[ch]!;
    out.time[n] = time;
    out.radius[n] = driftRadius(time);
    out.sigma[n] = driftSigma(time);
    out.trailing[n] = trailing[i] === NO_EDGE ? Number.NaN : countsToTime(STRAW_TDC, trailing[i]!, fineTime) - t0[ch]!;
    n++;
  }
  while (plane < PLANES) closePlane();
  out.n = n;
}
