import type { Settings } from '../core/settings.js';

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
  /** Settings that `--set module.key=value` changes, by module. `run` gives a module of both to both. */
  readonly simulationSettings: SettingsByModule;
  readonly reconstructionSettings: SettingsByModule;
  simulate(options: SimulateOptions, context: VerbContext): Promise<SimulateResult>;
  replay(options: ReplayOptions, context: VerbContext): Promise<ReplayResult>;
  inspect(options: InspectOptions, context: VerbContext): Promise<InspectResult>;
  show(options: ShowOptions, context: VerbContext): Promise<ShowResult>;
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
  /** Events to simulate, 1 … 2³² − 1. */
  readonly events: number;
  /** 0 … 2⁵³ − 1. */
  readonly seed: number;
  /** Folder of the spill; must not exist or be empty. */
  readonly out: string;
  /** Burst number, 1 … 2³² − 1. */
  readonly burst: number;
  /** True conditions given to the emulators; the setup's own when absent. */
  readonly conditions?: string;
  readonly settings: Overrides;
}

/** What was written: folder, parts, events, rows of every table, bytes. */
export interface WrittenResult {
  readonly folder: string;
  readonly parts: number;
  readonly events: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly bytesByTable: Readonly<Record<string, number>>;
}

export type SimulateResult = WrittenResult;

export interface ReplayOptions {
  readonly spill: string;
  /** Folder of the run; must not exist or be empty. */
  readonly out: string;
  /** Conditions assumed by the reconstruction; the setup's own when absent. */
  readonly conditions?: string;
  readonly settings: Overrides;
  /** A bad event goes to the quarantine table, or stops the replay. */
  readonly onBad: 'quarantine' | 'stop';
}

export interface ReplayResult extends WrittenResult {
  /** Events in the quarantine table. */
  readonly quarantined: number;
}

export interface InspectOptions {
  /** A spill or a run. */
  readonly folder: string;
  /** SVG file for the histograms of a run's candidates: m(3π) and vertex position. */
  readonly plot?: string;
}

export interface InspectResult {
  readonly folder: string;
  readonly kind: 'spill' | 'run';
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
}

export interface ShowResult {
  /** The event in words: hits by chamber, tracks, vertices. */
  readonly text: string;
  /** The file written, if any. */
  readonly file?: string;
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
  readonly verdict: 'green' | 'red';
}
