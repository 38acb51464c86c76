import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindSelection } from '../../src/selection/bind.js';
import { isRecalled, MARKS } from '../../src/selection/cut.js';
import { SELECTIONS } from '../../src/selection/index.js';
import { selectionFrom, sourceOf } from '../../src/selection/parse.js';
import { chooseSelection } from '../../src/verbs/selection-file.js';
import { type } from '../cli/fake.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-shipped-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(SELECTIONS.map((s) => [s.name, s] as const))('%s', (name, selection) => {
  it('binds, and names source and mark of every cut and region', () => {
    expect(bindSelection(selection).selection).toEqual(selection);
    for (const { name: of, source, mark } of [...selection.cuts, ...selection.regions]) {
      expect([of, source]).toEqual([of, expect.stringMatching(/^KAON §\d/)]);
      expect([of, mark]).toEqual([of, expect.stringMatching(/^(P|S|R-[abc]|D|G)$/)]);
    }
  });

  it('is the same selection when it is written as YAML and read back', async () => {
    const { out, code } = await type(`config show ${name} --yaml`);
    expect(code).toBe(0);
    const path = join(folder, `${name}.yaml`);
    await writeFile(path, out);
    expect(await chooseSelection(path)).toEqual(selection);
    expect(selectionFrom(sourceOf(selection))).toEqual(selection);
  });

  it('is printed cut by cut with mark and source; recalled values are counted', async () => {
    const { out } = await type(`config show ${name}`);
    for (const c of selection.cuts) {
      const line = out.split('\n').find((l) => l.startsWith(`${c.name} `))!;
      expect(line).toContain(c.source);
      expect(line).toContain(` ${c.mark} `);
    }
    const recalled = selection.cuts.filter((c) => isRecalled(c.mark)).length;
    if (recalled > 0) expect(out).toContain(`${recalled} of ${selection.cuts.length} values are recalled`);
    else expect(out).not.toContain('recalled');
    for (const r of selection.regions) expect(out).toMatch(new RegExp(`\\n${r.name} +${r.kind} `));
  });
});

describe('the shipped selections', () => {
  it('are those of K 6 and 7, each name once', () => {
    const names = SELECTIONS.map((s) => s.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ['k3pi', 'k3pi-strict', 'k2pi', 'ke3', 'kmu3', 'kmu2', 'one-track-two-clusters'])
      expect(names).toContain(name);
    for (const name of ['pi-ee', 'pi-mumu', 'lnv-pi-ee', 'lnv-pi-mumu', 'lnv-pi-mue']) expect(names).toContain(name);
  });

  it('mask every channel that violates lepton number, and no other', () => {
    for (const { name, regions } of SELECTIONS) {
      const isMasked = regions.some((r) => r.kind === 'masked');
      expect([name, isMasked]).toEqual([name, name.startsWith('lnv-')]);
    }
  });

  it('call only R-b and R-c recalled', () => {
    expect(MARKS.filter(isRecalled)).toEqual(['R-b', 'R-c']);
  });

  it('are listed when one is asked for that is not', async () => {
    const { err, code } = await type('config show pi-eee');
    expect(code).toBe(2);
    expect(err).toContain('did you mean pi-ee?');
  });
});
