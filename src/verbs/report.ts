import { type JsonObject, type Manifest, readManifests } from '../arrow/index.js';
import { particle } from '../core/particles.js';
import { gaussianCore } from '../monitoring/core-fit.js';
import { fraction } from '../monitoring/efficiency.js';
import { writeOutputFile } from '../report/output-file.js';
import type { ReportData, ReportEvent, ReportFigure } from '../report/page/data.js';
import { conditionText } from '../selection/cut.js';
import { PUBLISHED } from '../selection/published.js';
import { cutflow } from './cutflow.js';
import { histogramOf, nminus1 } from './nminus1.js';
import { openSelected, type Selected, selectedBatches } from './selected.js';
import { setupOf } from './spill.js';
import type { CutflowResult, HistogramData, ReportOptions, ReportResult, VerbContext } from './types.js';

/** Events a page lists; more make it slow to open. */
const LISTED = 200;
/** Below this a width is not worth the name. */
const LEAST_FOR_WIDTH = 100;
/** Part of a distribution that a histogram shows, from each end. */
const TAIL = 0.005;

/** What passes every cut: values of the columns that were written, and the first events. */
interface Passed {
  readonly values: ReadonlyMap<string, number[]>;
  readonly events: { readonly burst: number; readonly event: number; readonly values: readonly number[] }[];
  total: number;
}

/**
 * Writes one HTML page that needs nothing else: how it was made, the cuts with their sources, cutflow, N − 1, distributions, published
 * figures beside those found, and the events that pass.
 * @throws InputError as `cutflow` does, and when the file cannot be written
 */
export async function report(options: ReportOptions, context: VerbContext): Promise<ReportResult> {
  const { run, out, spill } = options;
  const selected = await openSelected(run, options.selection);
  const counted = await cutflow(
    { runs: run, selection: options.selection, ...(spill === undefined ? {} : { truth: spill }) },
    context,
  );
  const { cuts: each } = await nminus1({ runs: run, selection: options.selection }, context);
  const passed = await whatPassed(selected, context);
  const { selection } = selected.bound;
  const generator = spill === undefined ? undefined : (await readManifests(spill))[0]!.manifest.provenance['generator'];
  const data: ReportData = {
    title: `${selection.name}, ${setupOf(selected.of[0]!.manifest, selected.of[0]!.dir)}`,
    provenance: provenanceOf(selected, generator as JsonObject | undefined),
    selection: {
      name: selection.name,
      doc: selection.doc,
      cuts: selection.cuts.map((cut) => ({
        name: cut.name,
        text: conditionText(cut),
        source: cut.source,
        mark: cut.mark,
      })),
    },
    blinding: { masked: counted.masked, unblinded: counted.unblinded },
    cutflow: counted,
    nminus1: each,
    histograms: histogramsOf(selected, passed),
    figures: figuresOf(selected, passed, counted, generator as JsonObject | undefined),
    events: eventsOf(selected, passed, options),
    eventsTotal: passed.total,
  };
  const { reportPage } = await import('../report/page/page.js');
  const page = reportPage(data);
  await writeOutputFile(out, page);
  return { file: out, bytes: new TextEncoder().encode(page).length, selection: selection.name, events: passed.total };
}

async function whatPassed(selected: Selected, context: VerbContext): Promise<Passed> {
  const { columns } = selected.bound;
  const values = new Map(columns.map(({ name }) => [name, [] as number[]]));
  const passed: Passed = { values, events: [], total: 0 };
  for await (const { batch } of selectedBatches(selected, 'report', context)) {
    const { offsets, columns: c } = batch.candidates;
    const own = batch.candidate_values.columns as Readonly<Record<string, Float64Array>>;
    for (let event = 0; event < batch.size; event++) {
      let isFirst = true;
      for (let row = offsets[event]!; row < offsets[event + 1]!; row++) {
        if (c.passed[row] !== 1) continue;
        for (const { name } of columns) values.get(name)!.push(own[name]![row]!);
        if (!isFirst) continue;
        isFirst = false;
        passed.total++;
        if (passed.events.length < LISTED) {
          passed.events.push({
            burst: batch.burst[event]!,
            event: batch.event[event]!,
            values: columns.map(({ name }) => own[name]![row]!),
          });
        }
      }
    }
  }
  return passed;
}

/** Provenance of selection, run and, when it is known, the generator. */
function provenanceOf(selected: Selected, generator: JsonObject | undefined) {
  const facts = (name: string, { code, provenance }: Manifest, left: readonly string[]) => [
    { label: `${name} written by`, value: `spillway ${code}` },
    ...Object.entries(provenance)
      .filter(([label, value]) => !Array.isArray(value) && !left.includes(label))
      .map(([label, value]) => ({
        label: `${name}, ${label}`,
        value: plain(value),
      })),
  ];
  const run = selected.of[0]!.manifest;
  return [
    { label: 'run', value: selected.run },
    ...facts('run', run, ['quarantined', 'fragments', 'lost']),
    ...facts('selection', selected.parts[0]!.manifest, ['selection', 'setup', 'passed']),
    ...Object.entries(generator ?? {}).map(([label, value]) => ({ label: `generator, ${label}`, value: plain(value) })),
  ];
}

/** The columns that are kept beside those of the cuts, of what passes. */
function histogramsOf({ bound }: Selected, { values }: Passed): HistogramData[] {
  return bound.selection.keep.flatMap((name): HistogramData[] => {
    const own = values.get(name)!;
    const finite = Float64Array.from(own.filter(Number.isFinite)).sort();
    if (finite.length === 0) return [];
    const { unit, doc } = bound.columns.find((c) => c.name === name)!.column;
    const [least, most] = [
      finite[Math.floor(TAIL * finite.length)]!,
      finite[Math.ceil((1 - TAIL) * finite.length) - 1]!,
    ];
    const isCounted = finite.every((x) => Number.isInteger(x));
    const margin = 0.05 * (most - least) || Math.abs(most) || 1;
    const edges =
      isCounted && most - least < 60
        ? ([least - 0.5, most + 0.5] as const)
        : ([least - margin, most + margin] as const);
    return [{ column: name, unit, doc, ...histogramOf(own, edges[0], edges[1], isCounted && most - least < 60) }];
  });
}

/** What was found beside what is published. */
function figuresOf(
  { bound, events }: Selected,
  { values, total }: Passed,
  counted: CutflowResult,
  generator: JsonObject | undefined,
): ReportFigure[] {
  const { name } = bound.selection;
  const { acceptance, massWidth } = PUBLISHED[name] ?? {};
  const figures: ReportFigure[] = [];
  const mass = ['mass', 'mass_pi']
    .map((column) => values.get(column))
    .find((list) => (list?.filter(Number.isFinite).length ?? 0) >= LEAST_FOR_WIDTH);
  if (mass !== undefined && bound.selection.table === 'vertices') {
    const { mean, meanError, sigma, sigmaError } = gaussianCore(mass.filter(Number.isFinite), 1.5);
    const kaon = particle(321).mass;
    figures.push({
      quantity: 'mean of the mass, core ± 1.5 σ',
      here: `${mean.toFixed(3)} ± ${meanError.toFixed(3)} MeV/c²`,
      published: `${kaon} MeV/c²`,
      source: 'KAON §2.1 (PDG)',
      mark: 'P',
      value: { value: mean, low: mean - meanError, high: mean + meanError },
      expected: kaon,
    });
    figures.push({
      quantity: 'width of the mass, core ± 1.5 σ',
      here: `${sigma.toFixed(3)} ± ${sigmaError.toFixed(3)} MeV/c²`,
      published: massWidth?.text ?? 'not found',
      source: massWidth?.source ?? '',
      mark: massWidth?.mark ?? '',
      ...(massWidth === undefined
        ? {}
        : { value: { value: sigma, low: sigma - sigmaError, high: sigma + sigmaError }, expected: massWidth.value }),
    });
  }
  if (acceptance !== undefined && generator?.['decay'] === acceptance.decay && events > 0) {
    const value = fraction(total, events);
    figures.push({
      quantity: `acceptance: events that pass, of ${acceptance.decay} decays`,
      here: `${(100 * value.value).toFixed(2)} % (${(100 * value.low).toFixed(2)} – ${(100 * value.high).toFixed(2)})`,
      published: acceptance.text,
      source: acceptance.source,
      mark: acceptance.mark,
      value,
      expected: acceptance.value,
    });
  }
  if (counted.truth !== undefined) {
    const { efficiency, purity } = counted.truth;
    const words = ({ value, low, high }: { value: number; low: number; high: number }) =>
      `${(100 * value).toFixed(2)} % (${(100 * low).toFixed(2)} – ${(100 * high).toFixed(2)})`;
    const none = { published: 'none', source: '', mark: '' } as const;
    figures.push({ quantity: 'efficiency by the truth', here: words(efficiency), ...none });
    if (purity !== null) figures.push({ quantity: 'purity by the truth', here: words(purity), ...none });
  }
  return figures;
}

/** The first events that pass, with how to look at each. */
function eventsOf({ bound }: Selected, { events }: Passed, { run, spill = 'SPILL' }: ReportOptions): ReportEvent[] {
  return events.map(({ burst, event, values }) => ({
    burst,
    event,
    values: bound.columns.flatMap(({ name, column: { unit } }, i) =>
      bound.selection.keep.includes(name)
        ? [{ label: unit === '' ? name : `${name} [${unit}]`, value: digits(values[i]!) }]
        : [],
    ),
    command: `spillway show ${spill} --burst ${burst} --event ${event} --run ${run}`,
  }));
}

/** A value of provenance as people read it. */
const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A number to five digits, none of them behind thousands. */
const digits = (x: number): string =>
  Number.isNaN(x) ? '–' : String(Math.abs(x) >= 1e4 ? Math.round(x) : Number(x.toPrecision(5))).replace('-', '−');
