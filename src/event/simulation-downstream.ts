import { type Columns, table } from './table.js';

const state = {
  particle: { type: 'i32', unit: '', doc: 'index in `particles`' },
  pdg: { type: 'i32', unit: '', doc: 'PDG code' },
  x: { type: 'f64', unit: 'mm', doc: 'position' },
  y: { type: 'f64', unit: 'mm', doc: 'position' },
  tx: { type: 'f64', unit: 'rad', doc: 'slope dx/dz' },
  ty: { type: 'f64', unit: 'rad', doc: 'slope dy/dz' },
  t: { type: 'f64', unit: 'ns', doc: 'time from start of burst' },
  p: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
} as const satisfies Columns;

/** Stretches of charged particles in the neon of the RICH: one row for each half that is entered. */
export const radiatorStretches = table('radiator_stretches', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'stretches of charged particles in the neon of the RICH, a row for each half; state at `z`',
  columns: {
    ...state,
    z: { type: 'f64', unit: 'mm', doc: 'where the state is' },
    z_from: { type: 'f64', unit: 'mm', doc: 'where the stretch begins' },
    z_to: { type: 'f64', unit: 'mm', doc: 'where it ends: the end of the half, or of the particle' },
  },
});

export const calorimeterEntries = table('calorimeter_entries', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'charged particles and photons at the front plane of the LKr, z = 241.093 m, whether there are cells or not',
  columns: state,
});

export const muv3Crossings = table('muv3_crossings', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'particles at the front of the MUV3, z = 246.8 m, behind calorimeters and iron',
  columns: state,
});

/** Detectors of `veto_entries`: 1–12 are the LAV stations. */
export const VetoEntry = { lav12: 12, irc: 13, sac: 14, hasc: 15, muv0: 16 } as const;

export const vetoEntries = table('veto_entries', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'where charged particles and photons enter the matter of a LAV station, of the IRC, SAC, HASC or MUV0',
  columns: {
    ...state,
    z: { type: 'f64', unit: 'mm', doc: 'where it enters' },
    detector: { type: 'u8', unit: '', doc: '1–12 LAV station, 13 IRC, 14 SAC, 15 HASC, 16 MUV0' },
  },
});

/** Detectors of `upstream_crossings`: 0–5 are the CHANTI stations 1–6, 7–9 the stations of the VetoCounter. */
export const UpstreamPlane = { chanti: 0, anti0: 6, vetoCounter: 7 } as const;

export const upstreamCrossings = table('upstream_crossings', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'where charged particles cross the CHANTI stations, the ANTI-0 and the stations of the VetoCounter',
  columns: {
    ...state,
    plane: { type: 'u8', unit: '', doc: '0–5 CHANTI 1–6, 6 ANTI-0, 7–9 VetoCounter' },
  },
});

export const muvCrossings = table('muv_crossings', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'muons at the fronts of MUV1 and MUV2',
  columns: {
    ...state,
    plane: { type: 'u8', unit: '', doc: '1 MUV1, 2 MUV2' },
  },
});

/** Front plane of the LKr, where the state of a row of `hadron_showers` is [mm]. */
export const HADRON_SHOWER_Z = 241_093;

export const hadronShowers = table('hadron_showers', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'hadrons at the front of the LKr, before its krypton, one row each: how their showers share their energy; state at z = 241.093 m',
  columns: {
    ...state,
    z: { type: 'f64', unit: 'mm', doc: 'first inelastic interaction; behind the iron when there is none' },
    em_lkr: { type: 'f64', unit: 'MeV', doc: 'electromagnetic energy in the LKr' },
    had_lkr: { type: 'f64', unit: 'MeV', doc: 'visible hadronic energy in the LKr' },
    muv1: { type: 'f64', unit: 'MeV', doc: 'energy of the shower in the MUV1' },
    muv2: { type: 'f64', unit: 'MeV', doc: 'energy of the shower in the MUV2' },
    punch_through: { type: 'u8', unit: '', doc: 'charged particles that reach the MUV3' },
  },
});
