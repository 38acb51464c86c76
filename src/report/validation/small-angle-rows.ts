import { CLOCK_PERIOD, FINE_TIME_LSB } from '../../core/constants.js';
import { RandomStream, stageKey } from '../../core/random.js';
import { withDefaults } from '../../core/settings.js';
import { GeV, ns } from '../../core/units.js';
import { flightCompensation } from '../../detectors/common/timing.js';
import { type IrcConditions, ircConditions } from '../../detectors/irc/conditions.js';
import { IRC, IRC_FRONT_Z, IRC_OUTER_RADIUS } from '../../detectors/irc/description.js';
import { ircEmulator } from '../../detectors/irc/emulate.js';
import { ircHits } from '../../detectors/irc/stage.js';
import { type SacConditions, sacConditions } from '../../detectors/sac/conditions.js';
import { SAC, SAC_FRONT_Z, SAC_HALF_SIDE } from '../../detectors/sac/description.js';
import { sacEmulator } from '../../detectors/sac/emulate.js';
import { sacHits } from '../../detectors/sac/stage.js';
import type { ShashlikGeometry } from '../../detectors/shashlik/description.js';
import { shashlikSettings } from '../../detectors/shashlik/settings.js';
import type { ShashlikEmulator } from '../../detectors/shashlik/shashlik.js';
import type { EventBatch, Has } from '../../event/batch.js';
import { TableBuilder } from '../../event/builder.js';
import type { triggers } from '../../event/raw.js';
import { sac } from '../../event/raw-vetoes.js';
import { VetoEntry, type vetoEntries } from '../../event/simulation-downstream.js';
import { sacTruth } from '../../event/truth-vetoes.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { findIrcHits, findSacHits, ircHitSettings, sacHitSettings } from '../../pid/irc-sac.js';
import type { VetoHit } from '../../pid/veto-hit.js';
import { decayStage, emulationStages, on } from '../../pipeline.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { percent, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP, SPILL_TIME } from './samples.js';

const SEED = 113;
/** Photons of each energy in each detector. */
const photons = (small: boolean): number => (small ? 10_000 : 100_000);
const ENERGIES = [1, 5, 10, 30] as const;
const kaons = (small: boolean): number => (small ? 3_000 : 12_000);
const DECAY_Z = 140_000;
const TIMESTAMP = Math.round(SPILL_TIME / CLOCK_PERIOD);
/** Hits this far from the photon are not of it. */
const NEAR = 20 * ns;
const CORE = 1.5;
const PHOTON = 22;

interface Shot {
  readonly name: 'irc' | 'sac';
  readonly geometry: ShashlikGeometry;
  readonly emulator: ShashlikEmulator;
  readonly front: number;
  readonly halfSide: number;
}

const shots = (): readonly Shot[] => [
  {
    name: 'irc',
    geometry: IRC,
    emulator: ircEmulator(ircConditions('nominal')),
    front: IRC_FRONT_Z,
    halfSide: IRC_OUTER_RADIUS,
  },
  {
    name: 'sac',
    geometry: SAC,
    emulator: sacEmulator(sacConditions('nominal')),
    front: SAC_FRONT_Z,
    halfSide: SAC_HALF_SIDE,
  },
];

/** Photons of one energy, even over the front of a detector: how many leave no pulse. */
function inefficiency(bench: Bench, { name, geometry, emulator, front, halfSide }: Shot, energy: number): Row {
  const n = photons(bench.small);
  const rng = new RandomStream();
  const key = stageKey(`validation.${name}`);
  let lost = 0;
  let hits = new TableBuilder(sac, 1);
  for (let event = 0; event < n; event++) {
    if (event % 10_000 === 0) {
      bench.signal.throwIfAborted();
      hits = new TableBuilder(sac, 1);
    }
    rng.key(SEED, key, energy, event);
    let x = 0;
    let y = 0;
    do {
      x = rng.range(-halfSide, halfSide);
      y = rng.range(-halfSide, halfSide);
    } while (!(geometry.fromSide(x, y) > 0));
    const before = hits.length;
    const t = (TIMESTAMP + 0.5) * CLOCK_PERIOD - flightCompensation(front);
    emulator.begin(SEED, energy, event, TIMESTAMP);
    emulator.enter(PHOTON, x, y, front, x / (front - DECAY_Z), y / (front - DECAY_Z), t, energy * GeV, 0);
    emulator.end(hits, new TableBuilder(sacTruth, 1));
    if (hits.length === before) lost++;
  }
  bench.onEvents(n);
  const { value, low, high } = fraction(lost, n);
  const nuclear = shashlikSettings.photonuclear.default * energy ** -shashlikSettings.photonuclearPower.default;
  return printed({
    name: `${name}-inefficiency-${energy}`,
    quantity: `${name.toUpperCase()}: photons of ${energy} GeV lost`,
    kind: 'arithmetic',
    sample: `${formatCount(n)} photons even over the front, from z = 140 m, seed ${SEED}`,
    estimator: 'share without a pulse of the low threshold; Wilson interval',
    n,
    value: 100 * value,
    error: 50 * (high - low),
    unit: '%',
    expectedText: '< 0.01',
    note: `${lost} lost; ${percent(nuclear)} to nuclei, a placeholder; prototype of the SAC: 0.0029 % at most, of electrons above 5 GeV`,
  });
}

type Times = { readonly raw: number[]; readonly corrected: number[] };

/** Hits of the photons of K2π, with slewing and without it. */
async function timeRows(bench: Bench): Promise<Row[]> {
  const how = { setup: SETUP, seed: SEED, intensity: 0 };
  const make = decayStage({ ...how, decay: 'k2pi' });
  const { trigger, crowd, downstream } = emulationStages(how);
  const inIrc: IrcConditions = ircConditions(SETUP);
  const inSac: SacConditions = sacConditions(SETUP);
  const rawIrc = { ...withDefaults(ircHitSettings), slewing: 0 };
  const rawSac = { ...withDefaults(sacHitSettings), slewing: 0 };
  const times = { irc: { raw: [], corrected: [] } as Times, sac: { raw: [], corrected: [] } as Times };
  const collect = (to: number[], hits: readonly VetoHit[], passage: number) => {
    for (const { time } of hits) if (Math.abs(time - passage) < NEAR) to.push(time - passage);
  };
  await runEvents(
    bench,
    kaons(bench.small),
    (keys) =>
      keys
        .pipe(on(make), on(trigger), on(crowd), on(downstream))
        .pipe(on(ircHits(SEED, inIrc)), on(sacHits(SEED, inSac))),
    (batch) => {
      for (let row = 0; row < batch.size; row++) {
        const fine = batch.triggers.columns.fine_time[row]!;
        const ring = passageOf(batch, row, VetoEntry.irc);
        if (!Number.isNaN(ring)) {
          collect(times.irc.raw, findIrcHits(batch.irc, row, fine, inIrc, rawIrc), ring);
          collect(times.irc.corrected, findIrcHits(batch.irc, row, fine, inIrc, withDefaults(ircHitSettings)), ring);
        }
        const square = passageOf(batch, row, VetoEntry.sac);
        if (!Number.isNaN(square)) {
          collect(times.sac.raw, findSacHits(batch.sac, row, fine, inSac, rawSac), square);
          collect(times.sac.corrected, findSacHits(batch.sac, row, fine, inSac, withDefaults(sacHitSettings)), square);
        }
      }
    },
  );
  return (['irc', 'sac'] as const).flatMap((name) => [
    timeRow(bench, name, times[name].raw, false),
    timeRow(bench, name, times[name].corrected, true),
  ]);
}

/** Published σ with slewing, and without. Source: DET §4.11 (FW19). */
const PUBLISHED = { irc: [1.2, 0.82], sac: [0.81, 0.56] } as const;

function timeRow(bench: Bench, name: 'irc' | 'sac', dt: readonly number[], corrected: boolean): Row {
  const core = gaussianCore(dt, CORE);
  return printed({
    name: corrected ? `${name}-time` : `${name}-time-slewing`,
    quantity: `${name.toUpperCase()} − photon time${corrected ? '' : ', slewing left in'}: σ of a hit`,
    kind: 'full chain',
    sample: `${formatCount(kaons(bench.small))} K2π decays without pile-up, seed ${SEED}; events with one photon there and nothing else`,
    estimator: 'Gaussian core ± 1.5 σ, true time of the photon',
    n: core.n,
    value: core.sigma,
    error: core.sigmaError,
    unit: 'ns',
    expectedText: String(PUBLISHED[name][corrected ? 1 : 0]),
    note: `mean ${core.mean.toFixed(3)} ns; ${tails(core)}; the spread of a channel is an input, ${PUBLISHED[name][1]} ns`,
  });
}

/** When the only particle in a detector, a photon, passes it in time with the trigger [ns]; NaN without. */
function passageOf(
  batch: EventBatch & Has<typeof vetoEntries | typeof triggers>,
  row: number,
  detector: number,
): number {
  const { offsets, columns } = batch.veto_entries;
  let only = -1;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.detector[i] !== detector) continue;
    if (only >= 0) return Number.NaN;
    only = i;
  }
  if (only < 0 || columns.pdg[only] !== PHOTON) return Number.NaN;
  const { timestamp, fine_time } = batch.triggers.columns;
  const trigger = timestamp[row]! * CLOCK_PERIOD + fine_time[row]! * FINE_TIME_LSB;
  return columns.t[only]! + flightCompensation(columns.z[only]!) - trigger;
}

/** IRC and SAC: photons lost by energy, time with and without slewing. */
export const smallAnglePhotons: Group = {
  names: [
    ...(['irc', 'sac'] as const).flatMap((name) => ENERGIES.map((energy) => `${name}-inefficiency-${energy}`)),
    ...(['irc', 'sac'] as const).flatMap((name) => [`${name}-time-slewing`, `${name}-time`]),
  ],
  events: (small) => 2 * ENERGIES.length * photons(small) + kaons(small),
  rows: async (bench) => [
    ...shots().flatMap((shot) => ENERGIES.map((energy) => inefficiency(bench, shot, energy))),
    ...(await timeRows(bench)),
  ],
};
