import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataError, outputError, readError } from './complain.js';
import { burstName, listBursts, makeFolder, syncFolder } from './folder.js';
import { checkSigned, signed } from './manifest.js';

/** The end-of-burst marker: a file in the burst's folder. */
const MARKER = 'end-of-burst.json';
const FORMAT = 'spillway burst';

/** What a burst has when it is over. */
export interface BurstEnd {
  readonly parts: number;
  readonly events: number;
}

/** Marks a burst as over: no part comes after this. Whole or absent. */
export async function writeBurstEnd(root: string, burst: number, { parts, events }: BurstEnd): Promise<void> {
  const dir = join(root, burstName(burst));
  const file = join(dir, MARKER);
  const temporary = join(dir, `.${MARKER}.tmp`);
  try {
    await makeFolder(dir);
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(signed({ format: FORMAT, burst, parts, events }), null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dir);
  } catch (error) {
    throw outputError(error, file);
  }
}

/** Takes the marker away: the burst gets further parts. */
export async function removeBurstEnd(root: string, burst: number): Promise<void> {
  const file = join(root, burstName(burst), MARKER);
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw outputError(error, file);
  }
}

/**
 * What the marker of a burst says; undefined when the burst has none: it is not over, or nobody said so.
 * @throws InputError when the file is no marker of this burst, or was changed
 */
export async function readBurstEnd(root: string, burst: number): Promise<BurstEnd | undefined> {
  const file = join(root, burstName(burst), MARKER);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw readError(error, file, 'an end-of-burst marker');
  }
  let found: Partial<Record<'format' | 'burst' | 'parts' | 'events', unknown>> | null;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw dataError('the end-of-burst marker is not JSON', file, (error as Error).message, 'a whole JSON object');
  }
  const { format, burst: of, parts, events } = found ?? {};
  if (format === FORMAT) checkSigned(found as object, 'end-of-burst marker', file);
  const count = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
  if (format !== FORMAT || of !== burst || !count(parts) || !count(events)) {
    const expected = `{ "format": "${FORMAT}", "burst": ${burst}, "parts": …, "events": … }`;
    throw dataError('not the end-of-burst marker of this burst', file, text.trim().slice(0, 200), expected);
  }
  return { parts, events };
}

/**
 * The markers of all bursts that have a folder; undefined where there is none. To be read before the parts are listed: a part that stood
 * before its burst's marker is then in the list.
 * @throws InputError as `readBurstEnd`
 */
export async function readBurstEnds(root: string): Promise<Map<number, BurstEnd | undefined>> {
  const ends = new Map<number, BurstEnd | undefined>();
  // a folder that is not there has no burst
  for (const burst of await listBursts(root).catch(() => [])) ends.set(burst, await readBurstEnd(root, burst));
  return ends;
}
