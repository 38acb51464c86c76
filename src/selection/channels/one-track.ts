import { selectionFrom } from '../parse.js';
import { cut } from './sourced.js';

/** One charged track, with or without a π⁰ → γγ. */

const K2PI = 'KAON §6.3 (FW19)';
const KL3 = 'KAON §6.4 (UCL)';
const KE3 = 'KAON §6.4 (FW19)';
const KMU2 = 'KAON §6.5 (FW19)';
const COMMON = 'KAON §6.6 (UCL)';

const KEEP = ['p', 'z', 'cda', 'eop', 'm2miss', 'match_gtk'];
const WITH_PI0 = [...KEEP, 'mass', 'p_total', 'pt', 'm2miss_pi0'];

const photonVetoes = (source: string) =>
  ['lav', 'irc', 'sac'].map((name) =>
    cut(`no ${name.toUpperCase()}`, `veto_${name} == 0`, `${source}; windows: settings of vetoes`),
  );

export const k2pi = selectionFrom({
  name: 'k2pi',
  doc: 'K⁺ → π⁺π⁰, normalisation selection',
  table: 'tracks',
  species: ['pi'],
  keep: WITH_PI0,
  cuts: [
    cut('one track', 'events_n_tracks == 1', K2PI),
    cut('charge', 'charge == 1', K2PI),
    cut('momentum', 'p between 5..70 GeV', K2PI),
    cut('z', 'z between 105..180 m', K2PI),
    cut('cda', 'cda < 30 mm', K2PI),
    cut('acceptance', 'in_acceptance == 1', `${K2PI}; planes and rings KAON §1.1 (FW19)`),
    cut('LKr acceptance', 'in_lkr == 1', K2PI),
    cut('LKr', 'lkr == 1', K2PI),
    cut('no electron', 'eop < 0.9', K2PI),
    cut('no muon', 'muv3 == 0', K2PI),
    cut('clusters', 'n_clusters >= 3', K2PI),
    cut('one pi0', 'n_pi0 == 1', `${K2PI}; π⁰ of KAON §4 (FW19) within 2 ns of the track`),
    ...photonVetoes(K2PI),
    cut('mass', 'mass between 460..520 MeV', K2PI),
    cut('missing mass', 'm2miss between 0.003219..0.033219 GeV2', `${K2PI}: within 0.015 GeV²/c⁴ of the π⁰`),
  ],
});

/** The cuts of K⁺ → π⁰ℓ⁺ν before the lepton's own. */
const semileptonic = (momentum: string, source: string, total: string, pt: string) => [
  cut('charge', 'charge == 1', source),
  cut('momentum', `p between ${momentum}`, source),
  cut('z', 'z between 110..180 m', source),
  cut('cda', 'cda < 25 mm', source),
  cut('track chi2', 'chi2_per_ndf < 20', source),
  cut('acceptance', 'in_acceptance == 1', `${source}; planes and rings KAON §1.1 (FW19)`),
  ...photonVetoes(source),
  cut('one pi0', 'n_pi0 == 1', `${source}; π⁰ of KAON §4 (FW19)`),
  cut('total momentum', `p_total ${total}`, source),
  cut('pt', `pt ${pt}`, source),
];

const apart = [
  cut('no other track', 'n_other_tracks == 0', KL3),
  cut('two photons', 'n_photons == 2', KL3),
  cut('one vertex', 'pi0_z_difference abs< 10 m', KL3),
];

export const ke3 = selectionFrom({
  name: 'ke3',
  doc: 'K⁺ → π⁰e⁺ν',
  table: 'tracks',
  species: ['e'],
  keep: WITH_PI0,
  cuts: [
    ...semileptonic('3..70 GeV', KE3, '< 72 GeV', '> 40 MeV'),
    cut('no muon', 'muv3 == 0', KE3),
    cut('missing mass', 'm2miss_pi0 abs< 0.01 GeV2', KE3),
  ],
});

export const ke3Ucl = selectionFrom({
  name: 'ke3-ucl',
  doc: 'K⁺ → π⁰e⁺ν, variant with an identified e⁺ of high purity',
  table: 'tracks',
  species: ['e'],
  keep: WITH_PI0,
  cuts: [
    ...semileptonic('5..50 GeV', KL3, 'between 15..70 GeV', 'between 40..250 MeV'),
    ...apart,
    cut('no muon', 'muv3 == 0', KL3),
    cut('electron', 'eop between 0.95..1.05', KL3),
    cut('missing mass', 'm2miss_pi0 abs< 0.01 GeV2', KL3),
  ],
});

export const kmu3 = selectionFrom({
  name: 'kmu3',
  doc: 'K⁺ → π⁰μ⁺ν',
  table: 'tracks',
  species: ['mu'],
  keep: WITH_PI0,
  cuts: [
    ...semileptonic('5..50 GeV', KL3, 'between 15..70 GeV', 'between 40..250 MeV'),
    ...apart,
    cut('muon', 'muv3 == 1', KL3),
    cut('missing mass', 'm2miss_pi0 abs< 0.01 GeV2', KL3),
  ],
});

export const kmu2 = selectionFrom({
  name: 'kmu2',
  doc: 'K⁺ → μ⁺ν',
  table: 'tracks',
  species: ['mu'],
  keep: KEEP,
  cuts: [
    cut('one track', 'events_n_tracks == 1', KMU2),
    cut('charge', 'charge == 1', KMU2),
    cut('momentum', 'p between 5..70 GeV', KMU2),
    cut('chambers', 'chambers == 4', KMU2),
    cut('track chi2', 'chi2_per_ndf < 20', KMU2),
    cut('acceptance', 'in_acceptance == 1', `${KMU2}; planes and rings KAON §1.1 (FW19)`),
    cut('MUV3 acceptance', 'in_muv3 == 1', KMU2),
    cut('z', 'z between 130..180 m', KMU2),
    cut('cda', 'cda < 40 mm', KMU2),
    cut('KTAG', 'dt_ktag abs< 10 ns', KMU2),
    ...photonVetoes(KMU2),
    cut('no CHANTI', 'veto_chanti == 0', KMU2),
    cut('muon', 'muv3 == 1', KMU2),
    cut('E/p', 'eop < 0.2', KMU2),
    cut('missing mass', 'm2miss abs< 0.02 GeV2', KMU2),
  ],
});

/** What K2π and Ke3 have in common, for their ratio. */
const common = [
  cut('charge', 'charge == 1', COMMON),
  cut('z', 'z between 120..180 m', COMMON),
  cut('cda', 'cda < 25 mm', COMMON),
  cut('acceptance', 'in_acceptance == 1', `${COMMON}; planes and rings KAON §1.1 (FW19)`),
  cut('one pi0', 'n_pi0 == 1', `${COMMON}; π⁰ of KAON §4 (FW19)`),
  cut('photons', 'pi0_min_energy > 2 GeV', COMMON),
  cut('photons apart', 'pi0_distance > 200 mm', COMMON),
  cut('photons from track', 'pi0_track_distance > 150 mm', COMMON),
  cut('one vertex', 'pi0_z_difference abs< 10 m', COMMON),
];

export const oneTrackTwoClusters = selectionFrom({
  name: 'one-track-two-clusters',
  doc: 'one track and a π⁰, what K2π and Ke3 have in common when their ratio is measured',
  table: 'tracks',
  species: ['pi'],
  keep: WITH_PI0,
  cuts: common,
});

export const k2piRatio = selectionFrom({
  name: 'k2pi-ratio',
  doc: 'K⁺ → π⁺π⁰ on top of one-track-two-clusters',
  table: 'tracks',
  species: ['pi'],
  keep: WITH_PI0,
  cuts: [
    ...common,
    cut('momentum', 'p between 15..40 GeV', COMMON),
    cut('E/p', 'eop < 0.9', COMMON),
    cut('RICH pion', 'rich_pi > 0.5', `${COMMON}: RICH pion; the limit on its probability is ours`),
    cut('no muon', 'muv3 == 0', COMMON),
    cut('mass', 'mass between 460..520 MeV', COMMON),
    cut('missing mass', 'm2miss between 0.003219..0.033219 GeV2', `${COMMON}: within 0.015 GeV²/c⁴ of the π⁰`),
  ],
});

export const ke3Ratio = selectionFrom({
  name: 'ke3-ratio',
  doc: 'K⁺ → π⁰e⁺ν on top of one-track-two-clusters',
  table: 'tracks',
  species: ['e'],
  keep: WITH_PI0,
  cuts: [
    ...common,
    cut('E/p', 'eop between 0.95..1.05', COMMON),
    cut('total momentum', 'p_total between 15..70 GeV', COMMON),
    cut('pt', 'pt between 40..250 MeV', COMMON),
    cut('missing mass', 'm2miss_pi0 abs< 0.01 GeV2', COMMON),
  ],
});
