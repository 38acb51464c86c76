/** What a class of marks draws, out of SVG text: the elements inside the group of that class. */
export function marksOf(svg: string, name: string): string {
  const found = new RegExp(`<g[^>]* class="${name}"[^>]*>(.*?)</g>`, 's').exec(svg);
  if (found === null) throw new Error(`no marks ${name}`);
  return found[1]!;
}

/** Numbers of an attribute of all elements, in order. */
export const numbersOf = (elements: string, attribute: string): number[] =>
  [...elements.matchAll(new RegExp(` ${attribute}="(-?[\\d.]+)"`, 'g'))].map((m) => Number(m[1]));

/** Corners of a path of straight lines; pieces are set apart by `M`. */
export const cornersOf = (elements: string): (readonly [x: number, y: number])[] =>
  [...elements.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])] as const);

/** Place of a tick: native number on the axis → pixel, by the text of its label. */
export function tickAt(svg: string, text: string, axis: 'x' | 'y'): number {
  const em = axis === 'x' ? '0.71em' : '0.32em';
  const found = new RegExp(`<text transform="translate\\(([\\d.]+),([\\d.]+)\\)" y="${em}">${text}</text>`).exec(svg);
  if (found === null) throw new Error(`no tick ${text}`);
  return Number(found[axis === 'x' ? 1 : 2]);
}
