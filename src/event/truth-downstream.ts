import { channelConditions, hitTruth } from './truth-beam.js';

export const richTruth = hitTruth('rich_truth', 'rich');
export const muv3Truth = hitTruth('muv3_truth', 'muv3');
export const lkrTruth = hitTruth('lkr_truth', 'lkr');

export const richConditionsTable = channelConditions('rich_conditions', 'RICH (PMTs, then supercells)');
export const muv3ConditionsTable = channelConditions('muv3_conditions', 'MUV3');
