import type { Settings } from '../core/settings.js';
import type { Selection } from '../selection/cut.js';
import type { EventRange } from './event-range.js';
import type { Interval, WrittenResult } from './result-types.js';
import type { SelectionChoice } from './selection-file.js';
import type {
  ColumnRow,
  CutflowOptions,
  CutflowResult,
  DiffOptions,
  DiffResult,
  NMinusOneOptions,
  NMinusOneResult,
  ReportOptions,
  ReportResult,
  ScanOptions,
  ScanResult,
  SelectOptions,
  SelectResult,
} from './selection-types.js';

export type * from './result-types.js';
export type * from './selection-types.js';

/**
 * What the command line asks of the library: the functions and lists that `src/index.ts` exports. Options are in
 * native units; results are plain objects that can be printed as JSON. A verb refuses bad input with `InputError` and
 * stops with the signal's reason when it is aborted, leaving whole parts only.
 */
export interface Verbs {
  /** Names that `--setup`, `--decay` and `--conditions` take. */
  readonly setups: readonly string[];
  readonly decays: readonly string[];
  readonly conditions: readonly string[];
  /** Names that `--selection` takes. */
  readonly selections: readonly string[];
  /** Settings that `--set module.key=value` changes, by module. `run` gives a module of both to both. */
  readonly simulationSettings: SettingsByModule;
  readonly reconstructionSettings: SettingsByModule;
  /** Columns that a selection of this table may name. */
  selectionColumns(table: Selection['table']): readonly ColumnRow[];
  /** The selection that is named, with some cuts changed, checked: what `select` will ask. */
  chooseSelection(choice: SelectionChoice, changes?: readonly string[]): Promise<Selection>;
  simulate(options: SimulateOptions, context: VerbContext): Promise<SimulateResult>;
  replay(options: ReplayOptions, context: VerbContext): Promise<ReplayResult>;
  inspect(options: InspectOptions, context: VerbContext): Promise<InspectResult>;
  show(options: ShowOptions, context: VerbContext): Promise<ShowResult>;
  select(options: SelectOptions, context: VerbContext): Promise<SelectResult>;
  cutflow(options: CutflowOptions, context: VerbContext): Promise<CutflowResult>;
  nminus1(options: NMinusOneOptions, context: VerbContext): Promise<NMinusOneResult>;
  diff(options: DiffOptions, context: VerbContext): Promise<DiffResult>;
  scan(options: ScanOptions, context: VerbContext): Promise<ScanResult>;
  report(options: ReportOptions, context: VerbContext): Promise<ReportResult>;
  efficiency(options: EfficiencyOptions, context: VerbContext): Promise<EfficiencyResult>;
  exportTables(options: ExportOptions, context: VerbContext): Promise<ExportResult>;
  validate(options: ValidateOptions, context: VerbContext): Promise<ValidateResult>;
}

export type SettingsByModule = Readonly<Record<string, Settings>>;

/** Everything a verb may do to the outside besides its files. */
export interface VerbContext {
  readonly signal: AbortSignal;
  /** Once per burst, part or anomaly; never per event. */
  readonly logger: Logger;
  readonly onProgress: (progress: Progress) => void;
}

/** The part of pino that verbs use. */
export interface Logger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface Progress {
  /** What is being done, e.g. `simulate`. */
  readonly task: string;
  /** What is counted, e.g. `events`. */
  readonly unit: string;
  readonly done: number;
  readonly total: number;
}

/** Changed settings in native units: module → key → value. */
export type Overrides = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface SimulateOptions {
  readonly setup: string;
  readonly decay: string;
  /** How many events to simulate, or which: from … to − 1. */
  readonly events: number | EventRange;
  /** 0 … 2⁵³ − 1. */
  readonly seed: number;
  /** Folder of the spill; absent, empty, or with parts of the same work, which are kept. */
  readonly out: string;
  /** Threads to work in; 1, this one, when absent; `auto`: the processors, where it pays. The result is the same to the bit. */
  readonly workers?: number | 'auto';
  /** Burst number, 1 … 2³² − 1. */
  readonly burst: number;
  /** Rate of all beam particles, averaged over the burst [1/ns], 0 … 1.5 (`checkIntensity`); 0 is no pile-up. The setup's own when absent. */
  readonly intensity?: number;
  /** True conditions given to the emulators; the setup's own when absent. */
  readonly conditions?: string;
  readonly settings: Overrides;
}

export interface ChainResult extends WrittenResult {
  /** Parts that stood there already and were kept. */
  readonly kept: number;
}

export type SimulateResult = ChainResult;

export interface ReplayOptions {
  readonly spill: string;
  /** Folder of the run; absent, empty, or with parts of the same work, which are kept. */
  readonly out: string;
  /** Only events from … to − 1. */
  readonly events?: EventRange;
  /** Take parts as they appear, until every burst has its end-of-burst marker. */
  readonly follow?: boolean;
  /** Threads to work in; 1, this one, when absent; `auto`: the processors, where it pays. The result is the same to the bit. */
  readonly workers?: number | 'auto';
  /** Conditions assumed by the reconstruction; the setup's own when absent. */
  readonly conditions?: string;
  readonly settings: Overrides;
  /** An event with a missing, repeated or corrupt fragment is reconstructed from what is sound, goes to quarantine, or stops the replay. */
  readonly onBad: 'keep' | 'quarantine' | 'stop';
}

export interface ReplayResult extends ChainResult {
  /** Events in the quarantine table. */
  readonly quarantined: number;
  /** Bad fragments by detector and kind. */
  readonly fragments: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface InspectOptions {
  /** A spill, a run or a selection of a run. */
  readonly folder: string;
  /** SVG file for the histograms of a run's candidates: m(3π), vertex position, time matching. */
  readonly plot?: string;
}

export interface InspectResult {
  readonly folder: string;
  readonly kind: 'spill' | 'run' | 'selection';
  /** How it was made: schema and code version, seed, conditions, config hash, as label and text. */
  readonly provenance: readonly Fact[];
  readonly parts: number;
  readonly events: number;
  readonly tables: readonly TableFacts[];
  /** What was found in it, e.g. candidates, mass peak and width; empty for a spill. */
  readonly found: readonly Fact[];
  /** The histograms written, if any. */
  readonly plot?: string;
}

/** A line for people: `value` already carries its unit. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface TableFacts {
  readonly name: string;
  readonly version: number;
  readonly rows: number;
  readonly bytes: number;
  readonly columns: number;
  /** A file of this table, to be opened elsewhere. */
  readonly file: string;
}

export interface ShowOptions {
  readonly spill: string;
  readonly burst: number;
  readonly event: number;
  /** Run whose tracks and vertices are drawn on top of the hits. */
  readonly run?: string;
  /** SVG file to write; without it the event is only described in words. */
  readonly out?: string;
  /** Lists the raw hits too. */
  readonly hits?: boolean;
  /** Lists the truth too: particles, and beside each raw hit what made it. */
  readonly truth?: boolean;
}

export interface ShowResult {
  /** The event in words: hits by chamber, tracks, vertices, and what else was found, row by row. */
  readonly text: string;
  /** The file written, if any. */
  readonly file?: string;
}

export interface EfficiencyOptions {
  readonly run: string;
  /** What is asked of the tracks, and the quantity it is binned in. */
  readonly of: 'identity';
  readonly against: 'momentum';
  /** The spill the run was made of, with its truth. Without it the species are not known. */
  readonly truth?: string;
  /** SVG file to write. */
  readonly svg?: string;
  /** Arrow file to write what was found to. */
  readonly arrow?: string;
}

/** Hypotheses of the identity of a track. */
export type IdentityName = 'e' | 'mu' | 'pi';

export interface EfficiencyResult {
  readonly folder: string;
  readonly of: 'identity';
  readonly against: 'momentum';
  /** The spill whose truth was read; null without. */
  readonly truth: string | null;
  readonly tracks: number;
  /** Tracks in no bin: fakes, other species, momentum above the last. */
  readonly outside: number;
  /** By true species, those there are; `all` without truth. */
  readonly species: readonly { readonly species: IdentityName | 'all'; readonly bins: readonly EfficiencyBin[] }[];
  /** The file written, if any. */
  readonly plot?: string;
}

/** A bin of momentum [MeV/c] with tracks, and how many of them are called what. */
export interface EfficiencyBin {
  readonly from: number;
  readonly to: number;
  readonly tracks: number;
  readonly called: Readonly<Record<IdentityName | 'none', Interval & { readonly n: number }>>;
}

export interface ExportOptions {
  /** A spill, a run or a selection of a run. */
  readonly folder: string;
  /** Folder of the export, outside of every spill and run; must not exist or be empty, unless it is replaced. */
  readonly out: string;
  readonly format: 'parquet' | 'csv';
  /** Names of tables; all when absent, which CSV refuses. */
  readonly tables?: readonly string[];
  /** Removes an earlier export that stands in `out`, once the new one is whole. */
  readonly replace: boolean;
}

export interface ExportResult {
  readonly folder: string;
  readonly kind: 'spill' | 'run' | 'selection';
  readonly out: string;
  readonly format: 'parquet' | 'csv';
  readonly parts: number;
  readonly events: number;
  readonly tables: readonly ExportedTable[];
  readonly bytes: number;
}

export interface ExportedTable {
  readonly name: string;
  /** Rows of the files; a table of hits has one row an event in Parquet, one a hit in CSV. */
  readonly rows: number;
  /** Hits in the lists of a Parquet file. */
  readonly hits?: number;
  readonly files: number;
  readonly bytes: number;
  /** What to open: a file, or a pattern that names all files of the table. */
  readonly path: string;
}

export interface ValidateOptions {
  /** The quick set with fewer events. */
  readonly small: boolean;
  /** Only rows whose name contains this text. */
  readonly only?: string;
  /** Markdown file to write. */
  readonly out?: string;
}

export interface ValidateResult {
  readonly rows: readonly ValidationRow[];
  /** The file written, if any. */
  readonly file?: string;
}

/** One row of the validation table; numbers already formatted with their units. */
export interface ValidationRow {
  readonly name: string;
  readonly quantity: string;
  readonly kind: 'arithmetic' | 'full chain';
  readonly sample: string;
  readonly estimator: string;
  /** Events or tracks that entered. */
  readonly n: number;
  readonly expected: string;
  readonly tolerance: string;
  /** Value found, with its error. */
  readonly here: string;
  /** (here − expected) / error; null where it has no meaning. */
  readonly pull: number | null;
  /** `printed`: shown beside a figure that it is not judged by. */
  readonly verdict: 'green' | 'red' | 'printed';
}
