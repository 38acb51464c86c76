import type { Settings } from '../../core/settings.js';
import { GeV, mm, ns } from '../../core/units.js';
import { MAX_DRIFT, TRAILING_MEAN, TRAILING_SIGMA } from '../../detectors/straw/description.js';

/** Settings of the STRAW reconstruction: `--set straw-tracks.<name>=<value>`. */
export const strawTrackSettings = {
  maxHitsPerPlane: {
    default: 9,
    unit: '',
    doc: 'planes with more hits are left out of the pattern recognition',
    source: 'DET §4.5 (reconstruction, input cuts)',
  },
  maxHits: {
    default: 1500,
    unit: '',
    doc: 'events with more hits go to quarantine',
    source: 'DET §6.3 (L1 STRAW overload: > 1500 hits)',
  },
  maxClusters: {
    default: 500,
    unit: '',
    doc: 'events with more view clusters go to quarantine',
    source: 'DET §6.3 (L1 STRAW overload: > 500 clusters)',
  },
  maxCandidates: {
    default: 5000,
    unit: '',
    doc: 'events with more track candidates go to quarantine: bounds the time of one event to about 0.3 s',
    source: 'none',
  },
  maxDrift: {
    default: MAX_DRIFT,
    unit: 'ns',
    doc: 'latest leading edge after the trigger',
    source: 'DET §4.5 (drift ≤ 170 ns)',
  },
  earliest: {
    default: -20 * ns,
    unit: 'ns',
    doc: 'earliest leading edge; hits between here and the shortest drift are taken at the wire',
    source: 'none: five σ of the edge at the wire before the shortest drift of DET §4.5',
  },
  maxSlope: {
    default: 0.02,
    unit: '',
    doc: 'largest |dx/dz|, |dy/dz| upstream of the magnet',
    source: 'DET §4.5 (pattern recognition, slope < 0.02)',
  },
  minMomentum: {
    default: 3 * GeV,
    unit: 'GeV',
    doc: 'smallest momentum of a track candidate',
    source: 'DET §6.3 (L1 STRAW, 3 < p < 100 GeV/c)',
  },
  maxMomentum: {
    default: 90 * GeV,
    unit: 'GeV',
    doc: 'largest momentum of a track candidate',
    source: 'DET §4.5 (pattern recognition, p < 90 GeV/c)',
  },
  pointTolerance: {
    default: 8 * mm,
    unit: 'mm',
    doc: 'agreement of the views of a chamber upstream of the magnet',
    source: 'DET §4.5 (chamber hits, 10 mm)',
  },
  pointToleranceBent: {
    default: 20 * mm,
    unit: 'mm',
    doc: 'agreement of the views downstream, where the slope in x is not known before the pattern recognition',
    source: 'DET §4.5 (chamber hits, 10–25 mm)',
  },
  pointTime: {
    default: 100 * ns,
    unit: 'ns',
    doc: 'agreement of the trailing edges of the views of a chamber',
    source: 'DET §4.5 (chamber hits, trailing within 100 ns)',
  },
  maxTimePull: {
    default: 4,
    unit: '',
    doc: 'largest distance of the trailing edges from in time, in σ: tracks out of time have wrong drift times and are left out',
    source: 'none: 4 σ of the 5 ns of a track, DET §4.5 (track time)',
  },
  maxTimeChi2: {
    default: 40,
    unit: '',
    doc: 'largest χ² of the mean trailing edges of the chambers of a candidate about their mean',
    source: 'none: three degrees of freedom, and room for merged pulses',
  },
  minLitFraction: {
    default: 0.5,
    unit: '',
    doc: 'smallest fraction of the straws on the two-line model that must have a hit before a candidate is fitted',
    source: 'none: 97 % is expected, see DET §4.5 (inefficiency); accidental combinations have a third',
  },
  maxRoughChi2: {
    default: 50,
    unit: '',
    doc: 'largest χ² a hit of the first fit, whose sides may be wrong and whose outliers are in',
    source: 'none: seven σ a hit',
  },
  maxMissingViews: {
    default: 2,
    unit: '',
    doc: 'views of a candidate that should have seen it and have no cluster',
    source: 'none: a view misses a trajectory in 0.1 %, see DET §4.5 (inefficiency)',
  },
  minViews: {
    default: 7,
    unit: '',
    doc: 'smallest number of views of a candidate of three chambers, one or more of them with two beside the hole',
    source: 'none: two more than the five parameters of the two-line model',
  },
  maxPatternChi2: {
    default: 4,
    unit: '',
    doc: 'largest χ²/ndf of the two-line model before a candidate is fitted',
    source: 'none: passes 99.5 % of isolated tracks',
  },
  minHits: {
    default: 12,
    unit: '',
    doc: 'smallest number of hits of a track',
    source: 'none: three chambers of two views of two hits',
  },
  minHitFraction: {
    default: 0.6,
    unit: '',
    doc: 'smallest fraction of the straws on a trajectory that must have a hit next to it',
    source: 'none: 97 % is expected, see DET §4.5 (inefficiency, δ rays); accidental combinations have a third',
  },
  minHitFractionPartial: {
    default: 0.8,
    unit: '',
    doc: 'the same for candidates of three chambers, in those three: with fewer hits more of those expected must be there',
    source: 'none: of 12 straws more than two are missed in 0.5 %; accidental combinations have 0.6 to 0.8',
  },
  roadX: {
    default: 30 * mm,
    unit: 'mm',
    doc: 'agreement in x of the third point with the two-line model of the magnet',
    source: 'none: 5 σ of the point and the field shape; DET §4.5 gives 60 mm at the magnet',
  },
  roadY: {
    default: 40 * mm,
    unit: 'mm',
    doc: 'agreement in y with the straight line, vertical focusing of the magnet included',
    source: 'none: DET §4.5 gives 150 mm corridors',
  },
  outlierPull: {
    default: 4,
    unit: '',
    doc: 'hits further from the fit than this many standard deviations are dropped',
    source: 'none: 4 σ',
  },
  maxChi2PerNdf: {
    default: 20,
    unit: '',
    doc: 'largest χ²/ndf of a track',
    source: 'DET §4.5 (analysis quality)',
  },
  maxSharedHits: {
    default: 0.3,
    unit: '',
    doc: 'largest fraction of hits shared with a better track',
    source: 'none: below one chamber of four plus crossings',
  },
  trailingMean: {
    default: TRAILING_MEAN,
    unit: 'ns',
    doc: 'mean of trailing edges after the crossing',
    source: 'DET §4.5 (trailing edge 150 ± 30 ns)',
  },
  trailingSigma: {
    default: TRAILING_SIGMA,
    unit: 'ns',
    doc: 'spread of trailing edges',
    source: 'DET §4.5 (trailing edge 150 ± 30 ns)',
  },
} satisfies Settings;
