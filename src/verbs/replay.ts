import {
  checkOutput,
  configHash,
  createPart,
  type JsonObject,
  type Manifest,
  readManifests,
  readPart,
} from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import type { EventBatch } from '../event/batch.js';
import { RAW_TABLES, RUN_TABLES } from '../event/tables.js';
import { reconstruction } from '../pipeline.js';
import { conditionsByName } from '../setups/conditions.js';
import { setupByName } from '../setups/index.js';
import { RECONSTRUCTION_SETTINGS } from '../setups/modules.js';
import { writePart } from '../streams/write-part.js';
import { ownSettings } from './settings.js';
import { setupOf } from './spill.js';
import type { ReplayOptions, ReplayResult, VerbContext } from './types.js';
import { written } from './written.js';

/**
 * Reconstructs a spill into a run, part by part. Reads the raw tables and the name of the setup, nothing else: truth and the generator's
 * settings may be missing.
 * @throws InputError for unknown names and settings, a spill that is not whole and sound, a folder that is occupied
 */
export async function replay(options: ReplayOptions, context: VerbContext): Promise<ReplayResult> {
  const parts = await readManifests(options.spill);
  const setup = setupByName(setupOf(parts[0]!.manifest, parts[0]!.dir));
  const settings = ownSettings(RECONSTRUCTION_SETTINGS, options.settings);
  const conditions = options.conditions ?? setup.conditions;
  conditionsByName(conditions); // refuses an unknown name before work starts
  for (const { manifest, dir } of parts) {
    if (manifest.kind !== 'spill') {
      throw new InputError(ExitCode.data, { what: 'not a spill', where: dir, found: manifest.kind, expected: 'spill' });
    }
  }
  await checkOutput(options.out);

  const total = parts.reduce((n, p) => n + p.manifest.events, 0);
  const assumed: JsonObject = { conditions, settings: settings as JsonObject };
  let done = 0;
  let quarantined = 0;
  const manifests: Manifest[] = [];
  for (const { dir, burst, part, manifest } of parts) {
    const provenance: JsonObject = {
      setup: setup.name,
      reconstruction: assumed,
      configHash: configHash({ setup: setup.name, reconstruction: assumed }),
      spill: manifest.files
        .filter((f) => !f.path.startsWith('truth/'))
        .map((f) => ({ path: f.path, sha256: f.sha256 })),
    };
    const writer = await createPart(options.out, burst, part, RUN_TABLES, { kind: 'run', code: VERSION, provenance });
    let bad = 0;
    manifests.push(
      await writePart({
        source: readPart(dir, RAW_TABLES, { signal: context.signal }),
        chain: reconstruction({ setup: setup.name, conditions, settings }),
        part: writer,
        signal: context.signal,
        onBatch: (batch) => {
          if (batch.faults.length > 0) {
            if (options.onBad === 'stop') throw badEvent(batch, dir);
            const rows = new Set(batch.faults.map((f) => f.row)).size;
            bad += rows;
            const { row, stage, reason } = batch.faults[0]!;
            context.logger.warn(
              { part: dir, event: batch.event[row], stage, reason, events: rows },
              'events quarantined',
            );
          }
          done += batch.size;
          context.onProgress({ task: 'replay', unit: 'events', done, total });
        },
        more: () => ({ quarantined: bad }),
      }),
    );
    quarantined += bad;
    context.logger.info({ part: dir, events: manifest.events, quarantined: bad }, 'part reconstructed');
  }
  return { ...written(options.out, manifests), quarantined };
}

function badEvent(batch: EventBatch, dir: string): InputError {
  const { row, stage, reason } = batch.faults[0]!;
  return new InputError(ExitCode.data, {
    what: 'bad event',
    where: `${dir}, burst ${batch.burst[row]}, event ${batch.event[row]}, stage ${stage}`,
    found: reason,
    expected: 'a sound event, or --on-bad quarantine',
  });
}
