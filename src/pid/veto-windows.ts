import type { Settings, Values } from '../core/settings.js';
import { GeV, mm, ns } from '../core/units.js';
import type { VETO_DETECTORS } from '../event/run-vetoes.js';
import { EDGE } from './veto-hit.js';

export type VetoDetector = (typeof VETO_DETECTORS)[number];

/** Settings of the vetoes: `--set vetoes.<name>=<value>`. Windows are half-widths about the reference time. */
export const vetoSettings = {
  maxTimeSigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'a track gives the reference time when its own has this standard deviation or less: it has a hodoscope or a ring',
    source: 'none: between the STRAW (5 ns) and the NewCHOD (1.1 ns for two tiles, 0.8 ns for the mean)',
  },
  lav: { default: 5 * ns, unit: 'ns', doc: 'window of the LAV; 3 ns is tight', source: 'DET §4.10, §7.4 (FW19)' },
  lavEdges: {
    default: EDGE.lowLeading + EDGE.highLeading,
    unit: '',
    doc: 'smallest sum of edge bits of a LAV hit that vetoes',
    source: 'DET §4.10 (FW19)',
  },
  irc: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'window of the IRC; 7 ns for π+νν, 10 ns for K2π',
    source: 'DET §4.11 (FW19)',
  },
  sac: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'window of the SAC; 7 ns for π+νν, 10 ns for K2π',
    source: 'DET §4.11 (FW19)',
  },
  lkrDistance: {
    default: 100 * mm,
    unit: 'mm',
    doc: 'LKr clusters this near to a track in time are its own',
    source: 'DET §7.4 (FW19)',
  },
  lkrTrackTime: {
    default: 10 * ns,
    unit: 'ns',
    doc: 'tracks this far from the reference time have no cluster of their own',
    source: 'DET §7.4 (FW19, AN16): window of track and cluster',
  },
  lkrMinEnergy: {
    default: 1 * GeV,
    unit: 'GeV',
    doc: 'LKr clusters below do not veto',
    source: 'KAON §7.6 (FW19): the window begins there',
  },
  lkrWindow: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'window of LKr clusters up to `lkrLow`, and the smallest above it',
    source: 'KAON §7.6 (FW19)',
  },
  lkrLow: { default: 2 * GeV, unit: 'GeV', doc: 'energy from which the window widens', source: 'KAON §7.6 (FW19)' },
  lkrHigh: {
    default: 10 * GeV,
    unit: 'GeV',
    doc: 'energy from which the window is `lkrSigmas` wide; in between it goes in a straight line',
    source: 'KAON §7.6 (FW19)',
  },
  lkrSigmas: {
    default: 20,
    unit: '',
    doc: 'window of energetic LKr clusters, in σ of their time',
    source: 'KAON §7.6 (FW19): tens of σ',
  },
  hasc: { default: 3 * ns, unit: 'ns', doc: 'window of the HASC', source: 'KAON §7.6 (FW19)' },
  muv0Early: {
    default: 10 * ns,
    unit: 'ns',
    doc: 'window of the MUV0 before the reference',
    source: 'KAON §7.6 (FW19)',
  },
  muv0Late: { default: 8 * ns, unit: 'ns', doc: 'window of the MUV0 after the reference', source: 'KAON §7.6 (FW19)' },
  chanti: { default: 3 * ns, unit: 'ns', doc: 'window of the CHANTI', source: 'DET §4.3 (FW19)' },
  anti0: {
    default: 3 * ns,
    unit: 'ns',
    doc: 'window of the ANTI-0',
    source: 'not found: placeholder, 3 σ of DET §4.4',
  },
  vetoCounter: {
    default: 3 * ns,
    unit: 'ns',
    doc: 'window of the VetoCounter',
    source: 'not found: placeholder, 3 σ of DET §4.4',
  },
} satisfies Settings;

type VetoValues = Values<typeof vetoSettings>;

/** Edges of the window about the reference: from, to [ns]. That of the LKr depends on the energy, see `lkrVetoWindow`. */
export function vetoWindow(detector: Exclude<VetoDetector, 'lkr'>, values: VetoValues): readonly [number, number] {
  if (detector === 'muv0') return [-values.muv0Early, values.muv0Late];
  const half = values[detector === 'veto_counter' ? 'vetoCounter' : detector];
  return [-half, half];
}

/** Standard deviation of the time of an LKr cluster of this energy [MeV] in the veto [ns]. Source: DET §4.9 (FW19). */
const lkrTimeSigma = (energy: number): number => {
  const e = energy / GeV;
  return 0.56 + 1.53 / e - 0.233 / Math.sqrt(e);
};

/** Half-width of the window of an LKr cluster of this energy [MeV]: `lkrWindow`, a straight line, `lkrSigmas` σ [ns]. */
export function lkrVetoWindow(energy: number, values: VetoValues): number {
  const { lkrWindow, lkrLow, lkrHigh, lkrSigmas } = values;
  if (!(energy > lkrLow)) return lkrWindow;
  const wide = lkrSigmas * lkrTimeSigma(Math.max(energy, lkrHigh));
  const share = energy < lkrHigh ? (energy - lkrLow) / (lkrHigh - lkrLow) : 1;
  return Math.max(lkrWindow, lkrWindow + share * (wide - lkrWindow));
}
