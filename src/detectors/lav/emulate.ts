import { C_LIGHT } from '../../core/constants.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { type Values, withDefaults } from '../../core/settings.js';
import type { TableBuilder } from '../../event/builder.js';
import { LAV_HIGH_THRESHOLD, type lav } from '../../event/raw-vetoes.js';
import type { lavTruth } from '../../event/truth-vetoes.js';
import { NOBODY, PulseTrain } from '../common/pulse-train.js';
import { FINE_WINDOW, flightCompensation, windowStart } from '../common/timing.js';
import type { LavConditions } from './conditions.js';
import { alongAxis, BLOCK_CODES, BLOCK_LENGTH, outerRadius, ringZ, STATION } from './description.js';
import { BlockLight, GlassPath, lightAlong } from './glass.js';
import { nextEntry } from './onward.js';
import { PhotomultiplierPulse } from './pulse.js';
import { lavSettings } from './settings.js';
import { drawLight, muonLight, type Onward } from './shower.js';

const STAGE = stageKey('lav.emulate');
const NOISE_STAGE = stageKey('lav.noise');
/** Angles of the light for each direction, forwards and back from the face near the beam. */
const ANGLES = 4;
/** Light that makes no pulse: below this mean the low threshold is reached once in 1e5 [photoelectrons]. */
const LEAST_LIGHT = 0.5;
/** Above this mean a Poisson variate is drawn as a normal one. */
const MANY = 30;
/** Pulses of particles that came this much before the readout window end before it, those of muons earlier, and those of particles that come behind it begin behind [ns]. */
const BEFORE = 100;
const BEFORE_MUON = 50;
const BEHIND = 5;

/**
 * Turns the particles that enter the stations into raw hits, event by event: `begin`, `enter` as often as needed, `end`.
 *
 * The light in each block becomes photoelectrons in groups of equal mean, one for each of eight ways of the light through the block;
 * their pulses are summed and cross the two thresholds, so that slewing, time over threshold and inefficiency follow from the pulse. What
 * a particle does is drawn from a stream keyed by (seed, burst, event, particle, station) and does not depend on the others; the pulses
 * of two particles in a block are joined, not summed. About 6 µs a muon through a station, 30 µs a photon of 2 GeV.
 */
export class LavEmulator {
  private readonly conditions: LavConditions;
  private readonly values: Values<typeof lavSettings>;
  private readonly rng = new RandomStream();
  private readonly pulses = new PulseTrain();
  private readonly path = new GlassPath();
  private readonly light = new BlockLight();
  private readonly onward: Onward = { pdg: 0, p: 0 };
  private readonly pulse: PhotomultiplierPulse;
  /** Time of light per distance along the block [ns/mm], for each angle. */
  private readonly slowness: Float64Array;
  private seed = 0;
  private burst = 0;
  private event = 0;
  private timestamp = 0;

  constructor(conditions: LavConditions, values: Values<typeof lavSettings> = withDefaults(lavSettings)) {
    this.conditions = conditions;
    this.values = values;
    this.pulse = new PhotomultiplierPulse(values);
    const { index, lightCone } = values;
    const sine = Math.sqrt(1 - 1 / index ** 2);
    this.slowness = Float64Array.from({ length: ANGLES }, (_, k) => {
      const angle = ((lightCone * Math.PI) / 180) * ((k + 0.5) / ANGLES);
      return index / (C_LIGHT * sine * Math.cos(angle));
    });
  }

  /** Opens an event; `timestamp` is the clock period of its trigger. */
  begin(seed: number, burst: number, event: number, timestamp: number): void {
    this.seed = seed;
    this.burst = burst;
    this.event = event;
    this.timestamp = timestamp;
    this.pulses.clear();
  }

  /**
   * A particle enters a station. A photon that does not convert in it flies on into the next one on its line, and so does the larger part
   * of a shower that begins at its end: the transport has stopped it here.
   * @param station 1–12; any other is left alone
   * @param x position where it enters [mm]
   * @param tx slope dx/dz there
   * @param time ns from start of burst
   * @param p momentum [MeV/c]
   * @param particle index of the particle in the event
   */
  enter(
    station: number,
    pdg: number,
    x: number,
    y: number,
    z: number,
    tx: number,
    ty: number,
    time: number,
    p: number,
    particle: number,
  ): void {
    const place = STATION[station];
    if (place === undefined || !(x * x + y * y < outerRadius(place) ** 2) || !(p > 0)) return;
    const early = time + flightCompensation(z) - windowStart(FINE_WINDOW, this.timestamp);
    const isMuon = pdg === 13 || pdg === -13;
    if (!(early > (isMuon ? -BEFORE_MUON : -BEFORE) && early < FINE_WINDOW.counts * FINE_WINDOW.lsb + BEHIND)) return;
    this.cross(station, pdg, x, y, z, tx, ty, time, p, particle);
    const { pdg: goesOn, p: left } = this.onward;
    if (goesOn === 0) return;
    const next = nextEntry(station, x, y, z, tx, ty);
    if (next === undefined) return;
    const dz = next.z - z;
    const later = (dz * Math.sqrt(1 + tx * tx + ty * ty)) / C_LIGHT;
    this.enter(next.station, goesOn, x + dz * tx, y + dz * ty, next.z, tx, ty, time + later, left, particle);
  }

  /** Merges, digitises and appends the event's rows in readout order. */
  end(hits: TableBuilder<typeof lav>, truth: TableBuilder<typeof lavTruth>): void {
    if (this.values.noise > 0) this.addNoise();
    this.pulses.write(FINE_WINDOW, this.timestamp, this.values.mergeTime, hits, truth);
  }

  /** What a particle does in a station; fills `onward`. */
  private cross(
    station: number,
    pdg: number,
    x: number,
    y: number,
    z: number,
    tx: number,
    ty: number,
    time: number,
    p: number,
    particle: number,
  ): void {
    const rng = this.rng.key(this.seed, STAGE, this.burst, this.event, particle * 16 + station);
    const { path, light } = this;
    light.clear();
    if (pdg === 13 || pdg === -13) {
      const { perLength, range } = muonLight(this.values, p);
      this.onward.pdg = 0;
      if (perLength > 0) lightAlong(light, station, x, y, z, tx, ty, perLength, range);
    } else {
      path.trace(station, x, y, z, tx, ty);
      drawLight(rng, this.values, path, pdg, p, light, this.onward);
    }
    for (const block of light.touched) this.give(block, time, particle, STATION[station]!.innerRadius);
  }

  /** The pulse of the light that the particle at hand leaves in a block. */
  private give(block: number, time: number, particle: number, innerRadius: number): void {
    const { light, pulse, rng, values, slowness, conditions } = this;
    const mean = values.lightYield * light.energy[block]!;
    if (mean < LEAST_LIGHT || rng.uniform() >= conditions.efficiency[block]!) return;
    const fromFace = alongAxis(block, light.meanX(block), light.meanY(block)) - innerRadius;
    pulse.clear();
    for (let k = 0; k < 2 * ANGLES; k++) {
      const electrons = drawPoisson(rng, mean / (2 * ANGLES));
      if (electrons === 0) continue;
      const way = k < ANGLES ? BLOCK_LENGTH - fromFace : BLOCK_LENGTH + fromFace;
      const spread = 1 / Math.sqrt(electrons);
      const charge = electrons * Math.max(0, 1 + values.gainSpread * spread * rng.gauss());
      pulse.add(way * slowness[k % ANGLES]! + values.transitSpread * spread * rng.gauss(), charge);
    }
    if (!pulse.discriminate()) return;
    const at = time + light.meanPath(block) / C_LIGHT + flightCompensation(ringZ(block)) + conditions.t0[block]!;
    const code = BLOCK_CODES[block]!;
    this.pulses.add(code, particle, at + pulse.lowLeading, at + pulse.lowTrailing);
    if (Number.isNaN(pulse.highLeading)) return;
    this.pulses.add(code + LAV_HIGH_THRESHOLD, particle, at + pulse.highLeading, at + pulse.highTrailing);
  }

  /** Pulses just above the low threshold, evenly over blocks and readout window. */
  private addNoise(): void {
    const { values, conditions, pulses } = this;
    const rng = this.rng.key(this.seed, NOISE_STAGE, this.burst, this.event, 0);
    const length = FINE_WINDOW.counts * FINE_WINDOW.lsb;
    const start = windowStart(FINE_WINDOW, this.timestamp);
    for (let n = drawPoisson(rng, values.noise * length * BLOCK_CODES.length); n > 0; n--) {
      const block = Math.floor(rng.uniform() * BLOCK_CODES.length);
      const at = start + length * rng.uniform();
      const width = values.riseTime * rng.uniform();
      if (conditions.efficiency[block] !== 0) pulses.add(BLOCK_CODES[block]!, NOBODY, at, at + width);
    }
  }
}

function drawPoisson(rng: RandomStream, mean: number): number {
  return mean < MANY ? rng.poisson(mean) : Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.gauss()));
}
