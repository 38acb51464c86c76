import { table } from './table.js';

/** What the verbs of selections find, as tables of a file of their own; they have no events as rows. */

export const cutflowTable = table('cutflow', {
  version: 1,
  shape: 'channels',
  side: 'run',
  doc: 'one row per cut, in order',
  columns: {
    cut: { type: 'utf8', unit: '', doc: 'its name' },
    passes_when: { type: 'utf8', unit: '', doc: 'the condition in words' },
    source: { type: 'utf8', unit: '', doc: 'where the value comes from' },
    mark: { type: 'utf8', unit: '', doc: 'how far it is to be trusted, as docs/sources.md explains' },
    candidates: { type: 'f64', unit: '', doc: 'left after this cut and all before it' },
    events: { type: 'f64', unit: '', doc: 'with at least one of them' },
    of_previous: { type: 'f64', unit: '', doc: 'share of what the cuts before left; NaN of nothing' },
    of_previous_low: { type: 'f64', unit: '', doc: 'lower end of its 68 % interval' },
    of_previous_high: { type: 'f64', unit: '', doc: 'upper end' },
    of_all: { type: 'f64', unit: '', doc: 'share of all candidates; NaN of nothing' },
    of_all_low: { type: 'f64', unit: '', doc: 'lower end of its 68 % interval' },
    of_all_high: { type: 'f64', unit: '', doc: 'upper end' },
    exclusive: { type: 'f64', unit: '', doc: 'candidates that pass this cut, whatever the others say' },
    others: { type: 'f64', unit: '', doc: 'candidates that pass all the other cuts' },
    weight: { type: 'f64', unit: '', doc: 'sum of weights after this cut and all before it' },
    weight_error: { type: 'f64', unit: '', doc: 'root of the sum of their squares' },
  },
});

export const nminus1Table = table('nminus1', {
  version: 1,
  shape: 'channels',
  side: 'run',
  doc: 'bins of the column of each cut, of candidates that pass all the other cuts',
  columns: {
    cut: { type: 'utf8', unit: '', doc: 'its name' },
    column: { type: 'utf8', unit: '', doc: 'the column it asks' },
    unit: { type: 'utf8', unit: '', doc: 'unit of the edges' },
    from: { type: 'f64', unit: '', doc: 'lower edge; −∞ of what lies below all bins' },
    to: { type: 'f64', unit: '', doc: 'upper edge; +∞ of what lies above all bins' },
    candidates: { type: 'f64', unit: '', doc: 'in the bin' },
  },
});

export const migrationsTable = table('migrations', {
  version: 1,
  shape: 'channels',
  side: 'run',
  doc: 'events that pass one of two selections and not the other',
  columns: {
    burst: { type: 'u32', unit: '', doc: 'burst' },
    event: { type: 'u32', unit: '', doc: 'event' },
    passes_in: { type: 'utf8', unit: '', doc: 'a or b' },
    stopped_by: {
      type: 'utf8',
      unit: '',
      doc: 'cut of the other that stops its best candidate; empty without a candidate',
    },
    value: { type: 'f64', unit: '', doc: 'of the column of that cut there, in its unit; NaN without' },
  },
});

export const scanTable = table('scan', {
  version: 1,
  shape: 'channels',
  side: 'run',
  doc: 'one row per point of a scan',
  columns: {
    first: { type: 'f64', unit: '', doc: 'value of the first cut, in the unit of its column' },
    second: { type: 'f64', unit: '', doc: 'value of the second cut; NaN of a scan of one' },
    signal: { type: 'f64', unit: '', doc: 'weight of the signal' },
    efficiency: { type: 'f64', unit: '', doc: 'of the signal' },
    efficiency_low: { type: 'f64', unit: '', doc: 'lower end of its 68 % interval' },
    efficiency_high: { type: 'f64', unit: '', doc: 'upper end' },
    background: { type: 'f64', unit: '', doc: 'weight of the background' },
    background_error: { type: 'f64', unit: '', doc: 'root of the sum of squares' },
    merit: { type: 'f64', unit: '', doc: 'figure of merit; NaN where there is none' },
  },
});

export const identityTable = table('identity', {
  version: 1,
  shape: 'channels',
  side: 'run',
  doc: 'what tracks are called, in bins of momentum: one row per true species, bin and name',
  columns: {
    species: { type: 'utf8', unit: '', doc: 'true species; `all` without truth' },
    from: { type: 'f64', unit: 'MeV/c', doc: 'lower edge of the bin' },
    to: { type: 'f64', unit: 'MeV/c', doc: 'upper edge' },
    tracks: { type: 'f64', unit: '', doc: 'tracks of the species in the bin' },
    called: { type: 'utf8', unit: '', doc: 'e, mu, pi or none' },
    n: { type: 'f64', unit: '', doc: 'tracks that are called so' },
    share: { type: 'f64', unit: '', doc: 'their share' },
    share_low: { type: 'f64', unit: '', doc: 'lower end of its 68 % interval' },
    share_high: { type: 'f64', unit: '', doc: 'upper end' },
  },
});
