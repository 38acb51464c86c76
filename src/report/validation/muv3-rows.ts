import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { GeV, MHz, mm, ns } from '../../core/units.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { muv3Conditions } from '../../detectors/muv3/conditions.js';
import { MUV3_FRONT_Z } from '../../detectors/muv3/description.js';
import { muv3Hits } from '../../detectors/muv3/stage.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { triggers } from '../../event/raw.js';
import type { tracks } from '../../event/run.js';
import type { trackMuons } from '../../event/run-downstream.js';
import type { muv3Crossings } from '../../event/simulation-downstream.js';
import { Process, type particles } from '../../event/truth.js';
import type { muv3Truth } from '../../event/truth-downstream.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { rootOf } from '../../monitoring/family.js';
import { isFake, linkTrack } from '../../monitoring/links.js';
import { matchMuons, trackMuonSettings } from '../../pid/muv3-tracks.js';
import { decayStage, emulationStages, on, reconstructionStages } from '../../pipeline.js';
import { DOWNSTREAM_PLANE } from '../../tracking/straw/stage.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { judge, percent, plain, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP } from './samples.js';

const SEED = 91;
/** The error of the efficiency needs them. */
const MUONS = 6_000;
/** Pions of K2π at each intensity, and events of the rate. */
const PIONS = [
  { intensity: 0, events: (small: boolean) => (small ? 2_000 : 4_000) },
  { intensity: 450, events: (small: boolean) => (small ? 500 : 1_500) },
] as const;
const crowdEvents = (small: boolean): number => (small ? 500 : 1_200);
const CROWD = 600;
/** Lowest momentum, and highest of the pions. Source: DET §4.13; KAON §7.6. */
const FROM = 15 * GeV;
const TO = 35 * GeV;
/** Around a track a muon is required, and vetoed. Source: DET §4.13 (UCL). */
const VETO = 2.5 * ns;
const CORE = 1.5;
/** Fiducial volume of the muon filter, that of the MUV1 and MUV2. Source: DET §4.12 (FW19). */
const FIDUCIAL = { radius: 130 * mm, halfSide: 1100 * mm };
/** Half the time in which rates are counted: inside the readout window for any fine time. */
const HALF = 40 * ns;

/** The charged product of a two-body decay follows its kaon. */
const PRODUCT = 1;

/** What the MUV3 says to a track. */
interface Seen {
  readonly dt: number;
  /** Momentum of the track [MeV/c]. */
  readonly p: number;
  /** Whether the particle decayed in flight. */
  readonly decayed: boolean;
}

/** Shows the tracks of the only charged product of beam kaons that point into the fiducial volume of the muon filter. */
async function productTracks(
  bench: Bench,
  sample: { readonly decay: string; readonly intensity: number; readonly events: number },
  look: (seen: Seen) => void,
): Promise<void> {
  const how = { setup: SETUP, seed: SEED, intensity: sample.intensity * MHz };
  const make = decayStage({ ...how, decay: sample.decay });
  const { trigger, crowd, downstream, hadrons, straws, rich, newchod, chod, muv3 } = emulationStages(how);
  const backward = reconstructionStages({ setup: SETUP });
  const { tracks: findTracks, rings, newchod: tiles, chod: slabs, times, muv3: find } = backward;
  // wider than for physics: what is by chance is counted beside the track's own time
  const match = matchMuons({ settings: { window: HALF } });
  await runEvents(
    bench,
    sample.events,
    (keys) => {
      const raw = keys
        .pipe(on(make), on(trigger), on(crowd), on(downstream), on(hadrons))
        .pipe(on(straws), on(rich), on(newchod), on(chod));
      return raw.pipe(on(muv3), on(findTracks), on(rings), on(tiles), on(slabs), on(times), on(find), on(match));
    },
    (batch) => {
      for (let row = 0; row < batch.size; row++) {
        for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
          const link = linkTrack(batch, row, i);
          if (link.particle !== PRODUCT || isFake(link) || !(batch.tracks.columns.p[i]! > FROM)) continue;
          if (!pointsInside(batch, i)) continue;
          const dt = batch.track_muons.columns.dt[i]!;
          const end = batch.particles.columns.end_process[batch.particles.offsets[row]! + PRODUCT]!;
          look({ dt, p: batch.tracks.columns.p[i]!, decayed: end === Process.decayInFlight });
        }
      }
    },
  );
}

function pointsInside({ tracks: { columns } }: Has<typeof tracks | typeof trackMuons>, i: number): boolean {
  const lever = MUV3_FRONT_Z - DOWNSTREAM_PLANE;
  const x = columns.x_down[i]! + lever * columns.tx_down[i]!;
  const y = columns.y_down[i]! + lever * columns.ty_down[i]!;
  const { radius, halfSide } = FIDUCIAL;
  return x * x + y * y > radius * radius && Math.abs(x) < halfSide && Math.abs(y) < halfSide;
}

/** Muons of K+ → μ+ν: efficiency and time. */
async function muonRows(bench: Bench): Promise<Row[]> {
  const dt: number[] = [];
  let n = 0;
  let found = 0;
  await productTracks(bench, { decay: 'kmu2', intensity: 0, events: MUONS }, (seen) => {
    n++;
    if (!(Math.abs(seen.dt) < trackMuonSettings.window.default)) return;
    found++;
    dt.push(seen.dt);
  });
  const sample = `${formatCount(MUONS)} K+ → μ+ν decays without pile-up, seed ${SEED}; tracks above 15 GeV/c that point into R > 130 mm, |x|, |y| < 1.1 m at the MUV3`;
  const { value, low, high } = fraction(found, n);
  const core = gaussianCore(dt, CORE);
  const inTime = dt.filter((t) => Math.abs(t) < VETO).length;
  return [
    judge({
      name: 'muv3-efficiency',
      quantity: 'MUV3 efficiency for muons above 15 GeV/c',
      kind: 'full chain',
      sample,
      estimator: 'share of tracks with a candidate in the road of 4 · 530 mm/p within 7 ns; Wilson interval',
      n,
      unit: '%',
      value: 100 * value,
      error: 50 * (high - low),
      expected: null,
      band: [99.5, 100],
      expectedText: '> 99.5',
      note: `within 2.5 ns of the track ${plain((100 * inTime) / n)} %`,
    }),
    judge({
      name: 'muv3-time',
      quantity: 'MUV3 − track time: σ',
      kind: 'full chain',
      sample,
      estimator: 'Gaussian core ± 1.5 σ',
      n: core.n,
      unit: 'ns',
      value: core.sigma,
      error: core.sigmaError,
      expected: 0.4,
      band: [0.85 * 0.4, 1.15 * 0.4],
      note: `mean ${core.mean.toFixed(3)} ns; ${tails(core)}`,
    }),
  ];
}

/** Pions of K+ → π+π0 that the MUV3 calls muons. */
async function pionRows(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { intensity, events } of PIONS) {
    const count = { all: 0, decayed: 0, called: 0, decays: 0, beside: 0 };
    await productTracks(bench, { decay: 'k2pi', intensity, events: events(bench.small) }, ({ dt, p, decayed }) => {
      if (p > TO) return;
      count.all++;
      if (decayed) count.decayed++;
      const inTime = Math.abs(dt) < VETO;
      if (inTime) count.called++;
      if (inTime && decayed) count.decays++;
      if (!decayed && !Number.isNaN(dt)) count.beside++;
    });
    const { value, low, high } = fraction(count.called, count.all);
    const chance = ((VETO / HALF) * count.beside) / (count.all - count.decayed);
    rows.push(
      printed({
        name: `muv3-pions-${intensity}`,
        quantity: `pions of 15–35 GeV/c called muon by the MUV3, at ${intensity} MHz`,
        kind: 'full chain',
        sample: `${formatCount(events(bench.small))} K2π decays at ${intensity} MHz, seed ${SEED}; tracks that point into R > 130 mm, |x|, |y| < 1.1 m at the MUV3`,
        estimator: 'share of tracks with a candidate in the road within 2.5 ns; Wilson interval; no punch-through',
        n: count.all,
        unit: '%',
        value: 100 * value,
        error: 50 * (high - low),
        expectedText: 'none',
        note: `${percent(count.decayed / count.all)} decayed in flight, the MUV3 sees ${percent(count.decays / count.decayed)} of these; by chance ${percent(chance)}, of the candidates within 40 ns of pions that did not decay`,
      }),
    );
  }
  return rows;
}

type Truth = EventBatch & Has<typeof particles | typeof triggers | typeof muv3Crossings | typeof muv3Truth>;

/** What the MUV3 counts of the beam and the halo, evenly in time. */
async function rateRow(bench: Bench): Promise<Row> {
  const events = crowdEvents(bench.small);
  const settings = { burst: { ripple: 0 } };
  const how = { setup: SETUP, seed: SEED, intensity: CROWD * MHz, settings };
  const make = decayStage({ ...how, decay: 'k2pi' });
  const { trigger, crowd, downstream, hadrons } = emulationStages(how);
  const emulate = muv3Hits(SEED, muv3Conditions('nominal'));
  const compensation = flightCompensation(MUV3_FRONT_Z);
  const count = { halo: 0, decays: 0 };
  await runEvents(
    bench,
    events,
    (keys) => keys.pipe(on(make), on(trigger), on(crowd), on(downstream), on(hadrons), on(emulate)),
    (batch: Truth) => {
      const { offsets, columns } = batch.muv3_crossings;
      const { timestamp, fine_time } = batch.triggers.columns;
      for (let row = 0; row < batch.size; row++) {
        const { offsets: hits, columns: truth } = batch.muv3_truth;
        const makers = new Set(truth.particle.subarray(hits[row]!, hits[row + 1]!));
        const trigger = timestamp[row]! * CLOCK_PERIOD + fine_time[row]! * FINE_TIME_LSB - compensation;
        const families = new Set<number>();
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
          if (!makers.has(columns.particle[i]!) || Math.abs(columns.t[i]! - trigger) > HALF) continue;
          families.add(rootOf(batch, row, columns.particle[i]!));
        }
        families.delete(0);
        for (const k of families) {
          if (batch.particles.columns.process[batch.particles.offsets[row]! + k] === Process.halo) count.halo++;
          else count.decays++;
        }
      }
    },
  );
  const scale = 1 / (events * 2 * HALF * MHz);
  const all = count.halo + count.decays;
  return printed({
    name: 'muv3-rate',
    quantity: 'MUV3 rate at 600 MHz',
    kind: 'full chain',
    sample: `${formatCount(events)} K2π decays at 600 MHz, even in time (no ripple), seed ${SEED}`,
    estimator:
      'beam and halo particles that leave a hit within 40 ns of the trigger, themselves or through their products, one each',
    n: events,
    unit: 'MHz',
    value: all * scale,
    error: Math.sqrt(all) * scale,
    expectedText: '13',
    note: `halo ${plain(Number((count.halo * scale).toPrecision(3)))} MHz, of a placeholder tuned to the CHOD; decays behind GTK3 ${plain(Number((count.decays * scale).toPrecision(3)))} MHz`,
  });
}

/** MUV3: muons found, pions taken for muons, rate. */
export const muv3Muons: Group = {
  names: ['muv3-efficiency', 'muv3-time', ...PIONS.map(({ intensity }) => `muv3-pions-${intensity}`), 'muv3-rate'],
  events: (small) => MUONS + PIONS.reduce((sum, { events }) => sum + events(small), 0) + crowdEvents(small),
  rows: async (bench) => [...(await muonRows(bench)), ...(await pionRows(bench)), await rateRow(bench)],
};
