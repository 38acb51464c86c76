import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createPart, readManifests, readPart } from '../src/arrow/index.js';
import { MHz } from '../src/core/units.js';
import { RUN_TABLES } from '../src/event/tables.js';
import { diff } from '../src/verbs/diff.js';
import { replay } from '../src/verbs/replay.js';
import { report } from '../src/verbs/report.js';
import { select } from '../src/verbs/select.js';
import { simulate } from '../src/verbs/simulate.js';
import type { VerbContext } from '../src/verbs/types.js';
import { median } from './harness.js';

const SETUP = 'kaon-2018';
/** Events that are simulated, and how often they stand in the run, each time under other numbers. */
const EVENTS = 8_192;
const COPIES = 13;
const ROUNDS = 3;
/** Wall time that is wanted [s]. */
const BOUNDS = { select: 1, diff: 2, report: 10 } as const;

const context: VerbContext = {
  signal: new AbortController().signal,
  logger: { info() {}, warn() {} },
  onProgress() {},
};

/** A run of `COPIES` parts. */
async function makeRun(folder: string): Promise<string> {
  const spill = join(folder, 'spill');
  const small = join(folder, 'small');
  const run = join(folder, 'run');
  await simulate(
    {
      setup: SETUP,
      decay: 'k3pi',
      events: EVENTS,
      seed: 1,
      burst: 1,
      intensity: 450 * MHz,
      out: spill,
      workers: 'auto',
      settings: {},
    },
    context,
  );
  await replay({ spill, out: small, settings: {}, onBad: 'quarantine', workers: 'auto' }, context);
  const [{ dir, manifest }] = (await readManifests(small)) as [Awaited<ReturnType<typeof readManifests>>[number]];
  for (let copy = 0; copy < COPIES; copy++) {
    const part = await createPart(run, 1, copy, RUN_TABLES, {
      kind: 'run',
      code: manifest.code,
      provenance: manifest.provenance,
    });
    for await (const batch of readPart(dir, RUN_TABLES)) {
      await part.write({ ...batch, event: batch.event.map((e) => e + copy * EVENTS) });
    }
    await part.close();
  }
  return run;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Wall times of the verbs of selections on a large run [s], the program started: the first time, and medians. */
export async function selectionBench() {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-selection-'));
  try {
    const run = await makeRun(folder);
    const times = { select: [] as number[], diff: [] as number[], report: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      await rm(join(run, 'selections'), { recursive: true, force: true });
      times.select.push(await timed(() => select({ run, selection: 'k3pi' }, context)));
      await select({ run, selection: 'k3pi-strict' }, context);
      const [a, b] = ['k3pi', 'k3pi-strict'].map((name) => join(run, 'selections', name)) as [string, string];
      times.diff.push(await timed(() => diff({ a, b }, context)));
      times.report.push(
        await timed(() => report({ run, selection: 'k3pi', out: join(folder, 'report.html') }, context)),
      );
    }
    return times;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Times = Awaited<ReturnType<typeof selectionBench>>;
const VERBS = ['select', 'diff', 'report'] as const;

/** Figures that are out of bounds, in words. */
export const selectionFailures = (times: Times): string[] =>
  VERBS.filter((verb) => median(times[verb]) > BOUNDS[verb]).map(
    (verb) => `${verb}: ${median(times[verb]).toFixed(2)} s, above ${BOUNDS[verb]} s`,
  );

/** The section of docs/benchmarks.md. */
export function selectionMarkdown(times: Times, machine: string): string {
  const rows = VERBS.map(
    (verb) => `| ${verb} | ${times[verb][0]!.toFixed(2)} | ${median(times[verb]).toFixed(2)} | ${BOUNDS[verb]} |`,
  );
  return `## Selections

${(EVENTS * COPIES).toLocaleString('en')} events of K⁺ → π⁺π⁺π⁻ at 450 MHz (${COPIES} times the same ${EVENTS.toLocaleString('en')}), selection \`k3pi\`, \`diff\` against \`k3pi-strict\`, wall time with files, the
program started; ${machine}. Medians of ${ROUNDS}.

| verb | first [s] | median [s] | wanted [s] |
| --- | ---: | ---: | ---: |
${rows.join('\n')}
`;
}
