import { table } from './table.js';

/** Origin of each hit of a detector: a table with the same offsets as the detector's own. */
export const hitTruth = <const N extends string>(name: N, detector: string) =>
  table(name, {
    version: 1,
    shape: 'hits',
    side: 'truth',
    doc: `origin of each hit, same offsets as \`${detector}\``,
    columns: {
      particle: { type: 'i32', unit: '', doc: 'index of the particle of the leading edge; −1 noise' },
      other: { type: 'i32', unit: '', doc: 'index of a further particle merged into the pulse; −1 none' },
    },
  });

export const ktagTruth = hitTruth('ktag_truth', 'ktag');
export const gtkTruth = hitTruth('gtk_truth', 'gtk');
export const newchodTruth = hitTruth('newchod_truth', 'newchod');
export const chodTruth = hitTruth('chod_truth', 'chod');

/** Conditions of a detector whose channels have a time offset and may be dead. */
export const channelConditions = <const N extends string>(name: N, detector: string) =>
  table(name, {
    version: 1,
    shape: 'channels',
    side: 'truth',
    doc: `${detector} conditions as emulated, one row per channel in the order of its description`,
    columns: {
      t0: { type: 'f64', unit: 'ns', doc: 'time offset of the channel' },
      efficiency: { type: 'f64', unit: '', doc: 'relative efficiency; 0 for a dead channel' },
    },
  });

export const ktagConditionsTable = channelConditions('ktag_conditions', 'KTAG');
export const gtkConditionsTable = channelConditions('gtk_conditions', 'GTK (one row a chip)');
export const newchodConditionsTable = channelConditions('newchod_conditions', 'NewCHOD');
export const chodConditionsTable = table('chod_conditions', {
  version: 1,
  shape: 'channels',
  side: 'truth',
  doc: 'NA48-CHOD conditions as emulated, one row per slab',
  columns: {
    t0: { type: 'f64', unit: 'ns', doc: 'time offset of the slab' },
    efficiency: { type: 'f64', unit: '', doc: 'relative efficiency; 0 for a dead slab' },
    light_path: { type: 'f64', unit: 'ns/mm', doc: 'time of light along the slab' },
  },
});
