import { primaries } from './simulation.js';
import { table } from './table.js';

/** Beam particles, halo muons and products of their decays besides the trigger's own, at their production point. */
export const pileup = table('pileup', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'particles of the beam and the halo in the readout windows, besides those of the trigger; parents count from the first primary',
  columns: primaries.columns,
});

/** Planes of `beam_crossings`. */
export const BeamPlane = { gtk1: 0, gtk2: 1, gtk3: 2, ktag: 3, gtk0: 4 } as const;

/** Plane of each GTK station, by its number in the pixel codes. */
export const GTK_PLANES: readonly number[] = [BeamPlane.gtk1, BeamPlane.gtk2, BeamPlane.gtk3, BeamPlane.gtk0];

export const beamCrossings = table('beam_crossings', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'where beam particles cross the KTAG and the GTK stations',
  columns: {
    particle: { type: 'i32', unit: '', doc: 'index in `particles`' },
    pdg: { type: 'i32', unit: '', doc: 'PDG code' },
    plane: { type: 'u8', unit: '', doc: '0–2: GTK1–3, 3: KTAG, 4: GTK0' },
    x: { type: 'f64', unit: 'mm', doc: 'position' },
    y: { type: 'f64', unit: 'mm', doc: 'position' },
    tx: { type: 'f64', unit: 'rad', doc: 'slope dx/dz' },
    ty: { type: 'f64', unit: 'rad', doc: 'slope dy/dz' },
    t: { type: 'f64', unit: 'ns', doc: 'time from start of burst' },
    p: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
  },
});

/** Planes of `hodoscope_crossings`. */
export const HodoscopePlane = { newchod: 0, chodV: 1, chodH: 2 } as const;

export const hodoscopeCrossings = table('hodoscope_crossings', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'where charged particles cross the NewCHOD and the planes of the NA48-CHOD',
  columns: {
    particle: { type: 'i32', unit: '', doc: 'index in `particles`' },
    plane: { type: 'u8', unit: '', doc: '0: NewCHOD, 1: CHOD V, 2: CHOD H' },
    x: { type: 'f64', unit: 'mm', doc: 'position' },
    y: { type: 'f64', unit: 'mm', doc: 'position' },
    tx: { type: 'f64', unit: 'rad', doc: 'slope dx/dz' },
    ty: { type: 'f64', unit: 'rad', doc: 'slope dy/dz' },
    t: { type: 'f64', unit: 'ns', doc: 'time from start of burst' },
    p: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
  },
});
