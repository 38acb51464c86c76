import { setTimeout } from 'node:timers/promises';
import {
  acceptPart,
  type BurstEnd,
  checkBurst,
  type KnownPart,
  listBursts,
  listParts,
  readBurstEnd,
} from '../arrow/index.js';
import { InputError } from '../core/errors.js';

/** Time between two looks into the folder [ms]. Asking again works on every file system; notices of changes do not. */
const LOOK_EVERY = 200;

/**
 * The parts of a spill as they appear, each once. Ends when every burst that is there has its end-of-burst marker and all its parts;
 * the folder itself may come later too. A part appears whole, by being renamed, so there is no half-written one to be seen.
 * @throws InputError as `readManifests`; the signal's reason when aborted
 */
export async function* followParts(root: string, signal: AbortSignal): AsyncGenerator<KnownPart, void, undefined> {
  const known: KnownPart[] = [];
  for (;;) {
    signal.throwIfAborted();
    // markers first: a part that stands before its burst's marker is then in the list that follows
    const ends = new Map<number, BurstEnd>();
    for (const burst of await listBursts(root).catch(() => [])) {
      const end = await readBurstEnd(root, burst);
      if (end !== undefined) ends.set(burst, end);
    }
    const there = await partsSoFar(root);
    for (const folder of there) {
      if (known.some((p) => p.dir === folder.dir)) continue;
      const part = await acceptPart(known, folder);
      known.push(part);
      yield part;
    }
    for (const [burst, end] of ends) checkBurst(root, burst, end, known);
    if (there.length > 0 && there.every((p) => ends.has(p.burst))) return;
    await setTimeout(LOOK_EVERY, undefined, { signal });
  }
}

/** The parts there are; none when the folder does not exist yet or is empty. */
async function partsSoFar(root: string): ReturnType<typeof listParts> {
  try {
    return await listParts(root);
  } catch (error) {
    const what = error instanceof InputError ? error.complaint.what : '';
    if (what === 'no parts' || what === 'missing file') return [];
    throw error;
  }
}
