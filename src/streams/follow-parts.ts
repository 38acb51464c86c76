import { setTimeout } from 'node:timers/promises';
import { acceptPart, checkBurst, type KnownPart, listParts, readBurstEnds } from '../arrow/index.js';
import { InputError } from '../core/errors.js';

/** Time between two looks into the folder [ms]. Asking again works on every file system; notices of changes do not. */
const LOOK_EVERY = 200;

/**
 * The parts of a spill as they appear, each once. Ends when every burst that is there has its end-of-burst marker and all its parts;
 * the folder itself may come later too. A part appears whole, by being renamed, so there is no half-written one to be seen.
 * @param onWait told of the bursts that have no marker yet, when they are others than before
 * @throws InputError as `readManifests`; the signal's reason when aborted
 */
export async function* followParts(
  root: string,
  signal: AbortSignal,
  onWait: (bursts: readonly number[]) => void,
): AsyncGenerator<KnownPart, void, undefined> {
  const known: KnownPart[] = [];
  let waiting = '';
  for (;;) {
    signal.throwIfAborted();
    const ends = await readBurstEnds(root);
    const there = await partsSoFar(root);
    for (const folder of there) {
      if (known.some((p) => p.dir === folder.dir)) continue;
      const part = await acceptPart(known, folder);
      known.push(part);
      yield part;
    }
    const open: number[] = [];
    for (const [burst, end] of ends) {
      if (end === undefined) open.push(burst);
      else checkBurst(root, burst, end, known);
    }
    // a burst of which the first part is being written has a folder already
    if (there.length > 0 && open.length === 0 && there.every((p) => ends.has(p.burst))) return;
    if (open.join() !== waiting) onWait(open);
    waiting = open.join();
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
