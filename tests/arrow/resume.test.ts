import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configHash } from '../../src/arrow/hash.js';
import type { JsonObject } from '../../src/arrow/manifest.js';
import { createPart } from '../../src/arrow/part.js';
import { resume } from '../../src/arrow/resume.js';
import { ExitCode } from '../../src/core/errors.js';

const plan = { burst: 1, part: 0, kind: 'run', code: '0', provenance: {} } as const;

describe('what stands in an output folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spillway-resume-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is nothing when there is no such folder, or no part in it', async () => {
    for (const root of [folder, join(folder, 'none')]) {
      expect(await resume(root, [plan])).toEqual({ kept: [], missing: [plan] });
    }
  });

  it.each(['burst-0001/part-1', 'burst-1/part-0000'])('is refused with a misspelt %s', async (name) => {
    await mkdir(join(folder, name), { recursive: true });
    await expect(resume(folder, [plan])).rejects.toMatchObject({ code: ExitCode.data });
  });

  it('is refused with a part of other work', async () => {
    await mkdir(join(folder, 'burst-0001/part-0001'), { recursive: true });
    await expect(resume(folder, [plan])).rejects.toMatchObject({ code: ExitCode.output });
  });

  const planned = (config: JsonObject) => ({
    ...plan,
    provenance: { ...config, configHash: configHash(config) },
  });
  const write = async (config: JsonObject): Promise<void> => {
    await (await createPart(folder, 1, 0, [], planned(config))).close({ passed: 3 });
  };
  const setup = 'kaon-2018';
  const settings = { straw: { dead: 0.01, noise: 2 }, rich: { hits: 3 } };

  it('is kept when it was asked for with the settings in another order', async () => {
    await write({ setup, settings });
    const { straw, rich } = settings;
    const turned = { settings: { rich, straw: { noise: straw.noise, dead: straw.dead } }, setup };
    expect((await resume(folder, [planned(turned)])).kept).toHaveLength(1);
  });

  it.each([
    ['another setting', { setup, settings: { ...settings, rich: { hits: 4 } } }, 'settings.rich.hits'],
    ['one less', { setup, settings: { straw: settings.straw } }, 'settings.rich'],
    ['one more', { setup, settings: { ...settings, lkr: {} } }, 'settings.lkr'],
    ['a reason to unblind', { setup, settings, unblinded: 'why' }, 'unblinded'],
  ])('is refused when it was asked for with %s', async (_, other, path) => {
    for (const [there, asked] of [
      [{ setup, settings }, other],
      [other, { setup, settings }],
    ] as const) {
      await rm(join(folder, 'burst-0001'), { recursive: true, force: true });
      await write(there);
      await expect(resume(folder, [planned(asked)])).rejects.toMatchObject({
        code: ExitCode.output,
        complaint: { where: expect.stringMatching(new RegExp(`provenance[.]${path}$`)) },
      });
    }
  });
});
