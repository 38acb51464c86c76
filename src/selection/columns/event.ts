import { events, vertices } from '../../event/run.js';
import { VETO_DETECTORS, vetoes } from '../../event/run-vetoes.js';
import { type CutColumn, columnOf } from './column.js';

/** Bit of `events.l0_mask`. */
const CONTROL_LINE = 1;

const event = columnOf<typeof events>();

/** What may be asked of the event of any candidate. */
export const EVENT_COLUMNS: Readonly<Record<string, CutColumn>> = {
  control_line: event(
    '',
    '1: the event was taken by the control line',
    [events],
    (batch, e) => batch.events.columns.l0_mask[e]! & CONTROL_LINE,
  ),

  n_three_track_vertices: event('', 'three-track vertices of the event', [vertices], ({ vertices: v }, e) => {
    let n = 0;
    for (let k = v.offsets[e]!; k < v.offsets[e + 1]!; k++) if (v.columns.n_tracks[k] === 3) n++;
    return n;
  }),

  ...Object.fromEntries(
    VETO_DETECTORS.map((name, code) => [
      `veto_${name}`,
      event('', `hits of ${name} inside its veto window; NaN where it is off`, [vetoes], ({ vetoes: v }, e) => {
        for (let k = v.offsets[e]!; k < v.offsets[e + 1]!; k++) {
          if (v.columns.detector[k] === code) return v.columns.n_in_time[k]!;
        }
        return Number.NaN;
      }),
    ]),
  ),
};
