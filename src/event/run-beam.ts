import { table } from './table.js';

/** Places for hits of a GTK track: one a station of the setup that has most. */
export const GTK_HITS = 4;

export const ktagCandidates = table('ktag_candidates', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'KTAG candidates: clusters of PMT pulses in time',
  columns: {
    time: { type: 'f64', unit: 'ns', doc: 'mean of the hits, relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    n_sectors: { type: 'u8', unit: '', doc: 'sectors with hits; a kaon has 5 or more' },
    n_hits: { type: 'u8', unit: '', doc: 'PMT pulses' },
    sectors: { type: 'u8', unit: '', doc: 'bit i: sector i has hits' },
  },
});

export const gtkTracks = table('gtk_tracks', {
  version: 2,
  shape: 'objects',
  side: 'run',
  doc: 'GTK tracks: beam particles at GTK3',
  columns: {
    p: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
    x: { type: 'f64', unit: 'mm', doc: 'at GTK3, z = 102.4 m' },
    y: { type: 'f64', unit: 'mm', doc: 'at GTK3' },
    tx: { type: 'f64', unit: 'rad', doc: 'dx/dz behind GTK3' },
    ty: { type: 'f64', unit: 'rad', doc: 'dy/dz behind GTK3' },
    covariance: {
      type: 'f64',
      unit: 'mm, rad, 1/(MeV/c)',
      doc: 'of (x, y, tx, ty, 1/p); upper triangle by rows',
      size: 15,
    },
    time: { type: 'f64', unit: 'ns', doc: 'relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    chi2: { type: 'f64', unit: '', doc: 'of x, y and time together' },
    chi2_x: { type: 'f64', unit: '', doc: 'of the straight line in x' },
    chi2_y: { type: 'f64', unit: '', doc: 'of the achromat in y' },
    chi2_time: { type: 'f64', unit: '', doc: 'of the hit times' },
    hits: {
      type: 'i16',
      unit: '',
      doc: 'indices in the event of one hit of GTK1, GTK2, GTK3, GTK0; −1 none',
      size: GTK_HITS,
    },
  },
});

export const chodCandidates = table('chod_candidates', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'NA48-CHOD candidates: V–H pairs in time, corrected for the light path',
  columns: {
    time: { type: 'f64', unit: 'ns', doc: 'relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    x: { type: 'f64', unit: 'mm', doc: 'centre of the V slab' },
    y: { type: 'f64', unit: 'mm', doc: 'centre of the H slab' },
    v: { type: 'u8', unit: '', doc: 'V slab' },
    h: { type: 'u8', unit: '', doc: 'H slab' },
  },
});

export const newchodCandidates = table('newchod_candidates', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'NewCHOD candidates: a tile with one or both SiPM sets in time',
  columns: {
    time: { type: 'f64', unit: 'ns', doc: 'relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    x: { type: 'f64', unit: 'mm', doc: 'centre of the tile' },
    y: { type: 'f64', unit: 'mm', doc: 'centre of the tile' },
    tile: { type: 'u16', unit: '', doc: '100·quadrant + tile' },
    tight: { type: 'u8', unit: '', doc: '1: both SiPM sets' },
  },
});

export const trackTimes = table('track_times', {
  version: 2,
  shape: 'objects',
  side: 'run',
  doc: 'one time per STRAW track: row k of an event belongs to row k of `tracks`',
  columns: {
    time: { type: 'f64', unit: 'ns', doc: 'STRAW, CHOD, NewCHOD and RICH together, relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    chod: { type: 'i16', unit: '', doc: 'index in the event of the CHOD candidate; −1 none' },
    newchod: { type: 'i16', unit: '', doc: 'index in the event of the NewCHOD candidate; −1 none' },
    chod_time: { type: 'f64', unit: 'ns', doc: 'time of that candidate at the track; NaN none' },
    newchod_time: { type: 'f64', unit: 'ns', doc: 'time of that candidate; NaN none' },
    rich_time: { type: 'f64', unit: 'ns', doc: 'time of the ring of the track; NaN none that agrees' },
  },
});

export const trackAxis = table('track_axis', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'where each STRAW track meets the nominal axis of the beam: row k of an event belongs to row k of `tracks`; NaN when no point is found',
  columns: {
    x: { type: 'f64', unit: 'mm', doc: 'middle of the shortest connection' },
    y: { type: 'f64', unit: 'mm', doc: 'its y' },
    z: { type: 'f64', unit: 'mm', doc: 'its z' },
    cda: { type: 'f64', unit: 'mm', doc: 'its length: closest distance of approach' },
    px: { type: 'f64', unit: 'MeV/c', doc: 'momentum of the track there' },
    py: { type: 'f64', unit: 'MeV/c', doc: 'momentum of the track there' },
    pz: { type: 'f64', unit: 'MeV/c', doc: 'momentum of the track there' },
  },
});

export const beamMatches = table('beam_matches', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'kaon (KTAG), beam track (GTK) and decay track or vertex that go together in time and space',
  columns: {
    track: { type: 'i16', unit: '', doc: 'index in the event of the STRAW track; −1 for a vertex' },
    vertex: { type: 'i16', unit: '', doc: 'index in the event of the vertex; −1 for a track' },
    ktag: { type: 'i16', unit: '', doc: 'index in the event of the KTAG candidate; −1 none' },
    gtk: { type: 'i16', unit: '', doc: 'index in the event of the GTK track' },
    cda: { type: 'f64', unit: 'mm', doc: 'closest approach of beam track and decay track or vertex' },
    x: { type: 'f64', unit: 'mm', doc: 'where they meet' },
    y: { type: 'f64', unit: 'mm', doc: 'where they meet' },
    z: { type: 'f64', unit: 'mm', doc: 'where they meet' },
    dt_ktag: { type: 'f64', unit: 'ns', doc: 'GTK − KTAG; NaN without a KTAG candidate' },
    dt_decay: { type: 'f64', unit: 'ns', doc: 'GTK − time of the decay track or vertex' },
    d_ktag: { type: 'f64', unit: '', doc: 'discriminant from CDA and GTK − KTAG time' },
    d_decay: { type: 'f64', unit: '', doc: 'discriminant from CDA and GTK − decay time' },
    rank: { type: 'u8', unit: '', doc: '0: best of this decay track or vertex' },
    accepted: { type: 'u8', unit: '', doc: '1: passes the thresholds of the discriminants' },
    ambiguous: { type: 'u8', unit: '', doc: '1: more than two beam tracks in time and another within 0.3 of the best' },
  },
});
