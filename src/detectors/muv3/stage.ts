import { C_LIGHT } from '../../core/constants.js';
import { particle as species } from '../../core/particles.js';
import { type Values, withDefaults } from '../../core/settings.js';
import { triggers } from '../../event/raw.js';
import { muv3 } from '../../event/raw-downstream.js';
import { HADRON_SHOWER_Z, hadronShowers, muv3Crossings } from '../../event/simulation-downstream.js';
import { type Stage, stage } from '../../event/stage.js';
import { muv3Truth } from '../../event/truth-downstream.js';
import type { Muv3Conditions } from './conditions.js';
import { MUV3_FRONT_Z } from './description.js';
import { Muv3Emulator, muv3Settings } from './emulate.js';

/** Raw MUV3 hits from the muons at its front and from what hadrons' showers send through the iron, under the true conditions. */
export function muv3Hits(
  seed: number,
  conditions: Muv3Conditions,
  settings: Partial<Values<typeof muv3Settings>> = {},
): Stage<
  readonly [typeof triggers, typeof muv3Crossings, typeof hadronShowers],
  readonly [typeof muv3, typeof muv3Truth]
> {
  const emulator = new Muv3Emulator(conditions, withDefaults(muv3Settings, settings));
  const way = MUV3_FRONT_Z - HADRON_SHOWER_Z;
  return stage(
    'muv3.emulate',
    { reads: [triggers, muv3Crossings, hadronShowers], writes: [muv3, muv3Truth] },
    (batch, row, out) => {
      const { particle, x, y, tx, ty, t } = batch.muv3_crossings.columns;
      emulator.begin(seed, batch.burst[row]!, batch.event[row]!, batch.triggers.columns.timestamp[row]!);
      const end = batch.muv3_crossings.offsets[row + 1]!;
      for (let i = batch.muv3_crossings.offsets[row]!; i < end; i++) {
        emulator.cross(x[i]!, y[i]!, tx[i]!, ty[i]!, t[i]!, particle[i]!);
      }
      const h = batch.hadron_showers.columns;
      const last = batch.hadron_showers.offsets[row + 1]!;
      for (let i = batch.hadron_showers.offsets[row]!; i < last; i++) {
        const count = h.punch_through[i]!;
        if (count === 0) continue;
        const flight = (way / C_LIGHT) * Math.sqrt(1 + (species(h.pdg[i]!).mass / h.p[i]!) ** 2);
        emulator.punchThrough(
          count,
          h.x[i]! + way * h.tx[i]!,
          h.y[i]! + way * h.ty[i]!,
          h.tx[i]!,
          h.ty[i]!,
          h.t[i]! + flight,
          h.z[i]! < MUV3_FRONT_Z,
          h.particle[i]!,
        );
      }
      emulator.end(out.muv3, out.muv3_truth);
    },
  );
}
