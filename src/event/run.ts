import { QUALITY_DOC } from './quality.js';
import { table } from './table.js';

/** Longest list of hit indices a track keeps. */
export const TRACK_HITS = 48;

export const events = table('events', {
  version: 2,
  shape: 'event',
  side: 'run',
  doc: 'one row per event of the spill, in order',
  columns: {
    timestamp: { type: 'u32', unit: '24.951059536 ns', doc: 'trigger time stamp, clock periods since start of burst' },
    fine_time: { type: 'u8', unit: '0.09746508 ns', doc: 'trigger fine time' },
    l0_mask: { type: 'u16', unit: '', doc: 'L0 lines that fired, a bit a line; bit 0 is the control line' },
    n_straw: { type: 'u32', unit: '', doc: 'STRAW hits read' },
    n_ktag_candidates: { type: 'u16', unit: '', doc: 'rows of this event in `ktag_candidates`' },
    n_gtk_tracks: { type: 'u16', unit: '', doc: 'rows of this event in `gtk_tracks`' },
    n_tracks: { type: 'u16', unit: '', doc: 'rows of this event in `tracks`' },
    n_beam_matches: { type: 'u16', unit: '', doc: 'rows of this event in `beam_matches`' },
    n_vertices: { type: 'u16', unit: '', doc: 'rows of this event in `vertices`' },
    quality: { type: 'u32', unit: '', doc: `${QUALITY_DOC}; with the bits of \`triggers\`` },
    quarantined: { type: 'u8', unit: '', doc: '1 when the event stands in `quarantine`' },
  },
});

export const tracks = table('tracks', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'STRAW tracks: state upstream of the spectrometer and downstream of it',
  columns: {
    charge: { type: 'i8', unit: 'e', doc: 'sign of the bending' },
    p: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
    x: { type: 'f64', unit: 'mm', doc: 'at z = 180 m' },
    y: { type: 'f64', unit: 'mm', doc: 'at z = 180 m' },
    tx: { type: 'f64', unit: 'rad', doc: 'dx/dz at z = 180 m' },
    ty: { type: 'f64', unit: 'rad', doc: 'dy/dz at z = 180 m' },
    qp: { type: 'f64', unit: 'e/(MeV/c)', doc: 'charge over momentum at z = 180 m' },
    covariance: {
      type: 'f64',
      unit: 'mm, rad, e/(MeV/c)',
      doc: 'of (x, y, tx, ty, qp) at z = 180 m; upper triangle by rows',
      size: 15,
    },
    x_down: { type: 'f64', unit: 'mm', doc: 'at z = 219.445 m' },
    y_down: { type: 'f64', unit: 'mm', doc: 'at z = 219.445 m' },
    tx_down: { type: 'f64', unit: 'rad', doc: 'dx/dz at z = 219.445 m' },
    ty_down: { type: 'f64', unit: 'rad', doc: 'dy/dz at z = 219.445 m' },
    chi2: { type: 'f64', unit: '', doc: 'of the Kalman fit' },
    ndf: { type: 'i16', unit: '', doc: 'degrees of freedom: measurements − 5' },
    p_pattern: { type: 'f64', unit: 'MeV/c', doc: 'momentum of the pattern recognition' },
    time: { type: 'f64', unit: 'ns', doc: 'from trailing edges, relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    chambers: { type: 'u8', unit: '', doc: 'bit i: chamber i + 1 has hits on the track' },
    n_hits: { type: 'u8', unit: '', doc: 'hits on the track' },
    hits: { type: 'i16', unit: '', doc: 'indices in the event of the hits; −1 fills', size: TRACK_HITS },
  },
});

export const vertices = table('vertices', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'two- and three-track vertices, momenta refitted to the common point',
  columns: {
    n_tracks: { type: 'u8', unit: '', doc: '2 or 3' },
    tracks: { type: 'i16', unit: '', doc: 'indices in the event of the tracks; −1 fills', size: 3 },
    charge: { type: 'i8', unit: 'e', doc: 'sum of the charges' },
    x: { type: 'f64', unit: 'mm', doc: 'position' },
    y: { type: 'f64', unit: 'mm', doc: 'position' },
    z: { type: 'f64', unit: 'mm', doc: 'position' },
    covariance: { type: 'f64', unit: 'mm²', doc: 'of (x, y, z); upper triangle by rows', size: 6 },
    chi2: { type: 'f64', unit: '', doc: 'of the vertex fit' },
    ndf: { type: 'i16', unit: '', doc: 'degrees of freedom: 2 · tracks − 3' },
    px: { type: 'f64', unit: 'MeV/c', doc: 'sum of the refitted momenta' },
    py: { type: 'f64', unit: 'MeV/c', doc: 'sum of the refitted momenta' },
    pz: { type: 'f64', unit: 'MeV/c', doc: 'sum of the refitted momenta' },
    momenta: {
      type: 'f64',
      unit: 'MeV/c',
      doc: 'refitted px, py, pz of each track in the order of `tracks`; NaN fills',
      size: 9,
    },
    mass_pi: { type: 'f64', unit: 'MeV/c²', doc: 'invariant mass, every track a charged pion' },
    time: { type: 'f64', unit: 'ns', doc: 'weighted mean of the STRAW times of the tracks, relative to the trigger' },
  },
});

export const quarantine = table('quarantine', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'events taken out, with the stage and the reason',
  columns: {
    stage: { type: 'utf8', unit: '', doc: 'stage that refused or failed' },
    reason: { type: 'utf8', unit: '', doc: 'what was found and what was expected' },
  },
});

export const badFragments = table('bad_fragments', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'fragments that were missing, repeated, late or corrupt, whether or not their event went on',
  columns: {
    detector: { type: 'utf8', unit: '', doc: 'raw table' },
    kind: { type: 'utf8', unit: '', doc: 'missing, repeated, late or corrupt' },
    reason: { type: 'utf8', unit: '', doc: 'what was found' },
  },
});
