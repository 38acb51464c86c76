import { type Values, withDefaults } from '../../core/settings.js';
import { drawLandau, SCINTILLATOR_LANDAU, SCINTILLATOR_LOSS } from './ionisation.js';
import { PulseShape } from './pulse-shape.js';
import type { PulseOrigins, PulseRows } from './pulse-train.js';
import { tileSettings } from './scintillator-tile.js';
import type { TdcConditions } from './tdc-conditions.js';
import { TdcPulses } from './tdc-pulses.js';
import type { TdcWindow } from './timing.js';

/** What emulators of such tiles have in common: an emulator is left with which tile is crossed. About 1 µs a crossing. */
export class TileEmulator {
  private readonly values: Values<typeof tileSettings>;
  private readonly conditions: TdcConditions;
  private readonly pulses: TdcPulses;

  constructor(
    name: string,
    window: TdcWindow,
    conditions: TdcConditions,
    values: Values<typeof tileSettings> = withDefaults(tileSettings),
  ) {
    this.conditions = conditions;
    this.values = values;
    this.pulses = new TdcPulses({
      name,
      window,
      shape: new PulseShape(values.riseTime, values.fallTime),
      thresholds: [values.threshold],
      addTime: values.riseTime,
    });
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.pulses.begin(seed, burst, event, timestamp);
  }

  /**
   * A minimum ionising particle of these slopes crosses a tile.
   * @param sub key of its random numbers: places · particle + place
   * @param passage ns from start of burst, compensated
   */
  protected light(sub: number, tile: number, tx: number, ty: number, passage: number, particle: number): void {
    if (!this.pulses.near(passage)) return;
    const { values, conditions } = this;
    const rng = this.pulses.random(sub);
    const way = values.thickness * Math.sqrt(1 + tx * tx + ty * ty);
    const energy = way * (SCINTILLATOR_LOSS + SCINTILLATOR_LANDAU * drawLandau(rng));
    const jitter = values.channelSigma * rng.gauss();
    if (rng.uniform() >= (1 - values.inefficiency) * conditions.efficiency[tile]!) return;
    this.pulses.add(tile, particle, passage + jitter + conditions.t0[tile]!, energy);
  }

  /** Discriminates, digitises and appends the event's rows in readout order. */
  end(hits: PulseRows, truth: PulseOrigins): void {
    this.pulses.end(hits, truth);
  }
}
