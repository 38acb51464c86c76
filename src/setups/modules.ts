import type { Settings } from '../core/settings.js';
import { strawSettings } from '../detectors/straw/emulate.js';
import { beamSettings } from '../generator/beam.js';
import { strawTrackSettings } from '../tracking/straw/settings.js';
import { controlTriggerSettings } from '../trigger/control.js';
import { vertexSettings } from '../vertex/settings.js';
import { apparatusSettings } from './setup.js';

/** Settings of the simulation, by the name `--set` takes. */
export const SIMULATION_SETTINGS = {
  apparatus: apparatusSettings,
  beam: beamSettings,
  trigger: controlTriggerSettings,
  straw: strawSettings,
} as const satisfies Readonly<Record<string, Settings>>;

/** Settings of the reconstruction. `apparatus` is what it assumes. */
export const RECONSTRUCTION_SETTINGS = {
  apparatus: apparatusSettings,
  'straw-tracks': strawTrackSettings,
  vertex: vertexSettings,
} as const satisfies Readonly<Record<string, Settings>>;

type Modules = Readonly<Record<string, Settings>>;

/** Changed values by module, in native units. */
export type Changes<M extends Modules> = { readonly [K in keyof M]?: { readonly [S in keyof M[K]]?: number } };
