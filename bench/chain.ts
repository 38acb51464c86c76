import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDefaults } from '../src/core/settings.js';
import { transport } from '../src/detectors/apparatus.js';
import { strawConditions } from '../src/detectors/straw/conditions.js';
import { strawHits } from '../src/detectors/straw/stage.js';
import type { EventBatch } from '../src/event/batch.js';
import { checkValues } from '../src/event/check.js';
import { eventKeys } from '../src/event/keys.js';
import { RAW_TABLES } from '../src/event/raw.js';
import { type Reconstructed, summarise } from '../src/event/summary.js';
import { kaonDecays } from '../src/generator/kaon-decays.js';
import { decayMode } from '../src/generator/modes/index.js';
import { setupByName } from '../src/setups/index.js';
import { strawTracks } from '../src/tracking/straw/stage.js';
import { na62Field } from '../src/transport/na62-field.js';
import { controlTriggerSettings, drawSpillTime } from '../src/trigger/control.js';
import { controlTriggers } from '../src/trigger/stage.js';
import { replay } from '../src/verbs/replay.js';
import { simulate } from '../src/verbs/simulate.js';
import { findVertices } from '../src/vertex/stage.js';
import { median } from './harness.js';

const EVENTS = 4096;
const ROUNDS = 5;
const SEED = 1;

/** Time of a step of the chain. */
export interface StepTime {
  readonly name: string;
  /** CPU time per event [µs]. */
  readonly us: number;
}

/** What a file of the chain takes on disk. */
export interface TableBytes {
  readonly table: string;
  readonly bytesPerEvent: number;
}

export interface ChainBench {
  readonly events: number;
  readonly steps: readonly StepTime[];
  readonly tables: readonly TableBytes[];
  /** Whole verbs, files included, one core [events/s]. */
  readonly simulateRate: number;
  readonly replayRate: number;
}

type Step = readonly [string, (batch: EventBatch) => EventBatch];

/** The steps of the chain in order, made from the same stages as `src/pipeline.ts`; types are the pipeline's business. */
function chainSteps(): Step[] {
  const setup = setupByName('kaon-2018');
  const field = na62Field();
  const conditions = strawConditions(setup.conditions);
  const spill = withDefaults(controlTriggerSettings);
  const stages = [
    kaonDecays({
      mode: decayMode('k3pi'),
      field,
      decayRegion: setup.decayRegion,
      seed: SEED,
      drawTime: (rng) => drawSpillTime(rng, spill),
    }),
    controlTriggers(SEED),
    transport({ field, materialScale: 1, seed: SEED }),
    strawHits(SEED, conditions),
    strawTracks({ field, conditions }),
    findVertices({ field }),
  ];
  const steps: Step[] = stages.map((s) => [s.stageName, s as unknown as Step[1]]);
  const check: Step = [
    'input check',
    (b) => {
      checkValues(b, RAW_TABLES);
      return b;
    },
  ];
  return [...steps.slice(0, 4), check, ...steps.slice(4), ['summary', (b) => summarise(b as Reconstructed)]];
}

function timeSteps(): StepTime[] {
  const steps = chainSteps();
  const times = steps.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    const spent = steps.map(() => 0);
    for (const keys of eventKeys(1, 0, EVENTS)) {
      let batch: EventBatch = keys;
      steps.forEach(([, run], i) => {
        const start = process.cpuUsage();
        batch = run(batch);
        const { user, system } = process.cpuUsage(start);
        spent[i]! += user + system;
      });
    }
    spent.forEach((us, i) => void times[i]!.push(us / EVENTS));
  }
  return steps.map(([name], i) => ({ name, us: median(times[i]!) }));
}

/** CPU time of the chain step by step, bytes of every table, and the rates of the whole verbs with their files. */
export async function chainBench(): Promise<ChainBench> {
  const steps = timeSteps();
  const context = { signal: new AbortController().signal, logger: { info() {}, warn() {} }, onProgress() {} };
  const folder = await mkdtemp(join(tmpdir(), 'spillway-bench-'));
  const simulateRates: number[] = [];
  const replayRates: number[] = [];
  const tables: TableBytes[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const spill = join(folder, `spill-${round}`);
      const run = join(folder, `run-${round}`);
      const options = {
        setup: 'kaon-2018',
        decay: 'k3pi',
        events: EVENTS,
        seed: SEED,
        burst: 1,
        out: spill,
        settings: {},
      };
      const rate = async (verb: () => Promise<{ readonly bytesByTable: Readonly<Record<string, number>> }>) => {
        const start = process.cpuUsage();
        const result = await verb();
        const { user, system } = process.cpuUsage(start);
        if (round === 0) {
          for (const [table, bytes] of Object.entries(result.bytesByTable))
            tables.push({ table, bytesPerEvent: bytes / EVENTS });
        }
        return (EVENTS * 1e6) / (user + system);
      };
      simulateRates.push(await rate(() => simulate(options, context)));
      replayRates.push(await rate(() => replay({ spill, out: run, settings: {}, onBad: 'quarantine' }, context)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { events: EVENTS, steps, tables, simulateRate: median(simulateRates), replayRate: median(replayRates) };
}

/** The chain's section of docs/benchmarks.md. */
export function chainMarkdown({ events, steps, tables, simulateRate, replayRate }: ChainBench): string {
  const stepRows = steps.map((s) => `| ${s.name} | ${s.us.toFixed(1)} |`);
  const tableRows = tables.map((t) => `| \`${t.table}\` | ${t.bytesPerEvent.toFixed(0)} |`);
  return `## Chain

K⁺ → π⁺π⁺π⁻ without pile-up, ${events} events, one core, CPU time, medians of ${ROUNDS} rounds. Whole verbs, files read, checked
and written: simulate ${simulateRate.toFixed(0)} events/s, replay ${replayRate.toFixed(0)} events/s (wanted: 3000).

| step | µs per event |
| --- | ---: |
${stepRows.join('\n')}

| table on disk | bytes per event |
| --- | ---: |
${tableRows.join('\n')}
`;
}
