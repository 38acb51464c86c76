import { m, mm, ns } from '../core/units.js';
import {
  COLUMN_X,
  columnOf,
  HALF_HEIGHT,
  HALF_WIDTH,
  isPixel,
  ROW_Y,
  rowOf,
  stationOf,
} from '../detectors/gtk/description.js';
import { KAON_SECTORS, SECTORS } from '../detectors/ktag/description.js';
import { GTK_HITS } from '../event/run-beam.js';
import { decayTime, isInTime, kaonOf, timeRow } from './event-display-match.js';
import { type DisplayedEvent, rowsOf } from './event-display-paths.js';
import { KAON, QUIET, trackColour } from './event-display-style.js';
import { kaonLines } from './event-display-words.js';
import { axes, clipped, element, type Frame, label, line, number, px, py, roundValues } from './svg.js';
import { formatCounted } from './terminal.js';

type Place = Omit<Frame, 'id' | 'x' | 'y'>;

const OTHER = '#8a9099';
const PALE = '#d3d7dc';
const HEAD = { 'font-size': 15, 'font-weight': 'bold' };
const TICK = { stroke: '#1a1a1a', 'stroke-width': 1 };
/** Beam tracks this close to the decay are dark. */
const NEAR = 2 * ns;
const TIMES: readonly [number, number] = [-20 * ns, 20 * ns];
/** Sides of a GTK station. */
export const STATION_SHAPE = HALF_HEIGHT / HALF_WIDTH;

/** One GTK station along the beam: the kaon's hit, hits of other tracks, hits of none. */
export function stationView(event: DisplayedEvent, station: number, place: Place): string {
  const { name, x: x0, y: y0, z } = event.gtk[station]!;
  const f: Frame = {
    ...place,
    id: name.toLowerCase(),
    x: [x0 - HALF_WIDTH, x0 + HALF_WIDTH],
    y: [y0 - HALF_HEIGHT, y0 + HALF_HEIGHT],
  };
  const { batch, row } = event;
  const strokes = strokesOfHits(event, station);
  const [start, end] = rowsOf(batch.gtk, row);
  const marks: { readonly rank: number; readonly text: string }[] = [];
  for (let i = start; i < end; i++) {
    const code = batch.gtk.columns.channel[i]!;
    // an event in quarantine may have channels that do not exist
    if (!isPixel(code, event.gtk.length) || stationOf(code) !== station) continue;
    const cx = px(f, x0 + COLUMN_X[columnOf(code)]!);
    const cy = py(f, y0 + ROW_Y[rowOf(code)]!);
    const { fill, r, rank } = strokes.get(i - start) ?? { fill: PALE, r: 2.2, rank: 0 };
    marks.push({ rank, text: element('circle', { cx, cy, r, fill, class: 'pixel' }) });
  }
  marks.sort((a, b) => a.rank - b.rank);
  return element(
    'g',
    { id: f.id },
    '\n',
    clipped(f, ...marks.map(({ text }) => text)),
    label(f.left, f.top - 6, name, HEAD),
    label(f.left + f.width, f.top - 6, `z = ${number(z / m, 1)} m, ${formatCounted(marks.length, 'hit')}`, {
      'text-anchor': 'end',
      'font-size': 12,
      fill: QUIET,
    }),
    axes(f, { x: 'x [mm]', y: 'y [mm]', scaleX: mm, scaleY: mm }, [7, 3]),
  );
}

/** How the hits on tracks are drawn, by index in the event. */
function strokesOfHits(event: DisplayedEvent, station: number) {
  const { batch, row } = event;
  const { hits, time } = batch.gtk_tracks.columns;
  const [start, end] = rowsOf(batch.gtk_tracks, row);
  const reference = decayTime(event);
  const kaon = kaonOf(event);
  const drawn = new Map<number, { readonly fill: string; readonly r: number; readonly rank: number }>();
  for (let i = start; i < end; i++) {
    const hit = hits[GTK_HITS * i + station]!;
    if (hit < 0) continue;
    const near = Math.abs(time[i]! - reference) < NEAR;
    const stroke =
      i === kaon?.gtk
        ? { fill: KAON, r: 5, rank: 3 }
        : { fill: near ? '#1a1a1a' : OTHER, r: near ? 3 : 2.2, rank: near ? 2 : 1 };
    if ((drawn.get(hit)?.rank ?? 0) < stroke.rank) drawn.set(hit, stroke);
  }
  return drawn;
}

/** The eight sectors of the KTAG about the beam, those with light of the kaon filled, and the match in words. */
export function kaonView(event: DisplayedEvent, place: Place): string {
  const { ktag_candidates: found } = event.batch;
  const kaon = kaonOf(event);
  const sectors = kaon === undefined || kaon.ktag < 0 ? 0 : found.columns.sectors[kaon.ktag]!;
  const r = 0.31 * place.height;
  const [cx, cy] = [place.left + r + 10, place.top + place.height / 2];
  const spots = Array.from({ length: SECTORS }, (_, k) => {
    const angle = (2 * Math.PI * (k + 0.5)) / SECTORS;
    const fill = (sectors >> k) & 1 ? KAON : '#ffffff';
    const at = { cx: cx + r * Math.cos(angle), cy: cy - r * Math.sin(angle) };
    return element('circle', { ...at, r: 0.3 * r, fill, stroke: OTHER, 'stroke-width': 1, class: 'sector' });
  });
  const [start, end] = rowsOf(found, event.row);
  let kaons = 0;
  for (let i = start; i < end; i++) if (found.columns.n_sectors[i]! >= KAON_SECTORS) kaons++;
  return element(
    'g',
    { id: 'ktag' },
    '\n',
    ...spots,
    label(place.left, place.top - 6, 'KTAG', HEAD),
    label(place.left + place.width, place.top - 6, `${formatCounted(kaons, 'kaon')} in 125 ns`, {
      'text-anchor': 'end',
      'font-size': 12,
      fill: QUIET,
    }),
    ...kaonLines(event).map((text, k) =>
      label(cx + 1.6 * r + 12, place.top + 14 + 19 * k, text, {
        'font-size': 12.5,
        ...(k === 0 ? { fill: kaon === undefined ? QUIET : KAON, 'font-weight': 'bold' } : {}),
      }),
    ),
  );
}

/** What each detector found about the trigger, in time. */
export function timeStrip(event: DisplayedEvent, place: Place): string {
  const { batch, row } = event;
  const f: Frame = { ...place, id: 'times', x: TIMES, y: [0, 5] };
  const kaon = kaonOf(event);
  const marks: string[] = [];
  const mark = (lane: number, time: number, stroke: string, strong: boolean): void => {
    const [y, half] = [py(f, 4.5 - lane), (strong ? 0.42 : 0.3) * (f.height / 5)];
    const x = px(f, time);
    marks.push(line(x, y - half, x, y + half, { stroke, 'stroke-width': strong ? 2.4 : 1.3, class: 'time' }));
  };
  const lane = (
    k: number,
    table: { readonly offsets: Int32Array; readonly columns: { readonly time: Float64Array } },
    stroke: (i: number) => readonly [string, boolean],
  ): void => {
    const [start, end] = rowsOf(table, row);
    for (let i = start; i < end; i++) mark(k, table.columns.time[i]!, ...stroke(i));
  };
  lane(0, batch.ktag_candidates, (i) => {
    if (i === kaon?.ktag) return [KAON, true];
    return [batch.ktag_candidates.columns.n_sectors[i]! >= KAON_SECTORS ? OTHER : PALE, false];
  });
  lane(1, batch.gtk_tracks, (i) => (i === kaon?.gtk ? [KAON, true] : [OTHER, false]));
  lane(2, batch.chod_candidates, () => [OTHER, false]);
  lane(3, batch.newchod_candidates, () => [OTHER, false]);
  const [start, end] = rowsOf(batch.tracks, row);
  for (let i = start; i < end; i++) {
    const at = timeRow(event, i);
    if (at < 0) continue;
    const inTime = isInTime(event, i);
    const { time, chod, newchod } = batch.track_times.columns;
    const colour = trackColour(batch.tracks.columns.charge[i]!);
    mark(4, time[at]!, inTime ? colour : OTHER, inTime);
    if (!inTime) continue;
    const [c, n] = [chod[at]!, newchod[at]!];
    if (c >= 0) mark(2, batch.chod_candidates.columns.time[batch.chod_candidates.offsets[row]! + c]!, colour, true);
    if (n >= 0)
      mark(3, batch.newchod_candidates.columns.time[batch.newchod_candidates.offsets[row]! + n]!, colour, true);
  }
  const bottom = f.top + f.height;
  return element(
    'g',
    { id: f.id },
    '\n',
    ...['KTAG', 'GTK', 'CHOD', 'NewCHOD', 'tracks'].map((text, k) =>
      label(f.left - 6, py(f, 4.5 - k) + 4, text, { 'text-anchor': 'end', 'font-size': 11.5 }),
    ),
    clipped(f, ...marks),
    element('rect', { x: f.left, y: f.top, width: f.width, height: f.height, fill: 'none', ...TICK }),
    ...roundValues(TIMES[0], TIMES[1], 5).map((t) => {
      const x = px(f, t);
      const text = label(x, bottom + 17, number(t / ns), { 'text-anchor': 'middle' });
      return line(x, bottom, x, bottom - 5, TICK) + text;
    }),
    label(f.left + f.width, bottom + 36, 'time after the trigger [ns]', { 'text-anchor': 'end' }),
    label(f.left, f.top - 6, 'Times', HEAD),
  );
}
