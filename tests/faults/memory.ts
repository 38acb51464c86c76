import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';

/**
 * Reading from memory. What `src/arrow` asks of the system when it reads a spill (open, readFile, readdir) is answered, for paths
 * below one folder and while an action runs, from the bytes of a map; all else goes to the system. A file costs microseconds then,
 * where threads and system calls cost a tenth of a millisecond each.
 */
interface Held {
  readonly root: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

let held: Held | undefined;
const system = { open: fs.open, readFile: fs.readFile, readdir: fs.readdir };

/** Path inside the folder held, with forward slashes; undefined for any other. */
function inside(path: unknown): string | undefined {
  if (held === undefined || typeof path !== 'string') return undefined;
  if (path === held.root) return '';
  return path.startsWith(held.root + sep) ? path.slice(held.root.length + 1).replaceAll(sep, '/') : undefined;
}

/** As the system says it. */
function absent(path: string): never {
  throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT', errno: -2 });
}

const bytesOf = (path: string): Buffer => held!.files.get(path) ?? absent(path);

function handleOf(bytes: Buffer) {
  return {
    fd: -1,
    stat: async () => ({ size: bytes.length }),
    close: async () => {},
    read: async (buffer: Uint8Array, offset: number, length: number, position: number) => {
      const part = bytes.subarray(position, position + length);
      buffer.set(part, offset);
      return { bytesRead: part.length, buffer };
    },
  };
}

function namesIn(folder: string): string[] {
  const start = folder === '' ? '' : `${folder}/`;
  const names = new Set<string>();
  for (const path of held!.files.keys()) {
    if (path.startsWith(start)) names.add(path.slice(start.length).split('/')[0]!);
  }
  return names.size === 0 ? absent(folder) : [...names];
}

async function open(...args: Parameters<typeof fs.open>) {
  const path = inside(args[0]);
  return path === undefined ? system.open(...args) : handleOf(bytesOf(path));
}

async function readFile(...args: [path: string, options?: BufferEncoding]) {
  const path = inside(args[0]);
  return path === undefined ? system.readFile(...args) : bytesOf(path).toString(args[1]);
}

async function readdir(...args: [path: string]) {
  const path = inside(args[0]);
  return path === undefined ? system.readdir(...args) : namesIn(path);
}

let patched = false;

/** Runs an action that finds these files, and no others, below a folder. One at a time. */
export async function fromMemory<T>(root: string, files: Held['files'], action: () => Promise<T>): Promise<T> {
  // once and for all: it takes half a millisecond, and passes everything on while nothing is held
  if (!patched) {
    Object.assign(fs, { open, readFile, readdir });
    syncBuiltinESMExports();
    patched = true;
  }
  held = { root, files };
  try {
    return await action();
  } finally {
    held = undefined;
  }
}
