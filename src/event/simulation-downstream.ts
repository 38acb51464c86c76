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
