import { table } from './table.js';

/** How a particle came to be or ended: `process` and `end_process` of the particles table. */
export const Process = {
  beam: 0,
  kaonDecay: 1,
  decayInFlight: 2,
  absorbed: 3,
  leftApparatus: 4,
  halo: 5,
  conversion: 6,
  bremsstrahlung: 7,
  hadronicInteraction: 8,
} as const;

export const particles = table('particles', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'generated particles',
  columns: {
    parent: { type: 'i32', unit: '', doc: 'index in the event of the parent; −1 none' },
    pdg: { type: 'i32', unit: '', doc: 'PDG code' },
    process: {
      type: 'u8',
      unit: '',
      doc: '0 beam, 1 kaon decay, 2 decay in flight, 5 halo, 6 conversion of a photon, 7 bremsstrahlung, 8 hadronic interaction',
    },
    end_process: {
      type: 'u8',
      unit: '',
      doc: '1 kaon decay, 2 decay in flight, 3 absorbed, 4 reached the LKr or left the apparatus, 6 conversion, 8 hadronic interaction',
    },
    x: { type: 'f64', unit: 'mm', doc: 'production point' },
    y: { type: 'f64', unit: 'mm', doc: 'production point' },
    z: { type: 'f64', unit: 'mm', doc: 'production point' },
    t: { type: 'f64', unit: 'ns', doc: 'production time from start of burst' },
    px: { type: 'f64', unit: 'MeV/c', doc: 'momentum at production' },
    py: { type: 'f64', unit: 'MeV/c', doc: 'momentum at production' },
    pz: { type: 'f64', unit: 'MeV/c', doc: 'momentum at production' },
    end_x: { type: 'f64', unit: 'mm', doc: 'end point' },
    end_y: { type: 'f64', unit: 'mm', doc: 'end point' },
    end_z: { type: 'f64', unit: 'mm', doc: 'end point' },
    weight: { type: 'f64', unit: '', doc: 'event weight of the generator; 1 when unweighted' },
  },
});

export const strawTruth = table('straw_truth', {
  version: 1,
  shape: 'hits',
  side: 'truth',
  doc: 'origin of each STRAW hit, same offsets as `straw`',
  columns: {
    particle: { type: 'i32', unit: '', doc: 'index of the particle of the leading edge; −1 noise' },
    other: { type: 'i32', unit: '', doc: 'index of a further particle merged into the pulse; −1 none' },
    distance: {
      type: 'f32',
      unit: 'mm',
      doc: 'signed distance of the trajectory from the wire, + on the side of growing coordinate',
    },
  },
});

export const strawConditions = table('straw_conditions', {
  version: 1,
  shape: 'channels',
  side: 'truth',
  doc: 'STRAW conditions as emulated, one row per channel code',
  columns: {
    t0: { type: 'f64', unit: 'ns', doc: 'time offset of the channel' },
    wire_offset: { type: 'f64', unit: 'mm', doc: 'displacement of the wire from its nominal position' },
    dead: { type: 'u8', unit: '', doc: '1 when the channel gives no hits' },
  },
});
