import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPart } from '../../src/arrow/index.js';
import { signed } from '../../src/arrow/manifest.js';
import { ExitCode, InputError, inspect, quarantine, readPart, replay, simulate, vertices } from '../../src/index.js';
import type { ReplayOptions, SimulateOptions, VerbContext } from '../../src/verbs/types.js';
import { CONDITION_TABLES, RAW_TABLES, TRUTH_TABLES } from '../tables.js';

const polars = createRequire(import.meta.url)('nodejs-polars') as typeof import('nodejs-polars').default;

const context: VerbContext = {
  signal: new AbortController().signal,
  logger: { info() {}, warn() {} },
  onProgress() {},
};
const PART = 'burst-0001/part-0000';
let folder: string;
let spill: string;
let run: string;

const simulated = (out: string, more: Partial<SimulateOptions> = {}) =>
  simulate({ setup: 'kaon-2018', decay: 'k3pi', events: 500, seed: 3, burst: 1, out, settings: {}, ...more }, context);
const replayed = (from: string, out: string, more: Partial<ReplayOptions> = {}) =>
  replay({ spill: from, out, settings: {}, onBad: 'quarantine', ...more }, context);

/** Bytes of every table of a run's first part, by name. */
async function tables(of: string): Promise<Record<string, string>> {
  const names = (await readdir(join(of, PART))).filter((n) => n.endsWith('.arrow')).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (n) => [n, (await readFile(join(of, PART, n))).toString('base64')])),
  );
}

/** The refusal of a promise that must be refused. */
async function refusal(promise: Promise<unknown>): Promise<InputError> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-verbs-'));
  spill = join(folder, 'spill');
  run = join(folder, 'run');
  await simulated(spill);
  await replayed(spill, run);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('simulate and replay', () => {
  it('give the same bytes again', async () => {
    const again = join(folder, 'again');
    await simulated(again);
    expect(await tables(again)).toEqual(await tables(spill));
    const run2 = join(folder, 'run-again');
    await replayed(again, run2);
    expect(await tables(run2)).toEqual(await tables(run));
  });

  it('need neither truth nor the generator: the raw hits are the border', async () => {
    const blind = join(folder, 'blind');
    await cp(spill, blind, { recursive: true });
    await rm(join(blind, PART, 'truth'), { recursive: true });
    const file = join(blind, PART, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    manifest.provenance = { setup: manifest.provenance.setup };
    await writeFile(file, JSON.stringify(signed(manifest)));
    const out = join(folder, 'run-blind');
    await replayed(blind, out);
    expect(await tables(out)).toEqual(await tables(run));
  });

  it('write candidates that Polars opens and that peak at the kaon', async () => {
    const frame = polars.readIPC(await readFile(join(run, PART, 'vertices.arrow')));
    const three = frame.filter(
      polars
        .col('n_tracks')
        .eq(polars.lit(3))
        .and(polars.col('charge').eq(polars.lit(1))),
    );
    const masses = three.getColumn('mass_pi').toArray() as number[];
    const inside = masses.filter((m) => Math.abs(m - 493.677) < 3);
    expect(inside.length).toBeGreaterThan(50);
    expect(inside.length / masses.length).toBeGreaterThan(0.85);

    const own: number[] = [];
    for await (const { vertices: v } of readPart(join(run, PART), [vertices])) {
      for (let i = 0; i < v.length; i++)
        if (v.columns.n_tracks[i] === 3 && v.columns.charge[i] === 1) own.push(v.columns.mass_pi[i]!);
    }
    expect(own).toEqual(masses);
  });

  it('react to settings, and refuse those of the other side of the border', async () => {
    const weak = join(folder, 'weak-field');
    await simulated(weak, { settings: { apparatus: { mnp33Scale: 0.5 } } });
    expect(await tables(weak)).not.toEqual(await tables(spill));
    expect((await refusal(simulated(join(folder, 'x1'), { settings: { vertex: { maxChi2: 1 } } }))).code).toBe(
      ExitCode.usage,
    );
    expect(
      (await refusal(replayed(spill, join(folder, 'x2'), { settings: { straw: { inefficiency: 0 } } }))).code,
    ).toBe(ExitCode.usage);
  });

  it('stop when the signal says so and leave no part', async () => {
    const abort = new AbortController();
    const out = join(folder, 'aborted');
    const options = { setup: 'kaon-2018', decay: 'k3pi', events: 5000, seed: 3, burst: 1, out, settings: {} };
    const work = simulate(options, { ...context, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(work).rejects.toThrow(/aborted/);
    expect(await readdir(out).catch(() => [])).toEqual([]);
  });
});

describe('the recorded spill in fixtures/', () => {
  const recorded = 'fixtures/k3pi';

  it('is what simulate makes now; else: npm run fixtures', async () => {
    const again = join(folder, 'recorded');
    await simulated(again, { events: 100, seed: 20181 });
    expect(await tables(again)).toEqual(await tables(recorded));
  });

  it('replays', async () => {
    const { events, quarantined } = await replayed(recorded, join(folder, 'run-recorded'));
    expect({ events, quarantined }).toEqual({ events: 100, quarantined: 0 });
  });
});

describe('refusals', () => {
  it('name what, where, found and expected', async () => {
    const bad: [() => Promise<unknown>, number, RegExp][] = [
      [() => simulated(join(folder, 'a'), { setup: 'kaon-2108' }), ExitCode.usage, /kaon-2018/],
      [() => simulated(join(folder, 'b'), { decay: 'k3p' }), ExitCode.usage, /k3pi/],
      [() => simulated(join(folder, 'c'), { conditions: 'kaon-2081' }), ExitCode.usage, /kaon-2018/],
      [() => simulated(spill, { seed: 4 }), ExitCode.output, /generator\.seed\n.*3\n.*4;/],
      [() => simulated(spill, { events: 400 }), ExitCode.output, /lastEvent/],
      [() => replayed(join(folder, 'nothing'), join(folder, 'd')), ExitCode.data, /nothing/],
      [() => replayed(run, join(folder, 'e')), ExitCode.data, /run/],
      [() => replayed(spill, run, { conditions: 'nominal' }), ExitCode.output, /reconstruction\.conditions/],
      [() => replayed(spill, join(folder, 'g'), { events: [500, 600] }), ExitCode.data, /events 500 to 599/],
      [() => inspect({ folder: join(folder, 'nothing') }, context), ExitCode.data, /nothing/],
    ];
    for (const [verb, code, text] of bad) {
      const { code: found, message } = await refusal(verb());
      expect(found).toBe(code);
      expect(message).toMatch(text);
      expect(message).toMatch(/where:.*\n.*found:.*\n.*expected:/);
    }
  });

  it('notice a flipped byte before work starts', async () => {
    const broken = join(folder, 'broken');
    await cp(spill, broken, { recursive: true });
    const file = join(broken, PART, 'straw.arrow');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 0x40;
    await writeFile(file, bytes);
    const { code, message } = await refusal(replayed(broken, join(folder, 'f')));
    expect(code).toBe(ExitCode.data);
    expect(message).toContain('straw.arrow');
  });
});

describe('a spill with one event that no electronics can have written', () => {
  let hostile: string;
  beforeAll(async () => {
    hostile = join(folder, 'hostile');
    const options = { kind: 'spill', code: 'other 1.0', provenance: { setup: 'kaon-2018' } } as const;
    const part = await createPart(hostile, 1, 0, RAW_TABLES, options);
    for await (const batch of readPart(join(spill, PART), RAW_TABLES)) {
      const channel = batch.straw.columns.channel.slice();
      if (batch.sequence === 0) channel[batch.straw.offsets[17]!] = 9999;
      await part.write({ ...batch, straw: { ...batch.straw, columns: { ...batch.straw.columns, channel } } });
    }
    await part.close();
  });

  it('is replayed without that event', async () => {
    const out = join(folder, 'run-hostile');
    const { quarantined, events } = await replayed(hostile, out);
    expect({ quarantined, events }).toEqual({ quarantined: 1, events: 500 });
    for await (const { quarantine: q, event } of readPart(join(out, PART), [quarantine])) {
      for (let i = 0; i < q.length; i++) expect(q.columns.reason[i]).toMatch(/channel: found 9999, expected 0 … 7807/);
      if (event[0] === 0) expect(q.offsets[18]! - q.offsets[17]!).toBe(1);
    }
  });

  it('stops the replay when asked to, naming the event', async () => {
    const out = join(folder, 'run-stopped');
    const { code, message } = await refusal(replayed(hostile, out, { onBad: 'stop' }));
    expect(code).toBe(ExitCode.data);
    expect(message).toMatch(/event 17/);
    expect(await readdir(out).catch(() => [])).toEqual([]);
  });
});

describe('inspect', () => {
  it('says how a spill was made', async () => {
    const { kind, events, provenance, tables: list } = await inspect({ folder: spill }, context);
    expect({ kind, events }).toEqual({ kind: 'spill', events: 500 });
    const names = [...RAW_TABLES, ...TRUTH_TABLES, ...CONDITION_TABLES].map((t) => t.name);
    expect(list.map((t) => t.name).sort()).toEqual(names.sort());
    expect(provenance.find((f) => f.label === 'generator')?.value).toContain('"seed":3');
  });

  it('says what was found in a run', async () => {
    const { kind, found } = await inspect({ folder: run }, context);
    expect(kind).toBe('run');
    const mass = Number.parseFloat(found.find((f) => f.label === 'm(3π) core mean')?.value ?? 'NaN');
    expect(Math.abs(mass - 493.677)).toBeLessThan(0.5);
  });
});
