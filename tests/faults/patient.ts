import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signed } from '../../src/arrow/manifest.js';
import type { Table } from '../../src/event/table.js';
import { replay, simulate } from '../../src/index.js';
import type { ReplayOptions, ReplayResult, VerbContext } from '../../src/verbs/types.js';
import type { RawFragment } from '../streams/broken-part.js';
import { encodeTable, readFragments } from '../streams/broken-part.js';
import { RAW_TABLES } from '../tables.js';

/** A part whose manifest may be spoilt. */
export interface LooseManifest {
  [field: string]: unknown;
  files: Record<string, unknown>[];
  provenance: Record<string, unknown>;
}

export const PART = 'burst-0001/part-0000';
export const MANIFEST = `${PART}/manifest.json`;
export const MARKER = 'burst-0001/end-of-burst.json';
export const RAW_FILES: readonly string[] = RAW_TABLES.map((t) => `${PART}/${t.name}.arrow`);

const silent: VerbContext = {
  signal: new AbortController().signal,
  logger: { info() {}, warn() {} },
  onProgress() {},
};

/**
 * The text of a JSON object without spaces, with a checksum of its own. By its text: what is nested too deep for the program can be
 * signed too.
 */
export function signedText(content: string): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return `${content.slice(0, -1)},"sha256":"${sha256}"}`;
}

/** A small sound spill of one part. */
export const makeSpill = (out: string, events: number, intensity: number, seed = 20184) =>
  simulate({ setup: 'kaon-2018', decay: 'k3pi', events, seed, burst: 1, out, settings: {}, intensity }, silent);

export const replayed = (spill: string, out: string, more: Partial<ReplayOptions> = {}): Promise<ReplayResult> =>
  replay({ spill, out, settings: {}, onBad: 'quarantine', ...more }, silent);

/** Every file below a folder, with forward slashes. */
function filesBelow(root: string, under = ''): string[] {
  return readdirSync(join(root, under)).flatMap((name) => {
    const path = under === '' ? name : `${under}/${name}`;
    return statSync(join(root, path)).isDirectory() ? filesBelow(root, path) : [path];
  });
}

/** A sound spill that is spoilt file by file and healed again: only what was touched is written. */
export class Patient {
  readonly root: string;
  /** The files of the sound spill. */
  readonly good: ReadonlyMap<string, Buffer>;
  /** The files as they are. */
  readonly files: Map<string, Buffer>;
  /** Whether changes go to the disk too. Not to be switched between a change and `heal`. */
  onDisk = true;
  private readonly touched = new Set<string>();
  private readonly fragments = new Map<string, readonly RawFragment[]>();

  private constructor(root: string) {
    this.root = root;
    this.good = new Map(filesBelow(root).map((path) => [path, readFileSync(join(root, path))]));
    this.files = new Map(this.good);
  }

  static async of(root: string): Promise<Patient> {
    const patient = new Patient(root);
    for (const table of RAW_TABLES) {
      patient.fragments.set(table.name, await readFragments(join(root, PART), table));
    }
    return patient;
  }

  read(path: string): Buffer {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new Error(`${path} was taken away`);
    return bytes;
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  write(path: string, content: Uint8Array | string): void {
    const bytes = Buffer.from(content);
    this.touched.add(path);
    this.files.set(path, bytes);
    if (!this.onDisk) return;
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), bytes);
  }

  remove(path: string): void {
    this.touched.add(path);
    this.files.delete(path);
    if (this.onDisk) rmSync(join(this.root, path), { force: true });
  }

  swap(a: string, b: string): void {
    const [x, y] = [this.read(a), this.read(b)];
    this.write(a, y);
    this.write(b, x);
  }

  /** Changes the manifest and signs it again: the reader must find by itself what is wrong with it. */
  manifest(edit: (m: LooseManifest) => void): void {
    const m = JSON.parse(this.read(MANIFEST).toString()) as LooseManifest;
    edit(m);
    this.write(MANIFEST, JSON.stringify(signed(m)));
  }

  /** Makes the manifest agree with the bytes of a file, as a writer with a defect would. */
  sign(path: string): void {
    const bytes = this.read(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.manifest((m) => {
      Object.assign(m.files.find((f) => `${PART}/${f['path']}` === path) ?? {}, { bytes: bytes.length, sha256 });
    });
  }

  /** Copies of the fragments of a raw table of the sound spill, to be changed. */
  fragmentsOf(table: Table): RawFragment[] {
    return this.fragments.get(table.name)!.map((f) => ({
      ...f,
      columns: Object.fromEntries(Object.entries(f.columns).map(([name, v]) => [name, [...v]])),
    }));
  }

  /** Puts other fragments in place of a table's, with a right checksum. `declared`: the declaration to write by, when it is another. */
  async rewrite(table: Table, fragments: readonly RawFragment[], cut = Infinity, declared = table): Promise<void> {
    const { entry, file } = await encodeTable(declared, fragments, cut);
    this.write(`${PART}/${table.name}.arrow`, file);
    this.manifest((m) => {
      const own = m.files.find((f) => f['table'] === table.name);
      if (own !== undefined) Object.assign(own, entry, { version: table.version });
    });
  }

  /** As it was. */
  heal(): void {
    for (const path of this.touched) {
      const bytes = this.good.get(path);
      if (bytes !== undefined) this.write(path, bytes);
      else {
        this.files.delete(path);
        if (this.onDisk) rmSync(join(this.root, this.added(path)), { recursive: true, force: true });
      }
    }
    this.touched.clear();
  }

  /** The highest folder of a path that the sound spill has not, or the path itself. */
  private added(path: string): string {
    const steps = path.split('/');
    for (let n = 1; n < steps.length; n++) {
      const folder = steps.slice(0, n).join('/');
      if (![...this.good.keys()].some((p) => p.startsWith(`${folder}/`))) return folder;
    }
    return path;
  }

  /** Moves a folder away and gives back what undoes it. */
  rename(from: string, to: string): () => void {
    renameSync(join(this.root, from), join(this.root, to));
    return () => renameSync(join(this.root, to), join(this.root, from));
  }
}
