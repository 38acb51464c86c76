import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';

/** The program as people start it. `npm test` builds it before the tests run. */
const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const run = (...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

describe.skipIf(!existsSync(MAIN))('the program', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const simulate = (events: string, out: string): string[] => [
    'simulate',
    '--setup',
    'kaon-2018',
    '--decay',
    'k3pi',
    '--events',
    events,
    '--seed',
    '1',
    '--out',
    path.join(folder, out),
  ];

  it('says its version and its help on stdout', () => {
    expect(run('--version')).toMatchObject({
      status: ExitCode.ok,
      stderr: '',
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(run('--help').stdout).toContain('Exit codes');
  });

  it('refuses on stderr with exit code 2 and writes nothing', async () => {
    const { status, stdout, stderr } = run(...simulate('2k', 'refused'));
    expect([status, stdout]).toEqual([ExitCode.usage, '']);
    expect(stderr).toContain('found:    2k');
    expect(await readdir(folder)).not.toContain('refused');
  });

  it('refuses unknown names of the library, and a folder that is no spill', () => {
    expect(run(...simulate('10', 'x').map((a) => (a === 'k3pi' ? 'k3p' : a)))).toMatchObject({
      status: ExitCode.usage,
      stderr: expect.stringContaining('k3pi?'),
    });
    expect(run('inspect', path.join(folder, 'nothing')).status).toBe(ExitCode.data);
  });
});
