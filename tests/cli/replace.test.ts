import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { type } from './fake.js';

describe('--replace', () => {
  let folder = '';
  const line = () => `replay s --out ${folder} --replace`;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-replace-'));
    await mkdir(path.join(folder, 'burst-0001', 'part-0000'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('empties a folder that holds bursts only, before the verb starts', async () => {
    const { code, calls } = await type(line());
    expect([code, calls.length]).toEqual([ExitCode.ok, 1]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves the folder alone without the flag, and when another flag is wrong', async () => {
    await type(line().replace(' --replace', ''));
    await type(`${line()} --conditions none`);
    expect(await readdir(folder)).toEqual(['burst-0001']);
  });

  it('refuses a folder that holds anything else, and removes nothing', async () => {
    await writeFile(path.join(folder, 'thesis.tex'), '');
    const { code, err, calls } = await type(line());
    expect([code, calls.length]).toEqual([ExitCode.output, 0]);
    expect(err).toContain('thesis.tex');
    expect((await readdir(folder)).sort()).toEqual(['burst-0001', 'thesis.tex']);
  });

  it('takes the selections of a run with it, if they are that', async () => {
    const selections = path.join(folder, 'selections');
    await mkdir(path.join(selections, 'k3pi', 'burst-0001'), { recursive: true });
    await mkdir(path.join(selections, 'stopped'));
    await writeFile(path.join(selections, 'notes.txt'), '');
    expect((await type(line())).code).toBe(ExitCode.output);
    await rm(path.join(selections, 'notes.txt'));
    await writeFile(path.join(selections, 'k3pi', 'plot.svg'), '');
    expect((await type(line())).code).toBe(ExitCode.output);
    await rm(path.join(selections, 'k3pi', 'plot.svg'));
    expect((await type(line())).code).toBe(ExitCode.ok);
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a selection removes that one, and nothing when a cut is wrong', async () => {
    for (const name of ['k3pi', 'k3pi-ucl']) {
      await mkdir(path.join(folder, 'selections', name, 'burst-0001'), { recursive: true });
    }
    const select = `select ${folder} --selection k3pi --replace`;
    expect((await type(`${select} --cut chi3<4`)).code).toBe(ExitCode.usage);
    expect(await readdir(path.join(folder, 'selections', 'k3pi'))).toEqual(['burst-0001']);
    expect((await type(select)).code).toBe(ExitCode.ok);
    expect(await readdir(path.join(folder, 'selections', 'k3pi'))).toEqual([]);
    expect(await readdir(path.join(folder, 'selections', 'k3pi-ucl'))).toEqual(['burst-0001']);
    expect(await readdir(folder)).toEqual(['burst-0001', 'selections']);
  });

  it('does not mind a folder that is not there', async () => {
    const { code } = await type(`replay s --out ${folder}/new --replace`);
    expect(code).toBe(ExitCode.ok);
  });
});
