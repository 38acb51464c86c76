import { particle } from '../../core/particles.js';
import { GeV } from '../../core/units.js';
import { CHAMBERS, PLANE_MYLAR, PLANES } from '../../detectors/straw/description.js';
import { type CoreFit, gaussianCore, mixtureCore } from '../../monitoring/core-fit.js';
import { jackknifeError } from '../../monitoring/jackknife.js';
import { type Changed, momentumErrorGrid, momentumErrors } from '../../monitoring/momentum-error.js';
import type { Simulation } from '../../pipeline.js';
import { TRACK_PLANE } from '../../tracking/straw/stage.js';
import { betheMylar } from '../../transport/material.js';
import { na62Field } from '../../transport/na62-field.js';
import { GUN_TEXT, gunPions, TIGHT_HOLE } from './gun.js';
import { tails } from './pulls.js';
import { judge, percent, plain, type Row } from './row.js';
import type { Bench, Group } from './samples.js';

const MOMENTA = [10, 15, 25, 35, 50] as const;
const SEED = 31;
/** Events of a sample; those of `MEAN_AT`, whose mean is to be sharp, are never fewer. */
const MEAN_AT = 10;
const pions = (small: boolean, p?: number): number => (p === MEAN_AT ? 30_000 : small ? 12_000 : 25_000);
const ALL_CHAMBERS = 15;
/** Core windows in σ. A shift is small: the wider window halves its error, and the tails beyond 3 σ are 0.3 %. */
const WINDOW = 2;
const SHIFT_WINDOW = 3;
/** Tracks whose error is propagated: their width is good to 1 %. */
const PROPAGATED = 400;

/** Published σp/p at `p` GeV/c. Source: DET §4.5, §9 (BHAM25, UCL). */
const published = (p: number): number => Math.hypot(0.003, 5e-5 * p);

/** p_rec/p_true − 1 of the pions of one momentum, by event; NaN where no four-chamber track was found. */
interface Residuals {
  readonly byEvent: Float64Array;
  /** True states at the track plane of the first tracks. */
  readonly states: readonly Float64Array[];
}

async function residuals(
  bench: Bench,
  p: number,
  events: number,
  settings: Simulation['settings'] = {},
): Promise<Residuals> {
  const byEvent = new Float64Array(events).fill(Number.NaN);
  const states: Float64Array[] = [];
  const sample = { events, momentum: [p * GeV, p * GeV], seed: SEED + p, settings } as const;
  await gunPions(bench, sample, ({ event, fromHole, p: truth, tracks, track, state }) => {
    if (fromHole <= TIGHT_HOLE || track < 0 || tracks.columns.chambers[track] !== ALL_CHAMBERS) return;
    byEvent[event] = tracks.columns.p[track]! / truth - 1;
    if (states.length < PROPAGATED) states.push(state.slice());
  });
  return { byEvent, states };
}

/** Widths of the core that the tracks of a sample should have together by linear error propagation, for each change. */
function propagated({ states }: Residuals, window: number, changes: readonly Changed[]): number[] {
  const grid = momentumErrorGrid(na62Field(), TRACK_PLANE);
  const errors: number[][] = changes.map(() => []);
  for (const state of states) {
    for (const [i, e] of (momentumErrors(grid, state, changes) ?? []).entries()) errors[i]!.push(e);
  }
  return errors.map((sigmas) => mixtureCore(sigmas, window));
}

const text = (p: number) =>
  `${GUN_TEXT} and beyond 75 mm from the hole's centre, ${p} GeV/c, seed ${SEED + p}; four-chamber tracks`;

function resolutionRow(p: number, sample: Residuals): Row {
  const fit = gaussianCore(sample.byEvent.filter(Number.isFinite), WINDOW);
  const expected = published(p);
  const linear = propagated(sample, WINDOW, [{}])[0]!;
  return judge({
    name: `momentum-${p}`,
    quantity: `STRAW σp/p at ${p} GeV/c over 0.30 % ⊕ 0.005 %·p`,
    kind: 'full chain',
    sample: text(p),
    estimator: 'p_rec/p_true − 1 with p_true at production; Gaussian core ± 2 σ',
    n: fit.n,
    value: fit.sigma / expected,
    error: fit.sigmaError / expected,
    expected: null,
    band: [0.95, 1.28],
    expectedText: `1 (${plain(100 * expected)} %)`,
    toleranceText: '0.95 to 1.28',
    note: `σp/p ${(100 * fit.sigma).toFixed(4)} %, mean ${(100 * fit.mean).toFixed(4)} ± ${(100 * fit.meanError).toFixed(4)} %, ${tails(fit)}; linear error propagation ${(100 * linear).toFixed(4)} %`,
  });
}

/** Mean of the momentum where the energy loss is largest: 0.008 % are lost in STRAW1 and 2. */
function meanRow(p: number, sample: Residuals): Row {
  const fit = gaussianCore(sample.byEvent.filter(Number.isFinite), SHIFT_WINDOW);
  return judge({
    name: `momentum-mean-${p}`,
    quantity: `STRAW momentum over true momentum at ${p} GeV/c: mean − 1`,
    kind: 'full chain',
    sample: text(p),
    estimator: 'p_rec/p_true − 1 with p_true at production; Gaussian core ± 3 σ',
    n: fit.n,
    unit: '%',
    value: 100 * fit.mean,
    error: 100 * fit.meanError,
    expected: 0,
    band: [-0.012, 0.012],
  });
}

/** A change of the true apparatus that the reconstruction does not know, and what it should move. */
interface Shift {
  readonly name: string;
  readonly quantity: string;
  readonly p: number;
  readonly settings: Simulation['settings'];
  readonly moves: 'mean' | 'sigma';
  /** Relative tolerance. Default 20 %. */
  readonly tolerance?: number;
  /** The shift that the reference sample lets expect. */
  readonly predict: (reference: Residuals) => number;
  readonly how: string;
}

const growth = (reference: Residuals, change: Changed): number => {
  const [before, after] = propagated(reference, SHIFT_WINDOW, [{}, change]) as [number, number];
  return after / before - 1;
};

const SHIFTS: readonly Shift[] = [
  {
    name: 'shift-field',
    quantity: 'momentum scale at 25 GeV/c when the true field is 1 % stronger',
    p: 25,
    settings: { apparatus: { mnp33Scale: 1.01 } },
    moves: 'mean',
    predict: () => 1 / 1.01 - 1,
    how: '1/1.01 − 1',
  },
  {
    name: 'shift-drift',
    quantity: 'σp/p at 50 GeV/c when the true drift spread is 20 % larger',
    p: 50,
    settings: { straw: { driftSigmaScale: 1.2 } },
    moves: 'sigma',
    predict: (reference) => growth(reference, { driftSigma: 1.2 }),
    how: 'linear error propagation with the weights unchanged',
  },
  {
    name: 'shift-material',
    quantity: 'σp/p at 10 GeV/c when the true X/X₀ is twice as large',
    p: 10,
    settings: { apparatus: { materialScale: 2 } },
    moves: 'sigma',
    predict: (reference) => growth(reference, { material: 2 }),
    how: 'linear error propagation with the weights unchanged',
  },
  {
    name: 'shift-loss',
    quantity: 'momentum scale at 10 GeV/c when the true matter, and its energy loss, is twice as much',
    p: 10,
    settings: { apparatus: { materialScale: 2 } },
    moves: 'mean',
    // narrow enough to tell a loss from none
    tolerance: 0.65,
    predict: () => -lossUpstream(10 * GeV) / (10 * GeV),
    how: "Bethe's mean loss in STRAW1 and 2, which the fit allows for once",
  },
];

/** Momentum [MeV/c] that a pion loses in the two chambers before the magnet. */
function lossUpstream(p: number): number {
  const { mass } = particle(211);
  const path = 2 * (PLANES / CHAMBERS) * PLANE_MYLAR;
  return (betheMylar(p, mass) * path * Math.sqrt(p * p + mass * mass)) / p;
}

function shiftRow(
  { name, quantity, p, moves, tolerance: relative = 0.2, predict, how }: Shift,
  reference: Residuals,
  changed: Residuals,
): Row {
  // events found in both samples: the same pions with the same random numbers
  const pairs: number[] = [];
  for (let e = 0; e < reference.byEvent.length; e++) {
    if (Number.isFinite(reference.byEvent[e]!) && Number.isFinite(changed.byEvent[e]!)) pairs.push(e);
  }
  const core = (sample: Residuals, keep: (i: number) => boolean) =>
    gaussianCore(
      pairs.filter((_, i) => keep(i)).map((e) => sample.byEvent[e]!),
      SHIFT_WINDOW,
    );
  /** Mean change of the same tracks, those beyond the windows of either sample left out: what both have in common drops out. */
  const meanChange = (keep: (i: number) => boolean, windows: readonly CoreFit[]): number => {
    let sum = 0;
    let n = 0;
    for (let i = 0; i < pairs.length; i++) {
      const before = reference.byEvent[pairs[i]!]!;
      const after = changed.byEvent[pairs[i]!]!;
      const inside = ({ mean, sigma }: CoreFit, x: number) => Math.abs(x - mean) < SHIFT_WINDOW * sigma;
      if (!keep(i) || !inside(windows[0]!, before) || !inside(windows[1]!, after)) continue;
      sum += (1 + after) / (1 + before) - 1;
      n++;
    }
    return sum / n;
  };
  const shift = (keep: (i: number) => boolean): number => {
    const before = core(reference, keep);
    const after = core(changed, keep);
    return 100 * (moves === 'mean' ? meanChange(keep, [before, after]) : after.sigma / before.sigma - 1);
  };
  const expected = 100 * predict(reference);
  const tolerance = relative * Math.abs(expected);
  return judge({
    name,
    quantity,
    kind: 'full chain',
    sample: `${text(p)}; the same pions with the same random numbers before and after`,
    estimator: `${moves === 'mean' ? 'mean relative change of the same tracks within ± 3 σ' : "relative change of the Gaussian core's width (± 3 σ)"}, jackknife error; predicted: ${how}`,
    n: pairs.length,
    unit: '%',
    value: shift(() => true),
    error: jackknifeError(shift),
    expected,
    band: [expected - tolerance, expected + tolerance],
    expectedText: plain(expected),
    toleranceText: `± ${plain(tolerance)}`,
    note: `${percent(1 - pairs.length / reference.byEvent.filter(Number.isFinite).length)} of the tracks before are missing after`,
  });
}

/** Momenta at which a changed sample is made. */
const CHANGED = new Set(SHIFTS.map((s) => s.p));

/** Momentum resolution, and how it answers to changes of what it comes from. */
export const momentum: Group = {
  names: [...MOMENTA.map((p) => `momentum-${p}`), `momentum-mean-${MEAN_AT}`, ...SHIFTS.map((s) => s.name)],
  events: (small) => [...MOMENTA, ...CHANGED].reduce<number>((sum, p) => sum + pions(small, p), 0),
  rows: async (bench) => {
    const rows: Row[] = [];
    const shifts: Row[] = [];
    for (const p of MOMENTA) {
      const events = pions(bench.small, p);
      const reference = await residuals(bench, p, events);
      rows.push(resolutionRow(p, reference));
      if (p === MEAN_AT) shifts.push(meanRow(p, reference));
      // shifts of one change share its sample
      const samples = new Map<string, Residuals>();
      for (const shift of SHIFTS) {
        if (shift.p !== p) continue;
        const change = JSON.stringify(shift.settings);
        const changed = samples.get(change) ?? (await residuals(bench, p, events, shift.settings));
        samples.set(change, changed);
        shifts.push(shiftRow(shift, reference, changed));
      }
    }
    return [...rows, ...shifts];
  },
};
