import type { Mark } from '../../selection/cut.js';
import type { Blinding, CutflowResult, CutWords, HistogramData, Interval, NMinusOneCut } from '../../verbs/types.js';

/** All that a report page shows; plain data in native units, that verbs fill in. */
export interface ReportData {
  readonly title: string;
  readonly provenance: readonly { readonly label: string; readonly value: string }[];
  readonly selection: { readonly name: string; readonly doc: string; readonly cuts: readonly CutWords[] };
  readonly blinding: Blinding;
  readonly cutflow: CutflowResult;
  readonly nminus1: readonly NMinusOneCut[];
  /** Mass, momentum, z … of what passes every cut. */
  readonly histograms: readonly HistogramData[];
  readonly figures: readonly ReportFigure[];
  readonly events: readonly ReportEvent[];
  /** Events that passed: `events` may hold the first of them only. */
  readonly eventsTotal: number;
}

/** A quantity found here beside the published one. `value` and `expected`, in the same unit, place it in the chart. */
export interface ReportFigure {
  readonly quantity: string;
  readonly here: string;
  readonly published: string;
  readonly source: string;
  readonly mark: Mark;
  readonly value?: Interval;
  readonly expected?: number;
}

export interface ReportEvent {
  readonly burst: number;
  readonly event: number;
  readonly values: readonly { readonly label: string; readonly value: string }[];
  /** `spillway show …`, to copy; empty where there is none. */
  readonly command: string;
}
