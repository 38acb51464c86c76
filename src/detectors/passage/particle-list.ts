import type { TableBuilder } from '../../event/builder.js';
import type { primaries } from '../../event/simulation.js';
import type { pileup } from '../../event/simulation-beam.js';
import type { Rows } from '../../event/table.js';
import { Process, type particles } from '../../event/truth.js';
import { PathEnd, type Traveller } from '../../transport/propagate.js';

/** `end_process` of a path's end. */
const END_PROCESS = {
  [PathEnd.lastPlane]: Process.leftApparatus,
  [PathEnd.absorbed]: Process.absorbed,
  [PathEnd.decayed]: Process.decayInFlight,
  [PathEnd.interacted]: Process.hadronicInteraction,
} as const;

/** Mixes a stream's number with that of a child, bijective in either. Source: finaliser of MurmurHash3 (Appleby). */
function streamOfChild(parent: number, child: number): number {
  let h = Math.imul(parent, 0x9e3779b1) ^ Math.imul(child + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The particles of one event, and for each the number of its stream of random numbers: that of a primary ≥ 0 and of pile-up < 0 by place,
 * that of a product from its parent's and how many the parent had before. So neither pile-up nor a product of another changes anything.
 */
export class ParticleList {
  private list!: TableBuilder<typeof particles>;
  first = 0;
  private readonly stream: number[] = [];
  private readonly children: number[] = [];

  /** Starts an event with the generator's particles. */
  start(
    list: TableBuilder<typeof particles>,
    own: Rows<typeof primaries>,
    others: Rows<typeof pileup>,
    row: number,
  ): void {
    this.list = list;
    this.first = list.eventStart;
    this.stream.length = 0;
    this.children.length = 0;
    copy(own, row, list);
    const n = this.size;
    copy(others, row, list);
    for (let i = 0; i < this.size; i++) {
      this.stream.push(i < n ? i : n - i - 1);
      this.children.push(0);
    }
  }

  /** Particles so far. */
  get size(): number {
    return this.list.length - this.first;
  }

  get columns(): TableBuilder<typeof particles>['columns'] {
    return this.list.columns;
  }

  streamOf(index: number): number {
    return this.stream[index]!;
  }

  /** A copy of a particle at its production point, to be followed. */
  traveller(index: number): Traveller {
    const k = this.first + index;
    const c = this.list.columns;
    return {
      pdg: c.pdg[k]!,
      x: c.x[k]!,
      y: c.y[k]!,
      z: c.z[k]!,
      t: c.t[k]!,
      px: c.px[k]!,
      py: c.py[k]!,
      pz: c.pz[k]!,
    };
  }

  /** Appends a product; returns its index. */
  born(parent: number, product: Traveller, process: number): number {
    const j = this.list.next();
    const c = this.list.columns;
    c.parent[j] = parent;
    c.pdg[j] = product.pdg;
    c.process[j] = process;
    c.x[j] = product.x;
    c.y[j] = product.y;
    c.z[j] = product.z;
    c.t[j] = product.t;
    c.px[j] = product.px;
    c.py[j] = product.py;
    c.pz[j] = product.pz;
    c.weight[j] = 1;
    this.stream.push(streamOfChild(this.stream[parent]!, this.children[parent]!++));
    this.children.push(0);
    return j - this.first;
  }

  end(index: number, process: number, x: number, y: number, z: number): void {
    const k = this.first + index;
    const c = this.list.columns;
    c.end_process[k] = process;
    c.end_x[k] = x;
    c.end_y[k] = y;
    c.end_z[k] = z;
  }

  ends(index: number, { x, y, z }: Traveller, how: PathEnd): void {
    this.end(index, END_PROCESS[how], x, y, z);
  }
}

/** Copies an event's particles of a generator. */
function copy(
  from: Rows<typeof primaries> | Rows<typeof pileup>,
  row: number,
  list: TableBuilder<typeof particles>,
): void {
  const p = from.columns;
  const end = from.offsets[row + 1]!;
  for (let i = from.offsets[row]!; i < end; i++) {
    const k = list.next();
    const c = list.columns;
    c.parent[k] = p.parent[i]!;
    c.pdg[k] = p.pdg[i]!;
    c.process[k] = p.process[i]!;
    c.end_process[k] = p.end_process[i]!;
    c.x[k] = p.x[i]!;
    c.y[k] = p.y[i]!;
    c.z[k] = p.z[i]!;
    c.t[k] = p.t[i]!;
    c.px[k] = p.px[i]!;
    c.py[k] = p.py[i]!;
    c.pz[k] = p.pz[i]!;
    c.end_x[k] = p.end_x[i]!;
    c.end_y[k] = p.end_y[i]!;
    c.end_z[k] = p.end_z[i]!;
    c.weight[k] = 1;
  }
}
