import { table } from './table.js';
import { channelConditions, hitTruth } from './truth-beam.js';

export const richTruth = hitTruth('rich_truth', 'rich');
export const muv3Truth = hitTruth('muv3_truth', 'muv3');
export const lkrTruth = hitTruth('lkr_truth', 'lkr');

export const richConditionsTable = channelConditions('rich_conditions', 'RICH (PMTs, then supercells)');
export const muv3ConditionsTable = channelConditions('muv3_conditions', 'MUV3');
export const lkrConditionsTable = table('lkr_conditions', {
  version: 1,
  shape: 'channels',
  side: 'truth',
  doc: 'LKr conditions as emulated, one row per code of the grid, with a cell or not',
  columns: {
    t0: { type: 'f64', unit: 'ns', doc: 'time offset of the cell' },
    gain: { type: 'f64', unit: '', doc: 'counts per energy over 1/3.5 MeV; 0 for a dead cell and where there is none' },
    pedestal: { type: 'f64', unit: 'ADC count', doc: 'pedestal' },
  },
});
