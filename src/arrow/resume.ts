import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, InputError } from '../core/errors.js';
import { partName, standingParts } from './folder.js';
import { type Json, type JsonObject, MANIFEST, type Manifest, readManifest } from './manifest.js';

/** A part that is to be made, and how. */
export interface PartPlan {
  readonly burst: number;
  readonly part: number;
  readonly kind: Manifest['kind'];
  readonly code: string;
  /** Its events, where they are known before. */
  readonly events?: readonly [first: number, last: number];
  /** What its provenance must hold; it may hold more. */
  readonly provenance: JsonObject;
}

interface Difference {
  readonly path: string;
  readonly found: Json | undefined;
  readonly expected: Json | undefined;
}

/** What provenance has only where it was asked for: a part that was unblinded is not one of a blind selection. */
const TELLING = ['unblinded'];

const isObject = (v: Json | undefined): v is JsonObject | readonly Json[] => typeof v === 'object' && v !== null;

/** The first place where `found` has not what `expected` has. */
function difference(found: Json | undefined, expected: Json | undefined, path: string): Difference | undefined {
  if (!isObject(expected) || !isObject(found) || Array.isArray(expected) !== Array.isArray(found)) {
    return found === expected ? undefined : { path, found, expected };
  }
  const a = found as Record<string, Json>;
  const b = expected as Record<string, Json>;
  const extra = Object.keys(a).find((key) => !(key in b));
  if (extra !== undefined) return { path: `${path}.${extra}`, found: a[extra], expected: null };
  for (const key of Object.keys(b)) {
    const d = difference(a[key], b[key]!, `${path}.${key}`);
    if (d !== undefined) return d;
  }
  return undefined;
}

function mismatch(m: Manifest, plan: PartPlan): Difference | undefined {
  const own: [string, Json, Json][] = [
    ['kind', m.kind, plan.kind],
    ['code', m.code, plan.code],
  ];
  if (plan.events !== undefined) {
    own.push(['firstEvent', m.firstEvent, plan.events[0]], ['lastEvent', m.lastEvent, plan.events[1]]);
  }
  for (const [path, found, expected] of own) if (found !== expected) return { path, found, expected };
  const keys = new Set([...Object.keys(plan.provenance), ...TELLING]);
  // it depends on the order of the keys, and what it covers is compared here
  keys.delete('configHash');
  for (const key of keys) {
    const d = difference(m.provenance[key], plan.provenance[key], `provenance.${key}`);
    if (d !== undefined) return d;
  }
  return undefined;
}

const words = (value: Json | undefined): string =>
  (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 80);

const ADVICE = 'a folder of the same work, which is then continued; another folder; or --replace';

/**
 * The manifest of a planned part that stands already, complete and made the same way; undefined when it is yet to be made.
 * @throws InputError (output) when it was made another way, naming the first difference, or lacks a file
 */
export async function standingPart(root: string, plan: PartPlan): Promise<Manifest | undefined> {
  const dir = join(root, partName(plan.burst, plan.part));
  if ((await stat(dir).catch(() => undefined)) === undefined) return undefined;
  const manifest = await readManifest(dir);
  const where = join(dir, MANIFEST);
  const d = mismatch(manifest, plan);
  if (d !== undefined) {
    throw new InputError(ExitCode.output, {
      what: 'the output folder holds a part that was made otherwise',
      where: `${where}, ${d.path}`,
      found: words(d.found),
      expected: `${words(d.expected)}; ${ADVICE}`,
    });
  }
  for (const file of manifest.files) {
    const size = (await stat(join(dir, file.path)).catch(() => undefined))?.size;
    if (size === file.bytes) continue;
    throw new InputError(ExitCode.output, {
      what: 'the output folder holds a part that is not whole',
      where: join(dir, file.path),
      found: size === undefined ? 'no such file' : `${size} bytes`,
      expected: `${file.bytes} bytes (manifest); --replace`,
    });
  }
  return manifest;
}

/**
 * Refuses an output folder in which other parts stand than those of the work.
 * @throws InputError (output) naming the first
 */
export async function refuseOthers(root: string, own: readonly Pick<PartPlan, 'burst' | 'part'>[]): Promise<void> {
  const known = new Set(own.map((p) => partName(p.burst, p.part)));
  const other = (await standingParts(root)).find((p) => !known.has(partName(p.burst, p.part)));
  if (other === undefined) return;
  throw new InputError(ExitCode.output, {
    what: 'the output folder holds a part of other work',
    where: other.dir,
    found: partName(other.burst, other.part),
    expected: `only parts of this work (${known.size}); ${ADVICE}`,
  });
}

/**
 * What of the planned parts stands in an output folder already, and what is yet to be made.
 * @throws InputError (output) when a part of other work stands there, or one that was made otherwise
 */
export async function resume<P extends PartPlan>(
  root: string,
  plans: readonly P[],
): Promise<{ readonly kept: Manifest[]; readonly missing: P[] }> {
  await refuseOthers(root, plans);
  const kept: Manifest[] = [];
  const missing: P[] = [];
  for (const plan of plans) {
    const manifest = await standingPart(root, plan);
    if (manifest === undefined) missing.push(plan);
    else kept.push(manifest);
  }
  return { kept, missing };
}
