import {
  checkOutput,
  configHash,
  createPart,
  type JsonObject,
  type PartPlan,
  removeBurstEnd,
  resume,
  writeBurstEnd,
} from '../arrow/index.js';
import { VERSION } from '../core/version.js';
import type { EventBatch } from '../event/batch.js';
import { eventKeys } from '../event/keys.js';
import type { Rows } from '../event/table.js';
import { CONDITION_TABLES } from '../event/tables.js';
import { decayFraction } from '../generator/kaon.js';
import { decayMode } from '../generator/modes/index.js';
import { type Conditions, conditionsByName } from '../setups/conditions.js';
import { setupByName } from '../setups/index.js';
import { SIMULATION_SETTINGS } from '../setups/modules.js';
import { tablesOf } from '../setups/tables.js';
import { type PartItem, writeParts } from '../streams/write-parts.js';
import { CHAIN_TABLES, startChain } from './chain-work.js';
import { eventRange } from './event-range.js';
import { checkIntensity } from './intensity.js';
import { ownSettings } from './settings.js';
import type { SimulateOptions, SimulateResult, VerbContext } from './types.js';
import { written } from './written.js';

/** Events in a part: the unit of completion on disk. Event e stands in part ⌊e/8192⌋. Source: the data model, docs/decisions.md. */
const PART_EVENTS = 8192;

const SPILL_TABLES = CHAIN_TABLES.simulation.writes;

/** A part of the spill: its events are first … last. */
interface SpillPart extends PartPlan {
  readonly events: readonly [first: number, last: number];
}

/**
 * Simulates a burst of forced decays into a spill: raw hits in `OUT/burst-…/part-…/`, truth beside them. Parts that stand there
 * already and were made the same way are kept; the end-of-burst marker comes last.
 * @throws InputError for unknown names and settings, and for a folder that holds other work or cannot be written; nothing is written
 * then
 */
export async function simulate(options: SimulateOptions, context: VerbContext): Promise<SimulateResult> {
  const setup = setupByName(options.setup);
  const mode = decayMode(options.decay);
  const settings = ownSettings(SIMULATION_SETTINGS, options.settings);
  const trueConditions = options.conditions ?? setup.conditions;
  const conditions = conditionsByName(trueConditions, setup.gtk.length);
  const intensity = checkIntensity(options.intensity ?? settings.burst?.intensity ?? setup.intensity, 'intensity');
  const [from, to] = eventRange(options.events);
  const { out, burst } = options;

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
    branchingFraction: mode.branchingFraction ?? null,
  };
  const provenance: JsonObject = {
    setup: setup.name,
    generator,
    configHash: configHash({ setup: setup.name, generator }),
  };
  const plans: SpillPart[] = [];
  for (let part = Math.floor(from / PART_EVENTS); part * PART_EVENTS < to; part++) {
    const events = [Math.max(from, part * PART_EVENTS), Math.min(to, (part + 1) * PART_EVENTS) - 1] as const;
    plans.push({ burst, part, events, kind: 'spill', code: VERSION, provenance });
  }

  await checkOutput(out);
  const { kept, missing } = await resume(out, plans);
  let done = kept.reduce((n, m) => n + m.events, 0);
  if (kept.length > 0) context.logger.info({ parts: kept.length, events: done }, 'parts are there already');

  const chain = startChain(
    { chain: 'simulation', options: { ...options, intensity, conditions: trueConditions, settings } },
    options.workers,
    to - from - done,
    context,
  );
  try {
    const made = await writeParts<SpillPart, EventBatch, (typeof SPILL_TABLES)[number]>({
      source: keysOf(missing),
      run: chain.run,
      window: chain.window,
      signal: context.signal,
      open: async (plan) => {
        await removeBurstEnd(out, burst);
        const writer = await createPart(out, burst, plan.part, tablesOf(setup, SPILL_TABLES), plan);
        for (const table of tablesOf(setup, CONDITION_TABLES))
          await writer.writeChannels(table, conditionRows(table, conditions));
        return writer;
      },
      onBatch: (batch) => {
        // a generator that fails on an event is a defect, not bad data: no event may be missing from a spill
        const fault = batch.faults[0];
        if (fault !== undefined) throw new Error(`event ${batch.event[fault.row]}: ${fault.stage}: ${fault.reason}`);
        done += batch.size;
        context.onProgress({ task: 'simulate', unit: 'events', done, total: to - from });
      },
      onPart: ({ part, events }) => context.logger.info({ part, events }, 'part written'),
    });
    const manifests = [...kept, ...made];
    await writeBurstEnd(out, burst, { parts: plans.length, events: to - from });
    return { ...written(out, manifests), kept: kept.length };
  } finally {
    await chain.close();
  }
}

/** Keys of the events of each part, and its end. */
function* keysOf(parts: readonly SpillPart[]): Generator<PartItem<SpillPart, EventBatch>> {
  for (const part of parts) {
    const [first, last] = part.events;
    for (const batch of eventKeys(part.burst, first, last - first + 1)) yield { part, batch };
    yield { part };
  }
}

/** Columns of the conditions table of each detector. */
const CONDITION_COLUMNS = {
  ktag_conditions: ({ ktag: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  gtk_conditions: ({ gtk: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  straw_conditions: ({ straw: c }: Conditions) => ({ t0: c.t0, wire_offset: c.wireOffset, dead: c.dead }),
  newchod_conditions: ({ newchod: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  chod_conditions: ({ chod: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency, light_path: c.lightPath }),
  rich_conditions: ({ rich: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  lkr_conditions: ({ lkr: c }: Conditions) => ({ t0: c.t0, gain: c.gain, pedestal: c.pedestal }),
  muv3_conditions: ({ muv3: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  chanti_conditions: ({ chanti: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  lav_conditions: ({ lav: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  irc_conditions: ({ irc: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  sac_conditions: ({ sac: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  muv0_conditions: ({ muv0: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  muv1_conditions: ({ muv1: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  muv2_conditions: ({ muv2: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  hasc_conditions: ({ hasc: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  anti0_conditions: ({ anti0: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
  veto_counter_conditions: ({ veto_counter: c }: Conditions) => ({ t0: c.t0, efficiency: c.efficiency }),
} as const;

function conditionRows<C extends (typeof CONDITION_TABLES)[number]>(table: C, conditions: Conditions): Rows<C> {
  const columns = CONDITION_COLUMNS[table.name](conditions);
  const length = columns.t0.length;
  return { length, offsets: Int32Array.of(0, length), columns: columns as unknown as Rows<C>['columns'] };
}
