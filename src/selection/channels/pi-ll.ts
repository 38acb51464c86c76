import type { Species } from '../cut.js';
import { selectionFrom } from '../parse.js';
import { cut } from './sourced.js';

/**
 * K⁺ → πℓℓ and its partners with lepton number or flavour violated. The lines that took them, MT, eMT and muMT, are not emulated:
 * no cut on the trigger.
 */

const EE = 'KAON §7.1 (LEE19, LEE22)';
const MUMU = 'KAON §7.2 (LEE19)';
const MUE = 'KAON §7.3 (PME21)';
const KEEP = ['mass', 'mass_pi', 'p_total', 'pt', 'z', 'mass_12', 'mass_13', 'mass_23', 'match_gtk'];

/** One vertex of three tracks in the detectors. The z of its upstream end is recalled. */
const topology = (source: string) => [
  cut('three tracks', 'n_tracks == 3', source, 'R-b'),
  cut('one vertex', 'n_three_track_vertices == 1', source, 'R-b'),
  cut('charge', 'charge == 1', source, 'R-b'),
  cut('chi2', 'chi2 < 25', 'KAON §4, §7.1 (FW19)'),
  cut('z', 'z between 107..180 m', `${source}: from a few metres behind the entrance`, 'R-c'),
  cut('acceptance', 'sum_in_acceptance == 3', `${source}; planes and rings KAON §1.1 (FW19)`, 'R-b'),
  cut('LKr acceptance', 'sum_in_lkr == 3', source, 'R-b'),
];

const apart = [
  cut('apart in STRAW', 'straw_distance > 15 mm', EE, 'R-b'),
  cut('apart in LKr', 'lkr_distance > 200 mm', EE, 'R-b'),
];

const inTime = (source: string) => [
  cut('tracks in time', 'time_spread < 2.5 ns', source, 'R-c'),
  cut('KTAG', 'dt_ktag abs< 3 ns', source, 'R-c'),
  cut('no LAV', 'veto_lav == 0', source, 'R-c'),
];

/** Total and transverse momentum. */
const balance = (source: string, difference: string) => [
  cut('momentum', `p_beam_difference abs< ${difference}`, source, 'R-c'),
  cut('pt', 'pt < 30 MeV', source, 'R-b'),
];

const pion = (member: string, source: string) => [
  cut('pion E/p', `${member}_eop < 0.9`, source, 'R-b'),
  cut('pion no MUV3', `${member}_muv3 == 0`, source, 'R-b'),
];

const electron = (name: string, member: string, source: string, window = '0.9..1.1') =>
  cut(name, `${member}_eop between ${window}`, source, 'R-b');

/** The papers ask for the electron hypothesis; where the RICH has none, outside 15–40 GeV/c, the track stays. */
const richElectron = (name: string, member: string, source: string) =>
  cut(name, `${member}_rich_says_pi == 0`, `${source}: electron hypothesis of the RICH; asked where it has one`, 'R-b');

const muon = (name: string, member: string, source: string) => [
  cut(`${name} E/p`, `${member}_eop < 0.2`, source, 'R-b'),
  cut(`${name} MUV3`, `${member}_muv3 == 1`, source, 'R-b'),
];

const NORMALISATION = ['mass between 470..505 MeV', EE, 'R-b'] as const;

interface Channel {
  readonly name: string;
  readonly doc: string;
  readonly species: readonly [Species, Species, Species];
}

const vertices = ({ name, doc, species }: Channel) => ({ name, doc, species, table: 'vertices', keep: KEEP }) as const;

/** The cuts of both channels with two electrons, before and behind those of identity. */
const twoElectrons = (identity: ReturnType<typeof cut>[]) => [
  ...topology(EE),
  ...apart,
  cut('slowest track', 'min_p > 6 GeV', `${EE}: Run 1`, 'R-c'),
  cut('fastest track', 'max_p < 46 GeV', `${EE}: Run 1`, 'R-c'),
  ...balance(`${EE}: Run 1`, '2 GeV'),
  ...inTime(EE),
  ...identity,
];

export const piEe = selectionFrom({
  ...vertices({ name: 'pi-ee', doc: 'K⁺ → π⁺e⁺e⁻ above the π⁰, normalisation of π⁻e⁺e⁺', species: ['pi', 'e', 'e'] }),
  cuts: [
    ...twoElectrons([
      ...pion('like1', EE),
      electron('positron', 'like2', EE),
      richElectron('RICH positron', 'like2', EE),
      electron('electron', 'odd', EE),
      cut('m(ee)', 'mass_23 > 140 MeV', EE, 'R-b'),
    ]),
    cut('mass', ...NORMALISATION),
  ],
  regions: [{ name: 'normalisation', kind: 'signal', where: NORMALISATION[0], source: EE, mark: 'R-b' }],
});

export const lnvPiEe = selectionFrom({
  ...vertices({ name: 'lnv-pi-ee', doc: 'K⁺ → π⁻e⁺e⁺', species: ['e', 'e', 'pi'] }),
  cuts: [
    ...twoElectrons([
      ...pion('odd', EE),
      electron('first positron', 'like1', EE),
      electron('second positron', 'like2', EE),
      richElectron('first RICH electron', 'like1', EE),
      richElectron('second RICH electron', 'like2', EE),
    ]),
    cut('mass', 'mass between 488.6..498.8 MeV', EE, 'R-b'),
  ],
  regions: [
    { name: 'signal', kind: 'signal', where: 'mass between 488.6..498.8 MeV', source: EE, mark: 'R-b' },
    { name: 'masked', kind: 'masked', where: 'mass between 470..505 MeV', source: EE, mark: 'R-b' },
  ],
});

/** The cuts of both channels with two muons, before and behind those of identity; 1.1 MeV/c² is the published width. */
const twoMuons = (identity: ReturnType<typeof cut>[]) => [
  ...topology(MUMU),
  cut('MUV3 acceptance', 'sum_in_muv3 == 3', MUMU, 'R-b'),
  cut('apart in STRAW', 'straw_distance > 15 mm', EE, 'R-b'),
  cut('slowest track', 'min_p > 5 GeV', MUMU, 'R-c'),
  cut('fastest track', 'max_p < 65 GeV', MUMU, 'R-c'),
  ...balance(MUMU, '2.5 GeV'),
  ...inTime(MUMU),
  ...identity,
  cut('mass', 'mass between 490.377..496.977 MeV', `${MUMU}: mass of the K⁺ ± 3 σ of 1.1 MeV/c²`, 'R-b'),
];
const MUMU_SIGNAL = 'mass between 490.377..496.977 MeV';

export const piMumu = selectionFrom({
  ...vertices({ name: 'pi-mumu', doc: 'K⁺ → π⁺μ⁺μ⁻', species: ['pi', 'mu', 'mu'] }),
  cuts: twoMuons([...pion('like1', MUMU), ...muon('like muon', 'like2', MUMU), ...muon('odd muon', 'odd', MUMU)]),
  regions: [{ name: 'signal', kind: 'signal', where: MUMU_SIGNAL, source: MUMU, mark: 'R-b' }],
});

export const lnvPiMumu = selectionFrom({
  ...vertices({ name: 'lnv-pi-mumu', doc: 'K⁺ → π⁻μ⁺μ⁺', species: ['mu', 'mu', 'pi'] }),
  cuts: twoMuons([...pion('odd', MUMU), ...muon('first muon', 'like1', MUMU), ...muon('second muon', 'like2', MUMU)]),
  regions: [
    { name: 'signal', kind: 'signal', where: MUMU_SIGNAL, source: MUMU, mark: 'R-b' },
    {
      name: 'masked',
      kind: 'masked',
      where: 'mass between 478..510 MeV',
      source: `${MUE}: as π⁻μ⁺e⁺; that of this channel was not found`,
      mark: 'R-c',
    },
  ],
});

export const lnvPiMue = selectionFrom({
  ...vertices({ name: 'lnv-pi-mue', doc: 'K⁺ → π⁻μ⁺e⁺', species: ['mu', 'e', 'pi'] }),
  cuts: [
    ...topology(MUE),
    ...apart,
    cut('slowest track', 'min_p > 6 GeV', `${EE}: as π⁻e⁺e⁺`, 'R-c'),
    cut('fastest track', 'max_p < 65 GeV', `${MUMU}: as π⁻μ⁺μ⁺`, 'R-c'),
    ...balance(`${EE}: as π⁻e⁺e⁺`, '2.5 GeV'),
    ...inTime(EE),
    ...pion('odd', MUE),
    ...muon('muon', 'like1', MUE),
    electron('positron', 'like2', MUE, '0.95..1.05'),
    richElectron('RICH electron', 'like2', MUE),
    cut('m(ee)', 'mass_23_ee > 140 MeV', `${MUE}: with the pion as an e`, 'R-c'),
    cut('mass', 'mass between 478..510 MeV', MUE, 'R-c'),
  ],
  regions: [{ name: 'masked', kind: 'masked', where: 'mass between 478..510 MeV', source: MUE, mark: 'R-c' }],
});
