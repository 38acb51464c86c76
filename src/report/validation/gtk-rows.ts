import { GeV, ps, urad } from '../../core/units.js';
import { gtkSettings } from '../../detectors/gtk/emulate.js';
import { KAON_SECTORS } from '../../detectors/ktag/description.js';
import { type CoreFit, gaussianCore, spread } from '../../monitoring/core-fit.js';
import { jackknifeError } from '../../monitoring/jackknife.js';
import { type Conditions, conditionsByName } from '../../setups/conditions.js';
import { formatCount } from '../terminal.js';
import { type BeamKaon, beamKaons } from './beam-sample.js';
import { tails } from './pulls.js';
import { judge, plain, type Row } from './row.js';
import { type Bench, type Group, TRUE_CONDITIONS } from './samples.js';

const SEED = 52;
const KAONS = 8_000;
const WINDOW = 2;

/** What GTK tracks miss the true kaon by: GeV/c, µrad, µrad, ps. */
export interface GtkResiduals {
  readonly p: number[];
  readonly tx: number[];
  readonly ty: number[];
  readonly t: number[];
}

export const noResiduals = (): GtkResiduals => ({ p: [], tx: [], ty: [], t: [] });

/** Adds the track of a kaon, if it has one. */
export function addResiduals(to: GtkResiduals, { gtk, gtkTracks, primaries, kaon, gtkTime }: BeamKaon): void {
  if (gtk < 0) return;
  const { columns: g } = gtkTracks;
  const { px, py, pz } = primaries.columns;
  const p = Math.hypot(px[kaon]!, py[kaon]!, pz[kaon]!);
  to.p.push((g.p[gtk]! - p) / GeV);
  to.tx.push((g.tx[gtk]! - px[kaon]! / pz[kaon]!) / urad);
  to.ty.push((g.ty[gtk]! - py[kaon]! / pz[kaon]!) / urad);
  to.t.push((g.time[gtk]! - gtkTime) / ps);
}

/** A row of the core of residuals, to be judged or printed. */
export const residualRow = (
  sample: string,
  name: string,
  quantity: string,
  unit: string,
  fit: CoreFit,
  truth: string,
  note = '',
) =>
  ({
    kind: 'full chain',
    sample: `${sample}; GTK tracks of the kaon's hits alone`,
    name,
    quantity,
    unit,
    estimator: `found − true ${truth}, Gaussian core ± 2 σ`,
    n: fit.n,
    value: fit.sigma,
    error: fit.sigmaError,
    note: `${note}mean ${plain(Number(fit.mean.toPrecision(2)))} ± ${plain(Number(fit.meanError.toPrecision(2)))} ${unit}, ${tails(fit)}`,
  }) as const;

/** Momentum resolution; hit σt of a station over √3. Source: DET §4.2, §10. */
const GTK_MOMENTUM = 0.15;
const GTK_TIME = gtkSettings.timeSigma.default / Math.sqrt(3) / ps;
/** Width of GTK − KTAG. Source: DET §7.1 (FW19). */
const BEAM_TIME = 130;

/** Error of the assumed time offsets [ps], and which way it moves GTK − KTAG. */
const T0_ERROR = 100;
const T0_SHIFTS = [
  { detector: 'gtk', label: 'GTK', sign: -1 },
  { detector: 'ktag', label: 'KTAG', sign: 1 },
] as const;

/** GTK − KTAG of the events where both see the kaon [ps], by event; NaN elsewhere. */
async function beamTimes(bench: Bench, assumed?: Conditions, look?: (kaon: BeamKaon) => void): Promise<Float64Array> {
  const dt = new Float64Array(KAONS).fill(Number.NaN);
  const sample = { events: KAONS, seed: SEED, conditions: TRUE_CONDITIONS };
  await beamKaons(bench, assumed === undefined ? sample : { ...sample, assumed }, (kaon) => {
    const { event, ktag, gtk, ktagCandidates: k, gtkTracks: g } = kaon;
    look?.(kaon);
    if (ktag < 0 || gtk < 0 || k.columns.n_sectors[ktag]! < KAON_SECTORS) return;
    dt[event] = (g.columns.time[gtk]! - k.columns.time[ktag]!) / ps;
  });
  return dt;
}

/** GTK alone, and GTK against KTAG: what is found of the kaon, and what an error of the time offsets does. */
export const gtkKaons: Group = {
  names: [
    'gtk-momentum',
    'gtk-slope-x',
    'gtk-slope-y',
    'gtk-time',
    'gtk-ktag-time',
    ...T0_SHIFTS.flatMap(({ detector }) => [`t0-${detector}-mean`, `t0-${detector}-width`]),
  ],
  events: () => 3 * KAONS,
  rows: async (bench) => {
    const residuals = noResiduals();
    const times = await beamTimes(bench, undefined, (kaon) => addResiduals(residuals, kaon));
    const text = `${formatCount(KAONS)} kaons without pile-up, seed ${SEED}`;
    const row = (name: string, quantity: string, unit: string, fit: CoreFit, truth: string, note = '') =>
      residualRow(text, name, quantity, unit, fit, truth, note);
    const about = (x: number, tolerance: number) => ({
      expected: x,
      band: [(1 - tolerance) * x, (1 + tolerance) * x] as const,
      toleranceText: `${100 * tolerance} %`,
    });
    const exit = 'slope behind the matter of GTK3';
    const slope = { expected: null, band: [11, 18] as const };
    const rms = spread(residuals.p).sigma;
    const [p, tx, ty, t] = [residuals.p, residuals.tx, residuals.ty, residuals.t].map((v) => gaussianCore(v, WINDOW));
    return [
      judge({
        ...row('gtk-momentum', 'GTK σp', 'GeV/c', p!, 'momentum', `standard deviation ${rms.toFixed(4)} GeV/c; `),
        ...about(GTK_MOMENTUM, 0.15),
      }),
      judge({ ...row('gtk-slope-x', 'GTK σ(dx/dz) behind GTK3', 'µrad', tx!, exit), ...slope }),
      judge({ ...row('gtk-slope-y', 'GTK σ(dy/dz) behind GTK3', 'µrad', ty!, exit), ...slope }),
      judge({
        ...row('gtk-time', 'GTK track σt over hit σt/√3', 'ps', t!, 'time at GTK3'),
        ...about(GTK_TIME, 0.1),
        expectedText: GTK_TIME.toFixed(1),
      }),
      beamTimeRow(text, gaussianCore(times.filter(Number.isFinite), WINDOW)),
      ...(await t0Rows(bench, text, times)),
    ];
  },
};

function beamTimeRow(text: string, fit: CoreFit): Row {
  return judge({
    name: 'gtk-ktag-time',
    quantity: 'GTK − KTAG time of the same kaon: core',
    kind: 'full chain',
    sample: `${text}; GTK tracks of the kaon's hits alone, KTAG candidates of ${KAON_SECTORS} sectors or more`,
    estimator: 'Gaussian core ± 2 σ',
    n: fit.n,
    unit: 'ps',
    value: fit.sigma,
    error: fit.sigmaError,
    expected: BEAM_TIME,
    band: [0.9 * BEAM_TIME, 1.1 * BEAM_TIME],
    toleranceText: '10 %',
    note: `mean ${fit.mean.toFixed(1)} ± ${fit.meanError.toFixed(1)} ps, ${tails(fit)}`,
  });
}

/** What GTK − KTAG does when all time offsets of a detector are assumed 100 ps too large. */
async function t0Rows(bench: Bench, text: string, before: Float64Array): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { detector, label, sign } of T0_SHIFTS) {
    const known = conditionsByName(TRUE_CONDITIONS);
    const assumed = {
      ...known,
      [detector]: { ...known[detector], t0: known[detector].t0.map((t) => t + T0_ERROR * ps) },
    };
    const after = await beamTimes(bench, assumed);
    const both: number[] = [];
    for (let e = 0; e < KAONS; e++) if (Number.isFinite(before[e]! + after[e]!)) both.push(e);
    const core = (dt: Float64Array, keep: (i: number) => boolean) =>
      gaussianCore(
        both.filter((_, i) => keep(i)).map((e) => dt[e]!),
        WINDOW,
      );
    const moved = (keep: (i: number) => boolean) => core(after, keep).mean - core(before, keep).mean;
    const wider = (keep: (i: number) => boolean) => core(after, keep).sigma / core(before, keep).sigma;
    const common = {
      kind: 'full chain',
      sample: `${text}; ${label} T0s assumed 100 ps larger than they are; the same raw hits before and after`,
      n: both.length,
    } as const;
    rows.push(
      judge({
        ...common,
        name: `t0-${detector}-mean`,
        quantity: `GTK − KTAG when the ${label} T0s are wrong by 100 ps: mean moves by`,
        estimator: "change of the Gaussian core's mean (± 2 σ), jackknife error",
        unit: 'ps',
        value: moved(() => true),
        error: sure(jackknifeError(moved)),
        expected: sign * T0_ERROR,
        band: [sign * T0_ERROR - 10, sign * T0_ERROR + 10],
      }),
      judge({
        ...common,
        name: `t0-${detector}-width`,
        quantity: `GTK − KTAG when the ${label} T0s are wrong by 100 ps: width over width before`,
        estimator: "ratio of the Gaussian core's widths (± 2 σ), jackknife error",
        value: wider(() => true),
        error: sure(jackknifeError(wider)),
        expected: 1,
        band: [0.95, 1.05],
      }),
    );
  }
  return rows;
}

/** A change of the offsets of a whole detector moves every time alike: what the jackknife finds then is rounding. */
const sure = (error: number): number | null => (error > 1e-4 ? error : null);
