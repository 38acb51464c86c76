import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { GeV, m, mm, mrad } from '../core/units.js';
import { tracks } from '../event/run.js';
import { trackAxis as trackAxisTable } from '../event/run-beam.js';
import { type Stage, stage } from '../event/stage.js';
import type { Field } from '../transport/field.js';
import { beamCda, swumTracks } from './beam-match-paths.js';

const BEAM = 'KAON §1 (FW19): slope at GTK3, run dependent 1.216–1.232 mrad';

/** Settings of the nominal axis of the beam: `--set track-axis.<name>=<value>`. */
export const trackAxisSettings = {
  x: {
    default: 0 * mm,
    unit: 'mm',
    doc: 'x of the axis at GTK3',
    source: 'DET §0.2: the beam crosses GTK3 on the axis',
  },
  y: {
    default: 0 * mm,
    unit: 'mm',
    doc: 'y of the axis at GTK3',
    source: 'DET §0.2: the beam crosses GTK3 on the axis',
  },
  slopeX: { default: 1.2 * mrad, unit: 'mrad', doc: 'dx/dz of the axis behind GTK3', source: BEAM },
  slopeY: { default: 0 * mrad, unit: 'mrad', doc: 'dy/dz of the axis behind GTK3', source: BEAM },
  momentum: {
    default: 75 * GeV,
    unit: 'GeV',
    doc: 'momentum of a particle on the axis, by which the residual field bends it',
    source: 'KAON §1 (LFV24, CEDH)',
  },
} as const satisfies Settings;

/** Where a decay is looked for first: early, where most are. */
const START = 135 * m;

type Reads = readonly [typeof tracks];

/**
 * Meets every STRAW track with the nominal axis of the beam, both bent by the residual field: the vertex of a decay with one charged
 * track when its beam track is not used. 3 µs a track.
 */
export function tracksAtAxis({
  field,
  settings,
}: {
  readonly field: Field;
  readonly settings?: Partial<Values<typeof trackAxisSettings>>;
}): Stage<Reads, readonly [typeof trackAxisTable]> {
  const { x, y, slopeX, slopeY, momentum } = withDefaults(trackAxisSettings, settings);
  const axis = swumTracks(field, 1);
  const paths = swumTracks(field, -1);
  axis.begin(1);
  axis.set(0, x, y, slopeX, slopeY, 1 / momentum);
  const meet = new Float64Array(3);
  const point = new Float64Array(3);
  const along = new Float64Array(3);

  return stage('vertex.track-axis', { reads: [tracks], writes: [trackAxisTable] }, (batch, row, out) => {
    const { offsets, columns: t } = batch.tracks;
    const first = offsets[row]!;
    const end = offsets[row + 1]!;
    paths.begin(end - first);
    for (let i = first; i < end; i++) {
      const k = i - first;
      paths.set(k, t.x[i]!, t.y[i]!, t.tx[i]!, t.ty[i]!, t.qp[i]!);
      const cda = beamCda(axis, 0, paths, k, START, meet);
      const o = out.track_axis.next();
      const c = out.track_axis.columns;
      if (!Number.isFinite(cda)) {
        for (const column of [c.x, c.y, c.z, c.cda, c.px, c.py, c.pz]) column[o] = Number.NaN;
        continue;
      }
      paths.line(k, meet[2]!, point, along);
      const p = t.p[i]!;
      const pz = p / Math.sqrt(1 + along[0]! * along[0]! + along[1]! * along[1]!);
      c.x[o] = meet[0]!;
      c.y[o] = meet[1]!;
      c.z[o] = meet[2]!;
      c.cda[o] = cda;
      c.px[o] = pz * along[0]!;
      c.py[o] = pz * along[1]!;
      c.pz[o] = pz;
    }
  });
}
