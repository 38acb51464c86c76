import { Histogram } from '../core/histogram.js';
import { particle } from '../core/particles.js';
import { m, ns } from '../core/units.js';
import { type CoreFit, gaussianCore, truncatedMoments } from '../monitoring/core-fit.js';
import { K3PI_MASS } from '../monitoring/k3pi.js';
import { writeOutputFile } from './output-file.js';
import { runCandidates, type TimeDifferences } from './plots-candidates.js';
import {
  type Attributes,
  axes,
  clipped,
  element,
  type Frame,
  label,
  line,
  number,
  polyline,
  px,
  svgDocument,
} from './svg.js';
import { formatCount } from './terminal.js';

/** What is written and drawn on a histogram. */
export interface HistogramPlot {
  /** Names it in the document. */
  readonly id: string;
  readonly title: string;
  /** Name of the axis with its unit, and the native value of one of it (default 1). */
  readonly axis: string;
  readonly unit?: { readonly name: string; readonly scale: number };
  /** Gaussian drawn on top: mean, σ, and the entries under all of it. */
  readonly gaussian?: { readonly mean: number; readonly sigma: number; readonly entries: number };
  /** Value marked by a line, with its name. */
  readonly marked?: { readonly value: number; readonly name: string };
  /** Drawn in grey behind the histogram; the same bins. */
  readonly behind?: Histogram;
  /** What is counted (default candidates). */
  readonly counted?: string;
  /** Lines in the upper right corner. */
  readonly statistics: readonly string[];
}

type Place = Omit<Frame, 'id' | 'x' | 'y'>;
const FILL = '#cfe3f1';
const OUTLINE = '#0072b2';
const CROWD = { fill: '#e9eaec', stroke: '#9aa0a6', 'stroke-width': 1, class: 'behind' };
const CURVE = '#d55e00';
const POINTS = 300;

/** A histogram as SVG elements inside `place`; names and numbers of the axes stand outside of it. */
export function histogramPlot(h: Histogram, plot: HistogramPlot, place: Place): string {
  const { gaussian, marked, behind, counted = 'candidates', unit = { name: '', scale: 1 } } = plot;
  const binWidth = (h.high - h.low) / h.bins;
  const peak = gaussian === undefined ? 0 : (gaussian.entries * binWidth) / (gaussian.sigma * Math.sqrt(2 * Math.PI));
  // room for the statistics above the peak
  const top = (plot.statistics.length > 0 ? 1.4 : 1.12) * Math.max(1, peak, ...h.sumw, ...(behind?.sumw ?? []));
  const f: Frame = { ...place, id: plot.id, x: [h.low, h.high], y: [0, top] };

  const body = behind === undefined ? [] : [steps(f, behind, CROWD)];
  body.push(steps(f, h, { fill: FILL, stroke: OUTLINE, 'stroke-width': 1.3, class: 'histogram' }));
  if (marked !== undefined) {
    const x = px(f, marked.value);
    body.push(
      line(x, f.top, x, f.top + f.height, { stroke: '#1a1a1a', 'stroke-width': 1, 'stroke-dasharray': '5 4' }),
      label(x - 5, f.top + 15, marked.name, { 'font-size': 12, 'text-anchor': 'end' }),
    );
  }
  if (gaussian !== undefined) {
    const at = Array.from({ length: POINTS + 1 }, (_, i) => h.low + ((h.high - h.low) * i) / POINTS);
    const values = at.map((x) => peak * Math.exp(-0.5 * ((x - gaussian.mean) / gaussian.sigma) ** 2));
    body.push(polyline(f, at, values, { stroke: CURVE, 'stroke-width': 2, class: 'gaussian' }));
  }
  const perBin = `${number(Number((binWidth / unit.scale).toPrecision(3)))}${unit.name && ` ${unit.name}`}`;
  return element(
    'g',
    { id: plot.id },
    '\n',
    clipped(f, ...body),
    label(f.left, f.top - 8, plot.title, { 'font-size': 15, 'font-weight': 'bold' }),
    ...plot.statistics.map((text, k) =>
      label(f.left + f.width - 12, f.top + 24 + 19 * k, text, { 'text-anchor': 'end' }),
    ),
    axes(f, { x: plot.axis, y: `${counted} / ${perBin}`, scaleX: unit.scale }, [9, 6]),
  );
}

/** The outline of a histogram. */
function steps(f: Frame, h: Histogram, attributes: Attributes): string {
  const binWidth = (h.high - h.low) / h.bins;
  const xs: number[] = [h.low];
  const ys: number[] = [0];
  for (let i = 0; i < h.bins; i++) {
    xs.push(h.low + i * binWidth, h.low + (i + 1) * binWidth);
    ys.push(h.sumw[i]!, h.sumw[i]!);
  }
  xs.push(h.high);
  ys.push(0);
  return polyline(f, xs, ys, attributes);
}

/** Half-width of the fitted core, in σ. */
const CORE = 1.5;
/** A fit to fewer values says nothing. */
const FEWEST = 100;
const Z: readonly [number, number] = [100 * m, 186 * m];
/** Range of the time differences, and their bins. */
const TIME = 1 * ns;
const TIME_BINS = 50;

/**
 * Draws m(3π) and the z of the vertices of a run's K3π candidates, and the times by which their beam tracks are found: against the kaon
 * and against the decay, with the Gaussians of the cores.
 * @param out SVG file
 * @throws InputError when the folder is not a sound run or the file cannot be written
 */
export async function plotRun(folder: string, out: string): Promise<void> {
  const { setup, events, mass, z, ktag, decay } = await runCandidates(folder);
  const size = { width: 500, height: 330 };
  const title = `K⁺ → π⁺π⁺π⁻, ${setup}: ${formatCount(mass.length)} candidates in ${formatCount(events)} events`;
  const zPlot = { id: 'z', title: 'Decay vertex', axis: 'z of the vertex [m]', unit: { name: 'm', scale: m } };
  await writeOutputFile(
    out,
    svgDocument(
      1200,
      900,
      title,
      label(24, 34, title, { 'font-size': 20, 'font-weight': 'bold' }),
      label(24, 55, 'Emulated with spillway, reconstructed from the raw hits alone; not NA62 data.', {
        fill: '#5c6166',
      }),
      massPlot(mass, { ...size, top: 92, left: 76 }),
      histogramPlot(filled(43, Z, z), { ...zPlot, statistics: [] }, { ...size, top: 92, left: 674 }),
      timePlot('ktag', 'Beam track and kaon', 'GTK − KTAG time [ns]', ktag, { ...size, top: 510, left: 76 }),
      timePlot('decay', 'Beam track and decay', 'GTK − decay time [ns]', decay, { ...size, top: 510, left: 674 }),
    ),
  );
}

function filled(bins: number, [low, high]: readonly [number, number], values: readonly number[]): Histogram {
  const h = new Histogram(bins, low, high);
  for (const v of values) h.fill(v);
  return h;
}

/** Gaussian of the core, and the lines that say it; undefined when there is too little to fit. */
function coreOf(
  values: readonly number[],
  text: (v: number, error: number) => string,
): { fit: CoreFit; gaussian: NonNullable<HistogramPlot['gaussian']>; lines: readonly string[] } | undefined {
  if (values.length < FEWEST) return undefined;
  const fit = gaussianCore(values, CORE);
  const { mean, sigma, meanError, sigmaError, inside } = fit;
  return {
    fit,
    gaussian: { mean, sigma, entries: inside / truncatedMoments(CORE).inside },
    lines: [`Gaussian of the core, ± ${CORE} σ`, `mean ${text(mean, meanError)}`, `σ ${text(sigma, sigmaError)}`],
  };
}

const TOO_FEW = { statistics: ['too few for a fit'] };

function massPlot(mass: readonly number[], place: Place): string {
  const core = coreOf(mass, (v, error) => `${number(v, 3)} ± ${number(error, 3)} MeV/c²`);
  const plot = {
    id: 'mass',
    title: 'Invariant mass',
    axis: 'm(3π) [MeV/c²]',
    unit: { name: 'MeV/c²', scale: 1 },
    marked: { value: particle(321).mass, name: 'm(K⁺)' },
  };
  const h = filled(70, K3PI_MASS, mass);
  if (core === undefined) return histogramPlot(h, { ...plot, ...TOO_FEW }, place);
  const statistics = [...core.lines, `beyond 3 σ: ${number(100 * core.fit.beyond3, 1)} %`];
  return histogramPlot(h, { ...plot, statistics, gaussian: core.gaussian }, place);
}

/** Best matches over all beam tracks of the same events. */
function timePlot(id: string, title: string, axis: string, { best, all }: TimeDifferences, place: Place): string {
  const core = coreOf(best, (v, error) => `${number(1e3 * v, 1)} ± ${number(1e3 * error, 1)} ps`);
  const plot = {
    id,
    title,
    axis,
    unit: { name: 'ns', scale: ns },
    behind: filled(TIME_BINS, [-TIME, TIME], all),
    counted: 'beam tracks',
  };
  const h = filled(TIME_BINS, [-TIME, TIME], best);
  const drawn =
    core === undefined
      ? histogramPlot(h, { ...plot, ...TOO_FEW }, place)
      : histogramPlot(h, { ...plot, statistics: core.lines, gaussian: core.gaussian }, place);
  const keys = [
    { fill: FILL, stroke: OUTLINE, text: 'best match' },
    { fill: CROWD.fill, stroke: CROWD.stroke, text: 'every beam track' },
  ];
  return (
    drawn +
    keys
      .map(({ fill, stroke, text }, k) => {
        const y = place.top + 24 + 19 * k;
        const box = element('rect', { x: place.left + 12, y: y - 10, width: 16, height: 11, fill, stroke });
        return box + label(place.left + 35, y, text);
      })
      .join('')
  );
}
