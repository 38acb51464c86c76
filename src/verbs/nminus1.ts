import { ExitCode, InputError } from '../core/errors.js';
import { Histogram } from '../core/histogram.js';
import { nearestName } from '../core/nearest.js';
import { fraction } from '../monitoring/efficiency.js';
import { type Condition, type Cut, conditionText, limitsOf, OPERATORS, type Selection } from '../selection/cut.js';
import { blindingOf } from './cutflow.js';
import { passingOthers } from './others.js';
import { outputNMinusOne } from './outputs.js';
import { openAll, type Selected } from './selected.js';
import type { CutCurve, HistogramData, NMinusOneCut, NMinusOneOptions, NMinusOneResult, VerbContext } from './types.js';

const BINS = 60;
/** Values at which an efficiency curve is asked. */
const POINTS = 41;

/**
 * Shows each cut where all the others are made: the distribution of its column, and how many pass against its value.
 * @throws InputError as `cutflow` does, and for a cut that the selection has not
 */
export async function nminus1(options: NMinusOneOptions, context: VerbContext): Promise<NMinusOneResult> {
  const all = await openAll([options.runs].flat(), options.selection);
  const { selection } = all[0]!.bound;
  const wanted = options.cut === undefined ? selection.cuts.map((_, i) => i) : [placeOf(selection, options.cut)];
  const values = wanted.map((): number[] => []);
  for (const selected of all) {
    const found = await passingOthers(
      selected,
      wanted.map((i) => [i]),
      1,
      context,
      'nminus1',
    );
    for (const [k, { values: own }] of found.entries()) for (const x of own[0]!) values[k]!.push(x);
  }
  const result: NMinusOneResult = {
    folders: all.map((s) => s.folder),
    selection: selection.name,
    doc: selection.doc,
    ...blindingOf(all),
    cuts: wanted.map((i, k) => cutOf(all[0]!, selection.cuts[i]!, values[k]!)),
  };
  await outputNMinusOne(result, options);
  return result;
}

/**
 * The place of a cut in a selection.
 * @throws InputError (usage) when there is none of this name; names the nearest
 */
export function placeOf({ name, cuts }: Selection, cut: string): number {
  const at = cuts.findIndex((c) => c.name === cut);
  if (at >= 0) return at;
  const names = cuts.map((c) => c.name);
  const near = nearestName(cut, names);
  throw new InputError(ExitCode.usage, {
    what: `no such cut${near === undefined ? '' : `; did you mean ${near}?`}`,
    where: `selection ${name}`,
    found: cut,
    expected: names.join(', '),
  });
}

function cutOf(selected: Selected, cut: Cut, values: readonly number[]): NMinusOneCut {
  const [from, to] = rangeOf(cut, values);
  const { unit, doc } = selected.bound.columns.find((c) => c.name === cut.column)!.column;
  const passes = (low: number, high: number): number =>
    values.reduce((n, x) => n + (OPERATORS[cut.operator](x, low, high) ? 1 : 0), 0);
  const [low, high] = limitsOf(cut);
  const passed = passes(low, high);
  return {
    name: cut.name,
    text: conditionText(cut),
    source: cut.source,
    mark: cut.mark,
    histogram: {
      ...histogramOf(values, from, to, isCounted(cut, values)),
      column: cut.column,
      unit,
      doc,
      ...marks(selected, cut),
    },
    curves: curvesOf(cut, values.length, from, to, passes),
    others: values.length,
    passed,
  };
}

/** Whether a column counts: whole numbers, and few of them unless one is asked for. */
function isCounted(cut: Condition, values: readonly number[]): boolean {
  const known = values.filter((x) => !Number.isNaN(x));
  const most = cut.operator === '==' ? 10 * BINS : BINS / 2;
  const isNear = (x: number): boolean => Math.abs(x) < most;
  return known.length > 0 && limitsOf(cut).every(isNear) && known.every((x) => Number.isInteger(x) && isNear(x));
}

/** The values of a cut, as lines, and the masked interval of its column. */
function marks({ bound: { selection }, unblinded }: Selected, cut: Cut): Pick<HistogramData, 'lines' | 'masked'> {
  const at = cut.operator === 'abs<' ? [-limitsOf(cut)[1], limitsOf(cut)[1]] : [...new Set(limitsOf(cut))];
  const lines = at.map((x) => ({ at: x, label: `${x}` }));
  const conditions =
    unblinded === null ? selection.regions.filter((r) => r.kind === 'masked').flatMap((r) => r.conditions) : [];
  const masked = conditions.find((c) => c.column === cut.column && c.operator === 'between');
  return masked === undefined ? { lines } : { lines, masked: limitsOf(masked) };
}

/** Where to look: what is cut at and 98 % of the values, with a margin; whole numbers from edge to edge. */
function rangeOf(cut: Cut, values: readonly number[]): readonly [number, number] {
  const finite = Float64Array.from(values.filter(Number.isFinite)).sort();
  const [low, high] = limitsOf(cut);
  const limits = cut.operator === 'abs<' ? [-high, high] : [low, high];
  const ends =
    finite.length === 0
      ? limits
      : [...limits, finite[Math.floor(0.01 * finite.length)]!, finite[Math.ceil(0.99 * finite.length) - 1]!];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  if (isCounted(cut, values)) return [Math.floor(least) - 1.5, Math.ceil(most) + 1.5];
  const margin = 0.1 * (most - least) || Math.abs(most) || 1;
  return [least >= 0 ? Math.max(0, least - margin) : least - margin, most + margin];
}

/** Edges moved out to whole bins of a width that people read: 1, 2 or 5 times a power of ten, 24 to 62 of them. */
function roundBins(from: number, to: number): readonly [from: number, to: number, bins: number] {
  const least = (to - from) / BINS;
  const power = 10 ** Math.floor(Math.log10(least));
  const width = power * [1, 2, 5, 10].find((k) => k * power >= least)!;
  const [first, last] = [Math.floor(from / width), Math.ceil(to / width)];
  return [first * width, last * width, last - first];
}

/** The values between two edges and a little beyond, in bins of one where they count. */
export function histogramOf(
  values: readonly number[],
  from: number,
  to: number,
  counted = false,
): Pick<HistogramData, 'from' | 'to' | 'counts' | 'under' | 'over' | 'missing'> {
  const [low, high, bins] = counted ? [from, to, Math.round(to - from)] : roundBins(from, to);
  const histogram = new Histogram(bins, low, high);
  for (const x of values) histogram.fill(x);
  const { sumw, underflow, overflow, invalid } = histogram;
  return { from: low, to: high, counts: [...sumw], under: underflow, over: overflow, missing: invalid };
}

/** The share that passes against each value of the cut; of an interval against each end while the other stays. */
function curvesOf(
  cut: Cut,
  others: number,
  from: number,
  to: number,
  passes: (low: number, high: number) => number,
): CutCurve[] {
  if (others === 0 || cut.operator === '==') return [];
  const [low, high] = limitsOf(cut);
  const edges: readonly [CutCurve['edge'], (at: number) => readonly [number, number], boolean][] =
    cut.operator === 'between'
      ? [
          ['low', (at) => [at, high], true],
          ['high', (at) => [low, at], true],
        ]
      : [['value', (at) => [at, at], cut.operator !== 'abs<']];
  return edges.map(([edge, limits, isSigned]) => {
    const first = isSigned ? from : 0;
    const points = Array.from({ length: POINTS }, (_, i) => {
      const at = first + ((to - first) * i) / (POINTS - 1);
      const passed = passes(...limits(at));
      return { at, passed, of: others, fraction: fraction(passed, others) };
    });
    return { edge, points };
  });
}
