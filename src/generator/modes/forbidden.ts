import type { DecayMode } from '../decay-mode.js';

const forbidden = (name: string, daughters: readonly number[]): DecayMode => ({
  name,
  parent: 321,
  daughters,
  source: 'KAON §2.3 (uniform phase space, which the published limits assume); never seen: no branching fraction',
});

/** Decays that break lepton number (`lnv-`) or lepton flavour (`lfv-`), in uniform phase space. */
export const FORBIDDEN: readonly DecayMode[] = [
  forbidden('lnv-pi-ee', [-211, -11, -11]),
  forbidden('lnv-pi-mumu', [-211, -13, -13]),
  forbidden('lnv-pi-mue', [-211, -13, -11]),
  forbidden('lfv-pi-mue', [211, 13, -11]),
];
