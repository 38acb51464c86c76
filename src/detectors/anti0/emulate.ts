import { type Settings, type Values, withDefaults } from '../../core/settings.js';
import { tileSettings } from '../common/scintillator-tile.js';
import type { TdcConditions } from '../common/tdc-conditions.js';
import { TileEmulator } from '../common/tile-emulator.js';
import { FINE_WINDOW, flightCompensation } from '../common/timing.js';
import { ANTI0_Z, tileAt } from './description.js';

export const anti0Settings = {
  z: {
    default: ANTI0_Z,
    unit: 'm',
    doc: 'plane of the tiles, between CHANTI and 105 m; the transport must have the same',
    source: 'not found (DET §11.10): placeholder',
  },
  ...tileSettings,
} satisfies Settings;

/**
 * Turns crossings of the ANTI-0 into raw hits, event by event: `begin`, `cross` as often as needed, `end`. The response to a particle is
 * drawn from a stream keyed by (seed, burst, event, particle) and does not depend on the others.
 */
export class Anti0Emulator extends TileEmulator {
  private readonly compensation: number;

  constructor(conditions: TdcConditions, values: Values<typeof anti0Settings> = withDefaults(anti0Settings)) {
    super('anti0.emulate', FINE_WINDOW, conditions, values);
    this.compensation = flightCompensation(values.z);
  }

  /**
   * A particle crosses the plane.
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param particle index of the particle in the event
   */
  cross(x: number, y: number, tx: number, ty: number, time: number, particle: number): void {
    const tile = tileAt(x, y);
    if (tile >= 0) this.light(particle, tile, tx, ty, time + this.compensation, particle);
  }
}
