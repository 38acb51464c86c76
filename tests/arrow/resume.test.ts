import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
});
