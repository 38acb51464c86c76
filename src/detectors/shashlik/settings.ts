import type { Settings, Values } from '../../core/settings.js';
import { mm, ns } from '../../core/units.js';
import { GAIN, HIGH_DISCRIMINATOR, LOW_THRESHOLD, RISE_TIME } from './description.js';

/** What both have in common; what is not found is the same in both. */
export const shashlikSettings = {
  samplingTerm: {
    default: 0.095,
    unit: '',
    doc: 'relative fluctuation of the visible energy of an electromagnetic shower of 1 GeV; falls as its root',
    source: 'ours: 2.7 % √(d/f) of sampling calorimeters, scintillator d = 1.5 mm, visible share f = 0.12',
  },
  electronSampling: {
    default: 0.8,
    unit: '',
    doc: 'visible share of the energy of an electron over that of a minimum ionising particle (e/mip)',
    source: 'not found: placeholder, usual for lead',
  },
  photonuclear: {
    default: 1e-4,
    unit: '',
    doc: 'probability that a nucleus takes a photon of 1 GeV and nothing is seen; falls with the power below',
    source: 'not found: placeholder',
  },
  photonuclearPower: {
    default: 1,
    unit: '',
    doc: 'power of the energy with which it falls',
    source: 'not found: placeholder',
  },
  hadronVisible: {
    default: 0.35,
    unit: '',
    doc: 'mean share of its energy a hadron that interacts shows, as of a photon; drawn from 0 to twice that',
    source: 'not found: placeholder',
  },
  lateral: {
    default: 10 * mm,
    unit: 'mm',
    doc: 'exponential width of a shower in one projection: leaks out at the sides and into the next channel',
    source: 'ours: 90 % within a Molière radius of 32 mm (PDG, lead and polystyrene in equal parts)',
  },
  positionSharing: {
    default: 1,
    unit: '',
    doc: '1: a channel has the light of its quadrant; 0: each has a quarter',
    source: 'not found: placeholder',
  },
  sharingSpread: {
    default: 0.16,
    unit: '',
    doc: 'relative spread of the share of a channel',
    source: 'DET §4.11 (FW19): 25 ± 4 % each, SAC',
  },
  photoelectrons: {
    default: 0.5,
    unit: '',
    doc: 'photoelectrons per MeV of a shower, all channels together',
    source: 'not found: placeholder',
  },
  gain: {
    default: GAIN,
    unit: '',
    doc: 'height of the pulse [mV] per MeV of a shower in a channel',
    source: 'not found: placeholder',
  },
  lowThreshold: { default: LOW_THRESHOLD, unit: '', doc: 'low threshold [mV]', source: 'DET §4.11 (FW19)' },
  highThreshold: { default: HIGH_DISCRIMINATOR, unit: '', doc: 'high threshold [mV]', source: 'DET §4.11 (FW19)' },
  emissionTime: { default: 5 * ns, unit: 'ns', doc: 'fall of the light', source: 'DET §4.11 (FW19)' },
  riseTime: {
    default: RISE_TIME,
    unit: 'ns',
    doc: 'time constant of the response of the photomultiplier',
    source: 'not found: placeholder',
  },
  channelSigma: {
    default: 0.56 * ns,
    unit: 'ns',
    doc: 'spread of the time of a channel beside slewing',
    source: 'DET §4.11 (FW19): what is left in data after the correction',
  },
} satisfies Settings;

export type ShashlikValues = Values<typeof shashlikSettings>;
