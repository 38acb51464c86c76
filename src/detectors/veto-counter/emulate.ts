import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { tileSettings } from '../common/scintillator-tile.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { TileEmulator } from '../common/tile-emulator.js';
import { FINE_WINDOW, flightCompensation } from '../common/timing.js';
import { STATIONS, TILES, tileAt, VETO_COUNTER_Z } from './description.js';

const NOT_FOUND = 'not found (DET §11.10): placeholder';

export const vetoCounterSettings = {
  z1: {
    default: VETO_COUNTER_Z[0],
    unit: 'm',
    doc: 'plane of the first station, before the final collimator and the lead; the transport must have the same',
    source: NOT_FOUND,
  },
  z2: {
    default: VETO_COUNTER_Z[1],
    unit: 'm',
    doc: 'of the second, behind the lead and before the collimator',
    source: NOT_FOUND,
  },
  z3: { default: VETO_COUNTER_Z[2], unit: 'm', doc: 'of the third, behind the collimator', source: NOT_FOUND },
  ...tileSettings,
} satisfies Settings;

/**
 * Turns crossings of the VetoCounter into raw hits, event by event: `begin`, `cross` as often as needed, `end`. The response to a particle
 * is drawn from streams keyed by (seed, burst, event, particle, station) and does not depend on the others. Photons, which the lead is
 * for, are not seen.
 */
export class VetoCounterEmulator extends TileEmulator {
  private readonly compensation: readonly number[];

  constructor(
    conditions: TdcConditions,
    values: Values<typeof vetoCounterSettings> = withDefaults(vetoCounterSettings),
  ) {
    super('veto_counter.emulate', FINE_WINDOW, conditions, values);
    this.compensation = [values.z1, values.z2, values.z3].map(flightCompensation);
  }

  /**
   * A particle crosses a station, from 0.
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(station: number, x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const tile = tileAt(x, y);
    if (tile < 0) return;
    const sub = STATIONS * particle + station;
    this.light(sub, TILES * station + tile, tx, ty, time + this.compensation[station]!, particle);
  }
}
