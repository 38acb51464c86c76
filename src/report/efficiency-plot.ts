import { GeV } from '../core/units.js';
import type { EfficiencyBin, EfficiencyResult, IdentityName } from '../verbs/types.js';
import { axes, clipped, element, type Frame, label, line, px, py, svgDocument } from './svg.js';
import { formatCount } from './terminal.js';

const CALLED: readonly { readonly name: IdentityName | 'none'; readonly text: string; readonly colour: string }[] = [
  { name: 'e', text: 'electron', colour: '#0072b2' },
  { name: 'mu', text: 'muon', colour: '#d55e00' },
  { name: 'pi', text: 'pion', colour: '#009e73' },
  { name: 'none', text: 'undecided', colour: '#5c6166' },
];
const TITLES = { e: 'Electrons', mu: 'Muons', pi: 'Pions', all: 'All tracks' } as const;

const PLACE = { width: 330, height: 250, left: 76, top: 112, stepX: 430, stepY: 325 };
/** Places of the points of the hypotheses in a bin, so that they do not hide each other. */
const OFFSET = 0.12;

/**
 * What the tracks are called against their momentum: for each species the whole range above, and below what is called wrong, enlarged.
 * Points with the 68 % intervals.
 */
export function drawEfficiency(result: EfficiencyResult): string {
  const { species, tracks, truth, folder } = result;
  const width = PLACE.left + PLACE.stepX * Math.max(1, species.length);
  const title = `Identity of ${formatCount(tracks)} tracks of ${folder}`;
  const note =
    truth === null
      ? 'Shares of all tracks, species not known.'
      : 'Emulated with spillway; species from the truth of the spill; not NA62 data.';
  const keys = CALLED.map(({ text, colour }, k) => {
    const x = PLACE.left + 120 * k;
    return (
      element('circle', { cx: x, cy: 74, r: 4, fill: colour }) + label(x + 9, 78, `called ${text}`, { 'font-size': 12 })
    );
  });
  const panels = species.flatMap(({ species: name, bins }, column) => {
    const wrong = CALLED.filter((c) => c.name !== name);
    const highest = Math.max(0.01, ...bins.flatMap((b) => wrong.map((c) => b.called[c.name].high)));
    const panel = (row: number, top: number, shown: typeof CALLED) =>
      points(`${name}-${row}`, column, row, top, bins, shown, row === 0 ? TITLES[name] : 'called wrong');
    return name === 'all' ? [panel(0, 1.05, CALLED)] : [panel(0, 1.05, CALLED), panel(1, 1.1 * highest, wrong)];
  });
  return svgDocument(
    width,
    PLACE.top + 2 * PLACE.stepY,
    title,
    label(24, 30, title, { 'font-size': 18, 'font-weight': 'bold' }),
    label(24, 50, note, { fill: '#5c6166' }),
    ...keys,
    ...panels,
  );
}

function points(
  id: string,
  column: number,
  row: number,
  top: number,
  bins: readonly EfficiencyBin[],
  shown: typeof CALLED,
  title: string,
): string {
  const from = bins[0]?.from ?? 0;
  const to = bins[bins.length - 1]?.to ?? GeV;
  const f: Frame = {
    id,
    left: PLACE.left + column * PLACE.stepX,
    top: PLACE.top + row * PLACE.stepY,
    width: PLACE.width,
    height: PLACE.height,
    x: [from, to],
    y: [0, top],
  };
  const marks = shown.flatMap(({ name, colour }, k) =>
    bins.map(({ from: low, to: high, called }) => {
      const x = px(f, 0.5 * (low + high) + (k - 0.5 * (shown.length - 1)) * OFFSET * (high - low));
      const { value, low: least, high: most } = called[name];
      return (
        line(x, py(f, least), x, py(f, most), { stroke: colour, 'stroke-width': 1.2 }) +
        element('circle', { cx: x, cy: py(f, value), r: 3, fill: colour, class: `called-${name}` })
      );
    }),
  );
  return element(
    'g',
    { id },
    '\n',
    clipped(f, ...marks),
    label(f.left, f.top - 8, title, { 'font-size': 15, 'font-weight': 'bold' }),
    axes(f, { x: 'p [GeV/c]', y: 'share of the tracks', scaleX: GeV }, [8, 6]),
  );
}
