import { CLOCK_PERIOD } from '../../core/constants.js';
import { kHz, MHz, ns } from '../../core/units.js';
import { FINE_WINDOW, type TdcWindow } from '../../detectors/common/timing.js';
import { GTK_WINDOW } from '../../detectors/gtk/description.js';
import { STRAW_TDC } from '../../detectors/straw/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { NO_EDGE } from '../../event/raw.js';
import { LAV_HIGH_THRESHOLD, MUV_SAMPLES } from '../../event/raw-vetoes.js';
import type { particles } from '../../event/truth.js';
import { rootOf } from '../../monitoring/family.js';
import { decayStage, emulationStages, on, simulation } from '../../pipeline.js';
import { formatCount } from '../terminal.js';
import { plain, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP } from './samples.js';

const SEED = 71;
const INTENSITY = 600 * MHz;
const events = (small: boolean): number => (small ? 300 : 1_500);
/** Setup of the detectors of 2021. */
const LATER = 'kaon-2022';

/** A detector, how long it looks and what rate the sheet has. */
interface Counted {
  /** Of its table of raw hits. */
  readonly table: string;
  readonly name: string;
  readonly label: string;
  readonly length: number;
  /** From the first to the last hit of one particle, at most. */
  readonly spread: number;
  readonly expected: string;
  readonly of?: (channel: number) => boolean;
}

const lengthOf = ({ counts, lsb }: TdcWindow): number => counts * lsb;
/** What the L0 can take of each. Source: DET §6.1 (BHAM25, LIB). */
const AT_L0 = 'up to 10 (at L0)';
/** The longest drift is 150 ns: DET §4.5. Others: the way from one end to the other at less than c, slewing, the length of slabs. */
const DRIFT = 160 * ns;
const PROMPT = 25 * ns;

const detector = (table: string, label: string, expected = 'none', window: TdcWindow = FINE_WINDOW): Counted => ({
  table,
  name: table.replace('_', '-'),
  label,
  length: lengthOf(window),
  spread: table === 'straw' ? DRIFT : PROMPT,
  expected,
});

/** Samples of every channel in the same periods. A pulse counts when its largest sample has one on either side. */
const sampled = (table: string, label: string, expected = 'none'): Counted => ({
  ...detector(table, label, expected),
  length: MUV_SAMPLES * CLOCK_PERIOD,
  spread: 2 * CLOCK_PERIOD,
});

const SAMPLED = ['lkr', 'muv1', 'muv2'];
const LAV12 = 12;
/** Expected: DET §1.3 (BHAM25), §4.7, §4.13, §6.1. */
const DETECTORS: readonly Counted[] = [
  detector('ktag', 'KTAG', '36 (kaons)'),
  detector('gtk', 'GTK', '600', GTK_WINDOW),
  detector('chanti', 'CHANTI'),
  detector('straw', 'STRAW', 'none', STRAW_TDC),
  // supercells have their hits later than their PMTs
  { ...detector('rich', 'RICH', AT_L0), of: (channel) => Math.floor(channel / 10) % 10 === 0 },
  detector('newchod', 'NewCHOD', '13'),
  detector('chod', 'CHOD', '13 ("total" 35)'),
  detector('lav', 'LAV'),
  {
    ...detector('lav', 'LAV12', AT_L0),
    name: 'lav12',
    of: (channel) => Math.floor((channel % LAV_HIGH_THRESHOLD) / 10_000) === LAV12,
  },
  detector('irc', 'IRC'),
  detector('sac', 'SAC'),
  sampled('lkr', 'LKr', AT_L0),
  detector('muv0', 'MUV0'),
  sampled('muv1', 'MUV1'),
  sampled('muv2', 'MUV2'),
  detector('muv3', 'MUV3', '13'),
  detector('hasc', 'HASC'),
];
const LATER_DETECTORS: readonly Counted[] = [detector('anti0', 'ANTI-0'), detector('veto_counter', 'VetoCounter')];

/** What others than the trigger's kaon leave. */
interface Count {
  readonly of: Counted;
  hits: number;
  noise: number;
  families: number;
  readonly channels: Map<number, number>;
}

/** Columns of the tables of raw hits and of their origins: edges or samples. */
interface Hits {
  readonly offsets: Int32Array;
  readonly columns: {
    readonly channel: ArrayLike<number>;
    readonly leading?: ArrayLike<number>;
    readonly samples?: ArrayLike<number>;
    readonly particle: ArrayLike<number>;
  };
}

/** Whether the largest of the samples of row `i` has one on either side. */
function hasPeak(samples: ArrayLike<number>, i: number): boolean {
  let peak = 0;
  for (let k = 1; k < MUV_SAMPLES; k++) {
    if (samples[MUV_SAMPLES * i + k]! > samples[MUV_SAMPLES * i + peak]!) peak = k;
  }
  return peak > 0 && peak < MUV_SAMPLES - 1;
}

/** Adds the hits of an event: all of them, and the families that would be seen no earlier with a longer window. */
function add(count: Count, batch: EventBatch & Has<typeof particles>, row: number): void {
  const { table, spread, of } = count.of;
  const tables = batch as unknown as Record<string, Hits>;
  const { offsets, columns } = tables[table]!;
  const { particle } = tables[`${table}_truth`]!.columns;
  const { channel, leading, samples } = columns;
  const early = spread / (table === 'straw' ? STRAW_TDC.lsb : FINE_WINDOW.lsb);
  const inside = new Map<number, boolean>();
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (leading?.[i] === NO_EDGE || (of !== undefined && !of(channel[i]!))) continue;
    const root = particle[i]! < 0 ? -1 : rootOf(batch, row, particle[i]!);
    if (root === 0) continue;
    count.hits++;
    count.channels.set(channel[i]!, (count.channels.get(channel[i]!) ?? 0) + 1);
    if (root < 0) count.noise++;
    else if (samples !== undefined) inside.set(root, hasPeak(samples, i) || inside.get(root) === true);
    else inside.set(root, leading![i]! >= early && inside.get(root) !== false);
  }
  for (const is of inside.values()) if (is) count.families++;
}

const begin = (of: Counted): Count => ({ of, hits: 0, noise: 0, families: 0, channels: new Map() });

async function countAll(bench: Bench): Promise<Count[]> {
  const n = events(bench.small);
  const counts = DETECTORS.map(begin);
  const later = LATER_DETECTORS.map(begin);
  const how = { seed: SEED, intensity: INTENSITY, decay: 'k2pi', settings: { burst: { ripple: 0 } } };
  const look = (to: readonly Count[]) => (batch: EventBatch & Has<typeof particles>) => {
    for (let row = 0; row < batch.size; row++) for (const count of to) add(count, batch, row);
  };
  await runEvents(bench, n, simulation({ ...how, setup: SETUP }), look(counts));
  const stages = emulationStages({ ...how, setup: LATER });
  const make = decayStage({ ...how, setup: LATER });
  await runEvents(
    bench,
    n,
    (keys) =>
      keys
        .pipe(on(make), on(stages.trigger), on(stages.crowd), on(stages.upstream), on(stages.downstream))
        .pipe(on(stages.anti0), on(stages.vetoCounter)),
    look(later),
  );
  return [...counts, ...later];
}

const short = (x: number): string => plain(Number(x.toPrecision(2)));

const how = ({ table, length, spread }: Counted): string =>
  SAMPLED.includes(table)
    ? 'with the largest of the 8 samples neither the first nor the last'
    : `whose first hit comes ${spread / ns} ns or more after the window of ${short(length / ns)} ns opens`;

function rateRow({ of, hits, noise, families, channels }: Count, n: number): Row {
  const setup = LATER_DETECTORS.includes(of) ? LATER : SETUP;
  const perRate = 1 / (n * (of.length - of.spread) * MHz);
  const hottest = Math.max(0, ...channels.values()) / (n * of.length * kHz);
  return printed({
    name: `rate-${of.name}`,
    quantity: `${of.label}: beam and halo particles that leave a hit, at 600 MHz`,
    kind: 'full chain',
    sample: `${formatCount(n)} K2π decays at 600 MHz, even in time (no ripple), ${setup}, seed ${SEED}`,
    estimator: `those besides the trigger's kaon, themselves or through their products, one each, ${how(of)}`,
    n: families,
    unit: 'MHz',
    value: families * perRate,
    error: Math.sqrt(families) * perRate,
    expectedText: of.expected,
    note: `${short(hits / n)} hits in the window, ${short(noise / n)} of noise; hottest channel ${short(hottest)} kHz`,
  });
}

/** The hottest straw, with the error of its count; that it was looked for among 7168 adds little at some hundred hits. */
function hottestStraw(count: Count, n: number): Row {
  const most = Math.max(0, ...count.channels.values());
  const scale = 1 / (n * count.of.length * kHz);
  return printed({
    name: 'rate-straw-hottest',
    quantity: 'rate of the hottest straw, at 600 MHz',
    kind: 'full chain',
    sample: `${formatCount(n)} K2π decays at 600 MHz, even in time (no ripple), ${SETUP}, seed ${SEED}`,
    estimator: "leading edges of others than the trigger's kaon per readout window",
    n: most,
    unit: 'kHz',
    value: most * scale,
    error: Math.sqrt(most) * scale,
    expectedText: 'up to 500',
    note: `mean of the straws with hits ${short((count.hits / count.channels.size) * scale)} kHz`,
  });
}

/** What the crowd leaves in every detector. */
export const rates: Group = {
  names: [...[...DETECTORS, ...LATER_DETECTORS].map(({ name }) => `rate-${name}`), 'rate-straw-hottest'],
  events: (small) => 2 * events(small),
  rows: async (bench) => {
    const n = events(bench.small);
    const counts = await countAll(bench);
    const straw = counts.find(({ of }) => of.name === 'straw')!;
    return [...counts.map((count) => rateRow(count, n)), hottestStraw(straw, n)];
  },
};
