import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExportFolder } from '../../src/arrow/export-folder.js';
import { ExitCode } from '../../src/core/errors.js';
import { refusal, scratch } from './support.js';

const folder = scratch();
const tables = new Set(['events', 'tracks', 'vertices', 'particles']);
const FILE = 'burst-0001-part-0000.parquet';

/** Begins an export whose every file holds a word. */
async function begin(dir: string, word: string, names: readonly string[], replace = true): Promise<ExportFolder> {
  const out = await ExportFolder.create(dir, { replace, tables });
  for (const name of names) {
    const file = await out.file(name.endsWith('.csv') ? name : `${name}/${FILE}`);
    await file.write(Buffer.from(word));
    await file.close();
  }
  return out;
}

/** An export that stands, put there by hand. */
function stand(dir: string, word: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(name.endsWith('.csv') ? dir : join(dir, name), { recursive: true });
    writeFileSync(name.endsWith('.csv') ? join(dir, name) : join(dir, name, FILE), word);
  }
}

/** What stands in a folder: the word of each table; hidden names as they are. */
const seen = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir).map((name) => {
      const at = join(dir, name);
      if (name.startsWith('.')) return [name, 'hidden'];
      const file = statSync(at).isDirectory() ? join(at, FILE) : at;
      return [name, existsSync(file) ? readFileSync(file, 'utf8') : 'other'];
    }),
  );

const OLD = ['events', 'tracks', 'vertices'];

describe('an export that is replaced', () => {
  it('goes once the new one is whole, with nothing left behind', async () => {
    const dir = folder('replaced');
    stand(dir, 'old', [...OLD, 'particles.csv']);
    const out = await begin(dir, 'new', ['events', 'particles']);
    expect(seen(dir)).toMatchObject({ events: 'old', tracks: 'old', 'particles.csv': 'old' });
    await out.commit();
    expect(seen(dir)).toEqual({ events: 'new', particles: 'new' });
    await out.abort();
    expect(seen(dir)).toEqual({ events: 'new', particles: 'new' });
  });

  it('stays when a table of the new one cannot be put in place', async () => {
    const dir = folder('obstacle');
    stand(dir, 'old', OLD);
    const out = await begin(dir, 'new', ['events', 'tracks', 'particles']);
    mkdirSync(join(dir, 'particles'));
    writeFileSync(join(dir, 'particles', 'mine'), '');
    const { code, complaint } = await refusal(() => out.commit());
    expect([code, complaint.where, complaint.found]).toEqual([
      ExitCode.output,
      join(dir, 'particles'),
      'the folder exists and is not empty (ENOTEMPTY)',
    ]);
    await out.abort();
    expect(seen(dir)).toEqual({ events: 'old', tracks: 'old', vertices: 'old', particles: 'other' });
  });

  it.each(OLD)('stays when its %s cannot be moved aside', async (name) => {
    const dir = folder(`gone-${name}`);
    stand(dir, 'old', OLD);
    const out = await begin(dir, 'new', ['particles']);
    rmSync(join(dir, name), { recursive: true });
    const { code, complaint } = await refusal(() => out.commit());
    expect([code, complaint.where, complaint.found]).toEqual([
      ExitCode.output,
      join(dir, name),
      'something removed it meanwhile (ENOENT)',
    ]);
    await out.abort();
    expect(seen(dir)).toEqual(Object.fromEntries(OLD.filter((n) => n !== name).map((n) => [n, 'old'])));
  });
});

describe('where a process died while it replaced an export', () => {
  /** The folder as it is after that many of the steps: the old tables aside, the new ones named so, and put in place. */
  const died = (dir: string, steps: number): void => {
    stand(dir, 'old', OLD);
    stand(join(dir, '.export.tmp'), 'new', ['events', 'particles']);
    mkdirSync(join(dir, '.export.old'));
    const all = [
      ...OLD.map((n) => [n, `.export.old/${n}`] as const),
      ['.export.tmp', '.export.new'] as const,
      ...['events', 'particles'].map((n) => [`.export.new/${n}`, n] as const),
    ];
    for (const [from, to] of all.slice(0, steps)) renameSync(join(dir, from), join(dir, to));
  };
  const BACK = { events: 'old', tracks: 'old', vertices: 'old' };

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'after step %d, the next finds one export, whole, and keeps it if it fails',
    async (n) => {
      const dir = folder(`died-${n}`);
      died(dir, n);
      const next = await ExportFolder.create(dir, { replace: true, tables });
      const one = n < 4 ? BACK : { events: 'new', particles: 'new' };
      expect(seen(dir)).toEqual({ ...one, '.export.tmp': 'hidden' });
      await next.abort();
      expect(seen(dir)).toEqual(one);
      await (await begin(dir, 'newer', ['events'])).commit();
      expect(seen(dir)).toEqual({ events: 'newer' });
    },
  );

  it('an export that is hidden whole is not taken for an empty folder', async () => {
    const dir = folder('hidden');
    died(dir, 3);
    const { code, complaint } = await refusal(() => ExportFolder.create(dir, { replace: false, tables }));
    expect([code, complaint.what]).toEqual([ExitCode.output, 'the output folder is occupied']);
    expect(seen(dir)).toMatchObject(BACK);
  });

  it('what it had only to remove goes', async () => {
    const dir = folder('removing');
    stand(dir, 'new', ['events']);
    stand(join(dir, '.export.tmp'), 'old', ['tracks']);
    await (await ExportFolder.create(dir, { replace: true, tables })).abort();
    expect(seen(dir)).toEqual({ events: 'new' });
  });
});

it.each(['.DS_Store', 'desktop.ini'])('%s is neither in the way nor removed', async (name) => {
  const dir = folder(`litter-${name}`);
  mkdirSync(dir);
  writeFileSync(join(dir, name), '');
  await (await begin(dir, 'old', OLD, false)).commit();
  writeFileSync(join(dir, 'tracks', name), '');
  await (await begin(dir, 'new', ['events'])).commit();
  expect(readdirSync(dir).sort()).toEqual([name, 'events'].sort());
});
