import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/report/validation/row.js';
import { efficiencyPicture } from '../../src/report/validation-plot.js';

const row = (name: string, here: string) => ({ name, here }) as Row;
const rows = [0, 300, 600].flatMap((mhz) => [
  row(`straw-efficiency-${mhz}`, `${99 - mhz / 600} ± 0.10 %`),
  row(`straw-fakes-${mhz}`, '0.50 ± 0.10 %'),
]);

describe('the picture of efficiency and fakes', () => {
  it('has a point for each row, higher where the efficiency is', () => {
    const svg = efficiencyPicture([
      ...rows,
      row('straw-efficiency', '1 ± 1 %'),
      row('mass-width', '0.7 ± 0.1 MeV/c²'),
    ])!;
    const heights = [...svg.matchAll(/<circle[^>]*cy="([\d.]+)"/g)].map((m) => Number(m[1]));
    expect(heights).toHaveLength(6);
    expect(heights[0]!).toBeLessThan(heights[1]!);
    expect(heights[1]!).toBeLessThan(heights[2]!);
    expect(heights[3]).toBe(heights[4]);
  });

  it('is not drawn when the rows were not made', () => {
    expect(efficiencyPicture([])).toBeUndefined();
    expect(efficiencyPicture(rows.filter((r) => r.name.includes('efficiency')))).toBeUndefined();
  });
});
