import { table } from './table.js';

/** Detectors of `veto_hits` and `vetoes`, in order. */
export const VETO_DETECTORS = ['lav', 'irc', 'sac', 'lkr', 'hasc', 'muv0', 'chanti', 'anti0', 'veto_counter'] as const;
const codes = VETO_DETECTORS.map((name, code) => `${code} ${name}`).join(', ');

export const vetoHits = table('veto_hits', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'hits of the veto detectors with their corrected times, LKr apart, which has `lkr_clusters`',
  columns: {
    detector: { type: 'u8', unit: '', doc: codes },
    channel: { type: 'u32', unit: '', doc: 'channel without its threshold' },
    time: { type: 'f64', unit: 'ns', doc: 'after T0 and slewing, relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    edges: { type: 'u8', unit: '', doc: '1 low leading, 2 low trailing, 4 high trailing, 8 high leading' },
    energy: { type: 'f64', unit: 'MeV', doc: 'from the time over threshold; NaN where there is no calibration' },
  },
});

export const vetoes = table('vetoes', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'photon and charged vetoes: one row per detector and event',
  columns: {
    detector: { type: 'u8', unit: '', doc: codes },
    n_hits: {
      type: 'u16',
      unit: '',
      doc: 'hits in the readout window (LKr: clusters beyond 100 mm of every track in time)',
    },
    n_in_time: { type: 'u16', unit: '', doc: 'of these inside its veto window about `reference`' },
    nearest: { type: 'f64', unit: 'ns', doc: 'time of the hit nearest in time, less `reference`; NaN without hits' },
    energy: { type: 'f64', unit: 'MeV', doc: 'sum over the hits inside the window that have one; NaN where none has' },
    reference: { type: 'f64', unit: 'ns', doc: 'time the window stands about, relative to the trigger' },
  },
});

export const muvClusters = table('muv_clusters', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'MUV1 and MUV2 clusters',
  columns: {
    detector: { type: 'u8', unit: '', doc: '1 MUV1, 2 MUV2' },
    energy: { type: 'f64', unit: 'MeV', doc: 'of a hadron shower contained in it' },
    x: { type: 'f64', unit: 'mm', doc: 'at its front' },
    y: { type: 'f64', unit: 'mm', doc: 'at its front' },
    time: { type: 'f64', unit: 'ns', doc: 'relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
    rms: { type: 'f64', unit: 'mm', doc: 'energy-weighted rms of the strips about the centre' },
    n_strips: { type: 'u8', unit: '', doc: 'strips in both views' },
    seed_fraction: { type: 'f64', unit: '', doc: 'energy of the largest strip of each view over that of the cluster' },
  },
});

export const trackHadrons = table('track_hadrons', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'MUV1 and MUV2 of STRAW tracks, one row per track: the cluster nearest in place among those in time',
  columns: {
    muv1: { type: 'i16', unit: '', doc: 'row in `muv_clusters`; −1 none' },
    muv2: { type: 'i16', unit: '', doc: 'row in `muv_clusters`; −1 none' },
    muv1_energy: { type: 'f64', unit: 'MeV', doc: '0 in acceptance without a cluster, NaN outside' },
    muv2_energy: { type: 'f64', unit: 'MeV', doc: '0 in acceptance without a cluster, NaN outside' },
  },
});

export const neutralPairs = table('neutral_pairs', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'pairs of LKr clusters in time that no track points at, as π⁰ → γγ',
  columns: {
    cluster_1: { type: 'i16', unit: '', doc: 'row in `lkr_clusters`, the more energetic' },
    cluster_2: { type: 'i16', unit: '', doc: 'row in `lkr_clusters`' },
    distance: { type: 'f64', unit: 'mm', doc: 'between them at the front plane' },
    z_pi0: { type: 'f64', unit: 'mm', doc: 'neutral vertex: where the pair has the mass of the π⁰' },
    z_eta: { type: 'f64', unit: 'mm', doc: 'where it has that of the η' },
    z_sigma: { type: 'f64', unit: 'mm', doc: 'standard deviation of `z_pi0`, from energies and positions' },
    energy: { type: 'f64', unit: 'MeV', doc: 'sum' },
    time: { type: 'f64', unit: 'ns', doc: 'weighted mean, relative to the trigger' },
  },
});

/** Hypotheses of the identity of a track, in order. */
export const IDENTITIES = ['e', 'mu', 'pi'] as const;

export const trackIdentity = table('track_identity', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'who each STRAW track is, one row per track',
  columns: {
    ring: { type: 'i16', unit: '', doc: 'row in `rich_rings`; −1 none' },
    cluster: { type: 'i16', unit: '', doc: 'row in `lkr_clusters`; −1 none' },
    muv3: { type: 'i16', unit: '', doc: 'row in `muv3_candidates`, in time and in the road; −1 none' },
    eop: { type: 'f64', unit: '', doc: 'LKr energy over momentum; 0 in acceptance without a cluster, NaN outside' },
    rich: {
      type: 'f64',
      unit: '',
      doc: `probability of ${IDENTITIES.join(', ')} from the RICH alone; NaN without`,
      size: IDENTITIES.length,
    },
    calorimeters: {
      type: 'f64',
      unit: '',
      doc: `probability of ${IDENTITIES.join(', ')} from LKr, MUV1 and MUV2; NaN outside`,
      size: IDENTITIES.length,
    },
    probability: {
      type: 'f64',
      unit: '',
      doc: `probability of ${IDENTITIES.join(', ')} from all detectors, equal priors; NaN with none`,
      size: IDENTITIES.length,
    },
    identity: { type: 'i8', unit: '', doc: 'hypothesis of the largest probability: 0 e, 1 mu, 2 pi; −1 undecided' },
  },
});
