import type { Settings } from '../../core/settings.js';
import { MeV, mm, ns } from '../../core/units.js';

const PLACEHOLDER = 'not found: placeholder';

/** Response of a tile of scintillator with one discriminator, as of ANTI-0 and VetoCounter: little of it is known. */
export const tileSettings = {
  thickness: { default: 10 * mm, unit: 'mm', doc: 'thickness of a tile', source: PLACEHOLDER },
  threshold: { default: 0.5 * MeV, unit: 'MeV', doc: 'smallest energy that gives a pulse', source: PLACEHOLDER },
  inefficiency: {
    default: 0.01,
    unit: '',
    doc: 'probability that a tile gives no pulse for a particle',
    source: 'DET §4.4: 99 %, general knowledge',
  },
  channelSigma: {
    default: 1 * ns,
    unit: 'ns',
    doc: 'spread of the time of a tile',
    source: 'DET §4.4: general knowledge',
  },
  riseTime: { default: 2 * ns, unit: 'ns', doc: 'time constant of the rise of a pulse', source: PLACEHOLDER },
  fallTime: { default: 15 * ns, unit: 'ns', doc: 'time constant of its fall', source: PLACEHOLDER },
} satisfies Settings;
