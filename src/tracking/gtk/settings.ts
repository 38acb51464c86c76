import type { Settings } from '../../core/settings.js';
import { GeV, mm, mrad, ns } from '../../core/units.js';

/** Settings of the GTK reconstruction: `--set gtk-tracks.<name>=<value>`. */
export const gtkTrackSettings = {
  window: {
    default: 10 * ns,
    unit: 'ns',
    doc: 'hits further from the trigger than this are left out',
    source: 'DET §4.2 (clustering, ±3…10 ns)',
  },
  maxHits: {
    default: 100,
    unit: '',
    doc: 'events with more hits of a station in the window go to quarantine',
    source: 'DET §4.2 (track building, ≤ 100 hits/station)',
  },
  clusterTime: {
    default: 0.7 * ns,
    unit: 'ns',
    doc: 'neighbouring hits within this time of the first are one cluster',
    source: 'DET §4.2 (time blocks 0.7 ns)',
  },
  hitSigma: {
    default: 0.19 * ns,
    unit: 'ns',
    doc: 'standard deviation of a hit time',
    source: 'DET §10 (GTK hit σt)',
  },
  maxChi2Time: {
    default: 13.8,
    unit: '',
    doc: 'largest χ² of the three times about their mean',
    source: 'DET §4.2 (AN16)',
  },
  maxDistance: {
    default: 10 * mm,
    unit: 'mm',
    doc: 'largest distance in x and in y between two hits of a track, each from the middle of its station',
    source: 'DET §4.2 (AN16)',
  },
  maxChi2X: {
    default: 20,
    unit: '',
    doc: 'largest χ² of the straight line in x, kick of TRIM5 removed',
    source: 'DET §4.2 (AN16)',
  },
  maxChi2Y: {
    default: 20,
    unit: '',
    doc: 'largest χ² of the differences in y against those of a beam particle',
    source: 'DET §4.2 (AN16)',
  },
  sigmaY12: {
    default: 1.42 * mm,
    unit: 'mm',
    doc: 'spread of y(GTK2) − y(GTK1) of beam particles, each from the middle of its station, 13.2 m apart',
    source: 'DET §4.2 (AN16)',
  },
  sigmaY23: {
    default: 1.2 * mm,
    unit: 'mm',
    doc: 'the same of y(GTK3) − y(GTK2), 9.6 m apart',
    source: 'DET §4.2 (AN16)',
  },
  minMomentum: {
    default: 72 * GeV,
    unit: 'GeV',
    doc: 'smallest momentum of a track',
    source: 'DET §4.2 (AN16)',
  },
  maxMomentum: {
    default: 78 * GeV,
    unit: 'GeV',
    doc: 'largest momentum of a track',
    source: 'DET §4.2 (AN16)',
  },
  minSlopeX: {
    default: 0.9 * mrad,
    unit: 'mrad',
    doc: 'smallest dx/dz behind GTK3',
    source: 'DET §4.2 (AN16)',
  },
  maxSlopeX: {
    default: 1.6 * mrad,
    unit: 'mrad',
    doc: 'largest dx/dz behind GTK3',
    source: 'DET §4.2 (AN16)',
  },
  minSlopeY: {
    default: -0.3 * mrad,
    unit: 'mrad',
    doc: 'smallest dy/dz behind GTK3',
    source: 'DET §4.2 (AN16)',
  },
  maxSlopeY: {
    default: 0.4 * mrad,
    unit: 'mrad',
    doc: 'largest dy/dz behind GTK3',
    source: 'DET §4.2 (AN16)',
  },
  maxShared: {
    default: 1,
    unit: '',
    doc: 'a track that shares more than this of the three places (before, inside and behind the achromat) with a better one is dropped',
    source: 'none: two of three places in common are one particle and a stranger',
  },
} satisfies Settings;
