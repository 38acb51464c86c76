import { table } from './table.js';

/** Hypotheses of the RICH likelihood, in order. */
export const RICH_HYPOTHESES = ['e', 'mu', 'pi', 'K', 'background'] as const;

export const richRings = table('rich_rings', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'RICH rings of STRAW tracks, centre from the track: one row per track that crosses the neon; then rings no track points at, centre fitted',
  columns: {
    track: { type: 'i16', unit: '', doc: 'row of the track in the event; −1: a ring no track points at' },
    n_hits: { type: 'u8', unit: '', doc: 'PMT pulses on the ring; 0 when no ring is likelier than the background' },
    x: {
      type: 'f64',
      unit: 'mm',
      doc: 'centre predicted by the track, or fitted, on the plane where x/f is the slope of light',
    },
    y: { type: 'f64', unit: 'mm', doc: 'centre predicted by the track, or fitted' },
    radius: { type: 'f64', unit: 'mm', doc: 'of the hits about that centre; NaN with fewer than 4' },
    radius_sigma: { type: 'f64', unit: 'mm', doc: 'its standard deviation; NaN with it' },
    chi2: {
      type: 'f64',
      unit: '',
      doc: 'of the radius, n_hits − 1 degrees of freedom, − 3 without a track; NaN with it',
    },
    free_x: {
      type: 'f64',
      unit: 'mm',
      doc: 'centre of a circle fitted to the same hits; NaN with fewer than 4, or no fit',
    },
    free_y: { type: 'f64', unit: 'mm', doc: 'its y' },
    free_radius: { type: 'f64', unit: 'mm', doc: 'its radius' },
    time: { type: 'f64', unit: 'ns', doc: 'mean of the hits, relative to the trigger; NaN without hits' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation; NaN without hits' },
    expected_hits: {
      type: 'f64',
      unit: '',
      doc: 'hits expected of the light of an electron there; NaN without a track',
    },
    mass2: {
      type: 'f64',
      unit: 'MeV²/c⁴',
      doc: 'squared mass from radius and momentum; NaN without a ring or a track',
    },
    log_likelihood: {
      type: 'f64',
      unit: '',
      doc: `of ${RICH_HYPOTHESES.join(', ')}, less that of the best; below threshold a hypothesis is no light; all NaN without a track, outside 15–40 GeV/c and where an electron would give fewer than 4 hits`,
      size: RICH_HYPOTHESES.length,
    },
  },
});

export const muv3Candidates = table('muv3_candidates', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'MUV3 candidates: both PMTs of a tile in time (tight), or one (loose)',
  columns: {
    tile: { type: 'u8', unit: '', doc: '0–151' },
    tight: { type: 'u8', unit: '', doc: '1 when both PMTs have seen it' },
    time: {
      type: 'f64',
      unit: 'ns',
      doc: 'the later PMT, less what it is late by on average; relative to the trigger',
    },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    x: { type: 'f64', unit: 'mm', doc: 'centre of the tile' },
    y: { type: 'f64', unit: 'mm', doc: 'centre of the tile' },
  },
});

export const trackMuons = table('track_muons', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'MUV3 of STRAW tracks, one row per track: the candidate of its road nearest in time',
  columns: {
    candidate: { type: 'i16', unit: '', doc: 'row in `muv3_candidates`; −1 none' },
    in_acceptance: { type: 'u8', unit: '', doc: '1 when the track points at a tile' },
    dt: { type: 'f64', unit: 'ns', doc: 'MUV3 − track time; NaN without' },
    distance: { type: 'f64', unit: 'mm', doc: 'of the track from the tile; NaN without' },
  },
});

export const lkrClusters = table('lkr_clusters', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'LKr clusters',
  columns: {
    energy: { type: 'f64', unit: 'MeV', doc: 'corrected energy' },
    energy_sigma: { type: 'f64', unit: 'MeV', doc: 'its standard deviation for a photon' },
    x: { type: 'f64', unit: 'mm', doc: 'at the front plane, z = 241.093 m' },
    y: { type: 'f64', unit: 'mm', doc: 'at the front plane' },
    time: { type: 'f64', unit: 'ns', doc: 'relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    n_cells: { type: 'u16', unit: '', doc: 'cells above zero suppression in it' },
    seed: { type: 'u16', unit: '', doc: 'channel of the seed' },
    seed_fraction: { type: 'f64', unit: '', doc: 'energy of the seed over that of the cluster' },
    rms: { type: 'f64', unit: 'mm', doc: 'energy-weighted rms of the cells about the centre' },
    flags: {
      type: 'u8',
      unit: '',
      doc: '1 near the hole, 2 near the outer edge, 4 shares cells, 8 a saturated cell, 16 a dead cell',
    },
  },
});

export const trackClusters = table('track_clusters', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'LKr of STRAW tracks, one row per track: the cluster nearest in place among those in time',
  columns: {
    cluster: { type: 'i16', unit: '', doc: 'row in `lkr_clusters`; −1 none' },
    in_acceptance: { type: 'u8', unit: '', doc: '1 when the track points into the octagon' },
    distance: { type: 'f64', unit: 'mm', doc: 'of the track from the cluster; NaN without' },
    dt: { type: 'f64', unit: 'ns', doc: 'cluster − track time; NaN without' },
    eop: { type: 'f64', unit: '', doc: 'energy over momentum; 0 in acceptance without a cluster, NaN outside' },
  },
});
