/**
 * Checks the metadata of an Arrow file before apache-arrow walks it: that library believes every length it finds, and one changed
 * byte can make it loop 2³¹ times or reserve gigabytes. Only bounds are checked here, what is inside is checked by what reads it.
 */

/** What stands in a slot of a table, by its offset in the vtable; slots not named are numbers. */
type Slot =
  | { readonly kind: 'text' }
  | { readonly kind: 'structs'; readonly bytes: number }
  | { readonly kind: 'table' | 'tables'; readonly shape: () => Shape };
type Shape = Readonly<Record<number, Slot>>;

const text: Slot = { kind: 'text' };
const structs = (bytes: number): Slot => ({ kind: 'structs', bytes });
const table = (shape: () => Shape): Slot => ({ kind: 'table', shape });
const tables = (shape: () => Shape): Slot => ({ kind: 'tables', shape });

// Source: File.fbs, Schema.fbs and Message.fbs of the Arrow format, version 5
const NUMBERS: Shape = {};
const KEY_VALUE: Shape = { 4: text, 6: text };
const FIELD: Shape = {
  4: text,
  10: table(() => NUMBERS),
  12: table(() => NUMBERS),
  14: tables(() => FIELD),
  16: tables(() => KEY_VALUE),
};
const SCHEMA: Shape = { 6: tables(() => FIELD), 8: tables(() => KEY_VALUE), 10: structs(8) };
const FOOTER: Shape = { 6: table(() => SCHEMA), 8: structs(24), 10: structs(24), 12: tables(() => KEY_VALUE) };
const RECORD_BATCH: Shape = { 6: structs(16), 8: structs(16), 10: table(() => NUMBERS), 12: structs(8) };
const MESSAGE: Shape = { 8: table(() => RECORD_BATCH), 12: tables(() => KEY_VALUE) };

/** Number of a record batch among the headers of messages. */
const RECORD_BATCH_HEADER = 3;
const MAX_DEPTH = 32;

class Metadata {
  private readonly view: DataView;
  /** Tables that may still be visited: more than this are visited more than once. */
  private left: number;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.left = bytes.byteLength / 4;
  }

  /** Place of the root table, checked with all below it. */
  root(shape: Shape): number {
    const at = this.view.getUint32(0, true);
    this.check(at, shape, 0);
    return at;
  }

  /** Place of a slot of a table; 0 when it is absent. */
  slot(at: number, slot: number): number {
    const vtable = at - this.view.getInt32(at, true);
    if (slot >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + slot, true);
    return offset === 0 ? 0 : at + offset;
  }

  /** What a slot points at. */
  follow(place: number): number {
    return place + this.view.getUint32(place, true);
  }

  /** First element and number of elements of the vector a slot points at. */
  vector(place: number): readonly [number, number] {
    if (place === 0) return [0, 0];
    const at = this.follow(place);
    return [at + 4, this.view.getUint32(at, true)];
  }

  u8(place: number): number {
    return place === 0 ? 0 : this.view.getUint8(place);
  }

  i32(place: number): number {
    return this.view.getInt32(place, true);
  }

  i64(place: number): number {
    return place === 0 ? 0 : Number(this.view.getBigInt64(place, true));
  }

  private check(at: number, shape: Shape, depth: number): void {
    if (depth > MAX_DEPTH || this.left-- <= 0) throw new Error('the metadata is nested too deep');
    const vtable = at - this.view.getInt32(at, true);
    const slots = this.view.getUint16(vtable, true);
    this.within(vtable, slots, 1);
    for (const [key, slot] of Object.entries(shape)) {
      const place = this.slot(at, Number(key));
      if (place === 0) continue;
      if (slot.kind === 'table') {
        this.check(this.follow(place), slot.shape(), depth + 1);
        continue;
      }
      const [first, n] = this.vector(place);
      this.within(first, n, slot.kind === 'text' ? 1 : slot.kind === 'structs' ? slot.bytes : 4);
      if (slot.kind !== 'tables') continue;
      for (let i = 0; i < n; i++) this.check(this.follow(first + 4 * i), slot.shape(), depth + 1);
    }
  }

  private within(first: number, n: number, bytes: number): void {
    const size = this.view.byteLength;
    if (first + n * bytes <= size) return;
    throw new Error(`the metadata names ${n} × ${bytes} bytes at ${first} of its ${size}`);
  }
}

/** Where a message stands in its file, and the bytes of its metadata. */
export interface Block {
  readonly offset: number;
  readonly length: number;
}

/**
 * The record batches of a file, from its footer.
 * @throws Error (RangeError) when the footer does not hold together
 */
export function checkFooter(bytes: Uint8Array): Block[] {
  const metadata = new Metadata(bytes);
  const root = metadata.root(FOOTER);
  if (metadata.slot(root, 6) === 0) throw new Error('the footer has no schema');
  if (metadata.vector(metadata.slot(root, 8))[1] > 0) throw new Error('the file has dictionaries');
  const [first, n] = metadata.vector(metadata.slot(root, 10));
  return Array.from({ length: n }, (_, k) => {
    const at = first + 24 * k;
    return { offset: metadata.i64(at), length: metadata.i32(at + 8) };
  });
}

/**
 * Checks the message of a record batch, from the mark before its length on.
 * @param fileBytes bytes of the file: no column has more rows
 * @throws Error (RangeError) when it does not hold together
 */
export function checkRecordBatch(bytes: Uint8Array, fileBytes: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getInt32(0, true) === -1 ? 8 : 4;
  const length = view.getInt32(start - 4, true);
  if (!(length > 0 && start + length <= bytes.length)) {
    throw new Error(`a message of ${length} bytes in a block of ${bytes.length}`);
  }
  const metadata = new Metadata(bytes.subarray(start, start + length));
  const root = metadata.root(MESSAGE);
  const header = metadata.slot(root, 8);
  if (metadata.u8(metadata.slot(root, 6)) !== RECORD_BATCH_HEADER || header === 0) {
    throw new Error('no record batch where the footer says one is');
  }
  const batch = metadata.follow(header);
  const counts = [metadata.i64(metadata.slot(batch, 4))];
  const [first, n] = metadata.vector(metadata.slot(batch, 6));
  for (let k = 0; k < n; k++) counts.push(metadata.i64(first + 16 * k));
  const wrong = counts.find((rows) => !(rows >= 0 && rows <= fileBytes));
  if (wrong !== undefined) throw new Error(`${wrong} rows in a file of ${fileBytes} bytes`);
}
