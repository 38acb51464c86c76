import { GeV, MeV, m, mm, ns } from '../../core/units.js';
import type { Cut, Selection } from '../cut.js';

const SOURCE = 'KAON §6.1 (FW19)';

const time = (window: number, source: string): Cut => ({
  name: 'time',
  column: 'mean_chod_time',
  operator: 'abs<',
  value: window,
  unit: 'ns',
  source,
});

/** The standard cuts around one on time. */
const standard = (timeCut: Cut): readonly Cut[] => [
  {
    name: 'trigger',
    column: 'control_line',
    operator: '==',
    value: 1,
    unit: '',
    source: SOURCE,
  },
  {
    name: 'three tracks',
    column: 'n_tracks',
    operator: '==',
    value: 3,
    unit: '',
    source: SOURCE,
  },
  {
    name: 'one vertex',
    column: 'n_three_track_vertices',
    operator: '==',
    value: 1,
    unit: '',
    source: `${SOURCE}; counted before any other cut`,
  },
  {
    name: 'charge',
    column: 'charge',
    operator: '==',
    value: 1,
    unit: 'e',
    source: SOURCE,
  },
  {
    name: 'chi2',
    column: 'chi2',
    operator: '<',
    value: 25,
    unit: '',
    source: SOURCE,
  },
  {
    name: 'acceptance',
    column: 'tracks_in_acceptance',
    operator: '==',
    value: 3,
    unit: '',
    source: `${SOURCE}; planes and rings KAON §1.1 (FW19)`,
  },
  timeCut,
  {
    name: 'z',
    column: 'z',
    operator: 'between',
    value: [104 * m, 180 * m],
    unit: 'mm',
    source: SOURCE,
  },
  {
    name: 'momentum',
    column: 'p_beam_difference',
    operator: 'abs<',
    value: 3 * GeV,
    unit: 'MeV/c',
    source: SOURCE,
  },
  {
    name: 'mass',
    column: 'mass_pi',
    operator: 'between',
    value: [490 * MeV, 497 * MeV],
    unit: 'MeV/c²',
    source: SOURCE,
  },
];

/** K⁺ → π⁺π⁺π⁻ as the normalisation channel. */
export const k3pi: Selection = {
  name: 'k3pi',
  doc: 'K⁺ → π⁺π⁺π⁻, standard selection of the normalisation channel',
  table: 'vertices',
  cuts: standard(time(5 * ns, SOURCE)),
};

/** The same with a wider time window and tracks that are apart. */
export const k3piUcl: Selection = {
  name: 'k3pi-ucl',
  doc: 'K⁺ → π⁺π⁺π⁻, variant with 6 ns and tracks 100 mm apart',
  table: 'vertices',
  cuts: [
    ...standard(time(6 * ns, 'KAON §6.1 (UCL)')),
    {
      name: 'apart',
      column: 'min_track_distance',
      operator: '>',
      value: 100 * mm,
      unit: 'mm',
      source: 'KAON §6.1 (UCL)',
    },
  ],
};
