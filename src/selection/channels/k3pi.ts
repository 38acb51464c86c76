import { selectionFrom } from '../parse.js';
import { cut } from './sourced.js';

const STANDARD = 'KAON §6.1 (FW19)';
const UCL = 'KAON §6.1 (UCL)';
const STRICT = 'KAON §6.2 (FW19)';
const KEEP = ['mass_pi', 'p_total', 'pt', 'z', 'chi2', 'match_gtk'];

const topology = (source: string) => [
  cut('trigger', 'control_line == 1', source),
  cut('three tracks', 'n_tracks == 3', source),
  cut('one vertex', 'n_three_track_vertices == 1', `${source}; counted before any other cut`),
  cut('charge', 'charge == 1', source),
];

/** The standard cuts around one on time. */
const standard = (window: string, source: string) => [
  ...topology(STANDARD),
  cut('chi2', 'chi2 < 25', STANDARD),
  cut('acceptance', 'sum_in_acceptance == 3', `${STANDARD}; planes and rings KAON §1.1 (FW19)`),
  cut('time', `mean_chod_time abs< ${window}`, source),
  cut('z', 'z between 104..180 m', STANDARD),
  cut('momentum', 'p_beam_difference abs< 3 GeV', STANDARD),
  cut('mass', 'mass_pi between 490..497 MeV', STANDARD),
];

const base = { table: 'vertices', species: ['pi', 'pi', 'pi'], keep: KEEP } as const;

/** K⁺ → π⁺π⁺π⁻ as the normalisation channel. */
export const k3pi = selectionFrom({
  ...base,
  name: 'k3pi',
  doc: 'K⁺ → π⁺π⁺π⁻, standard selection of the normalisation channel',
  cuts: standard('5 ns', STANDARD),
});

/** The same with a wider time window and tracks that are apart. */
export const k3piUcl = selectionFrom({
  ...base,
  name: 'k3pi-ucl',
  doc: 'K⁺ → π⁺π⁺π⁻, variant with 6 ns and tracks 100 mm apart',
  cuts: [...standard('6 ns', UCL), cut('apart', 'straw1_distance > 100 mm', UCL)],
});

/** The strict one, with times, momenta and E/p of every track. */
export const k3piStrict = selectionFrom({
  ...base,
  name: 'k3pi-strict',
  doc: 'K⁺ → π⁺π⁺π⁻, strict selection',
  cuts: [
    ...topology(STRICT),
    cut('chi2', 'chi2 < 20', STRICT),
    cut('z', 'z between 110..180 m', STRICT),
    cut('momentum', 'p_beam_difference abs< 2.5 GeV', STRICT),
    cut('pt', 'pt < 30 MeV', `${STRICT}: pT² < 900 MeV²/c²`),
    cut('slowest track', 'min_p > 5 GeV', STRICT),
    cut('fastest track', 'max_p < 60 GeV', STRICT),
    cut('track chi2', 'max_chi2 < 100', STRICT),
    cut('vertex in time', 'mean_track_time abs< 5 ns', STRICT),
    cut('KTAG', 'dt_ktag abs< 5 ns', STRICT),
    cut('tracks in time', 'time_spread < 5 ns', STRICT),
    cut('no electron', 'max_eop0 < 0.9', STRICT),
    cut('mass', 'mass_pi between 488.677..498.677 MeV', `${STRICT}: within 5 MeV of the mass of the K⁺`),
  ],
});
