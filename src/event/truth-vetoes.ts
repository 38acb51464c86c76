import { channelConditions, hitTruth } from './truth-beam.js';

export const lavTruth = hitTruth('lav_truth', 'lav');
export const ircTruth = hitTruth('irc_truth', 'irc');
export const sacTruth = hitTruth('sac_truth', 'sac');
export const chantiTruth = hitTruth('chanti_truth', 'chanti');
export const hascTruth = hitTruth('hasc_truth', 'hasc');
export const muv0Truth = hitTruth('muv0_truth', 'muv0');
export const anti0Truth = hitTruth('anti0_truth', 'anti0');
export const vetoCounterTruth = hitTruth('veto_counter_truth', 'veto_counter');
export const muv1Truth = hitTruth('muv1_truth', 'muv1');
export const muv2Truth = hitTruth('muv2_truth', 'muv2');

export const lavConditionsTable = channelConditions('lav_conditions', 'LAV (blocks)');
export const ircConditionsTable = channelConditions('irc_conditions', 'IRC');
export const sacConditionsTable = channelConditions('sac_conditions', 'SAC');
export const chantiConditionsTable = channelConditions('chanti_conditions', 'CHANTI (bars)');
export const hascConditionsTable = channelConditions('hasc_conditions', 'HASC');
export const muv0ConditionsTable = channelConditions('muv0_conditions', 'MUV0');
export const anti0ConditionsTable = channelConditions('anti0_conditions', 'ANTI-0');
export const vetoCounterConditionsTable = channelConditions('veto_counter_conditions', 'VetoCounter');
export const muv1ConditionsTable = channelConditions('muv1_conditions', 'MUV1 (ends of strips)');
export const muv2ConditionsTable = channelConditions('muv2_conditions', 'MUV2 (half strips)');
