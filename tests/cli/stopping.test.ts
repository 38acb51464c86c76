import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { RandomStream, stageKey } from '../../src/core/random.js';

const MAIN = path.resolve('dist/src/cli/main.js');
const tick = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-stopping-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts `spillway`; `ended` gives its exit code (null when it was killed) and what it said on stderr. */
function start(line: string): { child: ChildProcess; ended: Promise<{ code: number | null; err: string }> } {
  const child = spawn(process.execPath, [MAIN, ...line.split(' ')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, err }))) };
}

/** Every file below a folder with the checksum of its content. */
async function contents(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    found[path.relative(root, file)] = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  }
  return found;
}

/** What looks like a part without being whole, and what is left of unfinished ones. */
async function leftovers(root: string): Promise<{ halves: string[]; temporary: string[] }> {
  const files = existsSync(root) ? await readdir(root, { recursive: true }) : [];
  const parts = files.filter((f) => /(^|\/)part-\d+$/.test(f));
  return {
    halves: parts.filter((p) => !files.includes(path.join(p, 'manifest.json'))),
    temporary: files.filter((f) => /(^|\/)\.part-[^/]*$/.test(f)),
  };
}

/**
 * Two parts, for the range lies across their border; a spill and its run; the second part has events enough for two workers. Little
 * beam: it is the writing that is stopped here.
 */
const work = (out: string, workers: number): string =>
  `run --setup kaon-2018 --decay k3pi --events 8140:8452 --seed 11 --intensity 20MHz --workers ${workers} --out ${out} --quiet`;

describe('kill −9', () => {
  it('at 20 random moments, then the same command: the result is that of an undisturbed run', async () => {
    const whole = path.join(folder, 'whole');
    const started = performance.now();
    const { code, err } = await start(work(whole, 1)).ended;
    expect([code, err]).toEqual([0, '']);
    const span = performance.now() - started;
    const expected = await contents(whole);
    expect(Object.keys(expected).filter((f) => f.endsWith('manifest.json'))).toHaveLength(4);

    const rng = new RandomStream();
    rng.key(20, stageKey('kill'), 0, 0, 0);
    let killed = 0;
    // one that has ended before its moment came is not killed and does not count; those that follow continue what was left
    for (let round = 0; killed < 20; round++) {
      expect(round).toBeLessThan(40);
      const out = path.join(folder, `killed-${round}`);
      for (let kill = 0; kill < 4; kill++) {
        const { child, ended } = start(work(out, 1 + (round % 2)));
        await tick(100 + rng.uniform() * 0.75 * span);
        child.kill('SIGKILL');
        if ((await ended).code === null) killed++;
        expect((await leftovers(out)).halves).toEqual([]);
      }
      const { code, err } = await start(work(out, 1 + (round % 2))).ended;
      expect([code, err]).toEqual([0, '']);
      expect(await contents(out)).toEqual(expected);
      await rm(out, { recursive: true });
    }
  }, 400_000);
});

const endless = (out: string, workers: number): string =>
  `simulate --setup kaon-2018 --decay k3pi --events 40000000 --seed 1 --workers ${workers} --out ${out}`;

describe('Ctrl-C', () => {
  it.each([1, 2])('ends within 2 s with exit code 130 and whole parts only, with %i workers', async (workers) => {
    const out = path.join(folder, `stopped-${workers}`);
    const { child, ended } = start(endless(out, workers));
    while (!existsSync(out) && child.exitCode === null) await tick(50);
    await tick(1000);
    const asked = performance.now();
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(performance.now() - asked).toBeLessThan(2000);
    expect([code, err]).toEqual([ExitCode.interrupted, expect.stringContaining('stopped')]);
    expect(await leftovers(out)).toEqual({ halves: [], temporary: [] });
  });

  it('twice ends at once, and nothing left looks whole', async () => {
    const out = path.join(folder, 'twice');
    const { child, ended } = start(endless(out, 2));
    while (!existsSync(out) && child.exitCode === null) await tick(50);
    await tick(1000);
    const asked = performance.now();
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(ExitCode.interrupted);
    expect(performance.now() - asked).toBeLessThan(1000);
    expect((await leftovers(out)).halves).toEqual([]);
  });
});
