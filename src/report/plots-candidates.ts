import { readManifests, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import type { EventBatch, Has } from '../event/batch.js';
import { events, vertices } from '../event/run.js';
import { beamMatches, gtkTracks } from '../event/run-beam.js';
import { isThreePion, K3PI_MASS } from '../monitoring/k3pi.js';

/** Time differences of beam tracks [ns]. */
export interface TimeDifferences {
  /** Of the beam track that matches the decay best. */
  readonly best: number[];
  /** Of every beam track of the same events, the best included: a peak on what the crowd adds, which is flat. */
  readonly all: number[];
}

/** K3π candidates of a run with a mass in the window. */
export interface RunCandidates {
  readonly setup: string;
  readonly events: number;
  /** m(3π) and z of the vertex. */
  readonly mass: number[];
  readonly z: number[];
  /** GTK − KTAG and GTK − decay time of the candidates that have a match. */
  readonly ktag: TimeDifferences;
  readonly decay: TimeDifferences;
}

const READ = [events, vertices, gtkTracks, beamMatches] as const;

/**
 * Reads what is drawn of a run.
 * @throws InputError when the folder is not a sound run
 */
export async function runCandidates(folder: string): Promise<RunCandidates> {
  const parts = await readManifests(folder);
  const { kind, provenance } = parts[0]!.manifest;
  if (kind !== 'run')
    throw new InputError(ExitCode.data, { what: 'not a run', where: folder, found: kind, expected: 'run' });
  const found = { mass: [], z: [], ktag: { best: [], all: [] }, decay: { best: [], all: [] } };
  let n = 0;
  for (const { dir } of parts) {
    for await (const batch of readPart(dir, READ)) {
      for (let event = 0; event < batch.size; event++) addEvent(batch, event, found);
      n += batch.size;
    }
  }
  return { setup: String(provenance['setup'] ?? ''), events: n, ...found };
}

function addEvent(
  batch: EventBatch & Has<(typeof READ)[number]>,
  event: number,
  found: Pick<RunCandidates, 'mass' | 'z' | 'ktag' | 'decay'>,
): void {
  const { mass_pi, z } = batch.vertices.columns;
  const first = batch.vertices.offsets[event]!;
  const wanted = new Set<number>();
  for (let i = first; i < batch.vertices.offsets[event + 1]!; i++) {
    const mass = mass_pi[i]!;
    if (!isThreePion(batch.vertices, i) || !(mass >= K3PI_MASS[0] && mass < K3PI_MASS[1])) continue;
    found.mass.push(mass);
    found.z.push(z[i]!);
    wanted.add(i - first);
  }
  const { vertex, rank, gtk, dt_ktag, dt_decay } = batch.beam_matches.columns;
  const { offsets, columns } = batch.gtk_tracks;
  const times = columns.time.subarray(offsets[event], offsets[event + 1]);
  for (let k = batch.beam_matches.offsets[event]!; k < batch.beam_matches.offsets[event + 1]!; k++) {
    if (rank[k] !== 0 || !wanted.has(vertex[k]!)) continue;
    for (const [of, dt] of [
      [found.ktag, dt_ktag[k]!],
      [found.decay, dt_decay[k]!],
    ] as const) {
      if (Number.isNaN(dt)) continue;
      of.best.push(dt);
      const reference = times[gtk[k]!]! - dt;
      for (const time of times) of.all.push(time - reference);
    }
  }
}
