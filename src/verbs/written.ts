import type { Manifest } from '../arrow/index.js';
import type { WrittenResult } from './types.js';

/** Adds up what the manifests of the parts of a folder say. */
export function written(folder: string, manifests: readonly Manifest[]): WrittenResult {
  const rows: Record<string, number> = {};
  const bytesByTable: Record<string, number> = {};
  for (const file of manifests.flatMap((m) => m.files)) {
    rows[file.table] = (rows[file.table] ?? 0) + file.entries;
    bytesByTable[file.table] = (bytesByTable[file.table] ?? 0) + file.bytes;
  }
  const events = manifests.reduce((n, m) => n + m.events, 0);
  const bytes = Object.values(bytesByTable).reduce((sum, b) => sum + b, 0);
  return { folder, parts: manifests.length, events, rows, bytes, bytesByTable };
}
