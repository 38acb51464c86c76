import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifests } from '../../src/arrow/index.js';
import { ExitCode } from '../../src/core/errors.js';
import { cutflow } from '../../src/verbs/cutflow.js';
import { diff } from '../../src/verbs/diff.js';
import { exportTables } from '../../src/verbs/export.js';
import { nminus1 } from '../../src/verbs/nminus1.js';
import { scan } from '../../src/verbs/scan.js';
import { select } from '../../src/verbs/select.js';
import type { SelectOptions } from '../../src/verbs/types.js';
import { refusal, scratch } from '../arrow/support.js';
import { type Drawn, good } from '../selection/drawn.js';
import { listening, vertices, writeEvents } from './drawn-run.js';

const folder = scratch();
const context = listening();

/** A value that nothing else has: where it appears, the candidate was shown. */
const SECRET = 493.123456789;
const REASON = 'the box is opened, 3 May';
const visible = (mass_pi: number): Drawn => good({ mass_pi });
const EVENTS = [
  visible(470),
  visible(SECRET),
  // masked beside one that is not, in one event
  { ...good(), vertices: [visible(505).vertices[0]!, visible(SECRET).vertices[0]!] },
  // no mass at all is in no region
  visible(Number.NaN),
  // the mask is open: its edges are seen
  visible(490),
  visible(497),
];
const BOX = vertices('box', ['chi2 < 25', 'mass: mass_pi between 480..500 MeV', 'z < 150 m'], {
  regions: [
    { name: 'box', kind: 'masked', where: 'mass_pi between 490..497 MeV' },
    { name: 'beside', kind: 'signal', where: 'mass_pi between 480..500 MeV' },
  ],
  keep: ['p_total'],
});

const make = async (name: string, more: Partial<SelectOptions> = {}) => {
  const run = await writeEvents(folder(name), EVENTS, { size: 4 });
  const result = await select({ run, selection: BOX, ...more }, context);
  return { run, result, at: join(run, 'selections', 'box') };
};

let blind: Awaited<ReturnType<typeof make>>;
let open: Awaited<ReturnType<typeof make>>;
beforeAll(async () => {
  blind = await make('blind');
  open = await make('open', { unblind: `  ${REASON} ` });
});

/** Every number of every file of a folder, and every text. */
async function everything(root: string): Promise<{ readonly numbers: Set<number>; readonly texts: string }> {
  const numbers = new Set<number>();
  let texts = '';
  for (const name of await readdir(root, { recursive: true })) {
    if (name.endsWith('.arrow')) {
      const table = tableFromIPC(await readFile(join(root, name)));
      for (const column of table.schema.fields)
        for (const x of table.getChild(column.name)!) if (typeof x === 'number') numbers.add(x);
    } else if (/\.(json|csv)$/.test(name)) texts += await readFile(join(root, name), 'utf8');
  }
  return { numbers, texts };
}

describe('a candidate of a masked region', () => {
  it('stands in no file of the selection', async () => {
    const { numbers, texts } = await everything(blind.at);
    expect(numbers.has(SECRET)).toBe(false);
    expect(texts).not.toContain(String(SECRET));
    expect(blind.result).toMatchObject({
      candidates: 5,
      passed: 2,
      unblinded: null,
      masked: ['box: 490 < mass_pi < 497 MeV/c²'],
    });
    // nor is it counted event by event
    const { numbers: shown } = await everything(open.at);
    expect(shown.has(SECRET)).toBe(true);
  });

  it('is in no cutflow and no N − 1, be it in number or in value', async () => {
    const flow = await cutflow({ runs: blind.run, selection: 'box' }, context);
    expect(flow).toMatchObject({ candidates: 5, candidateEvents: 5, passed: 2, unblinded: null });
    expect(flow.masked).toEqual(blind.result.masked);
    const n1 = await nminus1({ runs: blind.run, selection: 'box' }, context);
    const mass = n1.cuts.find((c) => c.name === 'mass')!;
    expect(mass).toMatchObject({ others: 5, passed: 2 });
    expect(mass.histogram.masked).toEqual([490, 497]);
    const { from, to, counts, under, over, missing } = mass.histogram;
    const bin = Math.floor(((SECRET - from) / (to - from)) * counts.length);
    expect(counts[bin]).toBe(0);
    expect(counts.reduce((a, b) => a + b, under + over + missing)).toBe(5);
  });

  it('is in no scan and no export', async () => {
    const axes = [{ cut: 'z', edge: 'value', from: 100_000, to: 200_000, steps: 1 }] as const;
    // the same events may be signal and background, which are not added
    const found = await scan(
      { selection: 'box', signal: [blind.run], background: [blind.run], axes, figure: 'punzi' },
      context,
    );
    expect(found.points.map((p) => p.signal)).toEqual([0, 2]);
    const out = folder('csv');
    const tables = ['candidates', 'candidate_values', 'candidate_events'];
    await exportTables({ folder: blind.at, out, format: 'csv', tables, replace: false }, context);
    const { texts } = await everything(out);
    expect(texts).toContain('505');
    expect(texts).not.toContain('493.12');
    const parquet = await exportTables(
      { folder: blind.at, out: folder('parquet'), format: 'parquet', replace: false },
      context,
    );
    expect(parquet.tables.find((t) => t.name === 'candidate_values')!.rows).toBe(5);
  });

  it('is in no diff', async () => {
    const loose = { ...BOX, name: 'loose', cuts: ['chi2 < 25', 'mass: mass_pi between 480..500 MeV', 'z < 100 m'] };
    await select({ run: blind.run, selection: loose }, context);
    const d = await diff({ a: blind.at, b: join(blind.run, 'selections', 'loose') }, context);
    expect([d.onlyA, d.onlyB]).toEqual([2, 0]);
    expect(d.migrations.map((m) => m.event)).toEqual([4, 5]);
    expect(d.a).toMatchObject({ masked: blind.result.masked, unblinded: null, candidates: 5 });
  });
});

describe('unblinding', () => {
  it('shows it, and the reason stands in result, provenance and cutflow', async () => {
    expect(open.result).toMatchObject({ candidates: 7, passed: 4, unblinded: REASON });
    for (const { manifest } of await readManifests(open.at)) expect(manifest.provenance['unblinded']).toBe(REASON);
    const flow = await cutflow({ runs: open.run, selection: 'box' }, context);
    expect(flow).toMatchObject({ candidates: 7, passed: 4, unblinded: REASON });
    const [mass] = (await nminus1({ runs: open.run, selection: 'box', cut: 'mass' }, context)).cuts;
    expect(mass!.histogram).not.toHaveProperty('masked');
    expect(mass!.others).toBe(7);
  });

  it('needs a reason', async () => {
    const run = await writeEvents(folder('no-reason'), EVENTS);
    for (const unblind of ['', '  ']) {
      const { code, message } = await refusal(() => select({ run, selection: BOX, unblind }, context));
      expect([code, message]).toEqual([ExitCode.usage, expect.stringContaining('unblinded without a reason')]);
    }
    expect(await readdir(run)).not.toContain('selections');
  });

  it('is said where nothing is masked, too', async () => {
    const run = await writeEvents(folder('nothing-masked'), EVENTS);
    const { regions: _, ...plain } = BOX;
    const result = await select({ run, selection: plain, unblind: REASON }, context);
    expect(result).toMatchObject({ masked: [], unblinded: REASON, candidates: 7 });
  });

  it('never mixes with what was made blind: not in a folder, not in a sum', async () => {
    const again = await refusal(() => select({ run: blind.run, selection: BOX, unblind: REASON }, context));
    expect([again.code, again.message]).toEqual([ExitCode.output, expect.stringContaining('made otherwise')]);
    const other = await refusal(() => select({ run: open.run, selection: BOX, unblind: 'another reason' }, context));
    expect(other.code).toBe(ExitCode.output);
    const sum = await refusal(() => cutflow({ runs: [blind.run, open.run], selection: 'box' }, context));
    expect(sum.message).toContain('a selection with other cuts');
    // a part taken from the other by hand
    const mixed = await make('mixed');
    await rm(join(mixed.at, 'burst-0001', 'part-0001'), { recursive: true });
    await cp(join(open.at, 'burst-0001', 'part-0001'), join(mixed.at, 'burst-0001', 'part-0001'), { recursive: true });
    const parts = await refusal(() => cutflow({ runs: mixed.run, selection: 'box' }, context));
    expect(parts.message).toContain('parts with different cuts');
  });
});
