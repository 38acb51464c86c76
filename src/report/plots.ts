import { readManifests, readPart } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { Histogram } from '../core/histogram.js';
import { particle } from '../core/particles.js';
import { m } from '../core/units.js';
import { events, vertices } from '../event/run.js';
import { type CoreFit, gaussianCore, truncatedMoments } from '../monitoring/core-fit.js';
import { isThreePion, K3PI_MASS } from '../monitoring/k3pi.js';
import { writePicture } from './picture.js';
import { axes, clipped, element, type Frame, label, line, number, polyline, px, svgDocument } from './svg.js';
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
  /** Lines in the upper right corner. */
  readonly statistics: readonly string[];
}

type Place = Omit<Frame, 'id' | 'x' | 'y'>;
const FILL = '#cfe3f1';
const OUTLINE = '#0072b2';
const CURVE = '#d55e00';
const POINTS = 300;

/** A histogram as SVG elements inside `place`; names and numbers of the axes stand outside of it. */
export function histogramPlot(h: Histogram, plot: HistogramPlot, place: Place): string {
  const { gaussian, marked, unit = { name: '', scale: 1 } } = plot;
  const binWidth = (h.high - h.low) / h.bins;
  const peak = gaussian === undefined ? 0 : (gaussian.entries * binWidth) / (gaussian.sigma * Math.sqrt(2 * Math.PI));
  // room for the statistics above the peak
  const top = (plot.statistics.length > 0 ? 1.4 : 1.12) * Math.max(1, peak, ...h.sumw);
  const f: Frame = { ...place, id: plot.id, x: [h.low, h.high], y: [0, top] };

  const xs: number[] = [h.low];
  const ys: number[] = [0];
  for (let i = 0; i < h.bins; i++) {
    xs.push(h.low + i * binWidth, h.low + (i + 1) * binWidth);
    ys.push(h.sumw[i]!, h.sumw[i]!);
  }
  xs.push(h.high);
  ys.push(0);
  const body = [polyline(f, xs, ys, { fill: FILL, stroke: OUTLINE, 'stroke-width': 1.3, class: 'histogram' })];
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
    axes(f, { x: plot.axis, y: `candidates / ${perBin}`, scaleX: unit.scale }, [9, 6]),
  );
}

/** Half-width of the fitted core, in σ. */
const CORE = 1.5;
/** A fit to fewer candidates says nothing. */
const FEWEST = 100;
const Z: readonly [number, number] = [100 * m, 186 * m];

/** Candidates of a run: m(3π) and z of the vertex, in order. */
async function candidates(folder: string): Promise<{ setup: string; n: number; mass: number[]; z: number[] }> {
  const parts = await readManifests(folder);
  const { kind, provenance } = parts[0]!.manifest;
  if (kind !== 'run')
    throw new InputError(ExitCode.data, { what: 'not a run', where: folder, found: kind, expected: 'run' });
  const found = { setup: String(provenance['setup'] ?? ''), n: 0, mass: [] as number[], z: [] as number[] };
  for (const { dir } of parts) {
    for await (const batch of readPart(dir, [events, vertices])) {
      found.n += batch.size;
      const c = batch.vertices.columns;
      for (let i = 0; i < batch.vertices.length; i++) {
        if (!isThreePion(batch.vertices, i)) continue;
        found.mass.push(c.mass_pi[i]!);
        found.z.push(c.z[i]!);
      }
    }
  }
  return found;
}

/**
 * Draws m(3π), with the Gaussian of its core, and the z of the vertices of a run's K3π candidates.
 * @param out SVG file
 * @throws InputError when the folder is not a sound run or the file cannot be written
 */
export async function plotRun(folder: string, out: string): Promise<void> {
  const { setup, n, mass, z } = await candidates(folder);
  const inside = mass.map((v, i) => ({ v, z: z[i]! })).filter(({ v }) => v >= K3PI_MASS[0] && v < K3PI_MASS[1]);
  const masses = new Histogram(70, ...K3PI_MASS);
  const positions = new Histogram(43, ...Z);
  for (const { v, z: zi } of inside) {
    masses.fill(v);
    positions.fill(zi);
  }
  const fit =
    inside.length < FEWEST
      ? undefined
      : gaussianCore(
          inside.map(({ v }) => v),
          CORE,
        );
  const place = { top: 92, width: 500, height: 330 };
  const title = `K⁺ → π⁺π⁺π⁻, ${setup}: ${formatCount(inside.length)} candidates in ${formatCount(n)} events`;
  await writePicture(
    out,
    svgDocument(
      1200,
      480,
      title,
      label(24, 34, title, { 'font-size': 20, 'font-weight': 'bold' }),
      label(24, 55, 'Emulated with spillway, reconstructed from the raw hits alone; not NA62 data.', {
        fill: '#5c6166',
      }),
      massPlot(masses, fit, { ...place, left: 76 }),
      histogramPlot(
        positions,
        {
          id: 'z',
          title: 'Decay vertex',
          axis: 'z of the vertex [m]',
          unit: { name: 'm', scale: m },
          statistics: [],
        },
        { ...place, left: 674 },
      ),
    ),
  );
}

function massPlot(h: Histogram, fit: CoreFit | undefined, place: Place): string {
  const plot = {
    id: 'mass',
    title: 'Invariant mass',
    axis: 'm(3π) [MeV/c²]',
    unit: { name: 'MeV/c²', scale: 1 },
    marked: { value: particle(321).mass, name: 'm(K⁺)' },
  };
  if (fit === undefined) return histogramPlot(h, { ...plot, statistics: ['too few for a fit'] }, place);
  const value = (v: number, error: number): string => `${number(v, 3)} ± ${number(error, 3)} MeV/c²`;
  const statistics = [
    `Gaussian of the core, ± ${CORE} σ`,
    `mean ${value(fit.mean, fit.meanError)}`,
    `σ ${value(fit.sigma, fit.sigmaError)}`,
    `beyond 3 σ: ${number(100 * fit.beyond3, 1)} %`,
  ];
  const entries = fit.inside / truncatedMoments(CORE).inside;
  return histogramPlot(h, { ...plot, statistics, gaussian: { mean: fit.mean, sigma: fit.sigma, entries } }, place);
}
