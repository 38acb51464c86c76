import { C_LIGHT } from '../core/constants.js';
import { particle } from '../core/particles.js';
import { RandomStream, stageKey } from '../core/random.js';
import type { TableBuilder } from '../event/builder.js';
import { primaries } from '../event/simulation.js';
import { BeamPlane, beamCrossings, GTK_PLANES, pileup } from '../event/simulation-beam.js';
import { type Stage, stage } from '../event/stage.js';
import type { Rows } from '../event/table.js';
import { Process } from '../event/truth.js';
import { beamLineField, GTK_Z, gtkHighland, KTAG_Z } from '../transport/beam-line.js';
import { scatter } from '../transport/material.js';
import { makeStepGrid } from '../transport/step-grid.js';
import { swim } from '../transport/swim.js';

const NAME = 'beam.line';

/** What the beam line is. */
export interface BeamLineOptions {
  readonly seed: number;
  /** Factor on the thickness of the GTK stations. Default 1. */
  readonly materialScale?: number;
  /** z of the GTK stations by number [mm]; GTK3 stands last in the beam. Default: the three of `kaon-2018`. */
  readonly gtkZ?: readonly number[];
}

/** The planes in the order in which a particle is followed back: from GTK3 upstream. */
const planesOf = (gtkZ: readonly number[]) =>
  [...gtkZ.map((z, station) => ({ z, plane: GTK_PLANES[station]! })), { z: KTAG_Z, plane: BeamPlane.ktag }].sort(
    (a, b) => b.z - a.z,
  );

/**
 * Where beam particles cross the GTK stations and the middle of the KTAG: a row a plane, from GTK3 upstream. A beam particle is
 * a primary or pile-up row of process `beam` that starts at GTK3; its state there is the one behind GTK3's matter.
 *
 * It is followed back from that state through TRIM5 and the achromat, and scattered by each station on the way: so the crossings belong
 * to exactly the particle that goes on downstream. The scattering angles are those of the way forward, but independent of the state
 * behind GTK3 instead of the one before GTK1; the beam's divergence is ten times as large. A row's slopes are those before the
 * plane's matter. Energy loss (0.2 MeV a station) is left out. Times are z over βc: the way through the achromat is 1.3 ps longer.
 */
export function beamLine(
  options: BeamLineOptions,
): Stage<readonly [typeof primaries, typeof pileup], readonly [typeof beamCrossings]> {
  const { seed, materialScale = 1, gtkZ = GTK_Z } = options;
  const planes = planesOf(gtkZ);
  const n = planes.length;
  const z = Float64Array.from(planes, (p) => p.z);
  const code = Uint8Array.from(planes, (p) => p.plane);
  const grid = makeStepGrid(beamLineField(), z);
  const highland = gtkHighland(materialScale);
  const key = stageKey(NAME);
  const rng = new RandomStream();
  const s = new Float64Array(5);

  const follow = (
    c: Rows<typeof primaries>['columns'],
    i: number,
    index: number,
    out: TableBuilder<typeof beamCrossings>,
  ): void => {
    const pdg = c.pdg[i]!;
    const { mass, charge } = particle(pdg);
    const px = c.px[i]!;
    const py = c.py[i]!;
    const pz = c.pz[i]!;
    const p = Math.sqrt(px * px + py * py + pz * pz);
    const beta2 = (p * p) / (p * p + mass * mass);
    const velocity = Math.sqrt(beta2) * C_LIGHT;
    s[0] = c.x[i]!;
    s[1] = c.y[i]!;
    s[2] = px / pz;
    s[3] = py / pz;
    s[4] = charge / p;
    for (let k = 0; k < n; k++) {
      if (k > 0) swim(grid, k - 1, k, s);
      if (code[k] !== BeamPlane.ktag) scatter(s, highland, beta2, rng);
      const j = out.next();
      const o = out.columns;
      o.particle[j] = index;
      o.pdg[j] = pdg;
      o.plane[j] = code[k]!;
      o.x[j] = s[0]!;
      o.y[j] = s[1]!;
      o.tx[j] = s[2]!;
      o.ty[j] = s[3]!;
      o.t[j] = c.t[i]! - (GTK_Z[2] - z[k]!) / velocity;
      o.p[j] = p;
    }
  };

  return stage(NAME, { reads: [primaries, pileup], writes: [beamCrossings] }, (batch, row, out) => {
    let first = 0;
    for (const rows of [batch.primaries, batch.pileup]) {
      const start = rows.offsets[row]!;
      const end = rows.offsets[row + 1]!;
      const c = rows.columns;
      for (let i = start; i < end; i++) {
        if (c.process[i] !== Process.beam || c.z[i] !== GTK_Z[2]) continue;
        const index = first + i - start;
        rng.key(seed, key, batch.burst[row]!, batch.event[row]!, index);
        follow(c, i, index, out.beam_crossings);
      }
      first += end - start;
    }
  });
}
