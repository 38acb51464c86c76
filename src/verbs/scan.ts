import { ExitCode, InputError } from '../core/errors.js';
import { fraction } from '../monitoring/efficiency.js';
import { type Cut, limitsOf, OPERATORS } from '../selection/cut.js';
import { placeOf } from './nminus1.js';
import { type Others, passingOthers } from './others.js';
import { outputScan } from './outputs.js';
import { openAll, type Selected } from './selected.js';
import type { ScanAxis, ScanOptions, ScanPoint, ScanResult, VerbContext } from './types.js';

/** More points than this are a slip of the hand. */
const MAX_POINTS = 250_000;

/** Figures of merit of a signal efficiency, with its yield, and a background. */
const FIGURES = {
  's/sqrt(b)': ({ signal, background }: Yields) => (background > 0 ? signal / Math.sqrt(background) : null),
  /** ε/(a/2 + √B): best for a discovery at a standard deviations whatever the size of the signal. Source: G. Punzi, physics/0308063. */
  punzi: ({ efficiency, background, sigmas }: Yields) => efficiency / (0.5 * sigmas + Math.sqrt(background)),
} as const;

interface Yields {
  readonly signal: number;
  readonly efficiency: number;
  readonly background: number;
  readonly sigmas: number;
}

/**
 * Moves one or two values of cuts and says, for each, what is left of signal and background when all the other cuts are made.
 * @throws InputError as `cutflow` does, and for a cut or an edge that is not there, a range without points, too many points
 */
export async function scan(options: ScanOptions, context: VerbContext): Promise<ScanResult> {
  const { axes, sigmas = 3 } = options;
  if (axes.length < 1 || axes.length > 2)
    throw refuse('wrong number of cuts to scan', String(axes.length), 'one or two');
  for (const [what, x] of [
    ['standard deviations that are none', sigmas],
    ['a weight that is none', options.signalWeight ?? 1],
    ['a weight that is none', options.backgroundWeight ?? 1],
  ] as const) {
    if (!(x >= 0 && x < Number.POSITIVE_INFINITY)) throw refuse(what, String(x), 'a finite number, 0 or more');
  }
  const signals = await openAll(options.signal, options.selection);
  const backgrounds = await openAll(options.background, options.selection);
  const hashes = new Set(
    [...signals, ...backgrounds].map((s) => String(s.parts[0]!.manifest.provenance['configHash'])),
  );
  if (hashes.size > 1)
    throw refuse('selections with different cuts', [...hashes].join(', '), 'the same selection of every run');
  const { selection } = signals[0]!.bound;
  const places = axes.map((axis) => placeOf(selection, axis.cut));
  if (new Set(places).size < places.length && axes[0]!.edge === axes[1]!.edge) {
    throw refuse('a cut scanned against itself', axes[0]!.cut, 'two cuts, or two edges of one');
  }
  const cuts = [...new Set(places)];
  const grids = axes.map((axis, k) => gridOf(axis, selection.cuts[places[k]!]!));
  const size = grids.reduce((n, g) => n * g.length, 1);
  if (size > MAX_POINTS) throw refuse('too many points', String(size), `at most ${MAX_POINTS}`);

  const left = await collect(signals, cuts, options.signalWeight ?? 1, context);
  const right = await collect(backgrounds, cuts, options.backgroundWeight ?? 1, context);
  const events = signals.reduce((n, s) => n + s.events, 0);
  const points: ScanPoint[] = [];
  for (const first of grids[0]!) {
    for (const second of grids[1] ?? [undefined]) {
      const at = second === undefined ? [first] : [first, second];
      const limits = cuts.map((place) => limitsAt(selection.cuts[place]!, axes, places, place, at));
      const s = passing(
        left,
        cuts.map((c) => selection.cuts[c]!),
        limits,
      );
      const b = passing(
        right,
        cuts.map((c) => selection.cuts[c]!),
        limits,
      );
      const efficiency = fraction(Math.min(s.n, events), events);
      const merit = FIGURES[options.figure]({ signal: s.sum, efficiency: efficiency.value, background: b.sum, sigmas });
      points.push({
        at,
        signal: s.sum,
        signalCandidates: s.n,
        efficiency,
        background: b.sum,
        backgroundError: Math.sqrt(b.squares),
        merit,
      });
    }
  }
  const best = points.reduce<ScanPoint | null>(
    (top, p) => (p.merit !== null && (top === null || p.merit > top.merit!) ? p : top),
    null,
  );
  const result: ScanResult = {
    selection: selection.name,
    doc: selection.doc,
    figure: options.figure,
    axes: axes.map((axis, k) => ({
      ...axis,
      column: selection.cuts[places[k]!]!.column,
      unit: selection.cuts[places[k]!]!.unit,
    })),
    signalEvents: events,
    points,
    best,
  };
  await outputScan(result, options);
  return result;
}

const refuse = (what: string, found: string, expected: string): InputError =>
  new InputError(ExitCode.usage, { what, where: 'scan', found, expected });

/** The values of an axis, both ends included. */
function gridOf({ cut, edge, from, to, steps }: ScanAxis, { operator }: Cut): number[] {
  if ((operator === 'between') !== (edge !== 'value')) {
    throw refuse('an edge that the cut has not', `${cut}, ${edge}`, operator === 'between' ? 'low or high' : 'value');
  }
  if (!(Number.isInteger(steps) && steps > 0 && Number.isFinite(from) && Number.isFinite(to) && from < to)) {
    throw refuse('a range without points', `${from} … ${to} in ${steps}`, 'from below to, in one step or more');
  }
  return Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);
}

/** Limits of the cut at `place` when the axes have the values `at`. */
function limitsAt(
  cut: Cut,
  axes: readonly ScanAxis[],
  places: readonly number[],
  place: number,
  at: readonly number[],
): readonly [number, number] {
  let [low, high] = limitsOf(cut);
  for (const [k, { edge }] of axes.entries()) {
    if (places[k] !== place) continue;
    if (edge !== 'high') low = at[k]!;
    if (edge !== 'low') high = at[k]!;
  }
  return [low, high];
}

/** What passes all cuts but those scanned, of all runs together. */
async function collect(
  all: readonly Selected[],
  cuts: readonly number[],
  scale: number,
  context: VerbContext,
): Promise<Others> {
  const values = cuts.map((): number[] => []);
  const weights: number[] = [];
  for (const selected of all) {
    const [found] = await passingOthers(selected, [cuts], scale, context, 'scan');
    for (const [k, own] of found!.values.entries()) for (const x of own) values[k]!.push(x);
    for (const w of found!.weights) weights.push(w);
  }
  return { values, weights };
}

function passing({ values, weights }: Others, cuts: readonly Cut[], limits: readonly (readonly [number, number])[]) {
  let [n, sum, squares] = [0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    let passes = true;
    for (let k = 0; k < cuts.length && passes; k++)
      passes = OPERATORS[cuts[k]!.operator](values[k]![i]!, ...limits[k]!);
    if (!passes) continue;
    n++;
    sum += weights[i]!;
    squares += weights[i]! * weights[i]!;
  }
  return { n, sum, squares };
}
