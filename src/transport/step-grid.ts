import { type DipoleShape, type Field, type FieldRegion, NODE_SIZE, type StepGrid, StepKind } from './field.js';

/**
 * A StepGrid that can be filled again: its arrays grow to the largest path met and are then reused, so a swim to a
 * vertex that differs from event to event allocates nothing. Arrays may be longer than what is in use; `first` tells.
 */
export class SwimPath implements StepGrid {
  z = new Float64Array(2);
  first = new Int32Array(3);
  h = new Float64Array(64);
  kind = new Uint8Array(64);
  node = new Int32Array(64);
  nodes = new Float64Array(129 * NODE_SIZE);
  shape: DipoleShape = { s2: 0, s4: 0, s6: 0 };
  private steps = 0;
  private nodeEnd = 0;
  /** Region of the last field step: a path comes back into a region where it left it, so the next step shares its end node. */
  private endRegion: FieldRegion | null = null;

  /** Lays the steps from z0 to z1 (planes 0 and 1 of the grid); z1 may be below z0. */
  between(field: Field, z0: number, z1: number): this {
    this.start(field, 2);
    this.z[0] = z0;
    this.z[1] = z1;
    this.stretch(field.regions, z0, z1);
    this.first[2] = this.steps;
    return this;
  }

  /** Lays the steps through all planes, which must be in order (ascending or descending). */
  through(field: Field, planes: ArrayLike<number>): this {
    const n = planes.length;
    this.start(field, n);
    for (let k = 0; k < n; k++) {
      this.z[k] = planes[k]!;
      if (k > 0) this.stretch(field.regions, planes[k - 1]!, planes[k]!);
      this.first[k + 1] = this.steps;
    }
    return this;
  }

  private start(field: Field, planes: number): void {
    if (this.z.length !== planes) {
      this.z = new Float64Array(planes);
      this.first = new Int32Array(planes + 1);
    }
    this.first[0] = 0;
    this.first[1] = 0;
    this.shape = field.shape;
    this.steps = 0;
    this.nodeEnd = 0;
    this.endRegion = null;
  }

  /** Drift outside the regions, field steps inside. */
  private stretch(regions: readonly FieldRegion[], z0: number, z1: number): void {
    const up = z1 >= z0;
    const low = up ? z0 : z1;
    const high = up ? z1 : z0;
    let at = z0;
    for (let r = 0; r < regions.length; r++) {
      const region = regions[up ? r : regions.length - 1 - r]!;
      const a = Math.max(low, region.zMin);
      const b = Math.min(high, region.zMax);
      if (!(b > a)) continue;
      const start = up ? a : b;
      if (start !== at) this.drift(start - at);
      at = up ? b : a;
      this.inRegion(region, start, at);
    }
    if (at !== z1) this.drift(z1 - at);
  }

  /** The part a → b inside one region, cut at its knots. */
  private inRegion(region: FieldRegion, a: number, b: number): void {
    const knots = region.knots;
    const up = b > a;
    let at = a;
    for (let i = 0; i < knots.length; i++) {
      const k = knots[up ? i : knots.length - 1 - i]!;
      if (up ? k > at && k < b : k < at && k > b) {
        this.equalSteps(region, at, k);
        at = k;
      }
    }
    this.equalSteps(region, at, b);
  }

  private equalSteps(region: FieldRegion, a: number, b: number): void {
    // the small allowance keeps a length that is a whole number of steps from getting one more by rounding
    const n = Math.ceil(Math.abs(b - a) / region.maxStep - 1e-9);
    const h = (b - a) / n;
    this.reserve(n);
    const kind = region.kind === 'dipole' ? StepKind.dipole : StepKind.polynomial;
    if (this.endRegion !== region) {
      region.sample(a, this.nodes, this.nodeEnd);
      this.nodeEnd += NODE_SIZE;
    }
    for (let i = 0; i < n; i++) {
      const end = i + 1 === n ? b : a + (i + 1) * h;
      this.h[this.steps] = h;
      this.kind[this.steps] = kind;
      this.node[this.steps] = this.nodeEnd - NODE_SIZE;
      this.steps++;
      region.sample(a + (i + 0.5) * h, this.nodes, this.nodeEnd);
      region.sample(end, this.nodes, this.nodeEnd + NODE_SIZE);
      this.nodeEnd += 2 * NODE_SIZE;
    }
    this.endRegion = region;
  }

  private drift(h: number): void {
    this.reserve(1);
    this.h[this.steps] = h;
    this.kind[this.steps] = StepKind.drift;
    this.node[this.steps] = 0;
    this.steps++;
  }

  private reserve(steps: number): void {
    while (this.steps + steps > this.h.length) {
      this.h = grown(this.h);
      this.kind = grown(this.kind);
      this.node = grown(this.node);
    }
    while (this.nodeEnd + (2 * steps + 1) * NODE_SIZE > this.nodes.length) this.nodes = grown(this.nodes);
  }
}

function grown<A extends Float64Array | Int32Array | Uint8Array>(old: A): A {
  const bigger = new (old.constructor as new (n: number) => A)(2 * old.length);
  bigger.set(old);
  return bigger;
}

/**
 * Steps through planes that stay where they are, such as the straw planes: made once, used for every track.
 * @param planes [mm], ascending or descending; the steps of a descending grid are negative
 */
export const makeStepGrid = (field: Field, planes: ArrayLike<number>): StepGrid =>
  new SwimPath().through(field, planes);
