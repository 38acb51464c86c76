import { existsSync, readdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPart, listParts, type PartOptions, readPart } from '../../src/arrow/index.js';
import type { OutputHandle } from '../../src/arrow/sink.js';
import { ExitCode } from '../../src/core/errors.js';
import { collect, plainBatch, refusal, scratch, smallPart, TABLES } from './support.js';

const folder = scratch();
const plain: PartOptions = { kind: 'spill', code: '1', provenance: {} };

const MEANING = {
  ENOSPC: /no space left on the device \(ENOSPC\)/,
  EACCES: /no permission to write \(EACCES\)/,
  EIO: /EIO/,
};
type Code = keyof typeof MEANING;
const failure = (code: Code): Error => Object.assign(new Error(`${code}: from the test`), { code, errno: -5 });

/** Where the system refuses: opening a file, in the middle of it, flushing it, closing it, putting the part in its place. */
const PLACES = ['open', 'writev', 'sync', 'close', 'rename'] as const;

/** Options whose file system fails once: at the `n`-th call of one kind. */
function failing(place: (typeof PLACES)[number], n: number, code: Code): PartOptions {
  let left = n;
  const due = (at: string): boolean => at === place && left-- === 0;
  const openFailing = async (path: string): Promise<OutputHandle> => {
    if (due('open')) throw failure(code);
    const handle = await open(path, 'wx');
    return {
      writev: (buffers) => (due('writev') ? Promise.reject(failure(code)) : handle.writev(buffers)),
      sync: () => (due('sync') ? Promise.reject(failure(code)) : handle.sync()),
      close: async () => {
        await handle.close();
        if (due('close')) throw failure(code);
      },
    };
  };
  const renameFailing = (from: string, to: string): Promise<void> =>
    due('rename') ? Promise.reject(failure(code)) : rename(from, to);
  return { ...plain, open: openFailing, rename: renameFailing };
}

async function write(root: string, options: PartOptions): Promise<void> {
  const writer = await createPart(root, 1, 0, TABLES, options);
  for (const batch of smallPart()) await writer.write(batch);
  await writer.close();
}

describe.each(Object.keys(MEANING) as Code[])('a system that says %s', (code) => {
  it.each(PLACES)(
    'at %s is quoted, leaves nothing that looks whole, and the same work then succeeds',
    async (place) => {
      for (const n of place === 'rename' ? [0] : [0, 1, TABLES.length - 1]) {
        const root = folder(`${code}-${place}-${n}`);
        const error = await refusal(() => write(root, failing(place, n, code)));
        expect(error.code).toBe(ExitCode.output);
        expect(error.complaint.what).toBe('cannot write');
        expect(error.complaint.where).toContain(root);
        expect(error.complaint.found).toMatch(MEANING[code]);
        expect(existsSync(join(root, 'burst-0001'))).toBe(false);
        expect(readdirSync(root)).toEqual([]);

        await write(root, plain);
        const [part] = await listParts(root);
        const back = await collect(readPart(part!.dir, TABLES));
        expect(back.map((b) => plainBatch(b, TABLES))).toEqual(smallPart().map((b) => plainBatch(b, TABLES)));
      }
    },
  );
});
