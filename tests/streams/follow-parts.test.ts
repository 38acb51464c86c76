import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPart, writeBurstEnd } from '../../src/arrow/index.js';
import { followParts } from '../../src/streams/follow-parts.js';
import { type Batch, smallPart, TABLES } from '../arrow/support.js';

const folder = mkdtempSync(join(tmpdir(), 'spillway-follow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tick = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));
const never = new AbortController().signal;

async function write(root: string, burst: number, part: number): Promise<void> {
  const writer = await createPart(root, burst, part, TABLES, { kind: 'spill', code: 'test', provenance: {} });
  for (const batch of smallPart(burst)) {
    const event = batch.event.map((e) => e + 1000 * part);
    await writer.write({ ...batch, event } as Batch);
  }
  await writer.close();
}

async function collect(root: string, signal = never, waited: string[] = []): Promise<string[]> {
  const seen: string[] = [];
  const onWait = (bursts: readonly number[]): void => void waited.push(bursts.join());
  for await (const { burst, part } of followParts(root, signal, onWait)) seen.push(`${burst}/${part}`);
  return seen;
}

describe('following a spill', () => {
  it('gives each part once as it appears, burst after burst, and ends on the markers', async () => {
    const root = join(folder, 'growing');
    const seen = collect(root);
    await tick(50); // the folder does not exist yet
    await write(root, 1, 0);
    await tick(250);
    await write(root, 1, 1);
    await write(root, 2, 0);
    await writeBurstEnd(root, 1, { parts: 2, events: 24 });
    await tick(450); // burst 2 is not over
    await write(root, 2, 1);
    await writeBurstEnd(root, 2, { parts: 2, events: 24 });
    expect(await seen).toEqual(['1/0', '1/1', '2/0', '2/1']);
  });

  it('ends at once on a spill that is over', async () => {
    expect(await collect(join(folder, 'growing'))).toEqual(['1/0', '1/1', '2/0', '2/1']);
  });

  it('waits for a burst of which there is only the folder, and says so once', async () => {
    const root = join(folder, 'begun');
    await write(root, 1, 0);
    await writeBurstEnd(root, 1, { parts: 1, events: 12 });
    await mkdir(join(root, 'burst-0002'));
    const waited: string[] = [];
    const seen = collect(root, never, waited);
    await tick(500);
    await write(root, 2, 0);
    await writeBurstEnd(root, 2, { parts: 1, events: 12 });
    expect(await seen).toEqual(['1/0', '2/0']);
    expect(waited).toEqual(['2']);
  });

  it('refuses a burst that is over and lacks a part, or has one too many', async () => {
    const root = join(folder, 'lacking');
    await write(root, 1, 0);
    await writeBurstEnd(root, 1, { parts: 2, events: 24 });
    await expect(collect(root)).rejects.toThrow(/parts are missing(.*\n)*.*1 parts(.*\n)*.*2 parts/);
    await writeBurstEnd(root, 1, { parts: 0, events: 0 });
    await expect(collect(root)).rejects.toThrow(/parts after the end/);
  });

  it('stops waiting when told to', async () => {
    const abort = new AbortController();
    const root = join(folder, 'endless');
    await write(root, 1, 0);
    const seen = collect(root, abort.signal);
    setTimeout(() => abort.abort(), 100);
    await expect(seen).rejects.toThrow(/aborted/);
  });
});
