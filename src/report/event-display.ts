import { GeV } from '../core/units.js';
import { VIEW_NAMES } from '../detectors/straw/description.js';
import { kaonView, STATION_SHAPE, stationView, timeStrip } from './event-display-beam.js';
import { chamberView, strawCloseup } from './event-display-chambers.js';
import { isInTime, timeRow } from './event-display-match.js';
import { type DisplayedEvent, mainVertex, rowsOf } from './event-display-paths.js';
import {
  CHAMBER_COUNT,
  decayMark,
  FAINT,
  KAON,
  MATTER,
  NEGATIVE,
  POSITIVE,
  QUIET,
  TRUE_STROKES,
  trackMark,
  VIEW_COLOURS,
  vertexMark,
} from './event-display-style.js';
import { curvesOf, sideView, vertexView } from './event-display-views.js';
import { faultWords, foundWords, triggerWords, vertexWords } from './event-display-words.js';
import { element, label, line, number, svgDocument } from './svg.js';

const WIDTH = 1600;
const HEIGHT = 1205;
const SIDE = { left: 66, width: 1130, height: 224 };
const COLUMN = { left: 1262, width: 316 };
const PANEL = { left: 66, step: 314, size: 250, top: 698 };
const BEAM_TOP = 1040;

/**
 * Draws one event: both side views of decay volume and spectrometer, each chamber along the beam, one view of straws close up, the light
 * of the kaon, the hits of the beam, the times, and what was found. The same event gives the same bytes.
 * @returns an SVG document
 */
export function drawEvent(event: DisplayedEvent): string {
  const { batch, row, setup } = event;
  const curves = curvesOf(event);
  const name = `${setup}: burst ${batch.burst[row]}, event ${batch.event[row]}`;
  const panels = Array.from({ length: CHAMBER_COUNT + 1 }, (_, k) => {
    const place = { left: PANEL.left + k * PANEL.step, top: PANEL.top, width: PANEL.size, height: PANEL.size };
    return k < CHAMBER_COUNT ? chamberView(event, k, place) : strawCloseup(event, place);
  });
  return svgDocument(
    WIDTH,
    HEIGHT,
    name,
    label(24, 32, name, { 'font-size': 20, 'font-weight': 'bold' }),
    label(24, 53, faultWords(event) ?? `Found: ${foundWords(event)}`, { 'font-size': 14 }),
    label(WIDTH - 22, 32, `trigger ${triggerWords(event)}`, { 'text-anchor': 'end' }),
    label(WIDTH - 22, 53, event.reconstruction, { 'text-anchor': 'end', 'font-size': 12, fill: QUIET }),
    sideView(event, curves, 'x', { ...SIDE, top: 92 }),
    sideView(event, curves, 'y', { ...SIDE, top: 382 }),
    trackList(event, 92),
    vertexView(event, curves, { left: COLUMN.left + 44, top: 274, width: COLUMN.width - 44, height: 150 }),
    legend(COLUMN.left, 482, event.truth !== undefined),
    ...panels,
    ...beamPanels(event),
  );
}

/** KTAG, the GTK stations along the beam, times: the line has room for three stations, a fourth makes all of them narrower. */
function beamPanels(event: DisplayedEvent): string[] {
  const { left, step, size } = PANEL;
  const along = event.gtk.map((_, station) => station).sort((a, b) => event.gtk[a]!.z - event.gtk[b]!.z);
  const scale = CHAMBER_COUNT / (along.length + 1);
  const place = (k: number) => ({
    left: left + step + k * step * scale,
    top: BEAM_TOP,
    width: size * scale,
    height: size * scale * STATION_SHAPE,
  });
  const stations = along.map((station, k) => stationView(event, station, place(k)));
  const times = place(along.length);
  // room for the names of its lines
  const strip = timeStrip(event, { ...times, left: times.left + 20, width: times.width - 20 });
  return [kaonView(event, { left, top: BEAM_TOP, width: size, height: size * STATION_SHAPE }), ...stations, strip];
}

/** Tracks and main vertex beside the side views. */
function trackList(event: DisplayedEvent, top: number): string {
  const { batch, row } = event;
  const c = batch.tracks.columns;
  const [start, end] = rowsOf(batch.tracks, row);
  const most = 4;
  const columns = [24, 165, 215, 308];
  const cell = (k: number, y: number, text: string, attributes = {}): string =>
    label(COLUMN.left + columns[k]!, y, text, { 'text-anchor': k === 0 ? 'start' : 'end', ...attributes });
  const quiet = { 'font-size': 12, fill: QUIET };
  const parts = [
    label(COLUMN.left, top - 6, 'Reconstructed', { 'font-size': 15, 'font-weight': 'bold' }),
    ...['q·p [GeV/c]', 'χ²/ndf', 'hits', 'time [ns]'].map((t, k) => cell(k, top + 14, t, quiet)),
  ];
  const rows = Array.from({ length: end - start }, (_, k) => start + k);
  const inTime = rows.filter((i) => isInTime(event, i));
  const listed = [...inTime, ...rows.filter((i) => !inTime.includes(i))].slice(0, most);
  for (const [k, i] of listed.entries()) {
    const y = top + 36 + 21 * k;
    const at = timeRow(event, i);
    const texts = [
      `${c.charge[i]! > 0 ? '+' : '−'}${number(c.p[i]! / GeV, 2)}`,
      `${number(c.chi2[i]!, 1)}/${c.ndf[i]}`,
      String(c.n_hits[i]),
      at < 0 ? '' : number(batch.track_times.columns.time[at]!, 2),
    ];
    const out = inTime.includes(i) ? {} : { fill: QUIET };
    const mark = trackMark(
      COLUMN.left + 9,
      y - 4,
      i - start + 1,
      c.charge[i]!,
      inTime.includes(i) ? undefined : 2 * FAINT,
    );
    parts.push(mark, ...texts.map((t, n) => cell(n, y, t, out)));
  }
  const below = top + 36 + 21 * Math.min(most, end - start);
  if (end - start > most) parts.push(label(COLUMN.left + 160, below - 21, `and ${end - start - most} more`, quiet));
  const v = mainVertex(event);
  if (end === start) parts.push(label(COLUMN.left, top + 36, 'no tracks'));
  const [position, quality, mass] = v < 0 ? ['no vertex', '', ''] : vertexWords(event, v).split(', ');
  parts.push(
    v < 0 ? '' : vertexMark(COLUMN.left + 9, below - 2, 0, 0),
    label(COLUMN.left + (v < 0 ? 0 : 24), below + 2, [position, quality].filter(Boolean).join(', ')),
    label(COLUMN.left + 24, below + 22, mass ?? ''),
  );
  return element('g', { id: 'found' }, '\n', ...parts);
}

function legend(left: number, top: number, truth: boolean): string {
  const stroke = (y: number, attributes: Record<string, string | number>): string =>
    line(left, y, left + 30, y, attributes);
  const entries: (readonly [(y: number) => string, string])[] = [
    [(y) => stroke(y, { stroke: POSITIVE, 'stroke-width': 2 }), 'track, positive'],
    [(y) => stroke(y, { stroke: NEGATIVE, 'stroke-width': 2 }), 'track, negative'],
    [(y) => vertexMark(left + 15, y, 13, 7), 'vertex ± σ'],
    [(y) => element('rect', { x: left, y: y - 5, width: 30, height: 10, fill: MATTER }), 'LAV 1–11, tube'],
    ...VIEW_COLOURS.map(
      (colour, v) =>
        [(y: number) => stroke(y, { stroke: colour, 'stroke-width': 2 }), `hit straws, ${VIEW_NAMES[v]}`] as const,
    ),
  ];
  const found: (readonly [(x: number, y: number) => string, string])[] = [
    [(x, y) => line(x, y, x + 30, y, { stroke: KAON, 'stroke-width': 2.4 }), "kaon's beam track"],
    [
      (x, y) => line(x, y, x + 30, y, { stroke: POSITIVE, 'stroke-width': 2, 'stroke-opacity': FAINT }),
      'track out of time',
    ],
  ];
  const inTruth: typeof found = [
    [(x, y) => line(x, y, x + 30, y, TRUE_STROKES.beam), 'true kaon'],
    [(x, y) => decayMark(x + 15, y), 'true decay'],
    [(x, y) => line(x, y, x + 30, y, TRUE_STROKES.daughter), 'true daughter'],
    [(x, y) => line(x, y, x + 30, y, TRUE_STROKES.secondary), 'true muon of π → μν'],
    [(x, y) => line(x, y, x + 30, y, TRUE_STROKES.crowd), 'true pile-up'],
  ];
  const second = left + 160;
  return element(
    'g',
    { id: 'legend', 'font-size': 12 },
    '\n',
    ...entries.map(([mark, text], k) => mark(top + 18 * k) + label(left + 38, top + 4 + 18 * k, text)),
    ...[...found, ...(truth ? inTruth : [])].map(
      ([mark, text], k) => mark(second, top + 18 * k) + label(second + 38, top + 4 + 18 * k, text),
    ),
    ...[
      truth ? 'Truth is swum without matter.' : 'No truth beside this spill.',
      'Faint straws: hits on no track. Close-up: drift',
      'circles ± σ from raw times; dot: side of the wire.',
    ].map((text, k) => label(left, top + 8 + 18 * entries.length + 15 * k, text, { 'font-size': 11.5, fill: QUIET })),
  );
}
