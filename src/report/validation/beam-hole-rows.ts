import { RandomStream, stageKey } from '../../core/random.js';
import { withDefaults } from '../../core/settings.js';
import { BEAM_STATE_SIZE, beamSettings, kaonBeam } from '../../generator/beam.js';
import { fraction } from '../../monitoring/efficiency.js';
import {
  type BeamHole,
  beamLineField,
  finalCollimator,
  GTK_Z,
  gtkHighland,
  SCRAPER,
} from '../../transport/beam-line.js';
import { scatter } from '../../transport/material.js';
import { makeStepGrid } from '../../transport/step-grid.js';
import { swim } from '../../transport/swim.js';
import { formatCount } from '../terminal.js';
import { printed, type Row } from './row.js';
import type { Group } from './samples.js';

const SEED = 19;
const kaons = (small: boolean): number => (small ? 100_000 : 1_000_000);
/** Runs of 2018 before and after the final collimator was changed. */
const RUNS = { before: 8134, after: 9000 } as const;

/** Planes met on the way back from GTK3: ends of holes, and the stations that scatter. */
interface Plane {
  readonly z: number;
  /** Undefined: a GTK station. */
  readonly hole?: BeamHole;
}

function planesOf(holes: readonly BeamHole[]): Plane[] {
  const ends = holes.flatMap((hole) => [
    { z: hole.zMax, hole },
    { z: hole.zMin, hole },
  ]);
  return [...ends, { z: GTK_Z[2] }, { z: GTK_Z[1] }].sort((a, b) => b.z - a.z);
}

/** Of kaons drawn as the chain draws them and followed back as it follows them, how many meet matter, by hole. */
function blocked(holes: readonly BeamHole[], n: number): Map<BeamHole, number> {
  const planes = planesOf(holes);
  const grid = makeStepGrid(
    beamLineField(),
    planes.map(({ z }) => z),
  );
  const draw = kaonBeam(withDefaults(beamSettings));
  const highland = gtkHighland();
  const key = stageKey('validation.beam-holes');
  const rng = new RandomStream();
  const s = new Float64Array(BEAM_STATE_SIZE);
  const count = new Map(holes.map((hole) => [hole, 0]));
  for (let i = 0; i < n; i++) {
    draw(rng.key(SEED, key, 0, i), s);
    s[4] = 1 / s[4]!;
    const hit = new Set<BeamHole>();
    planes.forEach(({ hole }, k) => {
      if (k > 0) swim(grid, k - 1, k, s);
      if (hole === undefined) scatter(s, highland, 1, rng);
      else if (!hole.inside(s[0]!, s[1]!)) hit.add(hole);
    });
    for (const hole of hit) count.set(hole, count.get(hole)! + 1);
  }
  return count;
}

/** The beam is drawn behind scraper and collimator: it must have come through them. */
export const beamHoles: Group = {
  names: ['beam-scraper', 'beam-collimator-before', 'beam-collimator-after'],
  events: () => 0,
  rows: ({ small }) => {
    const n = kaons(small);
    const before = finalCollimator(RUNS.before);
    const after = finalCollimator(RUNS.after);
    const count = blocked([SCRAPER, before, after], n);
    const row = (name: string, hole: BeamHole): Row => {
      const { value, low, high } = fraction(count.get(hole)!, n);
      return printed({
        name,
        quantity: `beam kaons that would have met the ${hole.name}`,
        kind: 'arithmetic',
        sample: `${formatCount(n)} kaons drawn at GTK3, seed ${SEED}, followed back through TRIM5 and the achromat with the scattering of the stations`,
        estimator: 'share outside the bore at its upstream or its downstream end; Wilson interval',
        n,
        unit: '%',
        value: 100 * value,
        error: 50 * (high - low),
        expectedText: '0: it has come through',
        note: `${count.get(hole)} kaons`,
      });
    };
    return Promise.resolve([
      row('beam-scraper', SCRAPER),
      row('beam-collimator-before', before),
      row('beam-collimator-after', after),
    ]);
  },
};
