import { axes, clipped, element, type Frame, label, line, polyline, px, py, svgDocument } from '../src/report/svg.js';

/** Cost of a verb at each intensity [MHz], per event [ms]. */
export interface VerbCost {
  readonly name: string;
  readonly intensities: readonly number[];
  readonly cost: readonly number[];
}

const COLOURS = ['#d55e00', '#0072b2'];
/** Intensity through which the line of linear cost is drawn, besides 0 [MHz]. */
const TYPICAL = 450;

/** Cost against intensity, each verb beside the straight line through its cost at 0 and 450 MHz: above it, cost grows faster than linearly. */
export function costPicture(verbs: readonly VerbCost[], conditions: string): string {
  const most = Math.max(...verbs.flatMap((v) => v.cost));
  const f: Frame = { id: 'cost', left: 76, top: 66, width: 600, height: 330, x: [0, 775], y: [0, 1.12 * most] };
  const end = (v: VerbCost): number => v.cost[v.cost.length - 1]!;
  const drawn = verbs.map((verb, k) => {
    const { name, intensities, cost } = verb;
    const stroke = COLOURS[k % COLOURS.length]!;
    const first = cost[intensities.indexOf(0)]!;
    const slope = (cost[intensities.indexOf(TYPICAL)]! - first) / TYPICAL;
    const ends = [0, f.x[1]];
    const straight = ends.map((x) => first + slope * x);
    const last = intensities.length - 1;
    // the dearest verb's name above its line, the others' below
    const aside = end(verb) === Math.max(...verbs.map(end)) ? -14 : 24;
    return [
      polyline(f, ends, straight, { stroke, 'stroke-width': 1, 'stroke-dasharray': '5 4', class: 'linear' }),
      polyline(f, intensities, cost, { stroke, 'stroke-width': 2, class: 'cost' }),
      ...intensities.map((x, i) => element('circle', { cx: px(f, x), cy: py(f, cost[i]!), r: 4, fill: stroke })),
      label(px(f, intensities[last]!) - 10, py(f, cost[last]!) + aside, name, {
        'text-anchor': 'end',
        'font-weight': 'bold',
        fill: stroke,
      }),
    ].join('');
  });
  const title = 'Cost of an event against the intensity of the beam';
  const grey = { stroke: '#5c6166', 'stroke-width': 1, 'stroke-dasharray': '5 4' };
  return svgDocument(
    710,
    460,
    title,
    label(24, 30, title, { 'font-size': 18, 'font-weight': 'bold' }),
    label(24, 50, conditions, { 'font-size': 12, fill: '#5c6166' }),
    clipped(f, ...drawn),
    line(f.left + 14, f.top + 20, f.left + 44, f.top + 20, grey),
    label(f.left + 52, f.top + 24, `linear through 0 and ${TYPICAL} MHz`, { 'font-size': 12 }),
    axes(f, { x: 'mean intensity in the spill [MHz]', y: 'CPU time of an event [ms]' }, [10, 6]),
  );
}
