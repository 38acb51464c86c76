import { m, mm } from '../core/units.js';
import {
  CHAMBER_Z,
  HOLE_HALF_WIDTH,
  HOLE_X,
  OUTER_RADIUS,
  PLANE_LIST,
  planeOf,
  WIRE,
} from '../detectors/straw/description.js';
import { APERTURES } from '../transport/apertures.js';
import type { Field } from '../transport/field.js';
import { NODE_SIZE } from '../transport/field.js';
import { MNP33_HALF_LENGTH, MNP33_Z } from '../transport/mnp33.js';
import { isInTime, kaonOf } from './event-display-match.js';
import {
  beamCurve,
  type Curve,
  type DisplayedEvent,
  mainVertex,
  rowsOf,
  type TrueCurve,
  trackCurve,
  tracksOfVertex,
  trueCurves,
  Z_RANGE,
} from './event-display-paths.js';
import {
  chamberName,
  decayMark,
  FAINT,
  KAON,
  MATTER,
  QUIET,
  TRUE_STROKES,
  trackColour,
  trackMark,
  VIEW_COLOURS,
  vertexMark,
} from './event-display-style.js';
import { axes, clipped, element, type Frame, label, line, number, polyline, px, py } from './svg.js';

export type Side = 'x' | 'y';
const TRANSVERSE = 1.1 * m;
/** A track of no vertex is drawn from here. */
const FREE_TRACK_START = 105 * m;

/** Curves of an event, made once for all side views. */
export interface Curves {
  readonly tracks: readonly { readonly row: number; readonly curve: Curve; readonly inTime: boolean }[];
  /** The beam track that goes with the decay, to where they meet. */
  readonly kaon?: Curve;
  readonly truth: readonly TrueCurve[];
}

export function curvesOf(event: DisplayedEvent): Curves {
  const { batch, row, field, truth } = event;
  const [start, end] = rowsOf(batch.tracks, row);
  const v = mainVertex(event);
  const members = tracksOfVertex(event, v);
  const list: { row: number; curve: Curve; inTime: boolean }[] = [];
  for (let i = start; i < end; i++) {
    const member = members.includes(i);
    const from = member ? batch.vertices.columns.z[v]! : FREE_TRACK_START;
    list.push({ row: i, curve: trackCurve(field, batch.tracks, i, from), inTime: isInTime(event, i) });
  }
  const kaon = kaonOf(event);
  const meet = kaon && batch.beam_matches.columns.z[kaon.match]!;
  return {
    // those in time are drawn over the others
    tracks: list.sort((a, b) => Number(a.inTime) - Number(b.inTime)),
    ...(kaon && { kaon: beamCurve(field, batch.gtk_tracks, kaon.gtk, meet!) }),
    truth: truth === undefined ? [] : trueCurves(field, truth, row),
  };
}

/** The x–z or y–z view of the whole decay volume and the spectrometer. */
export function sideView(
  event: DisplayedEvent,
  curves: Curves,
  side: Side,
  place: Omit<Frame, 'id' | 'x' | 'y'>,
): string {
  const f: Frame = { ...place, id: `view-${side}`, x: Z_RANGE, y: [-TRANSVERSE, TRANSVERSE] };
  const exaggeration = f.height / (2 * TRANSVERSE) / (f.width / (Z_RANGE[1] - Z_RANGE[0]));
  return element(
    'g',
    { id: f.id },
    '\n',
    clipped(
      f,
      ...magnet(f, event.field),
      ...matter(f),
      ...chambers(f, side),
      ...curves.tracks.map((t) => trackPath(f, event, t, side)),
      ...hitTicks(f, event, side),
      kaonPath(f, curves, side),
      ...curves.truth.map((t) => truePath(f, t, side)),
      ...curves.tracks.map((t) => trackName(f, event, t, side)),
      vertices(f, event, side),
      trueDecay(f, curves, side),
    ),
    ...CHAMBER_Z.map((z, c) =>
      label(px(f, z), f.top - 5, chamberName(c), { 'text-anchor': 'middle', 'font-size': 11, fill: QUIET }),
    ),
    label(px(f, MNP33_Z) + 3, f.top + f.height - 8, 'MNP33', { 'text-anchor': 'middle', 'font-size': 11, fill: QUIET }),
    label(f.left, f.top - 6, `${side}–z view`, { 'font-size': 15, 'font-weight': 'bold' }),
    label(f.left + 90, f.top - 6, `transverse scale ×${number(exaggeration, 1)}`, { 'font-size': 12, fill: QUIET }),
    axes(f, { x: 'z [m]', y: `${side} [m]`, scaleX: m, scaleY: m }, [14, 5]),
  );
}

/** The dipole, as dark as its field on the axis. */
function magnet(f: Frame, field: Field): string[] {
  const region = field.regions.find((r) => r.kind === 'dipole');
  if (region === undefined) return [];
  const node = new Float64Array(NODE_SIZE);
  const by = (z: number): number => {
    region.sample(z, node, 0);
    return Math.abs(node[0]!);
  };
  const slices = 40;
  const h = (2 * MNP33_HALF_LENGTH) / slices;
  const strongest = by(MNP33_Z);
  return Array.from({ length: slices }, (_, i) => {
    const z = MNP33_Z - MNP33_HALF_LENGTH + i * h;
    // a little wider than a slice, so that no seams show
    const width = px(f, z + h) - px(f, z) + 0.1;
    const opacity = 0.06 + 0.34 * (by(z + h / 2) / strongest);
    return element('rect', {
      x: px(f, z),
      y: f.top,
      width,
      height: f.height,
      fill: '#7d8fb3',
      'fill-opacity': opacity,
    });
  });
}

/** Walls of the tube and rings of the LAV: matter from the aperture outwards. */
function matter(f: Frame): string[] {
  return APERTURES.flatMap(({ name, zMin, zMax, radius }) => {
    if (radius >= TRANSVERSE) return [];
    const x = px(f, zMin);
    const width = Math.max(1.5, px(f, zMax) - x);
    const height = py(f, radius) - f.top;
    const fill = name === 'tube' ? '#e4e6e9' : MATTER;
    return [
      element('rect', { x, y: f.top, width, height, fill }),
      element('rect', { x, y: f.top + f.height - height, width, height, fill }),
      name === 'tube'
        ? ''
        : // the last stations stand right before chambers
          label(zMin > CHAMBER_Z[0]! ? x - 17 : x + width / 2, f.top + height + 11, name, {
            'text-anchor': 'middle',
            'font-size': 10,
            fill: QUIET,
          }),
    ];
  });
}

function chambers(f: Frame, side: Side): string[] {
  return CHAMBER_Z.flatMap((z, c) => {
    const hole = side === 'x' ? HOLE_X[c]! : 0;
    const bar = (from: number, to: number): string =>
      element('rect', { x: px(f, z) - 3, y: py(f, to), width: 6, height: py(f, from) - py(f, to), fill: '#d5d8dd' });
    return [bar(-OUTER_RADIUS, hole - HOLE_HALF_WIDTH), bar(hole + HOLE_HALF_WIDTH, OUTER_RADIUS)];
  });
}

/** Wire positions of the hits in the view that measures this side. */
function hitTicks(f: Frame, { batch, row }: DisplayedEvent, side: Side): string[] {
  const view = side === 'x' ? 2 : 3;
  const [start, end] = rowsOf(batch.straw, row);
  const ticks: string[] = [];
  for (let i = start; i < end; i++) {
    const channel = batch.straw.columns.channel[i]!;
    // an event in quarantine may have channels that do not exist
    const plane = PLANE_LIST[planeOf(channel)];
    if (plane?.view !== view) continue;
    const x = px(f, CHAMBER_Z[plane.chamber]!);
    const y = py(f, WIRE[channel]!);
    ticks.push(line(x - 9, y, x + 9, y, { stroke: VIEW_COLOURS[view]!, 'stroke-width': 2 }));
  }
  return ticks;
}

const trueStroke = (t: TrueCurve): (typeof TRUE_STROKES)[keyof typeof TRUE_STROKES] =>
  !t.own
    ? TRUE_STROKES.crowd
    : t.secondary
      ? TRUE_STROKES.secondary
      : t.pdg === 321
        ? TRUE_STROKES.beam
        : TRUE_STROKES.daughter;

function truePath(f: Frame, t: TrueCurve, side: Side): string {
  const last = t.z.length - 1;
  const kink = element('circle', {
    cx: px(f, t.z[last]!),
    cy: py(f, t[side][last]!),
    r: 4,
    fill: '#ffffff',
    stroke: TRUE_STROKES.secondary.stroke,
    'stroke-width': 1.5,
  });
  return polyline(f, t.z, t[side], { class: 'truth', ...trueStroke(t) }) + (t.own && t.decayed ? kink : '');
}

type DrawnTrack = Curves['tracks'][number];

function trackPath(f: Frame, { batch }: DisplayedEvent, { row, curve, inTime }: DrawnTrack, side: Side): string {
  const stroke = trackColour(batch.tracks.columns.charge[row]!);
  const opacity = inTime ? undefined : FAINT;
  return polyline(f, curve.z, curve[side], { class: 'track', stroke, 'stroke-width': 2, 'stroke-opacity': opacity });
}

const kaonPath = (f: Frame, { kaon }: Curves, side: Side): string =>
  kaon === undefined ? '' : polyline(f, kaon.z, kaon[side], { class: 'kaon', stroke: KAON, 'stroke-width': 2.4 });

/** The track's disc, before the magnet, where tracks are apart; the discs stand one after the other. */
function trackName(
  f: Frame,
  { batch, row }: DisplayedEvent,
  { row: i, curve, inTime }: DrawnTrack,
  side: Side,
): string {
  const name = i - batch.tracks.offsets[row]! + 1;
  const at = curve.z.findIndex((z) => z >= 185.8 * m + 2.7 * m * ((name - 1) % 3));
  const opacity = inTime ? undefined : 2 * FAINT;
  return trackMark(px(f, curve.z[at]!), py(f, curve[side][at]!), name, batch.tracks.columns.charge[i]!, opacity);
}

const sigma = (event: DisplayedEvent, v: number, side: Side | 'z'): number =>
  Math.sqrt(event.batch.vertices.columns.covariance[6 * v + { x: 0, y: 3, z: 5 }[side]]!);

function vertices(f: Frame, event: DisplayedEvent, side: Side): string {
  const c = event.batch.vertices.columns;
  const v = mainVertex(event);
  if (v < 0) return '';
  const perZ = f.width / (f.x[1] - f.x[0]);
  const perY = f.height / (f.y[1] - f.y[0]);
  return vertexMark(px(f, c.z[v]!), py(f, c[side][v]!), sigma(event, v, 'z') * perZ, sigma(event, v, side) * perY);
}

function trueDecay(f: Frame, { truth }: Curves, side: Side): string {
  const beam = truth.find((t) => t.own && t.pdg === 321);
  if (beam === undefined) return '';
  const last = beam.z.length - 1;
  return decayMark(px(f, beam.z[last]!), py(f, beam[side][last]!));
}

/** The surroundings of the main vertex in x–z, where its errors can be seen; empty text without a vertex. */
export function vertexView(event: DisplayedEvent, curves: Curves, place: Omit<Frame, 'id' | 'x' | 'y'>): string {
  const v = mainVertex(event);
  if (v < 0) return '';
  const c = event.batch.vertices.columns;
  const beam = curves.truth.find((t) => t.own && t.pdg === 321);
  const miss = beam === undefined ? 0 : Math.abs(beam.z[beam.z.length - 1]! - c.z[v]!);
  const half = Math.max(1 * m, 4 * sigma(event, v, 'z'), Math.min(20 * m, 1.4 * miss));
  const halfX = Math.max(8 * mm, 0.006 * half);
  const f: Frame = {
    ...place,
    id: 'vertex',
    x: [c.z[v]! - half, c.z[v]! + half],
    y: [c.x[v]! - halfX, c.x[v]! + halfX],
  };
  const members = tracksOfVertex(event, v);
  const colour = (i: number): string => trackColour(event.batch.tracks.columns.charge[i]!);
  return element(
    'g',
    { id: f.id },
    '\n',
    clipped(
      f,
      ...members.map((i) => {
        // on through the vertex: how well the tracks meet
        const { z, x } = trackCurve(event.field, event.batch.tracks, i, f.x[0]);
        return polyline(f, z, x, { stroke: colour(i), 'stroke-width': 1.2, 'stroke-opacity': 0.45 });
      }),
      ...curves.tracks
        .filter(({ row }) => members.includes(row))
        .map(({ row, curve }) => polyline(f, curve.z, curve.x, { stroke: colour(row), 'stroke-width': 2 })),
      kaonPath(f, curves, 'x'),
      ...curves.truth.filter((t) => t.own).map((t) => polyline(f, t.z, t.x, trueStroke(t))),
      vertices(f, event, 'x'),
      trueDecay(f, curves, 'x'),
    ),
    label(f.left, f.top - 6, 'Around the vertex, x–z', { 'font-size': 13, 'font-weight': 'bold' }),
    axes(f, { x: 'z [m]', y: 'x [mm]', scaleX: m }, [6, 5]),
  );
}
