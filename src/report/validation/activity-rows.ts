import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { kHz, MHz, ns } from '../../core/units.js';
import { CHOD_V_Z } from '../../detectors/chod/description.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { COLUMNS, GTK_STATIONS, GTK_WINDOW, ROWS, stationOf } from '../../detectors/gtk/description.js';
import { NEWCHOD_Z } from '../../detectors/newchod/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { NO_EDGE, type triggers } from '../../event/raw.js';
import { HodoscopePlane, type hodoscopeCrossings } from '../../event/simulation-beam.js';
import type { Rows } from '../../event/table.js';
import { Process, type particles } from '../../event/truth.js';
import type { chodTruth, newchodTruth } from '../../event/truth-beam.js';
import { rootOf } from '../../monitoring/family.js';
import { simulation } from '../../pipeline.js';
import { setupByName } from '../../setups/index.js';
import { formatCount } from '../terminal.js';
import { judge, plain, printed, type Row } from './row.js';
import { type Group, runEvents, SETUP } from './samples.js';

const SEED = 61;
const INTENSITY = 600 * MHz;
const KAON = 321;
const events = (small: boolean): number => (small ? 6_000 : 8_000);

/** Half-widths of the windows in which what is there besides the trigger's own is counted. Source: DET §1.3. */
const BEAM = 0.6 * ns;
const LIGHT = 1 * ns;
const HODOSCOPE = 10 * ns;
const DECAY = 50 * ns;
/** Fiducial volume. Source: DET §0.2. */
const VOLUME = setupByName(SETUP).decayRegion;
/** CHOD channels below are V slabs. */
const V_SLABS = 64;
const GTK_WINDOW_LENGTH = GTK_WINDOW.counts * GTK_WINDOW.lsb;

type Truth = EventBatch & Has<typeof particles | typeof triggers | typeof hodoscopeCrossings>;

/** Particles besides the trigger's whose family left a hit and crossed a plane near the trigger in time: one a family. */
function families(batch: Truth, row: number, makers: ReadonlySet<number>, plane: number, z: number): number {
  const { offsets, columns } = batch.hodoscope_crossings;
  const { timestamp, fine_time } = batch.triggers.columns;
  const trigger = timestamp[row]! * CLOCK_PERIOD + fine_time[row]! * FINE_TIME_LSB - flightCompensation(z);
  const found = new Set<number>();
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.plane[i] !== plane || !makers.has(columns.particle[i]!)) continue;
    if (Math.abs(columns.t[i]! - trigger) < HODOSCOPE) found.add(rootOf(batch, row, columns.particle[i]!));
  }
  found.delete(0);
  return found.size;
}

/** Particles behind the hits of an event that `counts` accepts. */
function makersOf(
  truth: Rows<typeof chodTruth | typeof newchodTruth>,
  row: number,
  counts: (hit: number) => boolean,
): Set<number> {
  const makers = new Set<number>();
  for (let i = truth.offsets[row]!; i < truth.offsets[row + 1]!; i++) {
    if (counts(i) && truth.columns.particle[i]! >= 0) makers.add(truth.columns.particle[i]!);
  }
  return makers;
}

/** What the crowd leaves in the detectors, of beam particles spread evenly in time. Expected: DET §1.3. */
export const activity: Group = {
  names: [
    'beam-in-time',
    ...GTK_STATIONS.map(({ name }) => `hits-${name.toLowerCase()}`),
    'occupancy-gtk-pixel',
    'occupancy-ktag',
    'occupancy-newchod',
    'occupancy-chod',
    'occupancy-decays',
  ],
  events,
  rows: async (bench) => {
    const n = events(bench.small);
    const gtkHits = GTK_STATIONS.map(() => 0);
    let trailing = 0;
    const count = { beam: 0, kaons: 0, decays: 0, newchod: 0, chod: 0 };
    const settings = { burst: { ripple: 0 } };
    await runEvents(
      bench,
      n,
      simulation({ setup: SETUP, decay: 'k2pi', seed: SEED, intensity: INTENSITY, settings }),
      (batch) => {
        const { offsets, columns: c } = batch.particles;
        const { channel, leading } = batch.gtk.columns;
        for (let row = 0; row < batch.size; row++) {
          for (let i = batch.gtk.offsets[row]!; i < batch.gtk.offsets[row + 1]!; i++) {
            if (batch.gtk_truth.columns.particle[i] === 0) continue;
            if (leading[i] === NO_EDGE) trailing++;
            else gtkHits[stationOf(channel[i]!)]!++;
          }
        }
        for (let row = 0; row < batch.size; row++) {
          const own = offsets[row]!;
          for (let k = own + 1; k < offsets[row + 1]!; k++) {
            if (c.process[k] !== Process.beam) continue;
            const dt = Math.abs(c.t[k]! - c.t[own]!);
            if (dt < BEAM) count.beam++;
            if (c.pdg[k] !== KAON) continue;
            if (dt < LIGHT) count.kaons++;
            const z = c.end_z[k]!;
            if (dt < DECAY && c.end_process[k] === Process.kaonDecay && z > VOLUME[0] && z < VOLUME[1]) count.decays++;
          }
          const tiles = makersOf(batch.newchod_truth, row, () => true);
          count.newchod += families(batch, row, tiles, HodoscopePlane.newchod, NEWCHOD_Z);
          const slabs = makersOf(batch.chod_truth, row, (hit) => batch.chod.columns.channel[hit]! < V_SLABS);
          count.chod += families(batch, row, slabs, HodoscopePlane.chodV, CHOD_V_Z);
        }
      },
    );

    const sample = `${formatCount(n)} K2π decays at 600 MHz, even in time (no ripple), seed ${SEED}`;
    /** Mean number an event, with its Poisson error. */
    const mean = (total: number) => ({ n, value: total / n, error: Math.sqrt(total) / n });
    const rate = (total: number, half: number) => `${plain(Number((total / n / (2 * half) / MHz).toPrecision(3)))} MHz`;
    const rows: Row[] = [
      judge({
        name: 'beam-in-time',
        quantity: "beam particles within 0.6 ns of the trigger's, at 600 MHz",
        kind: 'arithmetic',
        sample,
        estimator: "mean number of generated beam particles at GTK3 besides the trigger's",
        ...mean(count.beam),
        expected: 0.72,
        band: [0.95 * 0.72, 1.05 * 0.72],
        toleranceText: '5 %',
      }),
    ];
    for (const [s, { name }] of GTK_STATIONS.entries()) {
      rows.push(
        judge({
          name: `hits-${name.toLowerCase()}`,
          quantity: `${name} hits in the readout window of 75 ns, at 600 MHz`,
          kind: 'full chain',
          sample,
          estimator: "mean number of hits of others than the trigger's kaon whose leading edge is in the window",
          ...mean(gtkHits[s]!),
          expected: 45,
          band: [40.5, 49.5],
          toleranceText: '10 %',
          note: `besides, ${(trailing / n / GTK_STATIONS.length).toFixed(1)} hits a station with the trailing edge alone`,
        }),
      );
    }
    const all = gtkHits.reduce((a, b) => a + b, 0) / GTK_STATIONS.length;
    const perPixel = 1 / (COLUMNS * ROWS * GTK_WINDOW_LENGTH * kHz);
    const common = { kind: 'full chain', sample } as const;
    rows.push(
      printed({
        ...common,
        name: 'occupancy-gtk-pixel',
        quantity: 'rate of a GTK pixel, at 600 MHz',
        estimator: 'leading edges per pixel and readout window, mean of the stations',
        n,
        unit: 'kHz',
        value: (all / n) * perPixel,
        error: (Math.sqrt(all) / n) * perPixel,
        expectedText: '33',
      }),
      printed({
        ...common,
        name: 'occupancy-ktag',
        quantity: "kaons within 1 ns of the trigger's, at 600 MHz",
        estimator: "mean number of generated kaons besides the trigger's",
        ...mean(count.kaons),
        expectedText: '0.072',
        note: rate(count.kaons, LIGHT),
      }),
      printed({
        ...common,
        name: 'occupancy-newchod',
        quantity: 'NewCHOD signals of others within 10 ns of the trigger, at 600 MHz',
        estimator:
          'mean number of beam and halo particles that leave a hit, themselves or through their products, one each',
        ...mean(count.newchod),
        expectedText: '0.26',
        note: rate(count.newchod, HODOSCOPE),
      }),
      printed({
        ...common,
        name: 'occupancy-chod',
        quantity: 'CHOD signals of others within 10 ns of the trigger, at 600 MHz',
        estimator: 'the same with a hit of the V plane',
        ...mean(count.chod),
        expectedText: '0.26',
        note: `${rate(count.chod, HODOSCOPE)}; DET §1.3 gives 13 MHz and, as "total", 35 MHz`,
      }),
      printed({
        ...common,
        name: 'occupancy-decays',
        quantity: "kaon decays in 105–180 m within 50 ns of the trigger's kaon, at 600 MHz",
        estimator: "mean number of generated decays besides the trigger's",
        ...mean(count.decays),
        expectedText: '0.45',
        note: rate(count.decays, DECAY),
      }),
    );
    return rows;
  },
};
