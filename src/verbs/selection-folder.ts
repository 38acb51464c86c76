import type { JsonObject, Manifest } from '../arrow/index.js';

/** Folder of a selection of a run. */
export const selectionFolder = (run: string, name: string): string =>
  `${run.replace(/(?<=.)\/+$/, '')}/selections/${name}`;

/** The files of these tables in a part of a run with their checksums: what a selection was made of. */
export const filesOf = (manifest: Manifest, tables: readonly string[]): readonly JsonObject[] =>
  tables.map((table) => {
    const file = manifest.files.find((f) => f.table === table);
    return file === undefined ? { table } : { table, path: file.path, sha256: file.sha256 };
  });
