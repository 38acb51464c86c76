import type { Mark } from './cut.js';

/** A published figure that a selection is compared with: not a cut, and never tuned to. */
export interface Published {
  readonly value: number;
  readonly text: string;
  readonly source: string;
  readonly mark: Mark;
}

/** What is published of a selection. */
export interface PublishedOf {
  /** Decays of this mode that pass, of all in 105–180 m. */
  readonly acceptance?: Published & { readonly decay: string };
  /** σ of the core of the mass of the candidates [MeV/c²]. */
  readonly massWidth?: Published;
}

/** By the name of the selection. */
export const PUBLISHED: Readonly<Record<string, PublishedOf>> = {
  k2pi: { acceptance: { decay: 'k2pi', value: 0.143, text: '0.1430', source: 'KAON §6.3 (FW19)', mark: 'S' } },
  'pi-ee': {
    acceptance: {
      decay: 'pi-ee',
      value: 0.0363,
      text: '3.63 % (Run 1), 3.87 % (2017)',
      source: 'KAON §7.1 (LEE22, LEE19)',
      mark: 'D',
    },
    massWidth: { value: 1.7, text: '1.7 MeV/c²', source: 'KAON §9', mark: 'R-b' },
  },
  'lnv-pi-ee': {
    acceptance: {
      decay: 'lnv-pi-ee',
      value: 0.0498,
      text: '4.98 % (2017), about 4.3 % (Run 1)',
      source: 'KAON §7.1 (LEE19, LEE22)',
      mark: 'R-a',
    },
    massWidth: { value: 1.7, text: '1.7 MeV/c²', source: 'KAON §7.1', mark: 'R-b' },
  },
  'pi-mumu': {
    acceptance: {
      decay: 'pi-mumu',
      value: 0.087,
      text: '8.7 %, with the trigger',
      source: 'KAON §7.7 (PMM22)',
      mark: 'D',
    },
    massWidth: { value: 1.1, text: '1.1 MeV/c²', source: 'KAON §9', mark: 'R-b' },
  },
  'lnv-pi-mumu': { massWidth: { value: 1.1, text: '1.1 MeV/c²', source: 'KAON §7.2', mark: 'R-b' } },
  'lnv-pi-mue': {
    acceptance: { decay: 'lnv-pi-mue', value: 0.049, text: '4.90 ± 0.02 %', source: 'KAON §7.3 (PME21)', mark: 'R-a' },
  },
};
