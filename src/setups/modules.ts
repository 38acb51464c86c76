import type { Settings } from '../core/settings.js';
import { chodSettings } from '../detectors/chod/emulate.js';
import { gtkSettings } from '../detectors/gtk/emulate.js';
import { ktagSettings } from '../detectors/ktag/emulate.js';
import { lkrSettings } from '../detectors/lkr/settings.js';
import { muv3Settings } from '../detectors/muv3/emulate.js';
import { newchodSettings } from '../detectors/newchod/emulate.js';
import { richSettings } from '../detectors/rich/emulate.js';
import { strawSettings } from '../detectors/straw/emulate.js';
import { beamSettings } from '../generator/beam.js';
import { burstSettings } from '../generator/burst.js';
import { haloSettings } from '../generator/halo.js';
import { pileupSettings } from '../generator/pileup-settings.js';
import { chodCandidateSettings } from '../pid/chod.js';
import { ktagCandidateSettings } from '../pid/ktag.js';
import { lkrClusterSettings } from '../pid/lkr-settings.js';
import { trackClusterSettings } from '../pid/lkr-tracks.js';
import { muv3CandidateSettings } from '../pid/muv3.js';
import { trackMuonSettings } from '../pid/muv3-tracks.js';
import { newchodCandidateSettings } from '../pid/newchod.js';
import { richRingSettings } from '../pid/rich-settings.js';
import { trackTimeSettings } from '../pid/track-times.js';
import { gtkTrackSettings } from '../tracking/gtk/settings.js';
import { strawTrackSettings } from '../tracking/straw/settings.js';
import { controlTriggerSettings } from '../trigger/control.js';
import { beamMatchSettings } from '../vertex/beam-match-settings.js';
import { vertexSettings } from '../vertex/settings.js';
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
  vertex: vertexSettings,
  'beam-match': beamMatchSettings,
} as const satisfies Readonly<Record<string, Settings>>;

type Modules = Readonly<Record<string, Settings>>;

/** Changed values by module, in native units. */
export type Changes<M extends Modules> = { readonly [K in keyof M]?: { readonly [S in keyof M[K]]?: number } };
