import { type ResultRow, writeResult } from '../arrow/index.js';
import { VERSION } from '../core/version.js';
import { cutflowTable, identityTable, migrationsTable, nminus1Table, scanTable } from '../event/results.js';
import type {
  CutflowResult,
  DiffResult,
  EfficiencyResult,
  IdentityName,
  Interval,
  NMinusOneResult,
  ScanResult,
} from './types.js';

const NONE: Interval = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

/** What `cutflow` found, as an Arrow file. */
export const writeCutflow = (path: string, { cuts }: CutflowResult): Promise<void> =>
  writeResult(
    path,
    cutflowTable,
    cuts.map((c): ResultRow<typeof cutflowTable> => {
      const [previous, all] = [c.ofPrevious ?? NONE, c.cumulative ?? NONE];
      return {
        cut: c.name,
        passes_when: c.text,
        source: c.source,
        mark: c.mark,
        candidates: c.candidates,
        events: c.events,
        of_previous: previous.value,
        of_previous_low: previous.low,
        of_previous_high: previous.high,
        of_all: all.value,
        of_all_low: all.low,
        of_all_high: all.high,
        exclusive: c.exclusive,
        others: c.others,
        weight: c.weighted.sum,
        weight_error: c.weighted.error,
      };
    }),
    VERSION,
  );

/** The bins of `nminus1`, as an Arrow file. */
export const writeNMinusOne = (path: string, { cuts }: NMinusOneResult): Promise<void> =>
  writeResult(
    path,
    nminus1Table,
    cuts.flatMap(({ name, histogram: h }): ResultRow<typeof nminus1Table>[] => {
      const of = { cut: name, column: h.column, unit: h.unit };
      const width = (h.to - h.from) / h.counts.length;
      return [
        { ...of, from: Number.NEGATIVE_INFINITY, to: h.from, candidates: h.under },
        ...h.counts.map((candidates, i) => ({
          ...of,
          from: h.from + i * width,
          to: h.from + (i + 1) * width,
          candidates,
        })),
        { ...of, from: h.to, to: Number.POSITIVE_INFINITY, candidates: h.over },
      ];
    }),
    VERSION,
  );

/** The events that `diff` found to move, as an Arrow file. */
export const writeMigrations = (path: string, { migrations }: DiffResult): Promise<void> =>
  writeResult(
    path,
    migrationsTable,
    migrations.map(({ burst, event, to, cut, value }) => ({
      burst,
      event,
      passes_in: to,
      stopped_by: cut ?? '',
      value: value ?? Number.NaN,
    })),
    VERSION,
  );

/** The points of `scan`, as an Arrow file. */
export const writeScan = (path: string, { points }: ScanResult): Promise<void> =>
  writeResult(
    path,
    scanTable,
    points.map((p) => ({
      first: p.at[0]!,
      second: p.at[1] ?? Number.NaN,
      signal: p.signal,
      efficiency: p.efficiency.value,
      efficiency_low: p.efficiency.low,
      efficiency_high: p.efficiency.high,
      background: p.background,
      background_error: p.backgroundError,
      merit: p.merit ?? Number.NaN,
    })),
    VERSION,
  );

const CALLED: readonly (IdentityName | 'none')[] = ['e', 'mu', 'pi', 'none'];

/** What `efficiency` found, as an Arrow file. */
export const writeIdentities = (path: string, { species }: EfficiencyResult): Promise<void> =>
  writeResult(
    path,
    identityTable,
    species.flatMap(({ species: own, bins }) =>
      bins.flatMap(({ from, to, tracks, called }) =>
        CALLED.map((name) => {
          const { n, value, low, high } = called[name];
          return { species: own, from, to, tracks, called: name, n, share: value, share_low: low, share_high: high };
        }),
      ),
    ),
    VERSION,
  );
