import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { withDefaults } from '../../core/settings.js';
import { MHz, mm, mrad, ns } from '../../core/units.js';
import { chantiConditions } from '../../detectors/chanti/conditions.js';
import {
  CHANNEL_CODES,
  CHANTI_FRONT_Z,
  HALF_SIDE,
  isActive,
  LAYER_MIDDLE,
  STATIONS,
} from '../../detectors/chanti/description.js';
import { ChantiEmulator } from '../../detectors/chanti/emulate.js';
import { chantiHits } from '../../detectors/chanti/stage.js';
import { FINE_WINDOW, flightCompensation } from '../../detectors/common/timing.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { TableBuilder } from '../../event/builder.js';
import { NO_EDGE, type triggers } from '../../event/raw.js';
import { chanti, HIGH_THRESHOLD } from '../../event/raw-vetoes.js';
import { UpstreamPlane, type upstreamCrossings } from '../../event/simulation-downstream.js';
import { Process, type particles } from '../../event/truth.js';
import { chantiTruth } from '../../event/truth-vetoes.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { rootOf } from '../../monitoring/family.js';
import { chantiHitSettings, findChantiHits } from '../../pid/chanti.js';
import { type ChantiCandidate, chantiCandidates } from '../../pid/chanti-candidates.js';
import type { VetoHit } from '../../pid/veto-hit.js';
import { decayStage, emulationStages, on } from '../../pipeline.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { percent, plain, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP, TRUE_CONDITIONS } from './samples.js';

const SEED = 97;
const MIPS = 4_000;
/** Spread of the slopes of halo muons: as the generator's. */
const SLOPE = 1 * mrad;
/** Interactions are made this often to have enough of them. */
const INTERACTION = 0.02;
const interactionEvents = (small: boolean): number => (small ? 200 : 500);
const CROWD = 450;
const crowdEvents = (small: boolean): number => (small ? 500 : 1_500);
/** Veto window. Source: DET §4.3 (FW19). */
const VETO = 3 * ns;
/** Half the time about the trigger in which interactions are taken: inside the readout window. */
const HALF = 40 * ns;
const CORE = 1.5;
/** A trigger in the middle of its clock period. */
const STAMP = { timestamp: 100_000, fine: 128 } as const;
const TIME = STAMP.timestamp * CLOCK_PERIOD + STAMP.fine * FINE_TIME_LSB;

const conditions = chantiConditions(TRUE_CONDITIONS);
const values = withDefaults(chantiHitSettings);

/** What the CHANTI sees of particles that `cross` it. */
function look(
  emulator: ChantiEmulator,
  event: number,
  stamp: { readonly timestamp: number; readonly fine: number },
  cross: () => void,
): { hits: readonly VetoHit[]; candidates: readonly ChantiCandidate[] } {
  const hits = new TableBuilder(chanti, 1);
  emulator.begin(SEED, 1, event, stamp.timestamp);
  cross();
  emulator.end(hits, new TableBuilder(chantiTruth, 1));
  hits.endEvent();
  const found = findChantiHits(hits.finish(), 0, stamp.fine, conditions, values);
  return { hits: found, candidates: chantiCandidates(found) };
}

/** Muons almost along the beam, even over the square. */
function mipRows(): Row[] {
  const emulator = new ChantiEmulator(conditions);
  const rng = new RandomStream().key(SEED, stageKey('upstream rows'), 0, 0);
  const count = { stations: 0, candidates: 0, muons: 0, vetoed: 0 };
  const dx: number[] = [];
  const dt: number[] = [];
  const bars: number[] = [];
  for (let event = 0; event < MIPS; event++) {
    const [x0, y0] = [rng.range(-HALF_SIDE, HALF_SIDE), rng.range(-HALF_SIDE, HALF_SIDE)];
    const [tx, ty] = [SLOPE * rng.gauss(), SLOPE * rng.gauss()];
    const at = (station: number, layer: number) => {
      const z = CHANTI_FRONT_Z[station]! + LAYER_MIDDLE[layer]! - CHANTI_FRONT_Z[0]!;
      return [x0 + tx * z, y0 + ty * z] as const;
    };
    const inside = CHANTI_FRONT_Z.map((_, s) => isActive(...at(s, 0)) && isActive(...at(s, 1)));
    const { hits, candidates } = look(emulator, event, STAMP, () => {
      CHANTI_FRONT_Z.forEach((z, s) => {
        const dz = z - CHANTI_FRONT_Z[0]!;
        emulator.cross(s, x0 + tx * dz, y0 + ty * dz, tx, ty, TIME - flightCompensation(z), 0);
      });
    });
    if (!inside.includes(true)) continue;
    count.muons++;
    if (hits.some(({ time }) => Math.abs(time) < VETO)) count.vetoed++;
    for (const { time } of hits) bars.push(time);
    for (let s = 0; s < STATIONS; s++) {
      if (!inside[s]) continue;
      count.stations++;
      const own = candidates.find(({ station }) => station === s);
      if (own === undefined || Math.abs(own.time) > VETO) continue;
      count.candidates++;
      dt.push(own.time);
      dx.push(own.x - at(s, 0)[0], own.y - at(s, 1)[1]);
    }
  }
  const sample = `${formatCount(MIPS)} muons even over 300 × 300 mm, slopes 1 mrad, seed ${SEED}; conditions ${TRUE_CONDITIONS}`;
  const { value, low, high } = fraction(count.candidates, count.stations);
  const time = gaussianCore(dt, CORE);
  const bar = gaussianCore(bars, CORE);
  const place = gaussianCore(dx, CORE);
  const core = { kind: 'full chain', sample, estimator: 'Gaussian core ± 1.5 σ' } as const;
  return [
    printed({
      name: 'chanti-efficiency',
      quantity: 'CHANTI: efficiency of a station for a muon along the beam',
      kind: 'full chain',
      sample,
      estimator: 'share of stations crossed in both layers with a candidate within 3 ns; Wilson interval',
      n: count.stations,
      unit: '%',
      value: 100 * value,
      error: 50 * (high - low),
      expectedText: 'close to 99',
      note: `dead bars are a placeholder; a hit within 3 ns in any station ${plain((100 * count.vetoed) / count.muons)} %`,
    }),
    printed({
      ...core,
      name: 'chanti-time',
      quantity: 'CHANTI: σ of the time of a candidate of one station',
      n: time.n,
      unit: 'ns',
      value: time.sigma,
      error: time.sigmaError,
      expectedText: 'about 1',
      note: `one bar, light from its middle, ${bar.sigma.toFixed(2)} ns; mean ${time.mean.toFixed(3)} ns; ${tails(time)}`,
    }),
    printed({
      ...core,
      name: 'chanti-position',
      quantity: 'CHANTI: σ of x and y from charge sharing',
      n: place.n,
      unit: 'mm',
      value: place.sigma / mm,
      error: place.sigmaError / mm,
      expectedText: '2.5',
      note: tails(place),
    }),
  ];
}

type Truth = EventBatch & Has<typeof particles | typeof triggers | typeof upstreamCrossings>;

/** How many interactions in GTK3 the CHANTI sees, each looked at alone. */
async function interactionRow(bench: Bench): Promise<Row> {
  const events = interactionEvents(bench.small);
  const settings = { burst: { ripple: 0 }, pileup: { interaction: INTERACTION }, halo: { rate: 0 } };
  const how = { setup: SETUP, seed: SEED, intensity: CROWD * MHz, settings };
  const make = decayStage({ ...how, decay: 'kmu2' });
  const { trigger, crowd, downstream } = emulationStages(how);
  const emulator = new ChantiEmulator(conditions);
  const count = { all: 0, vetoed: 0, candidates: 0 };
  await runEvents(
    bench,
    events,
    (keys) => keys.pipe(on(make), on(trigger), on(crowd), on(downstream)),
    (batch: Truth) => {
      const { offsets, columns: c } = batch.upstream_crossings;
      const { offsets: first, columns: all } = batch.particles;
      for (let row = 0; row < batch.size; row++) {
        const stamp = {
          timestamp: batch.triggers.columns.timestamp[row]!,
          fine: batch.triggers.columns.fine_time[row]!,
        };
        const trigger = stamp.timestamp * CLOCK_PERIOD + stamp.fine * FINE_TIME_LSB;
        const families = new Map<number, number[]>();
        for (let k = first[row]!; k < first[row + 1]!; k++) {
          if (all.process[k] !== Process.beam || all.end_process[k] !== Process.hadronicInteraction) continue;
          const dt = all.t[k]! + flightCompensation(all.z[k]!) - trigger;
          if (Math.abs(dt) < HALF) families.set(k - first[row]!, []);
        }
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
          if (c.plane[i]! < UpstreamPlane.chanti + STATIONS) families.get(rootOf(batch, row, c.particle[i]!))?.push(i);
        }
        for (const [k, crossings] of families) {
          const parent = first[row]! + k;
          const dt = all.t[parent]! + flightCompensation(all.z[parent]!) - trigger;
          const { hits, candidates } = look(emulator, batch.event[row]!, stamp, () => {
            for (const i of crossings) {
              emulator.cross(c.plane[i]!, c.x[i]!, c.y[i]!, c.tx[i]!, c.ty[i]!, c.t[i]!, c.particle[i]!);
            }
          });
          const inTime = ({ time }: { readonly time: number }) => Math.abs(time - dt) < VETO;
          count.all++;
          if (hits.some(inTime)) count.vetoed++;
          if (candidates.some(inTime)) count.candidates++;
        }
      }
    },
  );
  const { value, low, high } = fraction(count.vetoed, count.all);
  return printed({
    name: 'chanti-interactions',
    quantity: 'interactions of beam particles in GTK3 that the CHANTI sees',
    kind: 'full chain',
    sample: `${formatCount(count.all)} interactions of ${formatCount(events)} events at ${CROWD} MHz, ${percent(INTERACTION)} of hadrons made to interact, no halo, seed ${SEED}`,
    estimator: 'share with a hit of their own within 3 ns; Wilson interval',
    n: count.all,
    unit: '%',
    value: 100 * value,
    error: 50 * (high - low),
    expectedText: 'none',
    note: `with bars of both layers of a station ${percent(count.candidates / count.all)}; products are parametrised, their numbers not found`,
  });
}

/** What the CHANTI counts of beam and halo. */
async function rateRow(bench: Bench): Promise<Row> {
  const events = crowdEvents(bench.small);
  const how = { setup: SETUP, seed: SEED, intensity: CROWD * MHz, settings: { burst: { ripple: 0 } } };
  const make = decayStage({ ...how, decay: 'kmu2' });
  const { trigger, crowd, downstream } = emulationStages(how);
  const emulate = chantiHits(SEED, conditions);
  const perBar = new Map<number, number>();
  const count = { hits: 0, halo: 0 };
  await runEvents(
    bench,
    events,
    (keys) => keys.pipe(on(make), on(trigger), on(crowd), on(downstream), on(emulate)),
    (batch: Truth & Has<typeof chanti | typeof chantiTruth>) => {
      const { offsets, columns: c } = batch.chanti;
      for (let row = 0; row < batch.size; row++) {
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
          if (c.channel[i]! >= HIGH_THRESHOLD || c.leading[i] === NO_EDGE) continue;
          const root = rootOf(batch, row, batch.chanti_truth.columns.particle[i]!);
          count.hits++;
          if (batch.particles.columns.process[batch.particles.offsets[row]! + root] === Process.halo) count.halo++;
          perBar.set(c.channel[i]!, (perBar.get(c.channel[i]!) ?? 0) + 1);
        }
      }
    },
  );
  const scale = 1 / (events * FINE_WINDOW.counts * FINE_WINDOW.lsb * MHz);
  const perChannel = scale / CHANNEL_CODES.length;
  const hottest = Math.max(0, ...perBar.values()) * scale;
  const rate = (r: number) => plain(Number(r.toPrecision(2)));
  return printed({
    name: 'chanti-rate',
    quantity: `CHANTI: rate of a bar, at ${CROWD} MHz`,
    kind: 'full chain',
    sample: `${formatCount(events)} Kμ2 decays at ${CROWD} MHz, even in time (no ripple), seed ${SEED}`,
    estimator: 'leading edges of the low threshold per bar and readout window, mean of all bars',
    n: count.hits,
    unit: 'MHz',
    value: count.hits * perChannel,
    error: Math.sqrt(count.hits) * perChannel,
    expectedText: 'of order 1',
    note: `hottest bar ${rate(hottest)} MHz; from halo muons, of a placeholder, ${percent(count.halo / count.hits)}, the rest from interactions in GTK3; the tails of the beam are not made`,
  });
}

/** CHANTI: muons, interactions in GTK3, rate. */
export const upstreamVetoes: Group = {
  names: ['chanti-efficiency', 'chanti-time', 'chanti-position', 'chanti-interactions', 'chanti-rate'],
  events: (small) => interactionEvents(small) + crowdEvents(small),
  rows: async (bench) => [...mipRows(), await interactionRow(bench), await rateRow(bench)],
};
