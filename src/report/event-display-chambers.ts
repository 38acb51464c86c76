import { withDefaults } from '../core/settings.js';
import { m } from '../core/units.js';
import {
  CHAMBER_Z,
  HALF_LENGTH,
  HOLE_HALF_WIDTH,
  HOLE_X,
  INNER_RADIUS,
  IS_EQUIPPED,
  nearestSlot,
  OUTER_RADIUS,
  PLANE_LIST,
  PLANES_PER_VIEW,
  planeOf,
  SLOTS,
  VIEW_NAMES,
  VIEWS,
  WIRE,
} from '../detectors/straw/description.js';
import { NO_EDGE } from '../event/raw.js';
import { TRACK_HITS } from '../event/run.js';
import { decodeStrawHits, newStrawHits, type StrawHits } from '../tracking/straw/hits.js';
import { strawTrackSettings } from '../tracking/straw/settings.js';
import { isInTime } from './event-display-match.js';
import { type DisplayedEvent, rowsOf, trackAt } from './event-display-paths.js';
import { chamberName, FAINT, QUIET, trackColour, trackPoint, VIEW_COLOURS } from './event-display-style.js';
import { axes, clipped, element, escapeXml, type Frame, label, number, polyline, px, py } from './svg.js';

type Place = Omit<Frame, 'id' | 'x' | 'y'>;
const HALF = 1.05 * m;

/** Hits of the tracks, as indices in the event: which track each belongs to. */
function ownersOf({ batch, row }: DisplayedEvent): Map<number, number[]> {
  const owners = new Map<number, number[]>();
  const [start, end] = rowsOf(batch.tracks, row);
  for (let t = start; t < end; t++) {
    for (const hit of batch.tracks.columns.hits.slice(TRACK_HITS * t, TRACK_HITS * (t + 1))) {
      if (hit >= 0) owners.set(hit, [...(owners.get(hit) ?? []), t]);
    }
  }
  return owners;
}

/** One chamber seen along the beam: every straw hit as its wire, track points as discs. */
export function chamberView(event: DisplayedEvent, chamber: number, place: Place): string {
  const f: Frame = { ...place, id: `chamber-${chamber + 1}`, x: [-HALF, HALF], y: [-HALF, HALF] };
  const { batch, row, field } = event;
  const owners = ownersOf(event);
  const [start, end] = rowsOf(batch.straw, row);
  const onTrack: string[] = [];
  const others: string[] = [];
  for (let i = start; i < end; i++) {
    if (PLANE_LIST[planeOf(batch.straw.columns.channel[i]!)]?.chamber !== chamber) continue;
    const owned = owners.has(i - start);
    (owned ? onTrack : others).push(hitStraw(f, event, i, i - start, owned));
  }
  const [first, last] = rowsOf(batch.tracks, row);
  const points: string[] = [];
  for (let t = first; t < last; t++) {
    const [x, y] = trackAt(field, batch.tracks, t, CHAMBER_Z[chamber]!);
    const opacity = isInTime(event, t) ? undefined : 2 * FAINT;
    points.push(trackPoint(px(f, x), py(f, y), t - first + 1, batch.tracks.columns.charge[t]!, opacity));
  }
  const hole = {
    x: px(f, HOLE_X[chamber]! - HOLE_HALF_WIDTH),
    y: py(f, HOLE_HALF_WIDTH),
    width: (f.width * HOLE_HALF_WIDTH) / HALF,
    height: (f.height * HOLE_HALF_WIDTH) / HALF,
  };
  return element(
    'g',
    { id: f.id },
    '\n',
    clipped(
      f,
      element('circle', {
        cx: px(f, 0),
        cy: py(f, 0),
        r: (OUTER_RADIUS / (2 * HALF)) * f.width,
        fill: '#f4f5f7',
        stroke: '#c4c8ce',
      }),
      ...others,
      ...onTrack,
      element('rect', { ...hole, fill: '#ffffff', stroke: '#1a1a1a', 'stroke-width': 1 }),
      ...points,
    ),
    label(f.left, f.top - 6, chamberName(chamber), { 'font-size': 15, 'font-weight': 'bold' }),
    label(f.left + f.width, f.top - 6, `z = ${number(CHAMBER_Z[chamber]! / m, 3)} m`, {
      'text-anchor': 'end',
      'font-size': 12,
      fill: QUIET,
    }),
    axes(f, { x: 'x [m]', y: 'y [m]', scaleX: m, scaleY: m }, [5, 5]),
  );
}

/** The wire of hit `i`, of the length of its straw; pointing at it tells channel and edges. */
function hitStraw(f: Frame, { batch }: DisplayedEvent, i: number, index: number, owned: boolean): string {
  const { channel, leading, trailing } = batch.straw.columns;
  const plane = PLANE_LIST[planeOf(channel[i]!)]!;
  const u = WIRE[channel[i]!]!;
  const [cx, cy] = [u * plane.cos, u * plane.sin];
  const [dx, dy] = [-plane.sin * HALF_LENGTH, plane.cos * HALF_LENGTH];
  const edge = (counts: number): string => (counts === NO_EDGE ? 'missing' : String(counts));
  const text = `hit ${index}: channel ${channel[i]}, view ${VIEW_NAMES[plane.view]}, plane ${plane.layer}, straw ${
    channel[i]! % SLOTS
  }, leading ${edge(leading[i]!)}, trailing ${edge(trailing[i]!)}`;
  return element(
    'line',
    {
      'data-hit': index,
      x1: px(f, cx - dx),
      y1: py(f, cy - dy),
      x2: px(f, cx + dx),
      y2: py(f, cy + dy),
      stroke: VIEW_COLOURS[plane.view]!,
      'stroke-width': owned ? 1.1 : 0.8,
      'stroke-opacity': owned ? 0.9 : 0.45,
    },
    element('title', {}, escapeXml(text)),
  );
}

/** A view of a chamber where one track is looked at closely. */
interface Closeup {
  readonly track: number;
  readonly plane: number;
}

/**
 * Chooses track and view: in the first or last chamber, where the track's state is known to a fraction of a straw; with most hits, most
 * even on both sides of the track.
 */
function chooseCloseup(event: DisplayedEvent, hits: StrawHits, owners: Map<number, number[]>): Closeup | undefined {
  let best: Closeup | undefined;
  let bestScore = 0;
  const [first, last] = rowsOf(event.batch.tracks, event.row);
  for (let track = first; track < last; track++) {
    for (const chamber of [0, 3]) {
      for (let view = 0; view < VIEWS; view++) {
        const plane = (chamber * VIEWS + view) * PLANES_PER_VIEW;
        let right = 0;
        let left = 0;
        for (let h = hits.planeStart[plane]!; h < hits.planeStart[plane + PLANES_PER_VIEW]!; h++) {
          if (!owners.get(hits.row[h]!)?.includes(track)) continue;
          if (coordinateAt(event, track, hits.plane[h]!) > hits.wire[h]!) right++;
          else left++;
        }
        const score = 2 * Math.min(right, left) + right + left;
        if (score > bestScore) [best, bestScore] = [{ track, plane }, score];
      }
    }
  }
  return best;
}

/** Measured coordinate of a track at a plane [mm]. */
function coordinateAt({ batch, field }: DisplayedEvent, track: number, plane: number): number {
  const p = PLANE_LIST[plane]!;
  const [x, y] = trackAt(field, batch.tracks, track, p.z);
  return p.cos * x + p.sin * y;
}

/** Four planes of one view close up: straws, drift circles from the raw times, the track between them. Without tracks, empty text. */
export function strawCloseup(event: DisplayedEvent, place: Place): string {
  const { batch, row, conditions } = event;
  const [start, end] = rowsOf(batch.straw, row);
  const [first, last] = rowsOf(batch.tracks, row);
  if (first === last) return '';
  const hits = newStrawHits();
  const fineTime = batch.triggers.columns.fine_time[row]!;
  decodeStrawHits(batch.straw, start, end, fineTime, conditions, withDefaults(strawTrackSettings), hits);
  const owners = ownersOf(event);
  const choice = chooseCloseup(event, hits, owners);
  if (choice === undefined) return '';

  const planes = PLANE_LIST.slice(choice.plane, choice.plane + PLANES_PER_VIEW);
  const z0 = planes[0]!.z;
  const middle = planes.reduce((sum, p) => sum + coordinateAt(event, choice.track, p.index), 0) / planes.length;
  const zRange: readonly [number, number] = [-11, 48];
  // the same scale both ways: drift circles are circles
  const half = ((zRange[1] - zRange[0]) / 2) * (place.height / place.width);
  const f: Frame = { ...place, id: 'closeup', x: zRange, y: [middle - half, middle + half] };
  const scale = f.width / (zRange[1] - zRange[0]);
  const colour = VIEW_COLOURS[planes[0]!.view]!;

  const straws: string[] = [];
  for (const p of planes) {
    for (let slot = nearestSlot(p, f.y[0]) - 1; slot <= nearestSlot(p, f.y[1]) + 1; slot++) {
      const channel = p.index * SLOTS + slot;
      if (slot < 0 || slot >= SLOTS || IS_EQUIPPED[channel] === 0) continue;
      const [cx, cy] = [px(f, p.z - z0), py(f, WIRE[channel]! + conditions.wireOffset[channel]!)];
      const fill = conditions.dead[channel] === 1 ? '#d0d0d0' : '#fafafa';
      straws.push(
        element('circle', { cx, cy, r: INNER_RADIUS * scale, fill, stroke: '#a9aeb6', 'stroke-width': 1 }),
        element('circle', { cx, cy, r: 1, fill: '#a9aeb6' }),
      );
    }
  }
  const circles: string[] = [];
  for (let h = hits.planeStart[choice.plane]!; h < hits.planeStart[choice.plane + PLANES_PER_VIEW]!; h++) {
    const mine = owners.get(hits.row[h]!)?.includes(choice.track) ?? false;
    const p = PLANE_LIST[hits.plane[h]!]!;
    const [cx, cy] = [px(f, p.z - z0), py(f, hits.wire[h]!)];
    const r = hits.radius[h]! * scale;
    const stroke = mine ? colour : QUIET;
    const band = 2 * hits.sigma[h]! * scale;
    circles.push(
      element('circle', { cx, cy, r, fill: 'none', stroke, 'stroke-width': band, 'stroke-opacity': 0.3 }),
      element('circle', { cx, cy, r, fill: 'none', stroke, 'stroke-width': 1.6 }),
      element('circle', { cx, cy, r: 1.8, fill: stroke }),
    );
    if (!mine) continue;
    // which side of the wire the track passes: the answer to left or right
    const side = coordinateAt(event, choice.track, p.index) > hits.wire[h]! ? 1 : -1;
    const touch = { cx, cy: py(f, hits.wire[h]! + side * hits.radius[h]!) };
    circles.push(element('circle', { ...touch, r: 3.4, fill: '#1a1a1a', stroke: '#ffffff', 'stroke-width': 0.8 }));
  }
  return element(
    'g',
    { id: f.id },
    '\n',
    clipped(f, ...straws, ...tracksThrough(f, event, planes[0]!.index, z0), ...circles),
    label(f.left, f.top - 6, `${chamberName(planes[0]!.chamber)}, view ${VIEW_NAMES[planes[0]!.view]}`, {
      'font-size': 15,
      'font-weight': 'bold',
    }),
    label(f.left + f.width, f.top - 6, `track ${choice.track - batch.tracks.offsets[row]! + 1}`, {
      'text-anchor': 'end',
      'font-size': 12,
      fill: QUIET,
    }),
    axes(f, { x: `z − ${number(z0 / m, 4)} m [mm]`, y: `${VIEW_NAMES[planes[0]!.view]!.toLowerCase()} [mm]` }, [6, 6]),
  );
}

/** All tracks through the close-up; straight over the 6 cm shown. */
function tracksThrough(f: Frame, event: DisplayedEvent, plane: number, z0: number): string[] {
  const [first, last] = rowsOf(event.batch.tracks, event.row);
  const list: string[] = [];
  for (let t = first; t < last; t++) {
    const zEnd = PLANE_LIST[plane + PLANES_PER_VIEW - 1]!.z - z0;
    const u0 = coordinateAt(event, t, plane);
    const slope = (coordinateAt(event, t, plane + PLANES_PER_VIEW - 1) - u0) / zEnd;
    const us = f.x.map((z) => u0 + slope * z);
    if (us.every((u) => u < f.y[0] || u > f.y[1])) continue;
    const charge = event.batch.tracks.columns.charge[t]!;
    list.push(polyline(f, f.x, us, { stroke: trackColour(charge), 'stroke-width': 2.2 }));
  }
  return list;
}
