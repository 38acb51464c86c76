import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBurstEnd, removeBurstEnd, writeBurstEnd } from '../../src/arrow/index.js';
import { ExitCode, InputError, replay, simulate } from '../../src/index.js';
import type { ReplayOptions, VerbContext } from '../../src/verbs/types.js';

/** What was logged: the message and the bursts it is about. */
const said: string[] = [];
const log = (about: object, message: string): void => {
  said.push(`${message}: ${(about as { bursts?: readonly number[] }).bursts?.join() ?? ''}`);
};
const context: VerbContext = {
  signal: new AbortController().signal,
  logger: { info: log, warn: log },
  onProgress() {},
};
let folder: string;
/** Bursts 1 and 2 of six events each, both over. */
let spill: string;

const replayed = (from: string, out: string, more: Partial<ReplayOptions> = {}, around: Partial<VerbContext> = {}) =>
  replay({ spill: from, out, settings: {}, onBad: 'quarantine', ...more }, { ...context, ...around });

/** A copy of some bursts of the spill. */
async function bursts(name: string, ...which: number[]): Promise<string> {
  const root = join(folder, name);
  for (const b of which) await cp(join(spill, `burst-000${b}`), join(root, `burst-000${b}`), { recursive: true });
  return root;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-follow-verb-'));
  spill = join(folder, 'spill');
  const how = { setup: 'kaon-2018', decay: 'k3pi', events: 6, seed: 3, intensity: 0, settings: {} };
  await simulate({ ...how, burst: 1, out: spill }, context);
  await simulate({ ...how, burst: 2, out: join(folder, 'second') }, context);
  await cp(join(folder, 'second', 'burst-0002'), join(spill, 'burst-0002'), { recursive: true });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('replay that follows a spill', () => {
  it('looks for no more parts once it has failed', async () => {
    const growing = await bursts('growing', 1);
    await removeBurstEnd(growing, 1);
    const full = (): void => {
      throw new Error('the disk is full');
    };
    await expect(replayed(growing, join(folder, 'failed'), { follow: true }, { onProgress: full })).rejects.toThrow(
      'the disk is full',
    );
    await mkdir(join(growing, 'burst-0003'));
    await setTimeout(600);
    expect(said.filter((line) => line.includes('3'))).toEqual([]);
  });

  it('continues its own run and refuses one of another spill', async () => {
    const run = join(folder, 'run');
    await replayed(await bursts('first', 1), run);
    expect(await replayed(spill, run, { follow: true })).toMatchObject({ events: 12, kept: 1 });
    expect((await readdir(run)).sort()).toEqual(['burst-0001', 'burst-0002']);

    const other = replayed(await bursts('other', 2), run, { follow: true });
    await expect(other).rejects.toThrow(/a part of other work[\s\S]*burst-0001/);
  });

  it('refuses a range without events, like a replay at once', async () => {
    for (const follow of [true, false]) {
      const asked = replayed(spill, join(folder, 'none'), { follow, events: [1000, 2000] });
      const error = await asked.catch((e: unknown) => e);
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).code).toBe(ExitCode.data);
    }
  });
});

it('a burst that ends while it is replayed is not marked as over in the run', async () => {
  const growing = await bursts('ending', 1);
  await removeBurstEnd(growing, 1);
  const end = { parts: 2, events: 12 };
  let written: Promise<void> | undefined;
  const ends = (): void => {
    written ??= writeBurstEnd(growing, 1, end);
  };
  const out = join(folder, 'run-of-ending');
  await replayed(growing, out, {}, { onProgress: ends });
  await written;
  expect(await readBurstEnd(growing, 1)).toEqual(end);
  expect(await readBurstEnd(out, 1)).toBeUndefined();
});
