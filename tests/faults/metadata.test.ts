import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { checkFooter, checkRecordBatch } from '../../src/arrow/flatbuffer.js';
import { openFragments } from '../../src/arrow/read.js';
import { InputError } from '../../src/core/errors.js';
import { triggers } from '../../src/event/raw.js';
import { scratch } from '../arrow/support.js';
import { makeSpill, PART, Patient } from './patient.js';

const folder = scratch();
const FILE = `${PART}/triggers.arrow`;
const EVENTS = 6;
let patient: Patient;
let good: Buffer;
/** First byte and length of the footer and of the block of the record batch. */
let footer: readonly [number, number];
let block: readonly [number, number];

beforeAll(async () => {
  await makeSpill(folder('spill'), EVENTS, 0);
  patient = await Patient.of(folder('spill'));
  good = patient.good.get(FILE)!;
  const length = good.readInt32LE(good.length - 10);
  footer = [good.length - 10 - length, length];
  const [only] = checkFooter(cut(good, footer));
  block = [only!.offset, only!.length];
});

afterEach(() => patient.heal());

const cut = (bytes: Buffer, [start, length]: readonly [number, number]): Uint8Array =>
  new Uint8Array(bytes.subarray(start, start + length));

/** Copies of some bytes of the file, one word after the other overwritten. */
function* overwritten([start, length]: readonly [number, number], value: number): Generator<Buffer> {
  for (let at = start; at + 4 <= start + length; at += 4) {
    const bad = Buffer.from(good);
    bad.writeInt32LE(value, at);
    yield bad;
  }
}

async function read(): Promise<number> {
  const part = await openFragments(join(patient.root, PART), [triggers]);
  let events = 0;
  try {
    for await (const { event } of part.streams[0]!) events += event.length;
  } finally {
    await part.close();
  }
  return events;
}

it('sound metadata pass', async () => {
  checkRecordBatch(cut(good, block), good.length);
  expect(await read()).toBe(EVENTS);
});

it.each([2 ** 31 - 1, 2 ** 24, -1, 0])(
  'no word of footer or message costs time, whatever it says: %d',
  async (value) => {
    let refused = 0;
    let slowest = 0;
    for (const place of [footer, block]) {
      for (const bad of overwritten(place, value)) {
        patient.write(FILE, bad);
        patient.sign(FILE);
        const start = performance.now();
        const error = await read().then(
          (events) => void expect(events).toBe(EVENTS),
          (e: unknown) => e,
        );
        slowest = Math.max(slowest, performance.now() - start);
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(InputError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(50);
    // a loop over 2³¹ entries takes minutes; a pause of a shared machine does not
    expect(slowest).toBeLessThan(2000);
  },
);

it('lengths beyond the bytes are refused before anything is reserved for them', () => {
  const said = (check: () => void): string => {
    try {
      check();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const found = [...overwritten(footer, 2 ** 28)].map((bad) => said(() => checkFooter(cut(bad, footer))));
  expect(found.filter((why) => why.startsWith('the metadata names 268435456 ×')).length).toBeGreaterThan(10);
  const rows = [...overwritten(block, 2 ** 28)].map((bad) => said(() => checkRecordBatch(cut(bad, block), bad.length)));
  // the batch, and a node for each of its columns
  const columns = 2 + Object.keys(triggers.columns).length;
  expect(rows.filter((why) => why.includes('rows in a file of')).length).toBeGreaterThanOrEqual(1 + columns);
});
