import type { Settings } from '../core/settings.js';
import { m, mm } from '../core/units.js';

/** Settings of the vertex finding: `--set vertex.<name>=<value>`. */
export const vertexSettings = {
  maxChi2: {
    default: 100,
    unit: '',
    doc: 'largest χ² of a vertex that is kept',
    source: 'DET §7.2 (n-track vertex, χ² < 100)',
  },
  maxCda: {
    default: 60 * mm,
    unit: 'mm',
    doc: 'pairs of tracks further apart at their closest approach are not fitted',
    source: 'DET §7.1 (CDA < 60 mm)',
  },
  zMin: {
    default: 95 * m,
    unit: 'm',
    doc: 'most upstream vertex',
    source: 'none: 9 m before the decay volume of DET §0.2, dozens of σ',
  },
  zMax: {
    default: 183 * m,
    unit: 'm',
    doc: 'most downstream vertex',
    source: 'none: in front of the first chamber, DET §0.2',
  },
  reswim: {
    default: 0.5 * m,
    unit: 'm',
    doc: 'tracks are swum again when the vertex moves further than this from where they were taken',
    source: 'none: over 0.5 m a track of 5 GeV/c leaves its tangent by 1 µm in the residual field of DET §2.2',
  },
} satisfies Settings;
