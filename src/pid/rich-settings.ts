import type { Settings } from '../core/settings.js';
import { GeV, mm, ns } from '../core/units.js';
import { RESPONSE_RMS } from '../detectors/common/pmt-response.js';
import { BETA_ONE_HITS, BETA_ONE_RADIUS } from '../detectors/rich/description.js';

export const richRingSettings = {
  betaOneRadius: {
    default: BETA_ONE_RADIUS,
    unit: 'mm',
    doc: 'radius of the rings of β = 1',
    source: 'DET §4.6 (FW19, data from 2017 on)',
  },
  betaOneHits: {
    default: BETA_ONE_HITS,
    unit: '',
    doc: 'hits expected on a whole ring of β = 1',
    source: 'DET §4.6 (FW19, data from 2017 on)',
  },
  hitSigma: {
    default: 4.7 * mm,
    unit: 'mm',
    doc: 'standard deviation of the distance of a hit from its ring',
    source: 'DET §4.6 (JINST 13 P07012)',
  },
  scattering: {
    default: 40 * mm,
    unit: 'mm',
    doc: 'part of the spread of the hits from scattering in window and neon, which moves the centre, at 1 GeV/c',
    source: 'DET §3 (2.2 % and 5 % of a radiation length) and the Highland formula',
  },
  radiusMin: {
    default: 80 * mm,
    unit: 'mm',
    doc: 'smallest distance of a hit from the centre',
    source: 'DET §4.6 (AN16)',
  },
  radiusMax: {
    default: 250 * mm,
    unit: 'mm',
    doc: 'largest distance of a hit from the centre',
    source: 'DET §4.6 (AN16)',
  },
  minHits: { default: 4, unit: '', doc: 'hits a ring needs for a radius', source: 'DET §4.6 (FW19, AN16)' },
  triplet: {
    default: 90 * mm,
    unit: 'mm',
    doc: 'smallest distance between the three hits that start a ring without a track',
    source: 'DET §4.6 (FW19)',
  },
  ptolemy: {
    default: 40,
    unit: '',
    doc: "what four hits on one ring may lack of Ptolemy's theorem [mm²]",
    source: 'DET §4.6 (FW19)',
  },
  strawTime: {
    default: 25 * ns,
    unit: 'ns',
    doc: 'largest difference of a hit from the time of the STRAW',
    source: 'none: 5 σ of the STRAW time',
  },
  window: {
    default: 3 * ns,
    unit: 'ns',
    doc: 'full width of the hits of a ring in time; 10 ns in DET §4.6 (FW19), where other light is not weighed',
    source: 'none: ten σ of a hit',
  },
  beyondDoubt: {
    default: 25,
    unit: '',
    doc: 'log likelihood over background from which on light in a window is a ring, and the time of the STRAW says whose',
    source:
      'none: half of what a ring of 12 hits has; from 10 to 80 as many rings of K3π at 450 MHz have a wrong time, 0.2 to 0.5 %',
  },
  background: {
    default: 4,
    unit: '',
    doc: 'hits on both disks from other particles in the window of a ring; those of other tracks are added',
    source:
      'none: the crowd of 450 MHz leaves 5 where it leaves any, in 6.5 % of windows; from 1 to 8 as many rings of K3π have a wrong time, 0.2 to 0.5 %',
  },
  responseMean: {
    default: 0.002 * ns,
    unit: 'ns',
    doc: 'mean time of a hit after the light among hits of a window of 3 ns, subtracted from its time',
    source: 'DET §4.1 (FW19): the response without what comes later than half the window',
  },
  timeSigma: {
    default: RESPONSE_RMS,
    unit: 'ns',
    doc: 'standard deviation of the time of a hit',
    source: 'DET §4.1 (FW19)',
  },
  minMomentum: {
    default: 15 * GeV,
    unit: 'GeV',
    doc: 'no likelihoods below this momentum',
    source: 'DET §4.6 (2103.15389)',
  },
  maxMomentum: {
    default: 40 * GeV,
    unit: 'GeV',
    doc: 'no likelihoods above this momentum',
    source: 'none: pions and muons are alike beyond it',
  },
  maxHits: {
    default: 4096,
    unit: '',
    doc: 'events with more hits are refused',
    source: 'none: ten times the hits of a typical event',
  },
} satisfies Settings;
