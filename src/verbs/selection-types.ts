import type { Mark } from '../selection/cut.js';
import type { Interval, WrittenResult } from './result-types.js';
import type { SelectionChoice } from './selection-file.js';

export interface SelectOptions {
  readonly run: string;
  /**
   * A shipped selection by name, a YAML file by its path, or an object of the same shape. Its name is that of the folder
   * `RUN/selections/NAME`, which must not exist or be empty.
   */
  readonly selection: SelectionChoice;
  /** Cuts that replace the ones of their name or are added, as `parseCut` reads them, such as `chi2 < 20`. */
  readonly changes?: readonly string[];
  /** Why candidates of masked regions are to be read; they are left out without a reason. */
  readonly unblind?: string;
}

export interface SelectResult extends WrittenResult, Blinding {
  readonly selection: string;
  readonly candidates: number;
  /** Candidates that pass every cut. */
  readonly passed: number;
}

export interface CutflowOptions {
  /** Runs the selection was made of; their counts add up. */
  readonly runs: string | readonly string[];
  /** Name of the selection. */
  readonly selection: string;
  /** What each run counts; 1 when absent. */
  readonly weights?: readonly number[];
  /** The spills the runs were made of, with their truth, in the order of the runs: adds efficiency, purity and origin. */
  readonly truth?: string | readonly string[];
  /** Arrow file to write what was found to. */
  readonly arrow?: string;
  /** SVG and PNG file to draw it in. */
  readonly svg?: string;
  readonly png?: string;
}

/** Where candidates come from. */
export type Origin = 'signal' | 'misidentified' | 'partial' | 'secondary' | 'pile-up' | 'fake';

/** What the truth says of the candidates of a selection. */
export interface CutflowTruth {
  readonly spills: readonly string[];
  /** Events with a candidate of the signal that passes, of all events; signal of all candidates that pass. */
  readonly efficiency: Interval;
  readonly purity: Interval | null;
  /** Candidates by origin: all, and those that pass cuts 0 … i. */
  readonly origins: readonly {
    readonly origin: Origin;
    readonly doc: string;
    readonly all: number;
    readonly after: readonly number[];
  }[];
}

/** Whether candidates of masked regions are there. */
export interface Blinding {
  /** Masked regions in words; none of their candidates is counted unless it is unblinded. */
  readonly masked: readonly string[];
  /** Why it was unblinded; null when it was not. */
  readonly unblinded: string | null;
}

export interface CutflowResult extends Blinding {
  readonly folders: readonly string[];
  readonly selection: string;
  readonly doc: string;
  /** Events of the runs, candidates, and events with at least one candidate. */
  readonly events: number;
  readonly candidates: number;
  readonly candidateEvents: number;
  readonly weighted: WeightedSum;
  /** Candidates that pass every cut. */
  readonly passed: number;
  readonly cuts: readonly CutflowRow[];
  readonly truth?: CutflowTruth;
}

/** A sum of weights, with the root of the sum of their squares. */
export interface WeightedSum {
  readonly sum: number;
  readonly error: number;
}

/** One cut in words, and where it comes from. */
export interface CutWords {
  readonly name: string;
  readonly text: string;
  readonly source: string;
  /** How far the figure is to be trusted, as docs/sources.md explains. */
  readonly mark: Mark;
}

/** One cut of a cutflow. Fractions are of candidates; null where there is nothing to divide by. */
export interface CutflowRow extends CutWords {
  /** Left after this cut and all before it: candidates, and events with at least one. */
  readonly candidates: number;
  readonly events: number;
  readonly ofPrevious: Interval | null;
  readonly cumulative: Interval | null;
  /** Candidates that pass this cut, whatever the others say, and their share of all. */
  readonly exclusive: number;
  readonly ofExclusive: Interval | null;
  /** N − 1: candidates that pass all the other cuts, and the fraction of them that passes this one too. */
  readonly others: number;
  readonly ofOthers: Interval | null;
  readonly weighted: WeightedSum;
}

export interface NMinusOneOptions {
  readonly runs: string | readonly string[];
  readonly selection: string;
  /** Only this cut. */
  readonly cut?: string;
  /** Arrow file to write what was found to. */
  readonly arrow?: string;
  /** Folders, which must exist, for an SVG or PNG file a cut. */
  readonly svg?: string;
  readonly png?: string;
}

export interface NMinusOneResult extends Blinding {
  readonly folders: readonly string[];
  readonly selection: string;
  readonly doc: string;
  readonly cuts: readonly NMinusOneCut[];
}

/** A cut where all the others are made. */
export interface NMinusOneCut extends CutWords {
  readonly histogram: HistogramData;
  /** Share that passes against the value of the cut; one curve an end of an interval. */
  readonly curves: readonly CutCurve[];
  /** Candidates that pass all the other cuts, and of them those that pass this one. */
  readonly others: number;
  readonly passed: number;
}

export interface CutCurve {
  readonly edge: 'value' | 'low' | 'high';
  readonly points: readonly {
    readonly at: number;
    readonly passed: number;
    readonly of: number;
    readonly fraction: Interval;
  }[];
}

/** Bins of equal width of a column. */
export interface HistogramData {
  readonly column: string;
  readonly unit: string;
  readonly doc: string;
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  /** Below, above, and without a value. */
  readonly under: number;
  readonly over: number;
  readonly missing: number;
  readonly lines?: readonly { readonly at: number; readonly label: string }[];
  /** Interval of which no candidate is shown. */
  readonly masked?: readonly [number, number];
}

export interface ReportOptions {
  readonly run: string;
  readonly selection: string;
  /** HTML file to write. */
  readonly out: string;
  /** The spill the run was made of: adds what its truth says, and the commands that show an event. */
  readonly spill?: string;
}

export interface ReportResult {
  readonly file: string;
  readonly bytes: number;
  readonly selection: string;
  /** Events that pass. */
  readonly events: number;
}

/** A column that a selection may name. */
export interface ColumnRow {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
}

export interface DiffOptions {
  /** Folders of two selections, `RUN/selections/NAME`. */
  readonly a: string;
  readonly b: string;
  /** Arrow file to write what was found to. */
  readonly arrow?: string;
}

export interface DiffResult {
  readonly a: DiffSide;
  readonly b: DiffSide;
  /** Events that both have; of these those that pass in one only. */
  readonly common: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** How many events each cut moved; `cut` is null where the other side has no candidate. */
  readonly cuts: readonly DiffCut[];
  readonly migrations: readonly Migration[];
}

export interface DiffSide extends Blinding {
  readonly folder: string;
  readonly selection: string;
  readonly events: number;
  readonly candidates: number;
  readonly passed: number;
  readonly passedEvents: number;
  readonly after: readonly { readonly name: string; readonly text: string; readonly candidates: number }[];
}

export interface DiffCut {
  readonly cut: string | null;
  readonly onlyA: number;
  readonly onlyB: number;
}

/** An event that passes in one selection only. */
export interface Migration {
  readonly burst: number;
  readonly event: number;
  /** The selection in which it passes. */
  readonly to: 'a' | 'b';
  /**
   * The cut of the other that stops the candidate there, and the value of its column; null without. On two runs, where candidates cannot
   * be told, the one that comes furthest in the order of the cuts.
   */
  readonly cut: string | null;
  readonly value: number | null;
}

export interface ScanOptions {
  readonly selection: string;
  readonly signal: readonly string[];
  readonly background: readonly string[];
  /** What a candidate of the signal and of the background counts; 1 when absent. */
  readonly signalWeight?: number;
  readonly backgroundWeight?: number;
  /** One or two. */
  readonly axes: readonly ScanAxis[];
  readonly figure: 's/sqrt(b)' | 'punzi';
  /** Standard deviations of Punzi's figure; 3 when absent. */
  readonly sigmas?: number;
  /** Arrow file to write what was found to. */
  readonly arrow?: string;
  /** SVG and PNG file to draw it in. */
  readonly svg?: string;
  readonly png?: string;
}

/** A value of a cut that is moved: of an interval one end. Values in the unit of its column, both ends included. */
export interface ScanAxis {
  readonly cut: string;
  readonly edge: 'value' | 'low' | 'high';
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

export interface ScanResult {
  readonly selection: string;
  readonly doc: string;
  readonly figure: ScanOptions['figure'];
  readonly axes: readonly (ScanAxis & { readonly column: string; readonly unit: string })[];
  /** Events of the signal's runs, of which efficiencies are. */
  readonly signalEvents: number;
  readonly points: readonly ScanPoint[];
  /** Where the figure of merit is largest; null when it is nowhere defined. */
  readonly best: ScanPoint | null;
}

export interface ScanPoint {
  readonly at: readonly number[];
  /** Weights and number of candidates of the signal, and their share of its events. */
  readonly signal: number;
  readonly signalCandidates: number;
  readonly efficiency: Interval;
  readonly background: number;
  readonly backgroundError: number;
  /** null where there is none, such as S/√B without background. */
  readonly merit: number | null;
}
