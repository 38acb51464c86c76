import { createPart, type JsonObject } from '../../src/arrow/index.js';
import type { Table } from '../../src/event/table.js';
import type { SelectionSource } from '../../src/selection/parse.js';
import type { VerbContext } from '../../src/verbs/types.js';
import { DRAWN_TABLES, type Drawn, type DrawnBatch, drawnBatch } from '../selection/drawn.js';

/** A context that keeps its warnings. */
export function listening(): VerbContext & { readonly warnings: object[] } {
  const warnings: object[] = [];
  return {
    signal: new AbortController().signal,
    logger: { info() {}, warn: (facts) => warnings.push(facts) },
    onProgress() {},
    warnings,
  };
}

interface RunOptions {
  readonly tables?: readonly Table[];
  readonly kind?: 'run' | 'spill';
  readonly provenance?: JsonObject;
}

/** Writes a run of burst 1, a part a list of batches. */
export async function writeBatches(root: string, parts: readonly DrawnBatch[][], options: RunOptions = {}) {
  const { tables = DRAWN_TABLES, kind = 'run', provenance = { setup: 'drawn' } } = options;
  for (const [k, batches] of parts.entries()) {
    const part = await createPart(root, 1, k, tables, { kind, code: '0', provenance });
    for (const batch of batches) await part.write(batch as never);
    await part.close();
  }
}

/** Writes a run of these events, numbered from `first`, `size` a part. */
export async function writeEvents(
  root: string,
  events: readonly Drawn[],
  {
    size = events.length,
    first = 0,
    ...options
  }: RunOptions & { readonly size?: number; readonly first?: number } = {},
): Promise<string> {
  const parts: DrawnBatch[][] = [];
  for (let at = 0; at < events.length; at += size) parts.push([drawnBatch(events.slice(at, at + size), 0, first + at)]);
  await writeBatches(root, parts, options);
  return root;
}

/** A selection of vertices by these cuts. */
export const vertices = (
  name: string,
  cuts: readonly string[],
  more: Partial<SelectionSource> = {},
): SelectionSource => ({
  name,
  doc: 'drawn',
  table: 'vertices',
  species: ['pi', 'pi', 'pi'],
  cuts,
  ...more,
});
