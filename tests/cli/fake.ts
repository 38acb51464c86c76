import { main } from '../../src/cli/program.js';
import type { Setting } from '../../src/core/settings.js';
import { selectionColumns } from '../../src/selection/columns/index.js';
import { SELECTIONS } from '../../src/selection/index.js';
import { chooseSelection } from '../../src/verbs/selection-file.js';
import type {
  CutflowResult,
  DiffResult,
  EfficiencyResult,
  ExportResult,
  InspectResult,
  NMinusOneResult,
  ReplayResult,
  ScanResult,
  SelectResult,
  ValidateResult,
  ValidationRow,
  VerbContext,
  Verbs,
  WrittenResult,
} from '../../src/verbs/types.js';

/** One call of a fake verb. */
export interface Call {
  readonly verb: string;
  readonly options: unknown;
}

const written: WrittenResult = {
  folder: 'a/spill',
  parts: 1,
  events: 2000,
  rows: { straw: 168000 },
  bytes: 1234567,
  bytesByTable: { straw: 1234567 },
};
export const chained = { ...written, kept: 0 };
const replayed: ReplayResult = { ...chained, fragments: {}, folder: 'a/run', rows: { vertices: 1500 }, quarantined: 2 };
const inspected: InspectResult = {
  folder: 'a/run',
  kind: 'run',
  provenance: [{ label: 'seed', value: '1' }],
  parts: 1,
  events: 2000,
  tables: [{ name: 'vertices', version: 1, rows: 1500, bytes: 999, columns: 17, file: 'a/run/vertices.arrow' }],
  found: [{ label: 'kaon mass', value: '493.68 MeV/c²' }],
};
const selected: SelectResult = {
  ...written,
  folder: 'a/run/selections/k3pi',
  selection: 'k3pi',
  candidates: 5000,
  passed: 1234,
  masked: [],
  unblinded: null,
};
const half = { value: 0.2468, low: 0.2408, high: 0.253 };
export const counted: CutflowResult = {
  folders: ['a/run/selections/k3pi'],
  masked: [],
  unblinded: null,
  selection: 'k3pi',
  doc: 'three pions',
  events: 2000,
  candidates: 5000,
  candidateEvents: 1900,
  weighted: { sum: 5000, error: 70.7 },
  passed: 1234,
  cuts: [
    {
      name: 'chi2',
      text: 'chi2 < 25',
      source: 'KAON §6.1',
      candidates: 1234,
      events: 1230,
      ofPrevious: half,
      cumulative: half,
      exclusive: 1234,
      ofExclusive: half,
      weighted: { sum: 1234, error: 35.1 },
      mark: 'S',
      others: 0,
      ofOthers: null,
    },
  ],
};
const words = { name: 'chi2', text: 'chi2 < 25', source: 'KAON §6.1', mark: 'R-b' } as const;
const oneCut: NMinusOneResult = {
  folders: ['a/run/selections/k3pi'],
  selection: 'k3pi',
  doc: 'three pions',
  masked: ['masked: 470 < mass < 505 MeV/c²'],
  unblinded: null,
  cuts: [
    {
      ...words,
      histogram: {
        column: 'chi2',
        unit: '',
        doc: 'of the vertex fit',
        from: 0,
        to: 30,
        counts: [7, 0, 1],
        under: 0,
        over: 2,
        missing: 3,
      },
      curves: [],
      others: 13,
      passed: 8,
    },
  ],
};
const side = (folder: string, passed: number) => ({
  folder,
  selection: 'k3pi',
  masked: [],
  unblinded: null,
  events: 100,
  candidates: 90,
  passed,
  passedEvents: passed,
  after: [{ name: 'chi2', text: `chi2 < ${passed}`, candidates: passed }],
});
export const compared: DiffResult = {
  a: side('a/run/selections/k3pi', 25),
  b: side('b/run/selections/k3pi', 24),
  common: 100,
  onlyA: 1,
  onlyB: 0,
  cuts: [{ cut: 'chi2', onlyA: 1, onlyB: 0 }],
  migrations: [{ burst: 1, event: 42, to: 'a', cut: 'chi2', value: 24.5 }],
};
export const scanned: ScanResult = {
  selection: 'k3pi',
  doc: 'three pions',
  figure: 'punzi',
  axes: [{ cut: 'chi2', edge: 'value', from: 5, to: 10, steps: 1, column: 'chi2', unit: '' }],
  signalEvents: 100,
  points: [
    { at: [5], signal: 10, signalCandidates: 10, efficiency: half, background: 0, backgroundError: 0, merit: null },
    { at: [10], signal: 20, signalCandidates: 20, efficiency: half, background: 4, backgroundError: 2, merit: 0.057 },
  ],
  best: {
    at: [10],
    signal: 20,
    signalCandidates: 20,
    efficiency: half,
    background: 4,
    backgroundError: 2,
    merit: 0.057,
  },
};
export const identified: EfficiencyResult = {
  folder: 'a/run',
  of: 'identity',
  against: 'momentum',
  truth: 'a/spill',
  tracks: 120,
  outside: 20,
  species: [
    {
      species: 'pi',
      bins: [
        {
          from: 15_000,
          to: 20_000,
          tracks: 100,
          called: {
            e: { n: 1, value: 0.01, low: 0.0045, high: 0.0223 },
            mu: { n: 4, value: 0.04, low: 0.0245, high: 0.0646 },
            pi: { n: 90, value: 0.9, low: 0.866, high: 0.926 },
            none: { n: 5, value: 0.05, low: 0.0325, high: 0.0763 },
          },
        },
      ],
    },
  ],
};
export const exported: ExportResult = {
  folder: 'a/run',
  kind: 'run',
  out: 'a/parquet',
  format: 'parquet',
  parts: 2,
  events: 2000,
  tables: [{ name: 'vertices', rows: 1500, files: 2, bytes: 999, path: 'a/parquet/vertices/*.parquet' }],
  bytes: 999,
};
export const row = (verdict: ValidationRow['verdict']): ValidationRow => ({
  name: 'field.axial',
  quantity: 'kick on axis',
  kind: 'arithmetic',
  sample: 'axial track',
  estimator: 'swim',
  n: 1,
  expected: '270.1 MeV/c',
  tolerance: '0.3',
  here: '270.2 MeV/c',
  pull: null,
  verdict,
});

const setting = (unit: Setting['unit']): Setting => ({ default: 5, unit, doc: 'a width', source: 'DET §0' });

/** The words of a line; those in double quotes are one. */
const split = (line: string): string[] => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]!);

/** Runs a command line against verbs that do nothing but remember what they were asked. */
export async function type(line: string, replaced: Partial<Verbs> = {}, abort = new AbortController()) {
  const calls: Call[] = [];
  let out = '';
  let err = '';
  let loaded = false;
  const fake =
    <R>(verb: string, result: R) =>
    async (options: unknown, _context: VerbContext): Promise<R> => {
      calls.push({ verb, options });
      return result;
    };
  const validation: ValidateResult = { rows: [row('green')] };
  const verbs: Verbs = {
    setups: ['kaon-2018', 'kaon-2022', 'dump-2021'],
    decays: ['k3pi', 'k2pi'],
    conditions: ['nominal'],
    selections: SELECTIONS.map((s) => s.name),
    selectionColumns,
    chooseSelection,
    simulationSettings: {
      straw: { window: setting('ns') },
      burst: { intensity: setting('MHz') },
      apparatus: { scale: setting('') },
    },
    reconstructionSettings: { 'straw-tracks': { window: setting('ns') }, apparatus: { scale: setting('') } },
    simulate: fake('simulate', chained),
    replay: fake('replay', replayed),
    inspect: fake('inspect', inspected),
    select: fake('select', selected),
    cutflow: fake('cutflow', counted),
    nminus1: fake('nminus1', oneCut),
    diff: fake('diff', compared),
    scan: fake('scan', scanned),
    report: fake('report', { file: 'a/page.html', bytes: 1000, selection: 'k3pi', events: 5 }),
    efficiency: fake('efficiency', identified),
    exportTables: fake('exportTables', exported),
    show: fake('show', { text: 'event 5' }),
    validate: fake('validate', validation),
    ...replaced,
  };
  const code = await main(split(line), {
    version: '0.0.0',
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    terminal: true,
    signal: abort.signal,
    load: async () => {
      loaded = true;
      return verbs;
    },
  });
  return { code, out, err, calls, loaded };
}
