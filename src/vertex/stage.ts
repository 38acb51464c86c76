import { particle } from '../core/particles.js';
import { type Values, withDefaults } from '../core/settings.js';
import type { EventBatch, Has } from '../event/batch.js';
import type { TableBuilder } from '../event/builder.js';
import { tracks, vertices } from '../event/run.js';
import { type Stage, stage } from '../event/stage.js';
import type { Field } from '../transport/field.js';
import { TRACK_SIZE, VertexAt } from './chi2-vertex.js';
import { vertexSettings } from './settings.js';
import { makeVertexFitter, pairZ, vertexOf } from './vertex-fit.js';

const PION_MASS_2 = particle(211).mass ** 2;

/** What the vertex finding assumes. */
export interface VertexFinding {
  readonly field: Field;
  readonly settings?: Partial<Values<typeof vertexSettings>>;
}

/** Two- and three-track vertices: every pair of opposite charge and every triple of unit charge whose pairs come close. */
export function findVertices(assumed: VertexFinding): Stage<readonly [typeof tracks], readonly [typeof vertices]> {
  const fitter = makeVertexFitter(assumed.field, withDefaults(vertexSettings, assumed.settings));
  let list = new Float64Array(0);

  return stage('vertex.find', { reads: [tracks], writes: [vertices] }, (batch, row, out) => {
    const start = batch.tracks.offsets[row]!;
    const n = batch.tracks.offsets[row + 1]! - start;
    if (n < 2) return;
    if (list.length < n * TRACK_SIZE) list = new Float64Array(2 * n * TRACK_SIZE);
    gather(batch, start, n, list);
    const { charge } = batch.tracks.columns;
    const q = (i: number) => charge[start + i]!;

    // z of the closest approach of each pair; NaN where they do not meet
    const meet = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) meet[i * n + j] = pairZ(fitter, list, i, j);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const zij = meet[i * n + j]!;
        if (Number.isNaN(zij)) continue;
        if (q(i) + q(j) === 0 && vertexOf(fitter, list, [i, j], zij)) {
          write(out.vertices, batch, start, [i, j], fitter.vertex);
        }
        for (let k = j + 1; k < n; k++) {
          const z = (zij + meet[i * n + k]! + meet[j * n + k]!) / 3;
          if (Number.isNaN(z) || Math.abs(q(i) + q(j) + q(k)) !== 1) continue;
          if (vertexOf(fitter, list, [i, j, k], z)) write(out.vertices, batch, start, [i, j, k], fitter.vertex);
        }
      }
    }
  });
}

/** Copies states and covariances of an event's tracks into rows of TRACK_SIZE. */
function gather(batch: Has<typeof tracks>, start: number, n: number, out: Float64Array): void {
  const { x, y, tx, ty, qp, covariance } = batch.tracks.columns;
  for (let i = 0; i < n; i++) {
    const at = i * TRACK_SIZE;
    const k = start + i;
    out[at] = x[k]!;
    out[at + 1] = y[k]!;
    out[at + 2] = tx[k]!;
    out[at + 3] = ty[k]!;
    out[at + 4] = qp[k]!;
    for (let j = 0; j < 15; j++) out[at + 5 + j] = covariance[15 * k + j]!;
  }
}

function write(
  out: TableBuilder<typeof vertices>,
  batch: EventBatch & Has<typeof tracks>,
  start: number,
  members: readonly number[],
  vertex: Float64Array,
): void {
  const row = out.next();
  const c = out.columns;
  const n = members.length;
  const { charge, time, time_sigma } = batch.tracks.columns;
  c.n_tracks[row] = n;
  c.ndf[row] = 2 * n - 3;
  c.x[row] = vertex[VertexAt.position]!;
  c.y[row] = vertex[VertexAt.position + 1]!;
  c.z[row] = vertex[VertexAt.position + 2]!;
  for (let j = 0; j < 6; j++) c.covariance[6 * row + j] = vertex[VertexAt.covariance + j]!;
  c.chi2[row] = vertex[VertexAt.chi2]!;

  let px = 0;
  let py = 0;
  let pz = 0;
  let energy = 0;
  let totalCharge = 0;
  let weight = 0;
  let weighted = 0;
  for (let i = 0; i < 3; i++) {
    c.tracks[3 * row + i] = i < n ? members[i]! : -1;
    if (i >= n) {
      c.momenta.fill(Number.NaN, 9 * row + 3 * i, 9 * row + 9);
      continue;
    }
    const at = VertexAt.tracks + 3 * i;
    const tx = vertex[at]!;
    const ty = vertex[at + 1]!;
    const p = 1 / Math.abs(vertex[at + 2]!);
    const pzi = p / Math.sqrt(1 + tx * tx + ty * ty);
    c.momenta[9 * row + 3 * i] = tx * pzi;
    c.momenta[9 * row + 3 * i + 1] = ty * pzi;
    c.momenta[9 * row + 3 * i + 2] = pzi;
    px += tx * pzi;
    py += ty * pzi;
    pz += pzi;
    energy += Math.sqrt(p * p + PION_MASS_2);
    totalCharge += charge[start + members[i]!]!;
    const w = 1 / time_sigma[start + members[i]!]! ** 2;
    weight += w;
    weighted += w * time[start + members[i]!]!;
  }
  c.charge[row] = totalCharge;
  c.px[row] = px;
  c.py[row] = py;
  c.pz[row] = pz;
  c.mass_pi[row] = Math.sqrt(Math.max(0, energy * energy - px * px - py * py - pz * pz));
  c.time[row] = weighted / weight;
}
