import { type Settings, type Values, withDefaults } from '../../src/core/settings.js';
import { drawLandau, SCINTILLATOR_LANDAU, SCINTILLATOR_LOSS } from '../../src/detectors/common/ionisation.js';
import type { PulseOrigins, PulseRows } from '../../src/detectors/common/pulse-train.js';
import type { TdcConditions } from '../../src/detectors/common/tdc-conditions.js';
import { TdcPulses } from '../../src/detectors/common/tdc-pulses.js';
import { FINE_WINDOW, flightCompensation } from '../../src/detectors/common/timing.js';
import { triggers } from '../../src/event/raw.js';
import { HodoscopePlane, hodoscopeCrossings } from '../../src/event/simulation-beam.js';
import { stage } from '../../src/event/stage.js';
import { barAt, SHAPE, SIGMA, THICKNESS, THRESHOLD, WALL_Z } from './description.js';
import { timeWall, timeWallTruth } from './tables.js';

/** Settings of the emulator: in the house `--set time-wall.sigma=0.2ns`, by a line in `src/setups/modules.ts`. */
export const timeWallSettings = {
  sigma: { default: SIGMA, unit: 'ns', doc: 'spread of the time of a bar', source: 'a choice' },
} satisfies Settings;

const COMPENSATION = flightCompensation(WALL_Z);

/** Turns crossings into raw hits, event by event: `begin`, `cross` as often as needed, `end`. */
export class TimeWallEmulator {
  private readonly conditions: TdcConditions;
  private readonly sigma: number;
  private readonly pulses = new TdcPulses({
    name: 'time_wall.emulate',
    window: FINE_WINDOW,
    shape: SHAPE,
    thresholds: [THRESHOLD],
    addTime: SHAPE.peakTime,
  });

  constructor(conditions: TdcConditions, { sigma }: Values<typeof timeWallSettings> = withDefaults(timeWallSettings)) {
    this.conditions = conditions;
    this.sigma = sigma;
  }

  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.pulses.begin(seed, burst, event, timestamp);
  }

  /** A charged particle crosses the wall at (x, y), `time` ns from start of burst. */
  cross(x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const bar = barAt(x, y);
    if (bar < 0 || !this.pulses.near(time + COMPENSATION)) return;
    // numbers of this particle alone: no other particle, batch or worker changes them
    const rng = this.pulses.random(particle);
    const path = THICKNESS * Math.sqrt(1 + tx * tx + ty * ty);
    const energy = path * (SCINTILLATOR_LOSS + SCINTILLATOR_LANDAU * drawLandau(rng));
    const late = this.sigma * rng.gauss();
    if (rng.uniform() >= this.conditions.efficiency[bar]!) return;
    this.pulses.add(bar, particle, time + COMPENSATION + this.conditions.t0[bar]! + late, energy);
  }

  end(hits: PulseRows, truth: PulseOrigins): void {
    this.pulses.end(hits, truth);
  }
}

/** Raw hits of the wall from the crossings of the plane it stands in, under the true conditions. */
export function emulateTimeWall(seed: number, conditions: TdcConditions) {
  const emulator = new TimeWallEmulator(conditions);
  return stage(
    'time_wall.emulate',
    { reads: [triggers, hodoscopeCrossings], writes: [timeWall, timeWallTruth] },
    (batch, row, out) => {
      const { plane, x, y, tx, ty, t, particle } = batch.hodoscope_crossings.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.hodoscope_crossings.offsets[row + 1]!;
      for (let i = batch.hodoscope_crossings.offsets[row]!; i < end; i++) {
        if (plane[i] === HodoscopePlane.chodV) emulator.cross(x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
      }
      emulator.end(out.time_wall, out.time_wall_truth);
    },
  );
}
