import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { particle } from '../../core/particles.js';
import { GeV, m, mm, ps } from '../../core/units.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { BETA_ONE_HITS, BETA_ONE_RADIUS, FOCAL_LENGTH, RICH_ENTRANCE_Z } from '../../detectors/rich/description.js';
import type { Has } from '../../event/batch.js';
import { RICH_HYPOTHESES, type richRings } from '../../event/run-downstream.js';
import { Process } from '../../event/truth.js';
import { beamSettings } from '../../generator/beam.js';
import { particleGun } from '../../generator/particle-gun.js';
import { gaussianCore, spread } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { ringRadius } from '../../pid/rich-light.js';
import { emulationStages, on, reconstructionStages } from '../../pipeline.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { judge, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP, SPILL_TIME } from './samples.js';

const SEED = 61;
const AXIS = { slope: beamSettings.slopeX.default, x0: -beamSettings.slopeX.default * beamSettings.z.default };
/** Share of an electron's light that must meet the disks for a ring to be whole. */
const WHOLE = 0.97;
/** The same for rings the likelihoods judge. */
const HALF = 0.5;
const WINDOW = 2;

/** A particle alone, with its track. */
interface Lit {
  readonly pdg: number;
  /** True momentum in the neon [MeV/c], and time there, flight compensated, relative to the trigger [ns]. */
  readonly p: number;
  readonly time: number;
  /** Its row among the rings. */
  readonly row: number;
  readonly rings: Has<typeof richRings>['rich_rings']['columns'];
}

/**
 * Single particles from the beam axis, through spectrometer and RICH alone; shows those with one track that reach the RICH and have enough
 * of their light on the disks.
 * @param sample `whole`: without those that decay, knock or radiate something into the neon
 */
async function litParticles(
  bench: Bench,
  sample: {
    readonly events: number;
    readonly pdg: readonly number[];
    readonly momentum: readonly [number, number];
    readonly light: number;
    readonly whole: boolean;
  },
  look: (lit: Lit) => void,
): Promise<void> {
  const gun = particleGun({
    pdg: sample.pdg,
    momentum: sample.momentum,
    originZ: [105 * m, 165 * m],
    axis: AXIS,
    target: { z: 200 * m, radius: 500 * mm },
    seed: SEED,
    drawTime: () => SPILL_TIME,
  });
  const { trigger, crowd, downstream, straws, rich } = emulationStages({ setup: SETUP, seed: SEED, intensity: 0 });
  const { tracks, rings } = reconstructionStages({ setup: SETUP });
  await runEvents(
    bench,
    sample.events,
    (keys) =>
      keys.pipe(on(gun), on(trigger), on(crowd)).pipe(on(downstream), on(straws), on(rich), on(tracks), on(rings)),
    (batch) => {
      const { timestamp, fine_time } = batch.triggers.columns;
      const { end_process, end_z } = batch.particles.columns;
      const neon = batch.radiator_stretches;
      for (let event = 0; event < batch.size; event++) {
        const row = batch.rich_rings.offsets[event]!;
        const stretch = neon.offsets[event]!;
        const first = batch.particles.offsets[event]!;
        if (batch.tracks.offsets[event + 1]! - batch.tracks.offsets[event]! !== 1) continue;
        if (row === batch.rich_rings.offsets[event + 1] || batch.rich_rings.columns.track[row] !== 0) continue;
        if (stretch === neon.offsets[event + 1] || neon.columns.particle[stretch] !== 0) continue;
        const decayed = end_process[first] === Process.decayInFlight;
        if (decayed && (sample.whole || end_z[first]! < RICH_ENTRANCE_Z)) continue;
        if (sample.whole && neon.offsets[event + 1] !== stretch + 2) continue;
        if (!(batch.rich_rings.columns.expected_hits[row]! > sample.light * BETA_ONE_HITS)) continue;
        const { t, z, p, pdg } = neon.columns;
        const trigger = timestamp[event]! * CLOCK_PERIOD + fine_time[event]! * FINE_TIME_LSB;
        look({
          pdg: pdg[stretch]!,
          p: p[stretch]!,
          time: t[stretch]! + flightCompensation(z[stretch]!) - trigger,
          row,
          rings: batch.rich_rings.columns,
        });
      }
    },
  );
}

/** Particles of the rows, by their place among the hypotheses. */
const SPECIES = [
  { name: 'e', symbol: 'e⁺', pdg: -11 },
  { name: 'mu', symbol: 'μ⁺', pdg: -13 },
  { name: 'pi', symbol: 'π⁺', pdg: 211 },
] as const;
const MOMENTUM = [11 * GeV, 45 * GeV] as const;
const LOWEST = 15 * GeV;
const BINS = 6;
const singles = (small: boolean): number => (small ? 10_000 : 24_000);

/** Rings of single electrons, muons and pions: radius, threshold, hits, time. */
export const richRingRows: Group = {
  names: [
    ...SPECIES.map(({ name }) => `rich-radius-${name}`),
    'rich-threshold-mu',
    'rich-threshold-pi',
    'rich-hits',
    'rich-time',
    'rich-radius-sigma',
  ],
  events: singles,
  rows: async (bench) => {
    const events = singles(bench.small);
    const off = SPECIES.map(() => Array.from({ length: BINS }, () => [] as number[]));
    const line = SPECIES.map(() => ({ n: 0, w: 0, x: 0, y: 0, xx: 0, xy: 0 }));
    const hits: number[] = [];
    const dt: number[] = [];
    const free: number[] = [];
    const sample = { events, pdg: SPECIES.map(({ pdg }) => pdg), momentum: MOMENTUM, light: WHOLE, whole: true };
    await litParticles(bench, sample, ({ pdg, p, time, row, rings }) => {
      const kind = SPECIES.findIndex((s) => s.pdg === pdg);
      const radius = rings.radius[row]!;
      const residual = radius - ringRadius(kind, p, BETA_ONE_RADIUS);
      if (kind === 0) {
        hits.push(rings.n_hits[row]!);
        if (!Number.isNaN(rings.time[row]!)) dt.push((rings.time[row]! - time) / ps);
        if (!Number.isNaN(rings.free_radius[row]!)) free.push(rings.free_radius[row]!);
      }
      if (!(Math.abs(residual) < 5 * rings.radius_sigma[row]!)) return;
      if (p > LOWEST) {
        off[kind]![Math.min(BINS - 1, Math.floor((BINS * (p - LOWEST)) / (MOMENTUM[1] - LOWEST)))]!.push(residual);
      }
      // r² is a straight line in 1/p², zero at the threshold
      const x = 1 / (p * p);
      const y = radius * radius;
      const w = 1 / (radius * rings.radius_sigma[row]!) ** 2;
      const sums = line[kind]!;
      sums.n++;
      sums.w += w;
      sums.x += w * x;
      sums.y += w * y;
      sums.xx += w * x * x;
      sums.xy += w * x * y;
    });
    const text = `${formatCount(events)} single e⁺, μ⁺, π⁺ of 11–45 GeV/c from the beam axis at 105–165 m, no pile-up, seed ${SEED}; whole rings, no decay`;

    const radii = SPECIES.map(({ name, symbol }, kind): Row => {
      const bins = off[kind]!.map((values) => spread(values));
      const all = spread(off[kind]!.flat());
      const n = off[kind]!.flat().length;
      const worst = bins.reduce((a, b) => (Math.abs(b.mean) > Math.abs(a.mean) ? b : a));
      return judge({
        name: `rich-radius-${name}`,
        quantity: `RICH radius of ${symbol} less f √(2(n − 1) − m²/p²)`,
        kind: 'full chain',
        sample: `${text}; 15–45 GeV/c`,
        estimator: 'mean difference, centre from the track, within 5 σ, true momentum in the neon',
        n,
        unit: 'mm',
        value: all.mean,
        error: all.sigma / Math.sqrt(n),
        expected: 0,
        band: [-1, 1],
        note: `by 5 GeV/c from 15: ${bins.map((b) => b.mean.toFixed(2)).join(', ')} mm; largest ${worst.mean.toFixed(2)} mm`,
      });
    });

    const thresholds = [1, 2].map((kind): Row => {
      const { name, symbol, pdg } = SPECIES[kind]!;
      const { n, w, x, y, xx, xy } = line[kind]!;
      const det = w * xx - x * x;
      const slope = (w * xy - x * y) / det;
      const top = (y - slope * x) / w;
      const found = Math.sqrt(-slope / top) / GeV;
      // threshold² = −slope/top; the radius at β = 1 is known far better than the slope. Variances of y are 4/w
      const error = (0.5 * found * Math.sqrt((4 * w) / det)) / -slope;
      const expected = (particle(pdg).mass * FOCAL_LENGTH) / BETA_ONE_RADIUS / GeV;
      return judge({
        name: `rich-threshold-${name}`,
        quantity: `Cherenkov threshold of ${symbol} in the neon`,
        kind: 'full chain',
        sample: text,
        estimator: 'zero of the line r² against 1/p², weighted least squares',
        n,
        unit: 'GeV/c',
        value: found,
        error,
        expected,
        band: [0.99 * expected, 1.01 * expected],
        toleranceText: '± 1 %',
      });
    });

    const meanHits = spread(hits);
    const core = gaussianCore(free, WINDOW);
    const time = spread(dt);
    const timeCore = gaussianCore(dt, WINDOW);
    return [
      ...radii,
      ...thresholds,
      judge({
        name: 'rich-hits',
        quantity: 'RICH hits on rings of β = 1',
        kind: 'full chain',
        sample: `${text}; e⁺`,
        estimator: 'mean number of hits on the ring of the track; closure of the tuned light collection',
        n: hits.length,
        value: meanHits.mean,
        error: meanHits.sigma / Math.sqrt(hits.length),
        expected: BETA_ONE_HITS,
        band: [0.95 * BETA_ONE_HITS, 1.05 * BETA_ONE_HITS],
        toleranceText: '± 5 %',
      }),
      printed({
        name: 'rich-time',
        quantity: 'RICH σt of a ring of β = 1',
        kind: 'full chain',
        sample: `${text}; e⁺`,
        estimator: 'ring − true time, standard deviation',
        n: dt.length,
        unit: 'ps',
        value: time.sigma,
        error: time.sigmaError,
        expectedText: '70 to 80',
        note: `mean ${time.mean.toFixed(1)} ps; Gaussian core ± 2 σ ${timeCore.sigma.toFixed(1)} ps, ${tails(timeCore)}`,
      }),
      printed({
        name: 'rich-radius-sigma',
        quantity: 'RICH σ of the radius at β = 1, free fit',
        kind: 'full chain',
        sample: `${text}; e⁺`,
        estimator: 'circle fitted to the hits, Gaussian core ± 2 σ',
        n: free.length,
        unit: 'mm',
        value: core.sigma,
        error: core.sigmaError,
        expectedText: '1.47',
        note: `mean ${core.mean.toFixed(2)} mm; ${tails(core)}`,
      }),
    ];
  },
};

const PION_EFFICIENCY = 0.8;
const RANGE = [15 * GeV, 35 * GeV] as const;
/** Bins of momentum with a cut of their own. */
const MOMENTUM_BINS = 4;

/** How far a ring prefers the pion, and the particle's momentum. */
interface Lead {
  readonly p: number;
  readonly lead: number;
}

const muonsAndPions = (small: boolean): number => (small ? 6_000 : 32_000);

/** Muons taken for pions by the likelihoods of the RICH. */
export const richSeparation: Group = {
  names: ['rich-mu-as-pi'],
  events: muonsAndPions,
  rows: async (bench) => {
    const events = muonsAndPions(bench.small);
    const [, MU, PI] = SPECIES;
    const pion: Lead[] = [];
    const muon: Lead[] = [];
    const sample = { events, pdg: [MU.pdg, MU.pdg, MU.pdg, PI.pdg], momentum: RANGE, light: HALF, whole: false };
    await litParticles(bench, sample, ({ pdg, p, row, rings }) => {
      const of = (h: number) => rings.log_likelihood[row * RICH_HYPOTHESES.length + h]!;
      const lead = of(2) - Math.max(of(0), of(1), of(3), of(4));
      if (!Number.isNaN(lead)) (pdg === PI.pdg ? pion : muon).push({ p, lead });
    });
    pion.sort((a, b) => a.lead - b.lead);
    const cutAt = (of: readonly Lead[], efficiency: number): number =>
      of[Math.floor((1 - efficiency) * of.length)]?.lead ?? Number.POSITIVE_INFINITY;
    const takenAt = (efficiency: number): number => {
      const cut = cutAt(pion, efficiency);
      return muon.filter(({ lead }) => lead >= cut).length;
    };
    const byMomentum = Array.from({ length: MOMENTUM_BINS }, (_, k) => {
      const width = (RANGE[1] - RANGE[0]) / MOMENTUM_BINS;
      const inBin = ({ p }: Lead) => Math.floor((p - RANGE[0]) / width) === k;
      const cut = cutAt(pion.filter(inBin), PION_EFFICIENCY);
      return muon.filter((one) => inBin(one) && one.lead >= cut).length;
    });
    const taken = takenAt(PION_EFFICIENCY);
    const found = fraction(taken, muon.length);
    const flat = byMomentum.reduce((a, b) => a + b, 0);
    return [
      printed({
        name: 'rich-mu-as-pi',
        quantity: 'μ called π by the RICH at 80 % π efficiency, 15–35 GeV/c',
        kind: 'full chain',
        sample: `${formatCount(events)} single μ⁺ (three in four) and π⁺, even in 15–35 GeV/c, no pile-up, seed ${SEED}; half a ring or more, decays from the RICH on included`,
        estimator: 'ln L(π) less the best of the others, at the cut that keeps 80 % of the π; Wilson interval',
        n: muon.length,
        unit: '%',
        value: 100 * found.value,
        error: 50 * (found.high - found.low),
        expectedText: '0.2',
        note: `${taken} of ${formatCount(muon.length)} μ, ${formatCount(pion.length)} π; cut at ${cutAt(pion, PION_EFFICIENCY).toFixed(2)}; at 95 % π efficiency ${takenAt(0.95)} μ; with 80 % kept in each 5 GeV/c instead ${flat} μ (${((100 * flat) / muon.length).toFixed(3)} %): ${byMomentum.join(', ')}`,
      }),
    ];
  },
};
