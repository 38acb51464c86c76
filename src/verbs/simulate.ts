import { checkOutput, configHash, createPart, type JsonObject, type Manifest } from '../arrow/index.js';
import { VERSION } from '../core/version.js';
import { eventKeys } from '../event/keys.js';
import type { Rows } from '../event/table.js';
import { CONDITION_TABLES, RAW_TABLES, TRUTH_TABLES } from '../event/tables.js';
import { decayFraction } from '../generator/kaon.js';
import { decayMode } from '../generator/modes/index.js';
import { simulation } from '../pipeline.js';
import { type Conditions, conditionsByName } from '../setups/conditions.js';
import { setupByName } from '../setups/index.js';
import { SIMULATION_SETTINGS } from '../setups/modules.js';
import { writePart } from '../streams/write-part.js';
import { checkIntensity } from './intensity.js';
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
  const conditions = conditionsByName(trueConditions);
  const intensity = checkIntensity(options.intensity ?? settings.burst?.intensity ?? setup.intensity, 'intensity');
  await checkOutput(options.out);

  const chain = simulation({ ...options, intensity, conditions: trueConditions, settings });
  const [zMin, zMax] = setup.decayRegion;
  const momentum = settings.beam?.momentum ?? SIMULATION_SETTINGS.beam.momentum.default;
  const generator: JsonObject = {
    decay: mode.name,
    seed: options.seed,
    intensity,
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
    for (const table of CONDITION_TABLES) await writer.writeChannels(table, conditionRows(table, conditions));
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

/** Columns of the conditions table of each detector. */
const CONDITION_COLUMNS = {
  ktag_conditions: ({ ktag: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  gtk_conditions: ({ gtk: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  straw_conditions: ({ straw: c }: Conditions) => ({ t0: c.t0, wire_offset: c.wireOffset, dead: c.dead }),
  newchod_conditions: ({ newchod: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  chod_conditions: ({ chod: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency, light_path: c.lightPath }),
} as const;

function conditionRows<C extends (typeof CONDITION_TABLES)[number]>(table: C, conditions: Conditions): Rows<C> {
  const columns = CONDITION_COLUMNS[table.name](conditions);
  const length = columns.t0.length;
  return { length, offsets: Int32Array.of(0, length), columns: columns as unknown as Rows<C>['columns'] };
}
