import { C_LIGHT, CLOCK_PERIOD, FINE_TIME_LSB } from '../../src/core/constants.js';
import { MHz } from '../../src/core/units.js';
import { eventKeys } from '../../src/event/keys.js';
import { burstStructure } from '../../src/generator/burst.js';
import { kaonDecays } from '../../src/generator/kaon-decays.js';
import { decayMode } from '../../src/generator/modes/index.js';
import { beamPileup, type PileUpOptions } from '../../src/generator/pileup.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { controlTriggers } from '../../src/trigger/stage.js';

export const field = na62Field();
const REFERENCE_Z = 239_009;
export const GTK3_Z = 102_400;
/** Time from GTK3 to the reference plane [ns]. */
const TO_REFERENCE = (REFERENCE_Z - GTK3_Z) / C_LIGHT;

/** Windows as the detectors have them: 3 periods, 1 before; 5, 2 before; 16, 4 before. */
const WINDOWS = {
  gtk: { lsb: FINE_TIME_LSB, counts: 3 * 256, periodsBefore: 1 },
  ktag: { lsb: FINE_TIME_LSB, counts: 5 * 256, periodsBefore: 2 },
  straw: { lsb: 8 * FINE_TIME_LSB, counts: 16 * 32, periodsBefore: 4 },
};

export interface ChainOptions extends Pick<PileUpOptions, 'settings' | 'halo'> {
  readonly intensity: number;
  readonly events: number;
  readonly batchEvents?: number;
  readonly ripple?: number;
}

/** Batches of forced decays with their pile-up at an intensity in MHz, flat unless told. */
export function* pileUpBatches({ intensity, events, batchEvents, ripple = 0, ...options }: ChainOptions) {
  const burst = burstStructure(1, { intensity: intensity * MHz, ripple });
  const primary = kaonDecays({
    mode: decayMode('kmu2'),
    field,
    decayRegion: [105e3, 180e3],
    seed: 1,
    drawTime: (rng) => burst.drawEventTime(rng, 1),
  });
  const trigger = controlTriggers(1);
  const more = beamPileup({ seed: 1, field, burst, windows: WINDOWS, referenceZ: REFERENCE_Z, ...options });
  for (const keys of eventKeys(1, 0, events, batchEvents)) yield more(trigger(primary(keys)));
}

type Batch = ReturnType<typeof pileUpBatches> extends Generator<infer B> ? B : never;

/** Calls back for every pile-up row with its time relative to the trigger and to the trigger's clock period [ns], at the reference plane. */
export function eachRow(
  batch: Batch,
  found: (i: number, fromTrigger: number, fromPeriod: number, row: number) => void,
): void {
  const { offsets, columns } = batch.pileup;
  for (let row = 0; row < batch.size; row++) {
    const period = batch.triggers.columns.timestamp[row]! * CLOCK_PERIOD;
    const fine = batch.triggers.columns.fine_time[row]! * FINE_TIME_LSB;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const t = columns.t[i]! + TO_REFERENCE - period;
      found(i, t - fine, t, row);
    }
  }
}
