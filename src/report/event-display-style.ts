import { CHAMBER_Z } from '../detectors/straw/description.js';
import { element, label, line } from './svg.js';

/** Colours that people with colour-blindness tell apart. Source: Okabe & Ito, Color Universal Design (2008). */
export const VIEW_COLOURS: readonly string[] = ['#e69f00', '#56b4e9', '#009e73', '#cc79a7'];
export const POSITIVE = '#d55e00';
export const NEGATIVE = '#0072b2';
/** The beam track, the light and the time that go with the decay. */
export const KAON = '#1b7837';
const TRUTH = '#1a1a1a';
/** Opacity of tracks out of time. */
export const FAINT = 0.3;
export const MATTER = '#b8bcc2';
export const QUIET = '#5c6166';

export const trackColour = (charge: number): string => (charge > 0 ? POSITIVE : NEGATIVE);

/** How truth is drawn: the kaon, its daughters, what comes of decays in flight, and the crowd. */
export const TRUE_STROKES = {
  beam: { stroke: TRUTH, 'stroke-width': 1.4, 'stroke-dasharray': '10 4' },
  daughter: { stroke: TRUTH, 'stroke-width': 1.1, 'stroke-dasharray': '5 4' },
  secondary: { stroke: '#a0007a', 'stroke-width': 2.6, 'stroke-dasharray': '2.5 3' },
  crowd: { stroke: TRUTH, 'stroke-width': 0.8, 'stroke-dasharray': '1.5 5', 'stroke-opacity': 0.45 },
} as const;

export const chamberName = (chamber: number): string => `STRAW${chamber + 1}`;
export const CHAMBER_COUNT = CHAMBER_Z.length;

/** A numbered disc: the track's name in every picture. */
export const trackMark = (x: number, y: number, track: number, charge: number, opacity?: number): string =>
  element('circle', { cx: x, cy: y, r: 8, fill: trackColour(charge), opacity, stroke: '#ffffff', 'stroke-width': 1 }) +
  label(x, y + 4, String(track), { 'text-anchor': 'middle', 'font-size': 11, 'font-weight': 'bold', fill: '#ffffff' });

/** Where a track crosses a chamber: a ring that leaves the crossing of the straws open, its number beside it. */
export const trackPoint = (x: number, y: number, track: number, charge: number, opacity?: number): string =>
  element('circle', { cx: x, cy: y, r: 6, fill: 'none', stroke: trackColour(charge), opacity, 'stroke-width': 2 }) +
  label(x + 7, y - 7, String(track), {
    'font-size': 15,
    'font-weight': 'bold',
    fill: trackColour(charge),
    opacity,
    stroke: '#ffffff',
    'stroke-width': 3,
    'paint-order': 'stroke',
  });

/** A vertex: diamond with a cross of its errors [pixels]. */
export function vertexMark(x: number, y: number, ex: number, ey: number, r = 5): string {
  const stroke = { stroke: TRUTH, 'stroke-width': 1.3 };
  return (
    line(x - ex, y, x + ex, y, stroke) +
    line(x, y - ey, x, y + ey, stroke) +
    element('path', { d: `M${[x - r, y]}L${[x, y - r]}L${[x + r, y]}L${[x, y + r]}Z`, fill: '#f0e442', ...stroke })
  );
}

/** The true decay point: an oblique cross. */
export const decayMark = (x: number, y: number, r = 5): string =>
  line(x - r, y - r, x + r, y + r, { stroke: TRUTH, 'stroke-width': 1.6 }) +
  line(x - r, y + r, x + r, y - r, { stroke: TRUTH, 'stroke-width': 1.6 });
