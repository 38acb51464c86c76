import { axes, clipped, element, type Frame, label, line, polyline, px, py, svgDocument } from './svg.js';
import type { Row } from './validation/row.js';

/** File of the picture, beside the validation document. */
export const EFFICIENCY_PICTURE = 'straw-efficiency.svg';

interface Point {
  readonly mhz: number;
  readonly value: number;
  readonly error: number;
}

/** Rows `NAME-MHZ` whose value reads `value ± error %`, in order of intensity. */
function pointsOf(rows: readonly Row[], name: string): Point[] {
  const points: Point[] = [];
  for (const row of rows) {
    const mhz = new RegExp(`^${name}-(\\d+)$`).exec(row.name);
    const value = /^([\d.]+) ± ([\d.]+) %$/.exec(row.here);
    if (mhz !== null && value !== null) {
      points.push({ mhz: Number(mhz[1]), value: Number(value[1]), error: Number(value[2]) });
    }
  }
  return points.sort((a, b) => a.mhz - b.mhz);
}

const COLOUR = { efficiency: '#0072b2', fakes: '#d55e00' } as const;

/**
 * STRAW efficiency and fakes against intensity, each with its gate at 600 MHz.
 * @returns undefined when the rows are not among those given
 */
export function efficiencyPicture(rows: readonly Row[]): string | undefined {
  const panels = [
    { name: 'straw-efficiency', title: 'tracks found', y: [95, 100.2], gate: 97, colour: COLOUR.efficiency },
    { name: 'straw-fakes', title: 'fakes among tracks', y: [0, 2.4], gate: 2, colour: COLOUR.fakes },
  ] as const;
  const points = panels.map((p) => pointsOf(rows, p.name));
  if (points.some((p) => p.length < 2)) return undefined;
  const title = 'STRAW tracks in the crowd';
  const drawn = panels.map((panel, k) => {
    const f: Frame = {
      id: panel.name,
      left: 76 + 440 * k,
      top: 66,
      width: 350,
      height: 260,
      x: [-20, 790],
      y: panel.y,
    };
    const list = points[k]!;
    const stroke = panel.colour;
    const bars = list.map((p) => {
      const x = px(f, p.mhz);
      return (
        line(x, py(f, p.value - p.error), x, py(f, p.value + p.error), { stroke, 'stroke-width': 2 }) +
        element('circle', { cx: x, cy: py(f, p.value), r: 4, fill: stroke })
      );
    });
    const gateY = py(f, panel.gate);
    return [
      clipped(
        f,
        polyline(
          f,
          list.map((p) => p.mhz),
          list.map((p) => p.value),
          { stroke, 'stroke-width': 1 },
        ),
        ...bars,
        line(px(f, 540), gateY, px(f, 660), gateY, { stroke: '#5c6166', 'stroke-width': 2 }),
      ),
      label(px(f, 600), gateY - 6, 'gate at 600 MHz', { 'font-size': 11, fill: '#5c6166', 'text-anchor': 'middle' }),
      axes(f, { x: 'mean intensity in the spill [MHz]', y: `${panel.title} [%]` }, [6, 5]),
    ].join('');
  });
  return svgDocument(
    890,
    390,
    title,
    label(24, 30, title, { 'font-size': 18, 'font-weight': 'bold' }),
    label(
      24,
      50,
      'pions of K⁺ → π⁺π⁺π⁻ above 15 GeV/c; events come when there are many, and see more than the mean of the spill',
      {
        'font-size': 12,
        fill: '#5c6166',
      },
    ),
    ...drawn,
  );
}
