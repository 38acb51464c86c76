import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MHz } from '../src/core/units.js';
import type { EventBatch } from '../src/event/batch.js';
import { checkValues } from '../src/event/check.js';
import { eventKeys } from '../src/event/keys.js';
import { type Reconstructed, summarise } from '../src/event/summary.js';
import { RAW_TABLES } from '../src/event/tables.js';
import { decayStage, emulationStages, reconstructionStages } from '../src/pipeline.js';
import { replay } from '../src/verbs/replay.js';
import { simulate } from '../src/verbs/simulate.js';
import type { VerbCost } from './cost.js';
import { median } from './harness.js';

const EVENTS = 4096;
const ROUNDS = 3;
const SEED = 1;
const SETUP = 'kaon-2018';
const INTENSITIES = [0, 150, 300, 450, 600, 750];
/** Intensity whose bytes are listed [MHz]. */
const TYPICAL = 450;

/** One intensity: CPU time of each step per event [µs], bytes of each table per event, rates of the whole verbs [events/s]. */
export interface AtIntensity {
  readonly intensity: number;
  readonly events: number;
  readonly steps: readonly { readonly name: string; readonly us: number }[];
  readonly tables: readonly { readonly table: string; readonly bytes: number }[];
  readonly simulateRate: number;
  readonly replayRate: number;
}

type Step = readonly [string, (batch: EventBatch) => EventBatch];

/** The steps of the chain in order, the stages of `src/pipeline.ts`; types are the pipeline's business. */
function chainSteps(intensity: number): Step[] {
  const how = { setup: SETUP, decay: 'k3pi', seed: SEED, intensity };
  const forward = [decayStage(how), ...Object.values(emulationStages(how))];
  const backward = Object.values(reconstructionStages({ setup: SETUP }));
  const step = (s: { readonly stageName: string }): Step => [s.stageName, s as unknown as Step[1]];
  const check: Step = [
    'input check',
    (b) => {
      checkValues(b, RAW_TABLES);
      return b;
    },
  ];
  const summary: Step = ['summary', (b) => summarise(b as Reconstructed)];
  return [...forward.map(step), check, ...backward.map(step), summary];
}

/** CPU time since `start` [µs]. */
function spentSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

function timeSteps(intensity: number, events: number): AtIntensity['steps'] {
  const steps = chainSteps(intensity);
  const times = steps.map((): number[] => []);
  // the first round is where the compiler of the runtime does its work
  for (let round = 0; round <= ROUNDS; round++) {
    const spent = steps.map(() => 0);
    for (const keys of eventKeys(1, 0, events)) {
      let batch: EventBatch = keys;
      steps.forEach(([, run], i) => {
        const start = process.cpuUsage();
        batch = run(batch);
        spent[i]! += spentSince(start);
      });
    }
    if (round > 0) spent.forEach((us, i) => void times[i]!.push(us / events));
  }
  return steps.map(([name], i) => ({ name, us: median(times[i]!) }));
}

async function timeVerbs(
  intensity: number,
  events: number,
  folder: string,
): Promise<Pick<AtIntensity, 'tables' | 'simulateRate' | 'replayRate'>> {
  const context = { signal: new AbortController().signal, logger: { info() {}, warn() {} }, onProgress() {} };
  const rates = { simulate: [] as number[], replay: [] as number[] };
  const tables = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const spill = join(folder, `spill-${intensity}-${round}`);
    const run = join(folder, `run-${intensity}-${round}`);
    const options = { setup: SETUP, decay: 'k3pi', events, seed: SEED, burst: 1, settings: {} };
    const rate = async (verb: () => Promise<{ readonly bytesByTable: Readonly<Record<string, number>> }>) => {
      const start = process.cpuUsage();
      const { bytesByTable } = await verb();
      const us = spentSince(start);
      for (const [table, bytes] of Object.entries(bytesByTable)) tables.set(table, bytes / events);
      return (events * 1e6) / us;
    };
    rates.simulate.push(await rate(() => simulate({ ...options, intensity: intensity * MHz, out: spill }, context)));
    rates.replay.push(await rate(() => replay({ spill, out: run, settings: {}, onBad: 'quarantine' }, context)));
  }
  return {
    tables: [...tables].map(([table, bytes]) => ({ table, bytes })),
    simulateRate: median(rates.simulate),
    replayRate: median(rates.replay),
  };
}

/** The chain at every intensity: step by step in memory, then as whole verbs with their files. */
export async function chainBench(events = EVENTS): Promise<AtIntensity[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-bench-'));
  const found: AtIntensity[] = [];
  try {
    for (const mhz of INTENSITIES) {
      const steps = timeSteps(mhz * MHz, events);
      found.push({ intensity: mhz, events, steps, ...(await timeVerbs(mhz, events, folder)) });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

/** CPU time of the verbs per event against intensity. */
export function verbCosts(found: readonly AtIntensity[]): VerbCost[] {
  const intensities = found.map((f) => f.intensity);
  const cost = (rate: (f: AtIntensity) => number) => found.map((f) => 1e3 / rate(f));
  return [
    { name: 'simulate', intensities, cost: cost((f) => f.simulateRate) },
    { name: 'replay', intensities, cost: cost((f) => f.replayRate) },
  ];
}

/** The chain's section of docs/benchmarks.md. */
export function chainMarkdown(found: readonly AtIntensity[]): string {
  const heads = found.map((f) => `${f.intensity} MHz`);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(['---', ...found.map(() => '---:')]);
  const steps = found[0]!.steps.map(({ name }, i) => line([name, ...found.map((f) => f.steps[i]!.us.toFixed(1))]));
  const rates = [
    line(['simulate [events/s]', ...found.map((f) => f.simulateRate.toFixed(0))]),
    line(['replay [events/s]', ...found.map((f) => f.replayRate.toFixed(0))]),
  ];
  const typical = found.find((f) => f.intensity === TYPICAL)!;
  const bytes = typical.tables.map((t) => line([`\`${t.table}\``, t.bytes.toFixed(0)]));
  return `## Chain

K⁺ → π⁺π⁺π⁻ with the beam around it, ${found[0]!.events} events, one core, CPU time, medians of ${ROUNDS} rounds. Whole verbs, files written, read and
checked; wanted: replay 3000 events/s without pile-up, 2000 at 450 MHz, simulate 1000 there.

${line(['verb', ...heads])}
${rule}
${rates.join('\n')}

![CPU time of an event against intensity](cost.svg)

${line(['step, µs per event', ...heads])}
${rule}
${steps.join('\n')}

At ${TYPICAL} MHz, bytes per event on disk (the experiment: 5–20 kB raw):

| table | bytes |
| --- | ---: |
${bytes.join('\n')}
`;
}
