import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listParts } from '../../src/arrow/folder.js';
import { show } from '../../src/verbs/show.js';
import { simulate } from '../../src/verbs/simulate.js';
import type { VerbContext } from '../../src/verbs/types.js';
import { RAW_TABLES } from '../tables.js';

const context: VerbContext = {
  signal: new AbortController().signal,
  logger: { info() {}, warn() {} },
  onProgress() {},
};
const heads = (text: string): string[] => [...text.matchAll(/^([a-z0-9_]+): \d+ rows?; /gm)].map(([, name]) => name!);

let folder: string;
const spill = () => join(folder, 'spill');
const ask = (more: object = {}) => show({ spill: spill(), burst: 1, event: 2, ...more }, context);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-show-'));
  const work = { setup: 'kaon-2018', decay: 'k2pi', events: 3, seed: 5, burst: 1, intensity: 0, settings: {} };
  await simulate({ ...work, out: spill() }, context);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an event in words', () => {
  it('counts the hits of every detector and lists what was found', async () => {
    const { text } = await ask();
    const [, line] = /^hits: (.*)$/m.exec(text)!;
    const names = line!.split(', ').map((entry) => entry.split(' ')[0]);
    expect(names).toEqual(RAW_TABLES.filter((t) => t.shape === 'hits').map(({ name }) => name));
    expect(heads(text)).toContain('lkr_clusters');
    for (const { name } of RAW_TABLES) expect(heads(text)).not.toContain(name);
    expect(heads(text)).not.toContain('particles');
    // a table may say in words when it has NaN; no row does
    expect(text.replaceAll(/^\w+: \d+ rows?; .*$/gm, '')).not.toMatch(/undefined|NaN/);
  });

  it('lists the hits, and the truth beside them, when asked', async () => {
    const { text: hits } = await ask({ hits: true });
    expect(heads(hits)).toEqual(expect.arrayContaining(['ktag', 'straw', 'lkr']));
    expect(heads(hits)).not.toContain('particles');
    expect(hits).not.toMatch(/^ *# +channel.* particle/m);
    const { text: both } = await ask({ hits: true, truth: true });
    const [, straw] = both.split(/^straw: .*$/m);
    expect(straw!.split('\n')[1]).toMatch(/^ *# +channel.* particle +other +distance/);
    expect(heads(both)).toContain('particles');
    expect(both).toMatch(/^truth: particles \d+, ktag_truth \d+/m);
  });

  it('refuses to list a truth that is not there', async () => {
    const bare = join(folder, 'bare');
    await cp(spill(), bare, { recursive: true });
    for (const { dir } of await listParts(bare)) await rm(join(dir, 'truth'), { recursive: true });
    await expect(ask({ spill: bare, truth: true })).rejects.toThrow('the spill has no truth');
    expect((await ask({ spill: bare, hits: true })).text).toContain('straw: ');
  });
});
