import { checkOutput, configHash, createPart, type JsonObject, type Manifest } from '../arrow/index.js';
import { VERSION } from '../core/version.js';
import { type StrawConditions, strawConditions } from '../detectors/straw/conditions.js';
import { eventKeys } from '../event/keys.js';
import { RAW_TABLES } from '../event/raw.js';
import type { Rows } from '../event/table.js';
import { strawConditions as strawConditionsTable, TRUTH_TABLES } from '../event/truth.js';
import { decayFraction } from '../generator/kaon.js';
import { decayMode } from '../generator/modes/index.js';
import { simulation } from '../pipeline.js';
import { setupByName } from '../setups/index.js';
import { SIMULATION_SETTINGS } from '../setups/modules.js';
import { writePart } from '../streams/write-part.js';
import { ownSettings } from './settings.js';
import type { SimulateOptions, SimulateResult, VerbContext } from './types.js';
import { written } from './written.js';

/** Events in a part: the unit of completion on disk. Source: the data model, docs/decisions.md. */
const PART_EVENTS = 8192;

/**
 * Simulates a burst of forced decays into a spill: raw hits in `OUT/burst-…/part-…/`, truth beside them.
 * @throws InputError for unknown names and settings, and for a folder that is occupied or cannot be written; nothing is written then
 */
export async function simulate(options: SimulateOptions, context: VerbContext): Promise<SimulateResult> {
  const setup = setupByName(options.setup);
  const mode = decayMode(options.decay);
  const settings = ownSettings(SIMULATION_SETTINGS, options.settings);
  const trueConditions = options.conditions ?? setup.conditions;
  const conditions = strawConditions(trueConditions);
  await checkOutput(options.out);

  const chain = simulation({ ...options, conditions: trueConditions, settings });
  const [zMin, zMax] = setup.decayRegion;
  const momentum = settings.beam?.momentum ?? SIMULATION_SETTINGS.beam.momentum.default;
  const generator: JsonObject = {
    decay: mode.name,
    seed: options.seed,
    conditions: trueConditions,
    settings: settings as JsonObject,
    decayRegion: [zMin, zMax],
    // what one event stands for, at the mean momentum
    decayFraction: decayFraction(momentum, zMin, zMax),
    branchingFraction: mode.branchingFraction,
  };
  const provenance: JsonObject = {
    setup: setup.name,
    generator,
    configHash: configHash({ setup: setup.name, generator }),
  };

  const manifests: Manifest[] = [];
  for (let first = 0, part = 0; first < options.events; first += PART_EVENTS, part++) {
    const count = Math.min(PART_EVENTS, options.events - first);
    const writer = await createPart(options.out, options.burst, part, [...RAW_TABLES, ...TRUTH_TABLES], {
      kind: 'spill',
      code: VERSION,
      provenance,
    });
    await writer.writeChannels(strawConditionsTable, conditionRows(conditions));
    let done = first;
    manifests.push(
      await writePart({
        source: eventKeys(options.burst, first, count),
        chain,
        part: writer,
        signal: context.signal,
        onBatch: (batch) => {
          // a generator that fails on an event is a defect, not bad data: no event may be missing from a spill
          const fault = batch.faults[0];
          if (fault !== undefined) throw new Error(`event ${batch.event[fault.row]}: ${fault.stage}: ${fault.reason}`);
          done += batch.size;
          context.onProgress({ task: 'simulate', unit: 'events', done, total: options.events });
        },
      }),
    );
    context.logger.info({ part, events: count }, 'part written');
  }
  return written(options.out, manifests);
}

function conditionRows(c: StrawConditions): Rows<typeof strawConditionsTable> {
  const columns = { t0: c.t0, wire_offset: c.wireOffset, dead: c.dead };
  return { length: c.t0.length, offsets: Int32Array.of(0, c.t0.length), columns };
}
