import { C_LIGHT } from '../core/constants.js';
import type { Values } from '../core/settings.js';
import { GeV } from '../core/units.js';
import { FOCAL_LENGTH } from '../detectors/rich/description.js';
import { CELL_AREA, PMTS } from '../detectors/rich/pmts.js';
import type { RichHits } from './rich-hits.js';
import { LIGHT as LIGHTS, type NeonRay, ringRadius, TrackLight } from './rich-light.js';
import type { richRingSettings } from './rich-settings.js';

type RingSettings = Values<typeof richRingSettings>;

/** Distance from a ring beyond which there is none of its light, in σ. */
const REACH = 4;
const STEPS = 6;
/** A radius that moves less than this stands [mm]. */
const STANDS = 1e-3;
/** Weight of the likelihood beyond doubt in the choice of the window. */
const BEYOND = 0.1;
/** This module's own: what comes from another is looked up at every use. */
const LIGHT = LIGHTS;
const FOCUS = FOCAL_LENGTH;
const SPEED = C_LIGHT;
/** Gains of a hit: of the hypotheses with light, then of a ring of any radius. */
const GAINS = LIGHT + 1;
const ROOT_2PI = Math.sqrt(2 * Math.PI);

/**
 * The ring of one track among the hits of an event; reused from event to event. The likelihood, over that of background alone, is extended
 * and unbinned: Σ ln(1 + λ/b) − Λ, with λ the light of a hypothesis per area at a hit (its expected hits, in a Gaussian about its radius,
 * where its mirrors look), Λ what of it meets the disks, and b the flat background and the light of the other tracks. A ring of any
 * radius takes part in the choice of the window in time, so that decays in flight keep their hits.
 */
export class TrackRing {
  /** Centre the track predicts. */
  u = 0;
  v = 0;
  /** Spread of the hits about the ring. */
  sigma = 0;
  /** Hits expected of each hypothesis, and its likelihood. */
  readonly expected = new Float64Array(LIGHT);
  readonly logLikelihood = new Float64Array(LIGHT);
  /** Hits about the centre in order of time; those of the window are first … last − 1. */
  hit = new Int32Array(64);
  distance = new Float64Array(64);
  time = new Float64Array(64);
  /** Probability that a hit of the window is of this ring. */
  weight = new Float64Array(64);
  first = 0;
  last = 0;
  /** Of the ring; 0 when none is likelier than the background. */
  radius = 0;
  /** Weighted hits, and their weighted mean time. */
  hits = 0;
  meanTime = Number.NaN;

  private readonly light = new TrackLight();
  private n = 0;
  private share = new Float64Array(64);
  private background = new Float64Array(64);
  private gain = new Float64Array(64 * GAINS);
  private readonly radii = new Float64Array(LIGHT);
  private readonly sums = new Float64Array(GAINS);
  private readonly settings: RingSettings;
  private readonly flat: number;

  constructor(settings: RingSettings) {
    this.settings = settings;
    this.flat = settings.background / (PMTS * CELL_AREA);
  }

  /**
   * Takes a track and the hits about the centre it predicts, chooses the window in time and fits, as if no other track were there.
   * @param time of the STRAW; one that is not a number excludes nothing
   */
  find(hits: RichHits, ray: NeonRay, p: number, time: number, timeSigma: number): void {
    const { betaOneRadius, betaOneHits, hitSigma, scattering, radiusMax } = this.settings;
    this.light.aim(ray, radiusMax / FOCUS);
    this.u = FOCUS * ray.tx;
    this.v = FOCUS * ray.ty;
    this.sigma = Math.sqrt(hitSigma ** 2 + ((scattering * GeV) / p) ** 2);
    for (let h = 0; h < LIGHT; h++) {
      const r = ringRadius(h, p, betaOneRadius);
      this.radii[h] = r;
      this.expected[h] = r > 0 ? betaOneHits * (r / betaOneRadius) ** 2 * this.light.ofRing(r) : 0;
    }
    this.gather(hits, ray, time);
    for (let k = 0; k < this.n; k++) this.weigh(k, this.flat);
    this.chooseWindow(time, timeSigma);
    this.fit();
  }

  /** Counts the light of the rings of other tracks as background; `fit` comes when all have. */
  among(others: readonly TrackRing[], count: number, hits: RichHits): void {
    for (let k = this.first; k < this.last; k++) {
      let density = this.flat;
      for (let j = 0; j < count; j++) {
        if (others[j] !== this) density += others[j]!.lightAt(this.hit[k]!, hits);
      }
      this.weigh(k, density);
    }
  }

  /** Likelihoods, and the ring: hits shared out between it and the background until its radius stands. */
  fit(): void {
    const { first, last, gain, distance, share, background, weight, expected } = this;
    let best = 0;
    for (let h = 0; h < GAINS; h++) {
      let sum = 0 - (h < LIGHT ? expected[h]! : 0.5 * expected[0]!);
      for (let k = first; k < last; k++) sum += gain[k * GAINS + h]!;
      if (h < LIGHT) this.logLikelihood[h] = sum;
      best = Math.max(best, sum);
    }
    this.radius = 0;
    this.hits = 0;
    this.meanTime = Number.NaN;
    if (!(best > 0)) return;
    let radius = this.densest();
    let hits = 0;
    for (let step = 0; step < STEPS; step++) {
      hits = 0;
      let sum = 0;
      for (let k = first; k < last; k++) {
        const own = this.density(distance[k]!, radius, share[k]!);
        const w = own / (own + background[k]!);
        weight[k] = w;
        hits += w;
        sum += w * distance[k]!;
      }
      if (!(hits > 0)) return;
      const moved = Math.abs(sum / hits - radius);
      radius = sum / hits;
      if (moved < STANDS) break;
    }
    let time = 0;
    for (let k = first; k < last; k++) time += weight[k]! * this.time[k]!;
    this.radius = radius;
    this.hits = hits;
    this.meanTime = time / hits;
  }

  /** Adds to each hit of the event the probability that it is of this ring. */
  claim(claimed: Float64Array): void {
    if (!(this.radius > 0)) return;
    for (let k = this.first; k < this.last; k++) {
      const i = this.hit[k]!;
      claimed[i] = claimed[i]! + this.weight[k]!;
    }
  }

  /** Light of this ring per area at a hit of the event. */
  private lightAt(i: number, hits: RichHits): number {
    if (!(Math.abs(hits.time[i]! - this.meanTime) < 0.5 * this.settings.window)) return 0;
    const u = hits.u[i]!;
    const v = hits.v[i]!;
    const r = Math.sqrt((u - this.u) ** 2 + (v - this.v) ** 2);
    if (Math.abs(r - this.radius) > REACH * this.sigma) return 0;
    return this.density(r, this.radius, this.light.onDisk(u / FOCUS, v / FOCUS, hits.disk[i]!));
  }

  /** Hits in time with the STRAW and in the annulus about the centre, in order of time. */
  private gather(hits: RichHits, ray: NeonRay, strawTime: number): void {
    const { radiusMin, radiusMax, strawTime: reach } = this.settings;
    const { light, u: cu, v: cv } = this;
    const { n: all, u, v, time: hitTime, disk } = hits;
    let n = 0;
    for (let i = 0; i < all; i++) {
      if (Math.abs(hitTime[i]! - strawTime) > reach) continue;
      const du = u[i]! - cu;
      const dv = v[i]! - cv;
      const d2 = du * du + dv * dv;
      if (d2 < radiusMin * radiusMin || d2 > radiusMax * radiusMax) continue;
      if (n === this.hit.length) this.grow();
      const sx = u[i]! / FOCUS;
      const sy = v[i]! / FOCUS;
      const time = hitTime[i]! + (sx * ray.x + sy * ray.y) / SPEED;
      const share = light.onDisk(sx, sy, disk[i]!);
      let k = n++;
      for (; k > 0 && this.time[k - 1]! > time; k--) {
        this.hit[k] = this.hit[k - 1]!;
        this.time[k] = this.time[k - 1]!;
        this.distance[k] = this.distance[k - 1]!;
        this.share[k] = this.share[k - 1]!;
      }
      this.hit[k] = i;
      this.time[k] = time;
      this.distance[k] = Math.sqrt(d2);
      this.share[k] = share;
    }
    this.n = n;
  }

  private weigh(k: number, background: number): void {
    const { radii, gain, settings } = this;
    const r = this.distance[k]!;
    const share = this.share[k]!;
    this.background[k] = background;
    for (let h = 0; h < LIGHT; h++) {
      const light = radii[h]! > 0 ? this.density(r, radii[h]!, share) : 0;
      gain[k * GAINS + h] = light > 0 ? Math.log1p(light / background) : 0;
    }
    // half the hits of β = 1, evenly over the radii
    const any = (0.5 * settings.betaOneHits * share) / (2 * Math.PI * r * (settings.radiusMax - settings.radiusMin));
    gain[k * GAINS + LIGHT] = Math.log1p(any / background);
  }

  private chooseWindow(strawTime: number, strawSigma: number): void {
    const { time, gain, sums, expected, n } = this;
    const prior = strawSigma > 0 && Number.isFinite(strawTime) ? 0.5 / (strawSigma * strawSigma) : 0;
    sums.fill(0);
    let best = -Infinity;
    this.first = 0;
    this.last = 0;
    let last = 0;
    for (let first = 0; first < n; first++) {
      for (; last < n && time[last]! - time[first]! < this.settings.window; last++) {
        for (let h = 0; h < GAINS; h++) sums[h] = sums[h]! + gain[last * GAINS + h]!;
      }
      let score = sums[LIGHT]! - 0.5 * expected[0]!;
      for (let h = 0; h < LIGHT; h++) score = Math.max(score, sums[h]! - expected[h]!);
      // a ring beyond doubt is one, whatever its number of hits: the time decides whose. What is left of them keeps its window whole
      const beyond = score - this.settings.beyondDoubt;
      if (beyond > 0) score -= (1 - BEYOND) * beyond;
      if (prior > 0) score -= prior * (0.5 * (time[first]! + time[last - 1]!) - strawTime) ** 2;
      if (score > best) {
        best = score;
        this.first = first;
        this.last = last;
      }
      for (let h = 0; h < GAINS; h++) sums[h] = sums[h]! - gain[first * GAINS + h]!;
    }
  }

  /** Distance from the centre about which the hits of the window stand densest. */
  private densest(): number {
    const { first, last, distance, share, background } = this;
    const reach = 2 * this.sigma;
    let most = 0;
    let at = 0;
    for (let j = first; j < last; j++) {
      let sum = 0;
      for (let k = first; k < last; k++) {
        const d = Math.abs(distance[k]! - distance[j]!);
        if (d < reach) sum += ((1 - d / reach) * share[k]!) / background[k]!;
      }
      if (sum > most) {
        most = sum;
        at = distance[j]!;
      }
    }
    return at;
  }

  /** Light of a ring per area at distance r from its centre. */
  private density(r: number, radius: number, share: number): number {
    const { betaOneRadius, betaOneHits } = this.settings;
    const d = (r - radius) / this.sigma;
    if (!(Math.abs(d) < REACH)) return 0;
    const expected = betaOneHits * (radius / betaOneRadius) ** 2 * share;
    return (expected * Math.exp(-0.5 * d * d)) / (2 * Math.PI * r * ROOT_2PI * this.sigma);
  }

  private grow(): void {
    const longer = (a: Float64Array) => {
      const b = new Float64Array(2 * a.length);
      b.set(a);
      return b;
    };
    const hit = new Int32Array(2 * this.hit.length);
    hit.set(this.hit);
    this.hit = hit;
    this.distance = longer(this.distance);
    this.time = longer(this.time);
    this.weight = longer(this.weight);
    this.share = longer(this.share);
    this.background = longer(this.background);
    this.gain = longer(this.gain);
  }
}
