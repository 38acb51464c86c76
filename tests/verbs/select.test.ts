import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifests } from '../../src/arrow/index.js';
import { signed } from '../../src/arrow/manifest.js';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { RandomStream } from '../../src/core/random.js';
import { selectionOf } from '../../src/selection/index.js';
import { sourceOf } from '../../src/selection/parse.js';
import { cutflow } from '../../src/verbs/cutflow.js';
import { select } from '../../src/verbs/select.js';
import type { SelectOptions } from '../../src/verbs/types.js';
import { anything, DRAWN_TABLES, type Drawn, type DrawnBatch, drawnBatch, good } from '../selection/drawn.js';
import { listening, vertices, writeBatches, writeEvents } from './drawn-run.js';

const polars = createRequire(import.meta.url)('nodejs-polars') as typeof import('nodejs-polars').default;

const context = listening();

const none: Drawn = { tracks: [], vertices: [] };
const two = { ...good().vertices[0], n_tracks: 2, tracks: [0, 1, -1], charge: 0 };
/** Two parts: 5 events in two batches, then 3 events. */
const PARTS: readonly DrawnBatch[][] = [
  [drawnBatch([good(), none, good({ chi2: 30 })]), drawnBatch([good({ mass_pi: 480 }), good()], 1, 3)],
  [drawnBatch([good({ chi2: 30, z: 90_000 }), { ...good(), vertices: [good().vertices[0]!, two] }, none], 0, 5)],
];

let folder: string;
let run: string;

const copy = async (name: string): Promise<string> => {
  const to = join(folder, name);
  await cp(run, to, { recursive: true });
  await rm(join(to, 'selections'), { recursive: true, force: true });
  return to;
};
const selected = (of: string, more: Partial<SelectOptions> = {}) =>
  select({ run: of, selection: 'k3pi', ...more }, context);

async function refusal(promise: Promise<unknown>): Promise<InputError> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-select-'));
  run = join(folder, 'run');
  await writeBatches(run, PARTS);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('select', () => {
  it('writes the candidates of every part beside the run and leaves the run as it is', async () => {
    const bytes = async (): Promise<Record<string, string>> => {
      const names = (await readdir(run, { recursive: true })).filter((n) => n.startsWith('burst') && n.includes('.'));
      return Object.fromEntries(
        await Promise.all(names.map(async (n) => [n, (await readFile(join(run, n))).toString('base64')])),
      );
    };
    const before = await bytes();
    const result = await selected(run);
    expect(await bytes()).toEqual(before);
    expect(result).toMatchObject({
      folder: join(run, 'selections', 'k3pi'),
      selection: 'k3pi',
      parts: 2,
      events: 8,
      candidates: 7,
      passed: 3,
      rows: { candidate_events: 8, candidates: 7, candidate_values: 7 },
      masked: [],
      unblinded: null,
    });
  });

  it('says in the manifest what was asked of which files', async () => {
    const [part] = await readManifests(join(run, 'selections', 'k3pi'));
    const { kind, provenance } = part!.manifest;
    expect(kind).toBe('selection');
    expect(provenance['setup']).toBe('drawn');
    const { cuts, columns } = provenance['selection'] as { cuts: { name: string }[]; columns: object[] };
    expect(columns).toContainEqual({ name: 'z', unit: 'mm', doc: 'position' });
    expect(provenance).not.toHaveProperty('unblinded');
    expect(cuts.at(-1)).toEqual({
      name: 'mass',
      column: 'mass_pi',
      operator: 'between',
      value: [490, 497],
      unit: 'MeV/c²',
      source: 'KAON §6.1 (FW19)',
      mark: 'S',
      text: '490 < mass_pi < 497 MeV/c²',
    });
    const own = (await readManifests(run))[0]!.manifest.files;
    expect(provenance['run']).toContainEqual({
      table: 'vertices',
      path: 'vertices.arrow',
      sha256: own.find((f) => f.table === 'vertices')!.sha256,
    });
  });

  it('writes candidates that Polars opens', async () => {
    const file = join(run, 'selections', 'k3pi', 'burst-0001', 'part-0000', 'candidates.arrow');
    const frame = polars.readIPC(await readFile(file));
    expect(frame.getColumn('event').toArray()).toEqual([0, 2, 3, 4]);
    expect(frame.getColumn('passed').toArray()).toEqual([1, 0, 0, 1]);
    expect(frame.getColumn('object').toArray()).toEqual([0, 0, 0, 0]);
    const values = polars.readIPC(await readFile(file.replace('candidates.', 'candidate_values.')));
    expect(values.getColumn('event').toArray()).toEqual([0, 2, 3, 4]);
    expect(values.getColumn('match_gtk').toArray()).toEqual([4, 4, 4, 4]);
    expect(values.getColumn('mass_pi').toArray()).toEqual([493.7, 493.7, 480, 493.7]);
  });

  it('takes changed cuts', async () => {
    const changed = await copy('changed');
    const { passed } = await selected(changed, { changes: ['chi2 < 40', 'z: z > 85m'] });
    expect(passed).toBe(5);
  });

  it('does without beam matches, which no cut of it needs', async () => {
    const lean = join(folder, 'lean');
    await writeBatches(lean, PARTS, { tables: DRAWN_TABLES.slice(0, -1) });
    const { keep: _, ...source } = sourceOf(selectionOf('k3pi'));
    expect((await selected(lean, { selection: source })).passed).toBe(3);
    // which the shipped one writes, though no cut asks for them
    expect(
      (await refusal(selected(lean, { selection: { ...source, name: 'kept', keep: ['match_gtk'] } }))).message,
    ).toContain('expected: beam_matches');
  });

  it('refuses a run of another schema', async () => {
    const later = DRAWN_TABLES.map((t) => (t.name === 'vertices' ? { ...t, version: 99 } : t));
    const odd = join(folder, 'odd');
    await writeBatches(odd, PARTS, { tables: later });
    const { code, message } = await refusal(selected(odd));
    expect([code, message]).toEqual([ExitCode.data, expect.stringMatching(/vertices[\s\S]*99/)]);
    expect(await readdir(join(odd, 'selections', 'k3pi')).catch(() => [])).toEqual([]);
  });

  it('stops when the signal says so and leaves no part', async () => {
    const stopped = await copy('stopped');
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const work = select({ run: stopped, selection: 'k3pi' }, { ...context, signal: abort.signal, onProgress });
    await expect(work).rejects.toThrow(/aborted/);
    expect(await readdir(join(stopped, 'selections', 'k3pi')).catch(() => [])).toEqual([]);
  });

  it('refuses before it writes, naming what, where, found and expected', async () => {
    const bare = join(folder, 'bare');
    await writeBatches(bare, PARTS, { tables: DRAWN_TABLES.slice(0, 3) });
    const silent = join(folder, 'silent');
    await writeBatches(silent, [[]]);
    const spill = join(folder, 'spill');
    await writeBatches(spill, PARTS, { kind: 'spill' });
    const fresh = await copy('fresh');
    const cases: [() => Promise<unknown>, number, ...(string | RegExp)[]][] = [
      [() => selected(fresh, { selection: 'k3p' }), ExitCode.usage, 'did you mean k3pi?'],
      [() => selected(fresh, { changes: ['mas_pi < 490MeV'] }), ExitCode.usage, 'did you mean mass_pi?'],
      [() => selected(fresh, { changes: ['z < 490MeV'] }), ExitCode.usage, '490MeV', 'mm, um, cm, m'],
      [() => selected(join(folder, 'nothing')), ExitCode.data, /nothing/],
      [() => selected(silent), ExitCode.data, 'the run is empty'],
      [() => selected(spill), ExitCode.data, 'not a run'],
      [() => selected(bare), ExitCode.data, 'selection k3pi needs', 'expected: track_times'],
      [() => selected(fresh, { changes: ['match_cda < 4mm', 'chi2 < 3GeV'] }), ExitCode.usage, 'cut chi2'],
      [() => selected(run, { changes: ['chi2 < 20'] }), ExitCode.output, 'made otherwise', 'k3pi'],
    ];
    for (const [work, code, ...parts] of cases) {
      const { code: found, message } = await refusal(work());
      expect([message, found]).toEqual([message, code]);
      for (const part of [...parts, /where:.*\n.*found:.*\n.*expected:/]) expect(message).toMatch(part);
    }
    for (const of of [fresh, silent, bare]) expect(await readdir(of)).not.toContain('selections');
  });
});

describe('cutflow', () => {
  const counted = (of: string | readonly string[], weights?: readonly number[]) =>
    cutflow({ runs: of, selection: 'k3pi', ...(weights === undefined ? {} : { weights }) }, context);

  it('counts cut by cut over all parts', async () => {
    const flow = await counted(run);
    expect(flow).toMatchObject({ events: 8, candidates: 7, candidateEvents: 6, passed: 3 });
    const of = (name: string) => flow.cuts.find((c) => c.name === name)!;
    expect(of('trigger')).toMatchObject({ candidates: 7, events: 6, others: 3 });
    expect(of('three tracks')).toMatchObject({ candidates: 6, events: 6 });
    expect(of('chi2')).toMatchObject({ candidates: 4, events: 4, others: 4, text: 'chi2 < 25' });
    expect(of('mass')).toMatchObject({ candidates: 3, events: 3, others: 4 });
    expect(of('z').others).toBe(3);
    expect(of('chi2')).toMatchObject({ exclusive: 5, mark: 'S', source: 'KAON §6.1 (FW19)' });
    expect(of('chi2').ofExclusive!.value).toBeCloseTo(5 / 7, 12);
    expect(of('chi2').weighted).toEqual({ sum: 4, error: 2 });
    expect(of('mass').ofPrevious!.value).toBe(0.75);
    expect(of('mass').cumulative!.value).toBeCloseTo(3 / 7, 12);
    expect(of('mass').ofOthers!.value).toBe(0.75);
    // Wilson's interval of 3 in 4
    expect(of('mass').ofPrevious!.low).toBeCloseTo(0.5, 2);
    expect(of('mass').ofPrevious!.high).toBeCloseTo(0.9, 2);
  });

  it('has nothing to divide by when nothing is left', async () => {
    const empty = await copy('nothing-left');
    await selected(empty, { changes: ['chi2 < 0', 'mass: mass_pi > 600MeV'] });
    const { cuts, passed } = await counted(empty);
    expect(passed).toBe(0);
    expect(cuts.at(-1)).toMatchObject({ candidates: 0, ofPrevious: null, others: 0, ofOthers: null });
    expect(cuts.at(-1)!.cumulative).toMatchObject({ value: 0 });
  });

  it('refuses a selection that is not there, not whole or not of this run any more', async () => {
    const missing = await copy('missing');
    expect((await refusal(counted(missing))).code).toBe(ExitCode.data);

    const half = await copy('half');
    await selected(half);
    await rm(join(half, 'selections', 'k3pi', 'burst-0001', 'part-0001'), { recursive: true });
    expect((await refusal(counted(half))).message).toMatch(/not complete[\s\S]*burst 1, part 1/);

    const stale = await copy('stale');
    await selected(stale);
    const file = join(stale, 'burst-0001', 'part-0001', 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    for (const f of manifest.files) if (f.table === 'tracks') f.sha256 = 'a'.repeat(64);
    await writeFile(file, JSON.stringify(signed(manifest)));
    expect((await refusal(counted(stale))).message).toMatch(/stale[\s\S]*select again/);

    const shrunk = await copy('shrunk');
    await selected(shrunk);
    await rm(join(shrunk, 'burst-0001', 'part-0001'), { recursive: true });
    expect((await refusal(counted(shrunk))).message).toMatch(/stale/);

    const mixed = await copy('mixed');
    await selected(mixed);
    const other = await copy('other');
    await selected(other, { changes: ['chi2 < 40'] });
    const part = join('selections', 'k3pi', 'burst-0001', 'part-0001');
    await rm(join(mixed, part), { recursive: true });
    await cp(join(other, part), join(mixed, part), { recursive: true });
    expect((await refusal(counted(mixed))).message).toMatch(/different cuts/);
  });

  it('warns of the cut that leaves nothing, by its name, once', async () => {
    const empty = await copy('emptied');
    await selected(empty, { changes: ['chi2 < 0', 'mass: mass_pi > 600MeV'] });
    const heard = listening();
    await cutflow({ runs: empty, selection: 'k3pi' }, heard);
    expect(heard.warnings).toEqual([{ selection: 'k3pi', cut: 'chi2' }]);
    const quiet = listening();
    await cutflow({ runs: run, selection: 'k3pi' }, quiet);
    expect(quiet.warnings).toEqual([]);
  });

  it('of parts and of runs adds up to that of the whole', async () => {
    const rng = new RandomStream().key(61, 0, 0, 0);
    const events = Array.from({ length: 600 }, () => anything(rng));
    const loose = vertices('k3pi', [
      'chi2 < 25',
      'z between 104..180 m',
      'n_tracks == 3',
      'mass_pi between 488..499 MeV',
    ]);
    const make = async (name: string, from: number, to: number, size = 600) => {
      const root = await writeEvents(join(folder, name), events.slice(from, to), { first: from, size });
      await selected(root, { selection: loose });
      return root;
    };
    const whole = await make('whole', 0, 600);
    const parted = await make('parted', 0, 600, 97);
    const halves = [await make('left', 0, 250), await make('right', 250, 600)] as const;
    const { folders: _a, ...expected } = await counted(whole);
    const { folders: _b, ...ofParts } = await counted(parted);
    expect(ofParts).toEqual(expected);
    const { folders, ...ofRuns } = await counted(halves);
    expect([folders.length, ofRuns]).toEqual([2, expected]);
    // weights of runs scale what the candidates count, and nothing else
    const [left, right] = [await counted(halves[0]), await counted(halves[1])];
    const weighted = await counted(halves, [2, 0.25]);
    expect(expected.cuts.every((c) => c.candidates > 0)).toBe(true);
    for (const [i, c] of weighted.cuts.entries()) {
      const [l, r] = [left.cuts[i]!.candidates, right.cuts[i]!.candidates];
      expect(c.candidates).toBe(l + r);
      expect(c.weighted.sum).toBeCloseTo(2 * l + 0.25 * r, 9);
      expect(c.weighted.error).toBeCloseTo(Math.sqrt(4 * l + r / 16), 9);
    }
  });

  it('refuses weights that are none, runs of other cuts and the same events twice', async () => {
    const second = join(folder, 'second');
    await writeEvents(second, [good(), good({ chi2: 30 })], { first: 100 });
    await selected(second);
    expect((await counted([run, second])).events).toBe(10);
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { code, message } = await refusal(counted([run, second], [1, bad]));
      expect([code, message]).toEqual([ExitCode.usage, expect.stringContaining(`found:    ${bad}`)]);
    }
    expect((await refusal(counted([run, second], [1]))).message).toMatch(/wrong number of weights[\s\S]*2, one a run/);
    const other = join(folder, 'other-cuts');
    await writeEvents(other, [good()], { first: 200 });
    await selected(other, { changes: ['chi2 < 24'] });
    expect((await refusal(counted([run, other]))).message).toMatch(/a selection with other cuts[\s\S]*other-cuts/);
    expect((await refusal(counted([run, run]))).message).toMatch(/the same events twice/);
  });

  it('knows events again by the spill they were made of, wherever the run lies', async () => {
    const raw = (sha256: string) => ({ provenance: { spill: [{ path: 'straw.arrow', sha256 }] } });
    const make = async (name: string, first: number, sha: string) => {
      const root = await writeEvents(join(folder, name), [good(), good()], { first, ...raw(sha) });
      await selected(root);
      return root;
    };
    const one = await make('raw-one', 0, 'aa');
    expect((await counted([one, await make('raw-other', 0, 'bb')])).candidates).toBe(4);
    expect((await counted([one, await make('raw-later', 2, 'aa')])).candidates).toBe(4);
    const { message } = await refusal(counted([one, await make('raw-again', 1, 'aa')]));
    expect(message).toMatch(
      /the same events twice in one sum[\s\S]*raw-again[\s\S]*burst 1, events 1 to 2[\s\S]*raw-one/,
    );
  });

  it('refuses candidates whose columns are of another version', async () => {
    const older = await copy('older');
    await selected(older);
    for (const part of ['part-0000', 'part-0001']) {
      const file = join(older, 'selections', 'k3pi', 'burst-0001', part, 'manifest.json');
      const manifest = JSON.parse(await readFile(file, 'utf8'));
      manifest.provenance.selection.columns[0].unit = 'GeV';
      await writeFile(file, JSON.stringify(signed(manifest as object)));
    }
    expect((await refusal(counted(older))).message).toMatch(/another version[\s\S]*select again/);
  });
});
