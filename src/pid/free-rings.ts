import type { Values } from '../core/settings.js';
import { CIRCLE_SIZE, CircleAt, circleResiduals, fitCircle } from './circle-fit.js';
import { apartSquared, DIRECTIONS, onCircle, outermost, ptolemy, radiusThrough } from './ptolemy.js';
import type { richRingSettings } from './rich-settings.js';

/** Distance from a ring up to which a hit can be of it, in σ. */
const REACH = 3;
/** Fits of a ring to the hits near it, and rounds of sharing out the hits of rings that overlap. */
const ROUNDS = 3;
/** What the radius of the circle through three hits may be off by, in σ: they may all lie on one side. */
const THREE_HITS = 8;
const NOBODY = -1;

/** A ring found without a track. */
export interface FreeRing {
  /** Centre and radius, at the places of `CircleAt` [mm]. */
  readonly circle: Float64Array;
  hits: number;
  /** Sum of the squared distances of its hits from it [mm²]. */
  residuals: number;
  /** Mean time of its hits. */
  time: number;
}

type FreeSettings = Pick<
  Values<typeof richRingSettings>,
  'hitSigma' | 'minHits' | 'radiusMin' | 'betaOneRadius' | 'triplet' | 'ptolemy' | 'window'
>;

/**
 * Rings among hits of one event, without a track; reused from event to event. The fullest window in time first: of the hits that lie
 * outermost in it, the three that are far enough apart and have most others on a circle with them start a ring, which takes what lies near it
 * and is fitted; then the rest of the window. Hits that two rings reach go to the one with more light there.
 */
export class FreeRings {
  readonly rings: FreeRing[] = [];
  count = 0;
  /** Hits in order of time, those of a window, and whose they are. */
  private x = new Float64Array(64);
  private y = new Float64Array(64);
  private time = new Float64Array(64);
  private owner = new Int8Array(64);
  private n = 0;
  private px = new Float64Array(64);
  private py = new Float64Array(64);
  private readonly outer = new Int32Array(DIRECTIONS);
  /** Hits of the window that are nobody's, and their squared distances from the outermost ones. */
  private left = new Int32Array(64);
  private squares = new Float64Array(64 * DIRECTIONS);
  /** What the hits on the best circle so far lack of it, and on the last one. */
  private readonly lacking = new Float64Array(2);
  private readonly settings: FreeSettings;

  constructor(settings: FreeSettings) {
    this.settings = settings;
  }

  clear(): void {
    this.n = 0;
    this.count = 0;
  }

  /** Adds a hit, at its place in time. */
  add(x: number, y: number, time: number): void {
    if (this.n === this.x.length) this.grow();
    let k = this.n++;
    for (; k > 0 && this.time[k - 1]! > time; k--) {
      this.x[k] = this.x[k - 1]!;
      this.y[k] = this.y[k - 1]!;
      this.time[k] = this.time[k - 1]!;
    }
    this.x[k] = x;
    this.y[k] = y;
    this.time[k] = time;
  }

  /** Finds the rings among the hits added; `rings` up to `count` hold them, in the order they were found. */
  find(): number {
    while (this.n >= this.settings.minHits) {
      const first = this.fullest();
      const last = this.endOf(first);
      if (last - first < this.settings.minHits) break;
      this.findIn(first, last);
      this.drop(first, last);
    }
    return this.count;
  }

  private endOf(first: number): number {
    let last = first + 1;
    while (last < this.n && this.time[last]! - this.time[first]! < this.settings.window) last++;
    return last;
  }

  /** First hit of the window with most hits. */
  private fullest(): number {
    let best = 0;
    let most = 0;
    for (let first = 0; first < this.n; first++) {
      const size = this.endOf(first) - first;
      if (size <= most) continue;
      most = size;
      best = first;
    }
    return best;
  }

  private drop(first: number, last: number): void {
    this.x.copyWithin(first, last, this.n);
    this.y.copyWithin(first, last, this.n);
    this.time.copyWithin(first, last, this.n);
    this.n -= last - first;
  }

  private findIn(first: number, last: number): void {
    const { owner, settings } = this;
    const before = this.count;
    owner.fill(NOBODY, first, last);
    for (let left = last - first; left >= settings.minHits; ) {
      const ring = this.next();
      if (!this.start(first, last, ring.circle) || !this.settle(first, last, ring)) break;
      this.take(first, last, ring.circle, this.count);
      // the hits it has taken are those near the last fit
      if (!this.fit(first, last, ring, this.count)) break;
      this.count++;
      left -= ring.hits;
    }
    if (this.count - before > 1) this.shareOut(first, last, before);
    let kept = before;
    for (let k = before; k < this.count; k++) {
      const ring = this.rings[k]!;
      if (ring.hits < settings.minHits) continue;
      let sum = 0;
      for (let i = first; i < last; i++) if (owner[i] === k) sum += this.time[i]!;
      ring.time = sum / ring.hits;
      this.rings[k] = this.rings[kept]!;
      this.rings[kept++] = ring;
    }
    this.count = kept;
  }

  private next(): FreeRing {
    if (this.count === this.rings.length) {
      this.rings.push({ circle: new Float64Array(CIRCLE_SIZE), hits: 0, residuals: 0, time: 0 });
    }
    return this.rings[this.count]!;
  }

  /** Circle of the best triplet among the outermost hits that are nobody's, and the hits that lie on it. */
  private start(first: number, last: number, circle: Float64Array): boolean {
    const { x, y, owner, px, py, outer, left, squares, lacking, settings } = this;
    const m = outermost(x, y, owner, NOBODY, first, last, outer);
    let n = 0;
    for (let d = first; d < last; d++) if (owner[d] === NOBODY) left[n++] = d;
    apartSquared(x, y, outer, m, left, n, squares);
    const least = settings.triplet ** 2;
    let most = 0;
    lacking[0] = Infinity;
    let a = -1;
    let b = -1;
    let c = -1;
    for (let i = 0; i < m; i++) {
      for (let j = i + 1; j < m; j++) {
        if (!this.apart(outer[i]!, outer[j]!, least)) continue;
        for (let k = j + 1; k < m; k++) {
          if (!this.apart(outer[i]!, outer[k]!, least) || !this.apart(outer[j]!, outer[k]!, least)) continue;
          if (!this.possibleThrough(outer[i]!, outer[j]!, outer[k]!)) continue;
          const found = onCircle(outer, i, j, k, left, n, squares, x, y, settings.ptolemy, most, lacking);
          if (found < 0 || found + 3 < settings.minHits) continue;
          most = found;
          lacking[0] = lacking[1]!;
          a = outer[i]!;
          b = outer[j]!;
          c = outer[k]!;
        }
      }
    }
    if (a < 0) return false;
    let taken = 0;
    for (let k = 0; k < n; k++) {
      const d = left[k]!;
      if (d !== a && d !== b && d !== c && !(this.off(a, b, c, d) < settings.ptolemy)) continue;
      px[taken] = x[d]!;
      py[taken++] = y[d]!;
    }
    return fitCircle(px, py, 0, taken, circle) && this.possible(circle);
  }

  private off(a: number, b: number, c: number, d: number): number {
    const { x, y } = this;
    return ptolemy(x[a]!, y[a]!, x[b]!, y[b]!, x[c]!, y[c]!, x[d]!, y[d]!);
  }

  private apart(a: number, b: number, least: number): boolean {
    const dx = this.x[a]! - this.x[b]!;
    const dy = this.y[a]! - this.y[b]!;
    return dx * dx + dy * dy >= least;
  }

  /** Fits the ring to the hits near it that are nobody's, a few times over. */
  private settle(first: number, last: number, ring: FreeRing): boolean {
    for (let round = 0; round < ROUNDS; round++) {
      if (!this.fit(first, last, ring, NOBODY)) return false;
    }
    return true;
  }

  private take(first: number, last: number, circle: Float64Array, k: number): void {
    for (let i = first; i < last; i++) if (this.owner[i] === NOBODY && this.near(i, circle)) this.owner[i] = k;
  }

  /** Hits near more than one ring go where there is more light: hits per length of the ring, in a Gaussian about it. */
  private shareOut(first: number, last: number, from: number): void {
    const { owner, rings, settings } = this;
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = first; i < last; i++) {
        let most = 0;
        owner[i] = NOBODY;
        for (let k = from; k < this.count; k++) {
          const { circle, hits } = rings[k]!;
          if (hits < settings.minHits || !this.near(i, circle)) continue;
          const d = this.distance(i, circle) / settings.hitSigma;
          const light = (hits / circle[CircleAt.radius]!) * Math.exp(-0.5 * d * d);
          if (light <= most) continue;
          most = light;
          owner[i] = k;
        }
      }
      for (let k = from; k < this.count; k++) {
        const ring = rings[k]!;
        if (!this.fit(first, last, ring, k)) ring.hits = 0;
      }
    }
  }

  /** Fits a ring to the hits of `whose`; of those that are nobody's, to the near ones. */
  private fit(first: number, last: number, ring: FreeRing, whose: number): boolean {
    const { x, y, px, py, owner } = this;
    let n = 0;
    for (let i = first; i < last; i++) {
      if (owner[i] !== whose || (whose === NOBODY && !this.near(i, ring.circle))) continue;
      px[n] = x[i]!;
      py[n++] = y[i]!;
    }
    ring.hits = n;
    if (n < this.settings.minHits || !fitCircle(px, py, 0, n, ring.circle)) return false;
    ring.residuals = circleResiduals(px, py, 0, n, ring.circle);
    return this.possible(ring.circle);
  }

  /** Whether a ring of this radius can be: up to that of β = 1 and its uncertainty. */
  private possible(circle: Float64Array): boolean {
    const { radiusMin, betaOneRadius, hitSigma } = this.settings;
    const radius = circle[CircleAt.radius]!;
    return radius >= radiusMin && radius <= betaOneRadius + REACH * hitSigma;
  }

  /** The same of the circle through three hits, which know less. */
  private possibleThrough(a: number, b: number, c: number): boolean {
    const { x, y } = this;
    const { radiusMin, betaOneRadius, hitSigma } = this.settings;
    const radius = radiusThrough(x[a]!, y[a]!, x[b]!, y[b]!, x[c]!, y[c]!);
    return (
      Math.abs(radius - 0.5 * (radiusMin + betaOneRadius)) <= 0.5 * (betaOneRadius - radiusMin) + THREE_HITS * hitSigma
    );
  }

  private distance(i: number, circle: Float64Array): number {
    const dx = this.x[i]! - circle[CircleAt.x]!;
    const dy = this.y[i]! - circle[CircleAt.y]!;
    return Math.sqrt(dx * dx + dy * dy) - circle[CircleAt.radius]!;
  }

  private near(i: number, circle: Float64Array): boolean {
    return Math.abs(this.distance(i, circle)) < REACH * this.settings.hitSigma;
  }

  private grow(): void {
    const longer = (a: Float64Array) => {
      const b = new Float64Array(2 * a.length);
      b.set(a);
      return b;
    };
    this.x = longer(this.x);
    this.y = longer(this.y);
    this.time = longer(this.time);
    this.px = longer(this.px);
    this.py = longer(this.py);
    this.owner = new Int8Array(2 * this.owner.length);
    this.left = new Int32Array(this.owner.length);
    this.squares = new Float64Array(this.owner.length * DIRECTIONS);
  }
}
