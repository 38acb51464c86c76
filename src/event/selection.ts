import { table } from './table.js';

/** Tables of a selection, `RUN/selections/NAME/`; its cuts stand in the manifest of each part. */

export const candidateEvents = table('candidate_events', {
  version: 1,
  shape: 'event',
  side: 'run',
  doc: 'one row per event of the run, in order',
  columns: {
    n_candidates: { type: 'u16', unit: '', doc: 'rows of this event in `candidates`' },
    n_passed: { type: 'u16', unit: '', doc: 'of these, rows that pass every cut' },
  },
});

export const candidates = table('candidates', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'one row per vertex of the run, with the cuts it passes',
  columns: {
    vertex: { type: 'i16', unit: '', doc: 'index in the event of the vertex' },
    mask: { type: 'u32', unit: '', doc: 'bit i: passes cut i of the selection, whatever the others say' },
    passed: { type: 'u8', unit: '', doc: '1: passes every cut' },
    mass_pi: { type: 'f64', unit: 'MeV/c²', doc: 'invariant mass, every track a charged pion' },
    p_total: { type: 'f64', unit: 'MeV/c', doc: 'momentum of the vertex' },
    z: { type: 'f64', unit: 'mm', doc: 'position of the vertex' },
    chi2: { type: 'f64', unit: '', doc: 'of the vertex fit' },
    charge: { type: 'i8', unit: 'e', doc: 'sum of the charges' },
    gtk: {
      type: 'i16',
      unit: '',
      doc: 'index in the event of the GTK track of the best beam match; −1 none, or a run without `beam_matches`',
    },
  },
});

/** Tables of a selection, as written. */
export const SELECTION_TABLES = [candidateEvents, candidates] as const;
