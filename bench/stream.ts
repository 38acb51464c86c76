import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createPart, readManifests, readPart } from '../src/arrow/index.js';
import { MHz } from '../src/core/units.js';
import type { EventBatch } from '../src/event/batch.js';
import { withSilent } from '../src/event/silent.js';
import { RAW_TABLES, RUN_TABLES } from '../src/event/tables.js';
import { setupByName } from '../src/setups/index.js';
import { tablesOf, tablesOff } from '../src/setups/tables.js';
import { buildEvents } from '../src/streams/event-builder.js';
import { writeParts } from '../src/streams/write-parts.js';
import { startChain } from '../src/verbs/chain-work.js';
import { replay } from '../src/verbs/replay.js';
import { simulate } from '../src/verbs/simulate.js';
import type { Progress, VerbContext } from '../src/verbs/types.js';
import { median } from './harness.js';

const SETUP = 'kaon-2018';
const INTENSITY = 450 * MHz;
const ROUNDS = 3;
/** Rounds of the comparison of workers, one and two by turns: the machine's own pace drifts by some per cent within minutes. */
const LONG_ROUNDS = 2;
/** Events of the comparison of workers: one worker has more than a minute to do, of which the start of two is a small part. */
const LONG = { simulate: 65_536, replay: 131_072 } as const;
/** Events of all else. */
const SHORT = 24_576;
/** Between these the resident memory may not grow. */
const MEMORY_SPAN = [5_000, 20_000] as const;
const WINDOWS = [1, 2, 3, 4];
const ON = tablesOf(setupByName(SETUP), RAW_TABLES);
const OFF = tablesOff(setupByName(SETUP), RAW_TABLES);

const quiet = { info() {}, warn() {} };
const never = new AbortController().signal;
const context = (onProgress: (p: Progress) => void = () => {}): VerbContext => ({
  signal: never,
  logger: quiet,
  onProgress,
});

interface Verbs {
  simulate(events: number, out: string, workers: number, watch?: (p: Progress) => void): Promise<unknown>;
  /** The first events of a spill. */
  replay(events: number, spill: string, out: string, workers: number, watch?: (p: Progress) => void): Promise<unknown>;
}

const verbs: Verbs = {
  simulate: (events, out, workers, watch) =>
    simulate(
      {
        setup: SETUP,
        decay: 'k3pi',
        events,
        seed: 1,
        burst: 1,
        intensity: INTENSITY,
        out,
        workers,
        settings: {},
      },
      context(watch),
    ),
  replay: (events, spill, out, workers, watch) =>
    replay({ spill, out, events: [0, events], workers, settings: {}, onBad: 'quarantine' }, context(watch)),
};

/** CPU time of the main thread [s], as Linux counts it: the time its event loop is busy would hold what others take from it. */
const mainThread = (): number =>
  Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;

/** Wall time of a verb [s] and the main thread's share of the CPU time of all threads. */
interface Timed {
  readonly seconds: number;
  readonly share: number;
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const main = mainThread();
  const used = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, share: (mainThread() - main) / cpu(used) };
}

/** One verb with one and two workers. */
export interface Scaling {
  readonly verb: keyof typeof LONG;
  readonly one: number;
  readonly two: number;
  /** How many times as fast two are. */
  readonly ratio: number;
  /** Share of the main thread in the CPU time, with two workers. */
  readonly share: number;
}

async function scaling(folder: string): Promise<Scaling[]> {
  const spill = join(folder, 'spill');
  await verbs.simulate(LONG.replay, spill, 2);
  const found: Scaling[] = [];
  for (const verb of ['simulate', 'replay'] as const) {
    const run = async (workers: number) => {
      const out = join(folder, `${verb}-${workers}`);
      const result = await timed(() =>
        verb === 'simulate'
          ? verbs.simulate(LONG.simulate, out, workers)
          : verbs.replay(LONG.replay, spill, out, workers),
      );
      await rm(out, { recursive: true });
      return result;
    };
    const one: Timed[] = [];
    const two: Timed[] = [];
    for (let round = 0; round < LONG_ROUNDS; round++) {
      one.push(await run(1));
      two.push(await run(2));
    }
    const mean = (of: readonly Timed[], what: keyof Timed): number =>
      of.reduce((sum, t) => sum + t[what], 0) / of.length;
    const [alone, both] = [mean(one, 'seconds'), mean(two, 'seconds')];
    found.push({ verb, one: alone, two: both, ratio: alone / both, share: mean(two, 'share') });
  }
  return found;
}

/** Growth of resident memory over the span, relative to its mean, from a straight line through all samples. */
async function memorySlope(
  work: (watch: (p: Progress) => void) => Promise<unknown>,
): Promise<[mb: number, growth: number]> {
  const [from, to] = MEMORY_SPAN;
  const events: number[] = [];
  const resident: number[] = [];
  await work(({ done }) => {
    if (done < from || done > to) return;
    events.push(done);
    resident.push(process.memoryUsage.rss() / 1e6);
  });
  const mean = (a: readonly number[]): number => a.reduce((s, v) => s + v, 0) / a.length;
  const [x, y] = [mean(events), mean(resident)];
  let xy = 0;
  let xx = 0;
  events.forEach((e, i) => {
    xy += (e - x) * (resident[i]! - y);
    xx += (e - x) ** 2;
  });
  return [y, ((xy / xx) * (to - from)) / y];
}

/** CPU time since `start` [s]. */
const cpu = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

/** Share of reading and of writing Arrow files in a replay on one core, of its CPU time. */
async function arrowShare(folder: string): Promise<{ read: number; write: number }> {
  const spill = join(folder, 'spill');
  const out = join(folder, 'run');
  let start = process.cpuUsage();
  await verbs.replay(SHORT, spill, out, 1);
  const total = cpu(start);

  start = process.cpuUsage();
  const parts = (await readManifests(spill)).filter((p) => p.manifest.firstEvent! < SHORT);
  for (const { dir } of parts) for await (const _ of buildEvents(dir, ON));
  const read = cpu(start);

  // the run as it was written, written once more: what comes from memory costs reading it, which is taken off
  const again = async (write: boolean): Promise<number> => {
    const begin = process.cpuUsage();
    for (const { dir, burst, part } of await readManifests(out)) {
      const to = write ? await createPart(join(folder, 'again'), burst, part, RUN_TABLES, OPTIONS) : undefined;
      for await (const batch of readPart(dir, RUN_TABLES, { verify: false })) await to?.write(batch);
      await to?.close();
    }
    return cpu(begin);
  };
  const readBack = await again(false);
  const write = (await again(true)) - readBack;
  return { read: read / total, write: write / total };
}

const OPTIONS = { kind: 'run', code: 'bench', provenance: {} } as const;

/** Wall time of a replay with two workers for windows of so many batches a worker, relative to the fastest. */
async function windows(folder: string): Promise<number[]> {
  const spill = join(folder, 'spill');
  const [first] = await readManifests(spill);
  const times = WINDOWS.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [k, each] of WINDOWS.entries()) {
      const chain = startChain({ chain: 'reconstruction', options: { setup: SETUP } }, 2, SHORT, context());
      const out = join(folder, `window-${each}`);
      async function* source() {
        for await (const batch of buildEvents(first!.dir, ON)) yield { part: 0, batch: withSilent(batch, OFF) };
        yield { part: 0 };
      }
      const { seconds } = await timed(() =>
        writeParts<number, EventBatch, (typeof RUN_TABLES)[number]>({
          source: source(),
          run: chain.run,
          window: 2 * each,
          signal: never,
          open: () => createPart(out, 1, 0, RUN_TABLES, OPTIONS),
          onBatch() {},
        }),
      );
      await chain.close();
      await rm(out, { recursive: true });
      times[k]!.push(seconds);
    }
  }
  const medians = times.map(median);
  return medians.map((s) => s / Math.min(...medians));
}

/** Wall time to begin and complete a part of a spill without events [ms]: what a part costs, whatever is in it. */
async function partCost(folder: string): Promise<number> {
  const times: number[] = [];
  for (let part = 0; part < 20; part++) {
    const { seconds } = await timed(async () => {
      const writer = await createPart(join(folder, 'empty'), 1, part, [...ON, ...RUN_TABLES], OPTIONS);
      await writer.close();
    });
    times.push(1000 * seconds);
  }
  return median(times);
}

/** What the stream costs and how it scales; on all processors. */
export async function streamBench() {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-stream-'));
  try {
    const workers = await scaling(folder);
    const spill = join(folder, 'spill');
    const memory = {
      simulate: await memorySlope((watch) => verbs.simulate(SHORT, join(folder, 'm1'), 1, watch)),
      replay: await memorySlope((watch) => verbs.replay(SHORT, spill, join(folder, 'm2'), 1, watch)),
      'replay, 2 workers': await memorySlope((watch) => verbs.replay(SHORT, spill, join(folder, 'm3'), 2, watch)),
    };
    const arrow = await arrowShare(folder);
    const window = await windows(folder);
    const part = await partCost(folder);
    return { workers, memory, arrow, window, part };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Streams = Awaited<ReturnType<typeof streamBench>>;

/** Figures that are out of bounds, in words. */
export const streamFailures = ({ workers, memory, arrow }: Streams): string[] => [
  ...workers
    .filter((w) => w.ratio < 1.6)
    .map((w) => `${w.verb}: two workers are ${w.ratio.toFixed(2)} × one, below 1.6`),
  ...workers.filter((w) => w.share > 0.1).map((w) => `${w.verb}: main thread has ${(100 * w.share).toFixed(0)} %`),
  ...Object.entries(memory)
    .filter(([, [, growth]]) => growth > 0.05)
    .map(([name, [, growth]]) => `${name}: memory grows by ${(100 * growth).toFixed(1)} %`),
  ...(arrow.read + arrow.write > 0.1 ? ['reading and writing above 10 % of a replay'] : []),
];

/** The section of docs/benchmarks.md. */
export function streamMarkdown({ workers, memory, arrow, window, part }: Streams, machine: string): string {
  const percent = (v: number, digits = 1): string => `${(100 * v).toFixed(digits)} %`;
  const perPart = (events: number): string => {
    const seconds = (workers.find((w) => w.verb === 'replay')!.two * events) / LONG.replay;
    return `${percent(part / 1000 / seconds)} at ${events.toLocaleString('en')}`;
  };
  return `## Stream

K⁺ → π⁺π⁺π⁻ at 450 MHz, files written, read and checked; ${machine}.

| verb | events | one worker [s] | two [s] | ratio (wanted 1.8, bound 1.6) | CPU time in the main thread (bound 10 %) |
| --- | ---: | ---: | ---: | ---: | ---: |
${workers.map((w) => `| ${w.verb} | ${LONG[w.verb].toLocaleString('en')} | ${w.one.toFixed(1)} | ${w.two.toFixed(1)} | ${w.ratio.toFixed(2)} | ${percent(w.share)} |`).join('\n')}

Means of ${LONG_ROUNDS} rounds; times include the start of the workers, in which each compiles the chain for itself: two seconds or so.

| resident memory between ${MEMORY_SPAN[0].toLocaleString('en')} and ${MEMORY_SPAN[1].toLocaleString('en')} events | mean [MB] | growth (bound 5 %) |
| --- | ---: | ---: |
${Object.entries(memory)
  .map(([name, [mb, growth]]) => `| ${name} | ${mb.toFixed(0)} | ${percent(growth)} |`)
  .join('\n')}

Arrow in a replay on one core, of its CPU time (bound 10 % together): reading and checking ${percent(arrow.read)}, writing ${percent(arrow.write)}.

Window, batches alive for each of two workers, against the time of a replay relative to the fastest, medians of ${ROUNDS}: ${WINDOWS.map(
    (w, i) => `${w}: ${window[i]!.toFixed(3)}`,
  ).join(', ')}. Chosen: 3, one in work, one waiting for it, one to be written.

A part costs ${part.toFixed(0)} ms to begin and complete, its files flushed to the disk, whatever is in it; of the time of a replay with two
workers that is ${[1024, 2048, 4096, 8192].map(perPart).join(', ')} events a part. The workers go on meanwhile.
`;
}
