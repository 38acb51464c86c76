import type { RandomStream } from '../../src/core/random.js';
import type { Table } from '../../src/event/table.js';
import type { RawFragment } from '../streams/broken-part.js';
import { RAW_TABLES } from '../tables.js';
import { MANIFEST, MARKER, PART, type Patient, RAW_FILES, signedText } from './patient.js';

/** What a mutation did to a spill, as far as a judge needs it. */
export interface Mutation {
  readonly kind: string;
  /**
   * - `unsigned`: bytes of a raw file differ and the manifest does not know, or it or a marker and its own checksum: to be refused;
   * - `unread`: only files that a replay does not read: the run is that of the sound spill;
   * - `signed`: whatever comes of it must be accounted for.
   */
  readonly judge: 'unsigned' | 'unread' | 'signed';
}

const below = (rng: RandomStream, n: number): number => Math.floor(rng.uniform() * n);
const pick = <T>(rng: RandomStream, list: readonly T[]): T => list[below(rng, list.length)]!;

/** Whole numbers that are hard on programs. */
const NUMBERS: readonly number[] = [
  0,
  1,
  -1,
  5,
  6,
  7,
  127,
  255,
  256,
  32_767,
  65_535,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 2,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e300,
  0.5,
];

/** Changes the bytes of a file in one to three places. Structure is near the ends of a file: half of the places are there. */
function mutateBytes(rng: RandomStream, good: Buffer): Buffer {
  let bytes: Buffer = Buffer.from(good);
  for (let n = 1 + below(rng, 3); n > 0; n--) {
    const size = bytes.length;
    const near = rng.uniform() < 0.5 ? size : Math.min(size, 1600);
    const at = rng.uniform() < 0.5 ? below(rng, near) : size - 1 - below(rng, near);
    switch (below(rng, 6)) {
      case 0:
        bytes[at]! ^= 1 << below(rng, 8);
        break;
      case 1:
        bytes[at] = below(rng, 256);
        break;
      case 2:
        // a word, where words stand
        if (size >= 8) bytes.writeInt32LE(pick(rng, NUMBERS) | 0, Math.min(at & ~3, size - 4));
        break;
      case 3:
        bytes = Buffer.from(bytes.subarray(0, at));
        break;
      case 4: {
        const more = Uint8Array.from({ length: 1 + below(rng, 40) }, () => below(rng, 256));
        bytes = Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
        break;
      }
      default: {
        // two ranges change places
        const length = 1 + below(rng, 64);
        const other = below(rng, Math.max(1, size - length));
        const here = Math.min(at, Math.max(0, size - length));
        const [a, b] = [bytes.subarray(here, here + length), bytes.subarray(other, other + length)].map(Buffer.from);
        a!.copy(bytes, other);
        b!.copy(bytes, here);
      }
    }
    if (bytes.length === 0) break;
  }
  return bytes;
}

/** Something in a JSON value that can be replaced, by its owner and key. */
function slots(value: unknown, out: [Record<string, unknown>, string][] = []): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return out;
  const owner = value as Record<string, unknown>;
  for (const key of Object.keys(owner)) {
    out.push([owner, key]);
    slots(owner[key], out);
  }
  return out;
}

const NESTED = '"\u0001nested"';

function hostileJson(rng: RandomStream): unknown {
  switch (below(rng, 8)) {
    case 0:
      return null;
    case 1:
      return pick(rng, ['', 'straw', 'gtk', '../gtk.arrow', 'NaN', '__proto__', '0', 'kaon-2018 ', '\u0000', 'run']);
    case 2:
      return [];
    case 3:
      return {};
    case 4:
      return rng.uniform() < 0.5;
    case 5:
      return '\u0001nested';
    default:
      return pick(rng, NUMBERS) * (rng.uniform() < 0.9 ? 1 : -1);
  }
}

/** Edits of a JSON text at one to three places. Its own checksum may be one of them, or is made again where `sign` is set. */
function mutateJson(rng: RandomStream, text: string, sign: boolean): string {
  const root = JSON.parse(text) as Record<string, unknown>;
  if (sign) delete root['sha256'];
  for (let n = 1 + below(rng, 3); n > 0; n--) {
    const all = slots(root);
    if (all.length === 0) break;
    const [owner, key] = pick(rng, all);
    switch (below(rng, 5)) {
      case 0:
        if (Array.isArray(owner)) owner.splice(Number(key), 1);
        else delete owner[key];
        break;
      case 1:
        owner[pick(rng, ['files', 'event', 'toString', 'bytes', 'x'])] = hostileJson(rng);
        break;
      case 2: {
        // what stands elsewhere in it
        const [other, name] = pick(rng, all);
        owner[key] = structuredClone(other[name]);
        break;
      }
      case 3:
        if (typeof owner[key] === 'number') {
          owner[key] = (owner[key] as number) + pick(rng, [-1, 1, 6]);
          break;
        }
        owner[key] = hostileJson(rng);
        break;
      default:
        owner[key] = hostileJson(rng);
    }
  }
  const depth = pick(rng, [10, 1000, 20_000]);
  const nested = '['.repeat(depth) + ']'.repeat(depth);
  const mutated = JSON.stringify(root).replaceAll(NESTED.replace('\u0001', '\\u0001'), nested);
  return sign ? signedText(mutated) : mutated;
}

/** Whether two texts are the same JSON, wherever their spaces are; what is no JSON is that of nothing. */
function sameJson(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}

/** Spoils the manifest or the marker: its bytes, or its content, which half of the times is signed. */
function mutateSigned(patient: Patient, rng: RandomStream, of: string, bytes: boolean): Mutation {
  const kind = of === MANIFEST ? 'manifest' : 'marker';
  const good = patient.good.get(of)!;
  const sign = !bytes && rng.uniform() < 0.5;
  const bad = bytes ? mutateBytes(rng, good) : mutateJson(rng, good.toString(), sign);
  patient.write(of, bad);
  if (sign) return { kind: `${kind}, signed`, judge: 'signed' };
  return { kind, judge: sameJson(bad.toString(), good.toString()) ? 'unread' : 'unsigned' };
}

/** Values at, just inside and just outside of what a column holds. */
function hostileValue(rng: RandomStream, table: Table, name: string): number {
  const [low, high] = table.columns[name]!.range ?? [0, 255];
  return pick(rng, [
    low,
    high,
    low - 1,
    high + 1,
    0,
    -1,
    2 ** 15 - 1,
    2 ** 31 - 1,
    Math.floor(rng.range(low, high + 1)),
  ]);
}

/** Fragments deleted, repeated, moved, renumbered, emptied, filled up or overwritten. */
function mutateFragments(rng: RandomStream, table: Table, fragments: RawFragment[]): RawFragment[] {
  const all = [...fragments];
  for (let n = 1 + below(rng, 4); n > 0 && all.length > 0; n--) {
    const i = below(rng, all.length);
    const fragment = all[i]!;
    const names = Object.keys(table.columns);
    const width = (name: string): number => table.columns[name]!.size ?? 1;
    const rows = fragment.columns[names[0]!]!.length / width(names[0]!);
    switch (below(rng, 9)) {
      case 0:
        all.splice(i, 1);
        break;
      case 1:
        all.splice(below(rng, all.length + 1), 0, structuredClone(fragment));
        break;
      case 2:
        all.splice(i, 1);
        all.splice(below(rng, all.length + 1), 0, fragment);
        break;
      case 3:
        fragment.event = pick(rng, [0, 3, 5, 6, 2 ** 31, 2 ** 32 - 1, fragment.event + 1]);
        break;
      case 4:
        fragment.burst = pick(rng, [0, 2, 2 ** 32 - 1]);
        break;
      case 5:
        // a list of fixed size cannot even be written with offsets in the milliards
        fragment.end = pick(rng, [
          -1,
          -(2 ** 31),
          0,
          1,
          names.some((n) => width(n) > 1) ? 2 ** 20 : 2 ** 31 - 1,
          below(rng, 300),
        ]);
        break;
      case 6:
        if (table.shape === 'event') break;
        for (const name of names) fragment.columns[name] = [];
        break;
      case 7: {
        if (table.shape === 'event') break;
        // many times the hits, up to more than a fragment may have
        const times = pick(rng, [2, 10, 100]);
        const many = Math.min(9000, times * rows);
        for (const name of names) {
          const column = fragment.columns[name]!;
          fragment.columns[name] = Array.from({ length: many * width(name) }, (_, k) => column[k % column.length]!);
        }
        break;
      }
      default: {
        const name = pick(rng, names);
        const column = fragment.columns[name]!;
        if (rng.uniform() < 0.3) column.fill(hostileValue(rng, table, name));
        else if (column.length > 0) column[below(rng, column.length)] = hostileValue(rng, table, name);
      }
    }
  }
  return all;
}

const TRUTH = (path: string): boolean => path.startsWith(`${PART}/truth/`);

/** Spoils a spill in one way, drawn from the stream. */
export async function mutate(patient: Patient, rng: RandomStream): Promise<Mutation> {
  const file = pick(rng, RAW_FILES);
  const path = pick(rng, [...patient.good.keys()]);
  switch (below(rng, 12)) {
    case 0:
    case 1:
    case 2: {
      const bytes = mutateBytes(rng, patient.good.get(file)!);
      patient.write(file, bytes);
      return { kind: 'bytes', judge: bytes.equals(patient.good.get(file)!) ? 'unread' : 'unsigned' };
    }
    case 3:
    case 4:
    case 5: {
      patient.write(file, mutateBytes(rng, patient.good.get(file)!));
      patient.sign(file);
      return { kind: 'bytes, signed', judge: 'signed' };
    }
    case 6:
      return mutateSigned(patient, rng, MANIFEST, false);
    case 7:
      return mutateSigned(patient, rng, pick(rng, [MANIFEST, MARKER]), rng.uniform() < 0.5);
    case 8: {
      if (TRUTH(path)) patient.remove(path);
      else if (rng.uniform() < 0.5) patient.remove(path);
      else patient.swap(file, pick(rng, RAW_FILES));
      const same = RAW_FILES.every((f) => patient.has(f) && patient.read(f).equals(patient.good.get(f)!));
      if (!same) return { kind: 'files removed or swapped', judge: 'unsigned' };
      return { kind: 'files removed or swapped', judge: TRUTH(path) || path === MARKER ? 'unread' : 'signed' };
    }
    case 9: {
      // what a replay does not look at
      const where = pick(rng, ['', 'burst-0001/', `${PART}/`]);
      const name = pick(rng, ['notes.txt', '.part-0000-abc', 'straw.arrow.bak', 'manifest.json~', 'part-0', 'burst']);
      if (rng.uniform() < 0.5) patient.write(`${where}${name}/x`, 'x');
      else patient.write(where + name, mutateBytes(rng, patient.good.get(file)!));
      return { kind: 'files added', judge: name === 'part-0' ? 'signed' : 'unread' };
    }
    default: {
      if (rng.uniform() < 0.2) {
        // an event that no table has
        const gone = below(rng, 6);
        for (const table of RAW_TABLES) {
          await patient.rewrite(
            table,
            patient.fragmentsOf(table).filter((_, i) => i !== gone),
          );
        }
        return { kind: 'event removed', judge: 'signed' };
      }
      for (let n = 1 + below(rng, 2); n > 0; n--) {
        const table: Table = pick(rng, RAW_TABLES);
        const cut = pick(rng, [Infinity, 4, 1]);
        await patient.rewrite(table, mutateFragments(rng, table, patient.fragmentsOf(table)), cut);
      }
      return { kind: 'fragments', judge: 'signed' };
    }
  }
}
