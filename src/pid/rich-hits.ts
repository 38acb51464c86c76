import { countsToTime } from '../detectors/common/timing.js';
import type { RichConditions } from '../detectors/rich/conditions.js';
import { DISK_OFFSET, RICH_WINDOW } from '../detectors/rich/description.js';
import { PMT_POSITION, PMTS, PMTS_PER_DISK, RICH_CHANNELS, richChannel } from '../detectors/rich/pmts.js';
import { NO_EDGE } from '../event/raw.js';
import type { rich } from '../event/raw-downstream.js';
import type { Rows } from '../event/table.js';

/** Place of every PMT on the plane of both disks where x/f is the slope of the light [mm]. */
const U = Float64Array.from({ length: PMTS }, (_, i) => {
  const disk = i < PMTS_PER_DISK ? 0 : 1;
  return PMT_POSITION.x[i % PMTS_PER_DISK]! + DISK_OFFSET[disk];
});
const V = Float64Array.from({ length: PMTS }, (_, i) => PMT_POSITION.y[i % PMTS_PER_DISK]!);

/** PMT hits of one event with both edges, T0 and the mean response taken off; without the supercells. Reused from event to event. */
export class RichHits {
  n = 0;
  u = new Float64Array(256);
  v = new Float64Array(256);
  time = new Float64Array(256);
  disk = new Uint8Array(256);
  private readonly t0: Float64Array;
  private readonly responseMean: number;

  constructor({ t0 }: RichConditions, responseMean: number) {
    if (t0.length !== RICH_CHANNELS) {
      throw new RangeError(`RICH conditions of ${t0.length} channels, expected ${RICH_CHANNELS}`);
    }
    this.t0 = t0;
    this.responseMean = responseMean;
  }

  /** Takes the hits of event `row`. */
  read({ columns, offsets }: Rows<typeof rich>, row: number, fineTime: number): void {
    const { channel, leading, trailing } = columns;
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    if (end - start > this.u.length) this.grow(2 * (end - start));
    const { u, v, time, disk, t0 } = this;
    let n = 0;
    for (let i = start; i < end; i++) {
      if (leading[i] === NO_EDGE || trailing[i] === NO_EDGE) continue;
      const pmt = richChannel(channel[i]!);
      if (pmt < 0 || pmt >= PMTS) continue;
      u[n] = U[pmt]!;
      v[n] = V[pmt]!;
      disk[n] = pmt < PMTS_PER_DISK ? 0 : 1;
      time[n++] = countsToTime(RICH_WINDOW, leading[i]!, fineTime) - t0[pmt]! - this.responseMean;
    }
    this.n = n;
  }

  private grow(size: number): void {
    this.u = new Float64Array(size);
    this.v = new Float64Array(size);
    this.time = new Float64Array(size);
    this.disk = new Uint8Array(size);
  }
}
