import type { Settings } from '../../core/settings.js';
import { MeV, mm, ns } from '../../core/units.js';

/** Settings of the LAV emulator: `--set lav.<name>=<value>`. */
export const lavSettings = {
  lightYield: {
    default: 0.3,
    unit: '',
    doc: 'photoelectrons per MeV of an electromagnetic shower',
    source: 'not found: remembered (G), DET §11 no. 12',
  },
  mipEnergy: {
    default: 77 * MeV,
    unit: 'MeV',
    doc: 'light of a minimum ionising particle across 110 mm of glass, as energy of a shower',
    source: 'DET §4.10 (1703.08501)',
  },
  ionisation: {
    default: 0.69 * (MeV / mm),
    unit: '',
    doc: 'energy a muon or hadron loses on its way [MeV/mm]: how far it comes',
    source: 'PDG: lead glass, 1.255 MeV cm²/g at 5.51 g/cm³',
  },
  radiationLength: {
    default: 15.1 * mm,
    unit: 'mm',
    doc: 'of the lead glass',
    source: 'PDG element by element, 75 % PbO and 25 % SiO₂ by mass, 5.51 g/cm³ (SF57, remembered)',
  },
  moliereRadius: {
    default: 26 * mm,
    unit: 'mm',
    doc: 'of the lead glass; 90 % of a shower are inside',
    source: 'not found: remembered',
  },
  criticalEnergy: {
    default: 12.3 * MeV,
    unit: 'MeV',
    doc: 'of electrons in the lead glass',
    source: 'PDG: 21.2 MeV · radiation length over Molière radius',
  },
  spotEnergy: {
    default: 15 * MeV,
    unit: 'MeV',
    doc: 'energy of the parts a shower is put down in, one electron track each; more where that makes over 100',
    source: 'none: near the critical energy',
  },
  interactionLength: {
    default: 345 * mm,
    unit: 'mm',
    doc: 'mean path of a hadron in the glass before it interacts',
    source: 'PDG: lead glass, pions, 190 g/cm² at 5.51 g/cm³',
  },
  electromagneticPower: {
    default: 4,
    unit: '',
    doc: 'n of the share f of π⁰ in an interaction, density n (1 − f)ⁿ⁻¹; shape only',
    source: 'not found: as in the LKr',
  },
  photonuclear: {
    default: 1.3e-3,
    unit: '',
    doc: 'photons that a nucleus absorbs before they convert',
    source:
      'PDG: 0.12 mb a nucleon above 2 GeV against 7/9 a radiation length of 8.3 g/cm²; the Δ at 0.3 GeV is left out',
  },
  index: { default: 1.847, unit: '', doc: 'refractive index of the glass', source: 'not found: SF57, remembered' },
  lightCone: {
    default: 60,
    unit: '',
    doc: 'degrees about the plane of shower and block in which Cherenkov light reaches the photomultiplier',
    source: 'not found: a choice',
  },
  transitSpread: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the time of a photoelectron in the photomultiplier',
    source: 'DET §4.10 (FW19): 0.6 ns to the first dynode and 0.8 ns behind',
  },
  gainSpread: {
    default: 0.66,
    unit: '',
    doc: 'relative spread of the charge of a photoelectron',
    source: '1/√(g − 1), g = 3.3 a dynode: gain 1.5e6 of 12 dynodes, DET §4.10 (FW19)',
  },
  charge: {
    default: 12.0,
    unit: '',
    doc: 'area of the pulse of a photoelectron [mV ns]',
    source: 'DET §4.10 (FW19): gain 1.5e6 into 50 Ω (the load is a choice)',
  },
  fallTime: { default: 7.9 * ns, unit: 'ns', doc: 'RC of the anode', source: 'DET §4.10 (FW19)' },
  riseTime: {
    default: 6.1 * ns,
    unit: 'ns',
    doc: 'rise of the photomultiplier from 10 to 90 %, of one pole: 2.2 of its time constants',
    source: 'DET §4.10 (FW19)',
  },
  lowThreshold: { default: 5, unit: '', doc: 'low threshold [mV]', source: 'DET §4.10 (FW19)' },
  highThreshold: { default: 15, unit: '', doc: 'high threshold [mV]', source: 'DET §4.10 (FW19)' },
  hysteresis: {
    default: 1.25,
    unit: '',
    doc: 'a discriminator goes back this much below its threshold [mV]',
    source: 'DET §4.10 (FW19)',
  },
  mergeTime: {
    default: 15 * ns,
    unit: 'ns',
    doc: 'pulses of a discriminator closer than this are one',
    source: 'not found: as the NewCHOD, DET §4.7 (FW19)',
  },
  noise: {
    default: 0,
    unit: 'kHz',
    doc: 'pulses of a block above the low threshold that no particle makes',
    source: 'not found: placeholder',
  },
} satisfies Settings;
