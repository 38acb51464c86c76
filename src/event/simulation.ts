import { table } from './table.js';

/** Tables that live between the stages of the simulation and are never written. */

export const primaries = table('primaries', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'particles of the generator, at their production point',
  columns: {
    parent: { type: 'i32', unit: '', doc: 'index in the event; −1 none' },
    pdg: { type: 'i32', unit: '', doc: 'PDG code' },
    process: { type: 'u8', unit: '', doc: 'as in `particles`' },
    end_process: { type: 'u8', unit: '', doc: 'as in `particles`; 0 for a particle still to be transported' },
    x: { type: 'f64', unit: 'mm', doc: 'production point' },
    y: { type: 'f64', unit: 'mm', doc: 'production point' },
    z: { type: 'f64', unit: 'mm', doc: 'production point' },
    t: { type: 'f64', unit: 'ns', doc: 'production time from start of burst' },
    px: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
    py: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
    pz: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
    end_x: { type: 'f64', unit: 'mm', doc: 'end point of a particle the generator has ended' },
    end_y: { type: 'f64', unit: 'mm', doc: 'same' },
    end_z: { type: 'f64', unit: 'mm', doc: 'same' },
  },
});

export const strawCrossings = table('straw_crossings', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'where charged particles cross the planes of the STRAW',
  columns: {
    particle: { type: 'i32', unit: '', doc: 'index in `particles`' },
    plane: { type: 'u8', unit: '', doc: 'plane 0 … 63' },
    x: { type: 'f64', unit: 'mm', doc: 'position' },
    y: { type: 'f64', unit: 'mm', doc: 'position' },
    tx: { type: 'f64', unit: 'rad', doc: 'slope dx/dz' },
    ty: { type: 'f64', unit: 'rad', doc: 'slope dy/dz' },
    t: { type: 'f64', unit: 'ns', doc: 'time from start of burst' },
    p: { type: 'f64', unit: 'MeV/c', doc: 'momentum' },
  },
});
