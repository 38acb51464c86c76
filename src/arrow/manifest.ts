import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ZodType } from 'zod';
import type { Table } from '../event/table.js';
import { dataError, readError } from './complain.js';
import { partName } from './folder.js';

export const MANIFEST = 'manifest.json';
const FORMAT = 'spillway part';
/** Version of the manifest's own layout. */
const SCHEMA = 2;

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A file of a part. */
export interface FileEntry {
  readonly table: string;
  readonly version: number;
  /** Path in the part's folder. */
  readonly path: string;
  /** Rows of the Arrow file. */
  readonly rows: number;
  /** Rows of the table: hits where the file has one row per event, else the same as `rows`. */
  readonly entries: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a part says of itself; written last. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly schema: typeof SCHEMA;
  /** Version of the program that wrote the part. */
  readonly code: string;
  readonly kind: 'spill' | 'run' | 'selection';
  readonly burst: number;
  readonly part: number;
  readonly events: number;
  /** Numbers of the first and the last event; null in a part without events. */
  readonly firstEvent: number | null;
  readonly lastEvent: number | null;
  /** Record batches of every event table. */
  readonly batches: number;
  readonly files: readonly FileEntry[];
  /** How the part was made: config, its hash, seed, conditions. */
  readonly provenance: JsonObject;
  /** Of the manifest itself, see `signed`. */
  readonly sha256: string;
}

/**
 * An object with its own checksum as the last field: the SHA-256 of its JSON without that field and without spaces. JSON keeps the order
 * of keys and every number, so that the layout of the file does not matter. One that is there already is replaced.
 */
export function signed<T extends object>(content: T): T & { readonly sha256: string } {
  const rest: T & { sha256?: unknown } = { ...content };
  delete rest.sha256;
  return { ...rest, sha256: createHash('sha256').update(JSON.stringify(rest)).digest('hex') };
}

/**
 * Compares the checksum that an object has with that of its content.
 * @param name what it is: a manifest or a marker
 * @throws InputError when they differ, or there is none
 */
export function checkSigned(found: object, name: string, where: string): void {
  const { sha256 } = found as { readonly sha256?: unknown };
  let own: string;
  try {
    own = signed(found).sha256;
  } catch (error) {
    // JSON is written level by level
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep(name, where);
  }
  if (sha256 === own) return;
  const named = typeof sha256 === 'string' ? `sha256 ${sha256.slice(0, 80)}, as it says` : 'a field sha256';
  throw dataError(`wrong checksum of the ${name}`, where, `sha256 ${own}`, named);
}

const tooDeep = (name: string, where: string): Error =>
  dataError(`the ${name} is not right`, where, 'too many levels', 'its own fields and no more');

export const newManifest = (m: Omit<Manifest, 'format' | 'schema' | 'sha256'>): Manifest =>
  signed({ format: FORMAT, schema: SCHEMA, ...m });

/** Path of a table's file in a part's folder. */
export const tablePath = (table: Table): string => `${table.side === 'truth' ? 'truth/' : ''}${table.name}.arrow`;

let schema: ZodType<Manifest> | undefined;

/** zod takes 70 ms to load: only when a manifest is read. */
async function manifestSchema(): Promise<ZodType<Manifest>> {
  if (schema !== undefined) return schema;
  const { z } = await import('zod');
  const count = z.int().min(0);
  // as wide as the keys in the tables
  const key = count.max(2 ** 32 - 1);
  const json = z.json() as unknown as ZodType<Json>;
  const file = z.strictObject({
    table: z.string(),
    version: count,
    path: z.string(),
    rows: count,
    entries: count,
    bytes: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  });
  schema = z.strictObject({
    format: z.literal(FORMAT),
    schema: z.literal(SCHEMA),
    code: z.string(),
    kind: z.enum(['spill', 'run', 'selection']),
    burst: key,
    part: count,
    events: count,
    firstEvent: key.nullable(),
    lastEvent: key.nullable(),
    batches: count,
    files: z.array(file),
    provenance: z.record(z.string(), json),
    sha256: z.string(),
  });
  return schema;
}

/** A value in a few words, however large or deep it is. */
const brief = (value: unknown): string =>
  typeof value === 'object' && value !== null ? 'an object' : String(JSON.stringify(value)).slice(0, 80);

function checkFormat(found: unknown, where: string): asserts found is object {
  const { format, schema: version } = (found ?? {}) as Record<string, unknown>;
  if (format !== FORMAT) throw dataError('not the manifest of a part', where, `format ${brief(format)}`, `"${FORMAT}"`);
  if (version === SCHEMA) return;
  const age =
    typeof version !== 'number'
      ? 'unknown'
      : version > SCHEMA
        ? 'newer than this program'
        : 'older than this program reads';
  throw dataError(`manifest schema version is ${age}`, where, brief(version), SCHEMA);
}

/** What must hold between the numbers of a manifest. */
function checkSense(m: Manifest, dir: string, where: string): void {
  if (partName(m.burst, m.part) !== resolve(dir).split(/[\\/]/).filter(Boolean).slice(-2).join('/')) {
    throw dataError(
      'the part is not where it belongs (copied or renamed?)',
      where,
      `burst ${m.burst}, part ${m.part}`,
      dir,
    );
  }
  const known = m.firstEvent !== null && m.lastEvent !== null;
  const room = known ? m.lastEvent! - m.firstEvent! + 1 : 0;
  if (known !== m.events > 0 || m.events > room) {
    throw dataError(
      'event counts disagree',
      where,
      `${m.events} events from ${m.firstEvent} to ${m.lastEvent}`,
      'counts that fit',
    );
  }
  const names = m.files.map((f) => f.table);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined) throw dataError('a table appears twice', `${where}, files`, twice, 'each table once');
  for (const { table, path } of m.files) {
    const own = `${table}.arrow`;
    if (path === own || path === `truth/${own}`) continue;
    throw dataError('wrong path of a table', `${where}, ${table}`, path, `${own} or truth/${own}`);
  }
}

/**
 * Reads and checks the manifest of a part's folder.
 * @throws InputError when there is none, or it is of another format or version, was changed, or does not fit its folder
 */
export async function readManifest(dir: string): Promise<Manifest> {
  const where = join(dir, MANIFEST);
  let text: string;
  try {
    text = await readFile(where, 'utf8');
  } catch (error) {
    throw readError(error, where, 'the manifest of a complete part');
  }
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw dataError('the manifest is not JSON', where, (error as Error).message, 'a whole JSON object');
  }
  checkFormat(found, where);
  checkSigned(found, 'manifest', where);
  const schema = await manifestSchema();
  let result: ReturnType<typeof schema.safeParse>;
  try {
    result = schema.safeParse(found);
  } catch (error) {
    // zod goes down level by level
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep('manifest', where);
  }
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const place = issue.path.map(String).join('.');
    throw dataError(
      'the manifest is not right',
      `${where}${place && `, ${place}`}`,
      issue.message,
      'the fields of a part manifest',
    );
  }
  checkSense(result.data, dir, where);
  return result.data;
}
