import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it, vi } from 'vitest';
import { writeResult } from '../../src/arrow/index.js';
import { ExitCode } from '../../src/core/errors.js';
import { constants, refusal, scratch } from './support.js';

const folder = scratch();
const write = (path: string, t0: number): Promise<void> => writeResult(path, constants, [{ t0, dead: 0 }], '1');
const t0Of = (path: string): unknown => tableFromIPC(readFileSync(path)).getChild('t0')!.get(0);

describe('the file of a result', () => {
  it('takes the place of an earlier one, and leaves nothing beside it', async () => {
    mkdirSync(folder('again'));
    for (const t0 of [1, 2]) {
      await write(join(folder('again'), 'a.arrow'), t0);
      expect([readdirSync(folder('again')), t0Of(join(folder('again'), 'a.arrow'))]).toEqual([['a.arrow'], t0]);
    }
  });

  it('is refused where a folder stands, or the folder for it is missing', async () => {
    mkdirSync(join(folder('taken'), 'inside'), { recursive: true });
    for (const [path, found] of [
      [folder('taken'), 'a folder stands where a file should be (EISDIR)'],
      [join(folder('taken'), 'none', 'a.arrow'), 'a folder on the way is missing (ENOENT)'],
    ] as const) {
      const { code, complaint } = await refusal(() => write(path, 1));
      expect([code, complaint.where, complaint.found]).toEqual([ExitCode.output, path, found]);
    }
    expect(readdirSync(folder('taken'))).toEqual(['inside']);
    expect(readdirSync(join(folder('taken'), '..')).filter((n) => n.startsWith('.taken'))).toEqual([]);
  });

  it('stays as it was when the new one cannot be written', async () => {
    const path = join(folder('full'), 'a.arrow');
    mkdirSync(folder('full'));
    await write(path, 1);
    writeFileSync(folder('probe'), '');
    const probe = await open(folder('probe'));
    const full = vi
      .spyOn(Object.getPrototypeOf(probe), 'writev')
      .mockRejectedValue(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 }));
    try {
      const { code, complaint } = await refusal(() => write(path, 2));
      expect([code, complaint.where, complaint.found]).toEqual([
        ExitCode.output,
        path,
        'no space left on the device (ENOSPC)',
      ]);
    } finally {
      full.mockRestore();
      await probe.close();
    }
    expect(readdirSync(folder('full'))).toEqual(['a.arrow']);
    expect(existsSync(path) && t0Of(path)).toBe(1);
  });
});
