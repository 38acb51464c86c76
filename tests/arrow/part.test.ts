import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOutput, createPart, listParts, type PartOptions, partName, readPart } from '../../src/arrow/index.js';
import type { OpenOutput } from '../../src/arrow/sink.js';
import { ExitCode } from '../../src/core/errors.js';
import { collect, constants, pulses, refusal, scratch, smallPart, TABLES } from './support.js';

const folder = scratch();
const options: PartOptions = { kind: 'run', code: '1', provenance: {} };

/** Lets `writes` calls through over all files of a part, then fails. */
function failing(writes: number): OpenOutput {
  let left = writes;
  return async (path) => {
    const handle = await open(path, 'wx');
    return {
      writev: async (buffers) => {
        if (left-- <= 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 });
        return await handle.writev(buffers);
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  };
}

describe('a part is complete or absent', () => {
  it('stands in its place only once it is closed', async () => {
    const root = folder('place');
    const writer = await createPart(root, 12, 3, TABLES, options);
    for (const b of smallPart(12)) await writer.write(b);
    expect(existsSync(writer.dir)).toBe(false);
    expect(readdirSync(join(root, 'burst-0012'))).toEqual([expect.stringMatching(/^\.part-0003-\w{6}$/)]);
    await expect(listParts(root)).rejects.toThrow(/no parts/);
    await writer.close();
    expect(await listParts(root)).toEqual([{ burst: 12, part: 3, dir: join(root, partName(12, 3)) }]);
    await writer.abort();
    expect(existsSync(writer.dir)).toBe(true);
  });

  it('leaves nothing when the disk is full, wherever that happens', async () => {
    for (let writes = 0; writes < 16; writes++) {
      const root = folder(`full-${writes}`);
      const error = await refusal(async () => {
        const writer = await createPart(root, 1, 0, TABLES, { ...options, open: failing(writes) });
        for (const b of smallPart()) await writer.write(b);
        await writer.close();
      });
      expect(error.code).toBe(ExitCode.output);
      expect(error.complaint.found).toContain('no space left');
      expect(readdirSync(root)).toEqual([]);
    }
  });

  it('leaves nothing when it is aborted, and the parts beside it as they were', async () => {
    const root = folder('aborted');
    const first = await createPart(root, 1, 0, TABLES, options);
    for (const b of smallPart()) await first.write(b);
    await first.close();
    const second = await createPart(root, 1, 1, TABLES, options);
    await second.write(smallPart()[0]!);
    await second.abort();
    await second.abort();
    await expect(second.close()).rejects.toThrow(/done/);
    expect((await listParts(root)).map((p) => p.part)).toEqual([0]);
    expect(readdirSync(join(root, 'burst-0001'))).toEqual(['part-0000']);
  });

  it('leaves nothing when it is aborted in the middle of a write', async () => {
    const root = folder('midway');
    const writer = await createPart(root, 1, 0, TABLES, options);
    const writing = writer.write(smallPart()[0]!).catch(() => {});
    await writer.abort();
    await writing;
    expect(readdirSync(root)).toEqual([]);
  });

  it('takes the place of what a dead process left', async () => {
    const root = folder('stale');
    const left = join(root, 'burst-0001', '.part-0000-aB3xyz');
    const other = join(root, 'burst-0001', '.part-0001-aB3xyz');
    for (const dir of [left, other]) mkdirSync(join(dir, 'truth'), { recursive: true });
    writeFileSync(join(left, 'pulses.arrow'), 'half');
    const writer = await createPart(root, 1, 0, TABLES, options);
    for (const b of smallPart()) await writer.write(b);
    await writer.close();
    expect((await collect(readPart(writer.dir, TABLES))).length).toBe(3);
    expect([existsSync(left), existsSync(other)]).toEqual([false, true]);
  });

  it('refuses to write a part twice', async () => {
    const root = folder('double');
    await (await createPart(root, 1, 0, TABLES, options)).close();
    const error = await refusal(() => createPart(root, 1, 0, TABLES, options));
    expect([error.code, error.complaint.what]).toEqual([ExitCode.output, 'the part exists already']);
    // and when the other part came while this one was written
    const slow = await createPart(root, 1, 1, TABLES, options);
    mkdirSync(join(root, partName(1, 1)));
    writeFileSync(join(root, partName(1, 1), 'manifest.json'), '{}');
    const late = await refusal(() => slow.close());
    expect([late.code, late.complaint.what, late.complaint.where, late.complaint.found]).toEqual([
      ExitCode.output,
      'another process writes the same part',
      slow.dir,
      'its part stands there already',
    ]);
    expect(readdirSync(join(root, partName(1, 1)))).toEqual(['manifest.json']);
  });

  it('lets the last to begin a part write it, and tells the other', async () => {
    const root = folder('rivals');
    const first = await createPart(root, 1, 0, TABLES, options);
    const last = await createPart(root, 1, 0, TABLES, options);
    for (const b of smallPart()) for (const writer of [first, last]) await writer.write(b);
    const { code, complaint } = await refusal(() => first.close());
    expect([code, complaint.what, complaint.where, complaint.found]).toEqual([
      ExitCode.output,
      'another process writes the same part',
      first.dir,
      'it removed the temporary folder of this one',
    ]);
    await last.close();
    expect((await collect(readPart(last.dir, TABLES))).length).toBe(3);
    expect(readdirSync(join(root, 'burst-0001'))).toEqual(['part-0000']);
  });

  it('lists parts in the order of their numbers', async () => {
    const root = folder('order');
    for (const [b, p] of [
      [2, 0],
      [1, 10],
      [1, 9],
      [10000, 0],
    ] as const) {
      await (await createPart(root, b, p, [pulses], options)).close();
    }
    writeFileSync(join(root, 'notes.txt'), '');
    expect((await listParts(root)).map((p) => [p.burst, p.part])).toEqual([
      [1, 9],
      [1, 10],
      [2, 0],
      [10000, 0],
    ]);
  });
});

describe('a batch that is not right is a defect, told at once', () => {
  const cases: [string, (b: ReturnType<typeof smallPart>) => unknown[], RegExp][] = [
    ['another burst', () => [smallPart(2)[0]], /holds burst 2/],
    ['a batch left out', (b) => [b[0], b[2]], /batch 2 came where batch 1/],
    ['events again', (b) => [b[0], { ...b[0], sequence: 1 }], /event 11 came after/],
    ['no table', (b) => [{ ...b[0], pulses: undefined }], /no table pulses/],
    [
      'offsets that do not fit',
      (b) => [{ ...b[0], pulses: { ...b[0]!.pulses, length: 3 } }],
      /offsets of pulses do not fit/,
    ],
    [
      'a short column',
      (b) => [{ ...b[0], flags: { ...b[0]!.flags, columns: { ...b[0]!.flags.columns, point: new Float32Array(3) } } }],
      /flags.point/,
    ],
  ];
  it.each(cases)('%s', async (name, make, message) => {
    const root = folder(`defect-${name.replaceAll(' ', '-')}`);
    const writer = await createPart(root, 1, 0, TABLES, options);
    await expect(async () => {
      for (const b of make(smallPart())) await writer.write(b as never);
    }).rejects.toThrow(message);
    expect(readdirSync(root)).toEqual([]);
  });

  it('a write while another is under way', async () => {
    const writer = await createPart(folder('overlap'), 1, 0, TABLES, options);
    const [a, b] = smallPart();
    const first = writer.write(a!);
    await expect(writer.write(b!)).rejects.toThrow(/under way/);
    await first;
    await writer.writeChannels(constants, {
      length: 0,
      offsets: new Int32Array(1),
      columns: { t0: new Float64Array(0), dead: new Uint8Array(0) },
    });
    expect((await writer.close()).files.map((f) => f.table)).toContain('constants');
  });
});

describe('an output folder is refused before work starts', () => {
  it('when it is occupied', async () => {
    mkdirSync(folder('occupied'));
    await checkOutput(folder('occupied'));
    writeFileSync(join(folder('occupied'), 'a'), '');
    const error = await refusal(() => checkOutput(folder('occupied')));
    expect([error.code, error.complaint.where]).toEqual([ExitCode.output, folder('occupied')]);
    expect(error.complaint.found).toBe('a');
    for (const own of ['burst-0001', 'selections']) mkdirSync(join(folder('own'), own), { recursive: true });
    for (const litter of ['.DS_Store', 'desktop.ini']) writeFileSync(join(folder('own'), litter), '');
    await checkOutput(folder('own'));
  });

  it('when a file is in the way', async () => {
    writeFileSync(folder('file'), '');
    for (const path of [folder('file'), join(folder('file'), 'below', 'deeper')]) {
      const error = await refusal(() => checkOutput(path));
      expect([error.code, error.complaint.found]).toEqual([
        ExitCode.output,
        'a file stands where a folder should be (ENOTDIR)',
      ]);
    }
    const error = await refusal(() => createPart(join(folder('file'), 'run'), 1, 0, TABLES, options));
    expect(error.code).toBe(ExitCode.output);
  });

  it.skipIf(process.getuid?.() === 0)('when it may not be written', async () => {
    mkdirSync(folder('locked'));
    chmodSync(folder('locked'), 0o555);
    const error = await refusal(() => checkOutput(join(folder('locked'), 'run')));
    expect([error.code, error.complaint.found]).toEqual([ExitCode.output, 'no permission to write (EACCES)']);
    chmodSync(folder('locked'), 0o755);
  });

  it('and the refusal of the system is told with its meaning', async () => {
    for (const [code, meaning] of [
      ['EACCES', /no permission/],
      ['EROFS', /read-only/],
      ['EMFILE', /EMFILE/],
    ] as const) {
      const refuse: OpenOutput = () => Promise.reject(Object.assign(new Error(code), { code, errno: -1 }));
      const error = await refusal(() => createPart(folder(code), 1, 0, TABLES, { ...options, open: refuse }));
      expect(error.code).toBe(ExitCode.output);
      expect(error.complaint.where).toMatch(/burst-0001\/\.part-0000-\w{6}\/flags\.arrow$/);
      expect(error.complaint.found).toMatch(meaning);
      expect(readdirSync(folder(code))).toEqual([]);
    }
  });

  it('and not when it can be made', async () => {
    await checkOutput(join(folder('new'), 'a', 'b'));
    expect(existsSync(folder('new'))).toBe(false);
  });
});

describe.runIf(existsSync('/proc/self'))('a place where the system makes no folders', () => {
  it('is refused, not waited for', async () => {
    await expect(createPart('/proc/spillway/x', 1, 0, TABLES, options)).rejects.toMatchObject({
      code: ExitCode.output,
    });
  });
});
