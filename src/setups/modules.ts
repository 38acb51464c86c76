import type { Settings } from '../core/settings.js';
import { anti0Settings } from '../detectors/anti0/emulate.js';
import { chantiSettings } from '../detectors/chanti/emulate.js';
import { chodSettings } from '../detectors/chod/emulate.js';
import { gtkSettings } from '../detectors/gtk/emulate.js';
import { hascSettings } from '../detectors/hasc/emulate.js';
import { ircSettings } from '../detectors/irc/emulate.js';
import { ktagSettings } from '../detectors/ktag/emulate.js';
import { lavSettings } from '../detectors/lav/settings.js';
import { lkrSettings } from '../detectors/lkr/settings.js';
import { muv0Settings } from '../detectors/muv0/emulate.js';
import { muv1Settings } from '../detectors/muv1/emulate.js';
import { muv2Settings } from '../detectors/muv2/emulate.js';
import { muv3Settings } from '../detectors/muv3/emulate.js';
import { newchodSettings } from '../detectors/newchod/emulate.js';
import { interactionSettings } from '../detectors/passage/apparatus.js';
import { hadronSettings } from '../detectors/passage/hadron-showers.js';
import { richSettings } from '../detectors/rich/emulate.js';
import { sacSettings } from '../detectors/sac/emulate.js';
import { strawSettings } from '../detectors/straw/emulate.js';
import { vetoCounterSettings } from '../detectors/veto-counter/emulate.js';
import { beamSettings } from '../generator/beam.js';
import { burstSettings } from '../generator/burst.js';
import { gtk3InteractionSettings } from '../generator/gtk3-interactions.js';
import { haloSettings } from '../generator/halo.js';
import { pileupSettings } from '../generator/pileup-settings.js';
import { anti0HitSettings } from '../pid/anti0.js';
import { chantiHitSettings } from '../pid/chanti.js';
import { chodCandidateSettings } from '../pid/chod.js';
import { hascHitSettings } from '../pid/hasc.js';
import { trackIdentitySettings } from '../pid/identity.js';
import { ircHitSettings, sacHitSettings } from '../pid/irc-sac.js';
import { ktagCandidateSettings } from '../pid/ktag.js';
import { lavHitSettings } from '../pid/lav.js';
import { lkrClusterSettings } from '../pid/lkr-settings.js';
import { trackClusterSettings } from '../pid/lkr-tracks.js';
import { muvClusterSettings } from '../pid/muv-clusters.js';
import { trackHadronSettings } from '../pid/muv-tracks.js';
import { muv0HitSettings } from '../pid/muv0.js';
import { muv3CandidateSettings } from '../pid/muv3.js';
import { trackMuonSettings } from '../pid/muv3-tracks.js';
import { neutralPairSettings } from '../pid/neutral-pairs.js';
import { newchodCandidateSettings } from '../pid/newchod.js';
import { richRingSettings } from '../pid/rich-settings.js';
import { trackTimeSettings } from '../pid/track-times.js';
import { vetoCounterHitSettings } from '../pid/veto-counter.js';
import { vetoSettings } from '../pid/veto-windows.js';
import { gtkTrackSettings } from '../tracking/gtk/settings.js';
import { strawTrackSettings } from '../tracking/straw/settings.js';
import { controlTriggerSettings } from '../trigger/control.js';
import { beamMatchSettings } from '../vertex/beam-match-settings.js';
import { vertexSettings } from '../vertex/settings.js';
import { trackAxisSettings } from '../vertex/track-axis.js';
import { apparatusSettings } from './setup.js';

/** Settings of the simulation, by the name `--set` takes. */
export const SIMULATION_SETTINGS = {
  apparatus: apparatusSettings,
  burst: burstSettings,
  beam: beamSettings,
  pileup: pileupSettings,
  halo: haloSettings,
  trigger: controlTriggerSettings,
  ktag: ktagSettings,
  gtk: gtkSettings,
  straw: strawSettings,
  newchod: newchodSettings,
  chod: chodSettings,
  rich: richSettings,
  lkr: lkrSettings,
  muv3: muv3Settings,
  interactions: interactionSettings,
  'gtk3-interactions': gtk3InteractionSettings,
  hadrons: hadronSettings,
  chanti: chantiSettings,
  lav: lavSettings,
  irc: ircSettings,
  sac: sacSettings,
  muv0: muv0Settings,
  muv1: muv1Settings,
  muv2: muv2Settings,
  hasc: hascSettings,
  anti0: anti0Settings,
  'veto-counter': vetoCounterSettings,
} as const satisfies Readonly<Record<string, Settings>>;

/** Settings of the reconstruction. `apparatus` is what it assumes. */
export const RECONSTRUCTION_SETTINGS = {
  apparatus: apparatusSettings,
  'ktag-candidates': ktagCandidateSettings,
  'gtk-tracks': gtkTrackSettings,
  'straw-tracks': strawTrackSettings,
  'newchod-candidates': newchodCandidateSettings,
  'chod-candidates': chodCandidateSettings,
  'rich-rings': richRingSettings,
  'lkr-clusters': lkrClusterSettings,
  'muv3-candidates': muv3CandidateSettings,
  'track-times': trackTimeSettings,
  'track-clusters': trackClusterSettings,
  'track-muons': trackMuonSettings,
  'muv-clusters': muvClusterSettings,
  'track-hadrons': trackHadronSettings,
  'track-identity': trackIdentitySettings,
  'neutral-pairs': neutralPairSettings,
  'chanti-hits': chantiHitSettings,
  'lav-hits': lavHitSettings,
  'irc-hits': ircHitSettings,
  'sac-hits': sacHitSettings,
  'muv0-hits': muv0HitSettings,
  'hasc-hits': hascHitSettings,
  'anti0-hits': anti0HitSettings,
  'veto-counter-hits': vetoCounterHitSettings,
  vetoes: vetoSettings,
  'track-axis': trackAxisSettings,
  vertex: vertexSettings,
  'beam-match': beamMatchSettings,
} as const satisfies Readonly<Record<string, Settings>>;

type Modules = Readonly<Record<string, Settings>>;

/** Changed values by module, in native units. */
export type Changes<M extends Modules> = { readonly [K in keyof M]?: { readonly [S in keyof M[K]]?: number } };
