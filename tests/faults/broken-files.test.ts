import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readBurstEnd, readManifest } from '../../src/arrow/index.js';
import { signed } from '../../src/arrow/manifest.js';
import { ExitCode, InputError } from '../../src/core/errors.js';
import type { Table } from '../../src/event/table.js';
import type * as ChainWork from '../../src/verbs/chain-work.js';
import { refusal, scratch } from '../arrow/support.js';
import { RAW_TABLES } from '../tables.js';
import {
  type LooseManifest,
  MANIFEST,
  MARKER,
  makeSpill,
  PART,
  Patient,
  RAW_FILES,
  replayed,
  signedText,
} from './patient.js';

vi.mock('../../src/verbs/chain-work.js', async (original) =>
  (await import('./one-chain.js')).oneChain(await original<typeof ChainWork>()),
);

const folder = scratch();
const spill = folder('spill');
const out = folder('run');
let patient: Patient;

beforeAll(async () => {
  await makeSpill(spill, 20, 0);
  patient = await Patient.of(spill);
});

afterEach(() => {
  patient.heal();
  // one case that writes after all must not spoil the others
  rmSync(out, { recursive: true, force: true });
});

/** What a replay of the spill as it is now is refused with: a data error that says everything, and nothing was written. */
async function refused(file: string, what: RegExp, more: { found?: RegExp; expected?: RegExp } = {}): Promise<void> {
  const { code, complaint } = await refusal(() => replayed(spill, out));
  expect(code).toBe(ExitCode.data);
  expect(complaint.what).toMatch(what);
  expect(complaint.where).toContain(join(spill, file));
  expect(complaint.found).toMatch(more.found ?? /./);
  expect(complaint.expected).toMatch(more.expected ?? /./);
  expect(existsSync(out)).toBe(false);
}

/** First bytes of the metadata and of the body of the first record batch, and of the footer. */
function placesIn(file: Buffer): { metadata: number; body: number; footer: number } {
  const message = 16 + file.readInt32LE(12);
  const body = message + 8 + file.readInt32LE(message + 4);
  return { metadata: message + 8, body, footer: file.length - 10 - file.readInt32LE(file.length - 10) };
}

describe('a raw file', () => {
  it.each(RAW_FILES)('%s cut at every sixteenth, to nothing, or with bytes to spare', async (file) => {
    const good = patient.good.get(file)!;
    for (let k = 0; k < 16; k++) {
      const n = Math.floor((good.length * k) / 16);
      patient.write(file, good.subarray(0, n));
      await refused(file, /^wrong size$/, {
        found: new RegExp(`^${n} bytes$`),
        expected: new RegExp(`^${good.length} bytes`),
      });
    }
    patient.write(file, Buffer.concat([good, Buffer.of(0)]));
    await refused(file, /^wrong size$/);
  });

  it.each(RAW_FILES)('%s cut at every sixteenth, and the manifest agrees', async (file) => {
    const good = patient.good.get(file)!;
    for (let k = 0; k < 16; k++) {
      const n = Math.floor((good.length * k) / 16);
      patient.write(file, good.subarray(0, n));
      patient.sign(file);
      await refused(file, /not a whole Arrow file/, { found: new RegExp(`^${n} bytes`) });
    }
  });

  it.each(RAW_FILES)('%s with a flipped byte in its footer, metadata or body', async (file) => {
    const good = patient.good.get(file)!;
    const { metadata, body, footer } = placesIn(good);
    expect(metadata).toBeLessThan(body);
    expect(body).toBeLessThan(footer);
    for (const at of [0, 8, metadata, metadata + 20, body, body + 9, footer, footer + 30, good.length - 1]) {
      const bad = Buffer.from(good);
      bad[at]! ^= 0x10;
      patient.write(file, bad);
      await refused(file, /^wrong checksum$/, { found: /^sha256 [0-9a-f]{64}$/, expected: /^sha256 .*manifest/ });
    }
  });

  it.each(RAW_FILES)('%s that is not there, is a folder, or is that of another table', async (file) => {
    patient.remove(file);
    await refused(file, /^missing file$/);
    mkdirSync(join(spill, file));
    await refused(file, /^(unreadable file|wrong size)$/);
    rmSync(join(spill, file), { recursive: true });
    patient.heal();
    const other = RAW_FILES[(RAW_FILES.indexOf(file) + 1) % RAW_FILES.length]!;
    patient.write(file, patient.good.get(other)!);
    patient.sign(file);
    await refused(file, /^wrong table$/, { found: /./ });
  });
});

describe('the schema of a raw file', () => {
  const versions: [string, number, RegExp][] = [
    ['newer', 1, /newer than this program/],
    ['older', -1, /older than this program/],
    ['half', 0.5, /unknown schema version/],
  ];
  it.each(RAW_TABLES.flatMap((t) => versions.map((v) => [t.name, ...v] as const)))(
    '%s: %s',
    async (name, _, step, what) => {
      const table: Table = RAW_TABLES.find((t) => t.name === name)!;
      await patient.rewrite(table, patient.fragmentsOf(table), Infinity, { ...table, version: table.version + step });
      await refused(`${PART}/${name}.arrow`, what, { found: new RegExp(`^${table.version + step}$`) });
    },
  );

  it.each(RAW_TABLES.flatMap((t) => Object.keys(t.columns).map((c) => [t.name, c] as const)))(
    '%s.%s with another unit',
    async (name, column) => {
      const table: Table = RAW_TABLES.find((t) => t.name === name)!;
      const columns = { ...table.columns, [column]: { ...table.columns[column]!, unit: 'fortnight' } };
      await patient.rewrite(table, patient.fragmentsOf(table), Infinity, { ...table, columns });
      await refused(`${PART}/${name}.arrow, column ${column}`, /^wrong unit$/, { found: /'fortnight'/ });
    },
  );
});

describe('the manifest', () => {
  it('cut at every sixteenth', async () => {
    const good = patient.good.get(MANIFEST)!;
    for (let k = 0; k < 16; k++) {
      patient.write(MANIFEST, good.subarray(0, Math.floor((good.length * k) / 16)));
      await refused(MANIFEST, /not JSON/);
    }
    patient.remove(MANIFEST);
    await refused(MANIFEST, /missing file/);
  });

  const file = (m: LooseManifest, name: string) => m.files.find((f) => f['table'] === name)!;
  const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const cases: [string, (m: LooseManifest) => void, RegExp, RegExp?][] = [
    ['of a newer schema', (m) => Object.assign(m, { schema: 3 }), /newer than this program/, /3/],
    ['of an older schema', (m) => Object.assign(m, { schema: 1 }), /older than this program reads/, /1/],
    ['of an unknown schema', (m) => Object.assign(m, { schema: 'I' }), /unknown/, /I/],
    ['of another format', (m) => Object.assign(m, { format: ['spillway part'] }), /not the manifest/],
    ['of a run', (m) => Object.assign(m, { kind: 'run' }), /not a spill/, /run/],
    ['of another burst', (m) => Object.assign(m, { burst: 2 }), /not where it belongs/],
    ['without a setup', (m) => delete m.provenance['setup'], /names no setup/],
    ['with a setup that is a number', (m) => Object.assign(m.provenance, { setup: 2018 }), /names no setup/],
    ['with a wrong checksum', (m) => Object.assign(file(m, 'gtk'), { sha256: '0'.repeat(64) }), /wrong checksum/],
    ['with a checksum that is none', (m) => Object.assign(file(m, 'gtk'), { sha256: '0' }), /not right/],
    ['with a wrong size', (m) => Object.assign(file(m, 'straw'), { bytes: 1 }), /wrong size/],
    ['with a newer table', (m) => Object.assign(file(m, 'chod'), { version: 99 }), /chod is newer/, /99/],
    ['with an older table', (m) => Object.assign(file(m, 'ktag'), { version: 0 }), /ktag is older/, /0/],
    ['with other rows', (m) => Object.assign(file(m, 'newchod'), { rows: 21 }), /row counts disagree/, /20 rows/],
    ['with other entries', (m) => Object.assign(file(m, 'straw'), { entries: 3 }), /row counts disagree/],
    ['with another path', (m) => Object.assign(file(m, 'straw'), { path: 'gtk.arrow' }), /path/, /gtk/],
    [
      'without a table',
      (m) => Object.assign(m, { files: m.files.filter((f) => f['table'] !== 'gtk') }),
      /missing table/,
    ],
    ['with a table twice', (m) => m.files.push(m.files[0]!), /twice/],
    ['with more events than numbers', (m) => Object.assign(m, { events: 21 }), /counts disagree/],
    ['with numbers beyond 32 bits', (m) => Object.assign(m, { lastEvent: 2 ** 32 }), /not right/],
  ];
  it.each(cases)('%s', async (_, edit, what, found) => {
    patient.manifest(edit);
    await refused(PART, what, found === undefined ? {} : { found });
  });

  // deeper than can be written as JSON again, and only deeper than can be compared with the fields
  const depths = [200_000, 3000];
  it.each(['provenance', 'format', 'files', 'kind'].flatMap((f) => depths.map((d) => [f, d] as const)))(
    'nested too deep in %s: %d',
    async (field, depth) => {
      const { sha256, ...m } = JSON.parse(patient.read(MANIFEST).toString()) as LooseManifest;
      m[field] = field === 'provenance' ? { setup: 'kaon-2018', deep: 'HERE' } : 'HERE';
      patient.write(MANIFEST, signedText(JSON.stringify(m).replace('"HERE"', nested(depth))));
      await refused(MANIFEST, /^(the manifest is not right|not the manifest of a part)$/);
    },
  );

  it('changed by hand, though what is changed is not looked at', async () => {
    const edits: ((m: LooseManifest) => void)[] = [
      (m) => Object.assign(m.provenance, { configHash: '0'.repeat(16) }),
      (m) => Object.assign(m.provenance['generator'] as object, { seed: 1 }),
      (m) => Object.assign(m.files.find((f) => f['table'] === 'straw_truth')!, { entries: 0 }),
    ];
    for (const edit of edits) {
      const m = JSON.parse(patient.good.get(MANIFEST)!.toString()) as LooseManifest;
      edit(m);
      patient.write(MANIFEST, JSON.stringify(m));
      await refused(MANIFEST, /^wrong checksum of the manifest$/, {
        found: /^sha256 [0-9a-f]{64}$/,
        expected: /^sha256 /,
      });
    }
  });

  /** Flips one bit in bytes of a file; what is still taken for it must say the same. */
  async function flipped(file: string, step: number, read: () => Promise<unknown>): Promise<void> {
    const good = patient.good.get(file)!;
    const sound = await read();
    let refusals = 0;
    for (let at = 0, n = 0; at < good.length; at += step, n++) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1 << (n % 8);
      patient.write(file, bad);
      const found = await read().catch((error: unknown) => error);
      if (!(found instanceof Error)) expect([at, found]).toEqual([at, sound]);
      else {
        expect(found).toBeInstanceOf(InputError);
        refusals++;
      }
    }
    expect(refusals).toBeGreaterThan((0.9 * good.length) / step);
  }

  it('with one bit flipped in every seventh byte is refused or says the same', async () => {
    await flipped(MANIFEST, 7, () => readManifest(join(spill, PART)));
  });

  it('and so is the end-of-burst marker, in every byte', async () => {
    await flipped(MARKER, 1, () => readBurstEnd(spill, 1));
  });
});

describe('the burst', () => {
  it('has an end-of-burst marker that is cut, of another burst, or does not agree', async () => {
    const good = patient.good.get(MARKER)!;
    for (let k = 0; k < 16; k++) {
      patient.write(MARKER, good.subarray(0, Math.floor((good.length * k) / 16)));
      await refused(MARKER, /not JSON/);
    }
    const edits: [object, RegExp][] = [
      [{ burst: 2 }, /of this burst/],
      [{ format: 'spillway part' }, /of this burst/],
      [{ parts: -1 }, /of this burst/],
      [{ events: 0.5 }, /of this burst/],
    ];
    for (const [edit, what] of edits) {
      patient.write(MARKER, JSON.stringify(signed({ ...JSON.parse(good.toString()), ...edit })));
      await refused(MARKER, what);
    }
    patient.write(MARKER, JSON.stringify({ ...JSON.parse(good.toString()), parts: 2 }));
    await refused(MARKER, /^wrong checksum of the end-of-burst marker$/);
    patient.write(MARKER, 'null');
    await refused(MARKER, /of this burst/);
    patient.write(MARKER, JSON.stringify(signed({ ...JSON.parse(good.toString()), parts: 2 })));
    await refused('', /parts are missing/, { found: /^1 parts/, expected: /^2 parts/ });
    patient.write(MARKER, JSON.stringify(signed({ ...JSON.parse(good.toString()), events: 19 })));
    await refused('', /event counts disagree/, { found: /^20 events/, expected: /^19 events/ });
  });

  it('has no part left though its marker says one', async () => {
    // burst 2 is sound; burst 1 is over and its part is gone
    cpSync(join(spill, 'burst-0001'), join(spill, 'burst-0002'), { recursive: true });
    const away = patient.rename(PART, 'away');
    try {
      const marker = { ...JSON.parse(patient.good.get(MARKER)!.toString()), burst: 2 };
      patient.write('burst-0002/end-of-burst.json', JSON.stringify(signed(marker)));
      const manifest = JSON.parse(patient.good.get(MANIFEST)!.toString());
      patient.write('burst-0002/part-0000/manifest.json', JSON.stringify(signed({ ...manifest, burst: 2 })));
      await refused('', /parts are missing/, { found: /^0 parts/ });
    } finally {
      away();
      rmSync(join(spill, 'burst-0002'), { recursive: true });
    }
  });

  it('has two parts with one key', async () => {
    const twin = PART.replace('0000', '0001');
    cpSync(join(spill, PART), join(spill, twin), { recursive: true });
    try {
      await refused(`${twin}/manifest.json`, /not where it belongs/);
      const m = JSON.parse(patient.good.get(MANIFEST)!.toString());
      patient.write(`${twin}/manifest.json`, JSON.stringify(signed({ ...m, part: 1 })));
      patient.remove(MARKER);
      await refused(twin, /^duplicate part$/, { found: /events 0 to 19/, expected: /part-0000/ });
      // one event number in both is enough
      patient.write(`${twin}/manifest.json`, JSON.stringify(signed({ ...m, part: 1, firstEvent: 19, lastEvent: 38 })));
      await refused(twin, /^duplicate part$/, { found: /events 19 to 38/ });
    } finally {
      rmSync(join(spill, twin), { recursive: true });
    }
  });
});

it('the spill is sound when all is healed', async () => {
  expect(dirname(out)).toBe(dirname(spill));
  expect(await replayed(spill, out)).toMatchObject({ events: 20, quarantined: 0, fragments: {} });
});
