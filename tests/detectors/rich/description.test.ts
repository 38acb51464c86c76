import { describe, expect, it } from 'vitest';
import { DISK_OFFSET, FOCAL_LENGTH } from '../../../src/detectors/rich/description.js';
import { lightMirror, MIRROR_DISK, MIRRORS, mirrorAt } from '../../../src/detectors/rich/mirrors.js';
import {
  onDisk,
  PMT_POSITION,
  PMTS,
  PMTS_PER_DISK,
  pmtAt,
  pmtCode,
  RICH_CHANNELS,
  richChannel,
  SUPERCELLS,
  supercellCode,
  supercellOf,
} from '../../../src/detectors/rich/pmts.js';

describe('numbering of the RICH', () => {
  it('has 1952 PMTs in 244 supercells, every code its own and back', () => {
    expect(PMTS).toBe(1952);
    expect(SUPERCELLS).toBe(244);
    const codes = Array.from({ length: PMTS }, (_, i) => pmtCode(i));
    expect(new Set(codes).size).toBe(PMTS);
    expect(codes.map(richChannel)).toEqual(codes.map((_, i) => i));
    const ors = Array.from({ length: SUPERCELLS }, (_, i) => supercellCode(i));
    expect(ors.map(richChannel)).toEqual(ors.map((_, i) => PMTS + i));
    let n = 0;
    for (let c = -10; c < 200_000; c++) if (richChannel(c) >= 0) n++;
    expect(n).toBe(RICH_CHANNELS);
  });

  it('says disk, half, supercell, or and PMT', () => {
    expect(pmtCode(0)).toBe(0);
    expect(pmtCode(61 * 8 + 8 * 12 + 3)).toBe(11203);
    expect(pmtCode(PMTS - 1)).toBe(116007);
    expect(supercellCode(supercellOf(PMTS - 1))).toBe(116010);
  });
});

describe('PMTs of a disk', () => {
  it('stand on a lattice of 18 mm, none on another, within the drawn limits', () => {
    const { x, y } = PMT_POSITION;
    let nearest = Infinity;
    for (let i = 0; i < PMTS_PER_DISK; i++) {
      for (let k = 0; k < i; k++) nearest = Math.min(nearest, Math.hypot(x[i]! - x[k]!, y[i]! - y[k]!));
    }
    expect(nearest).toBeCloseTo(18, 9);
    expect(Math.max(...x)).toBe(297);
    expect(Math.min(...x)).toBe(-297);
    expect(Math.max(...y)).toBeCloseTo(296.2, 1);
    expect(Math.min(...y)).toBeCloseTo(-296.2, 1);
  });

  it('stand where the drawings have them', () => {
    // base points of the supercells 0, 55, 61 and 116 of a disk
    for (const [supercell, x, y] of [
      [0, -261, 93.53],
      [55, -36, 265],
      [61, -270, 46.77],
      [116, -225, -218.24],
    ] as const) {
      expect(PMT_POSITION.x[8 * supercell]).toBe(x);
      expect(Math.abs(PMT_POSITION.y[8 * supercell]! - y)).toBeLessThan(0.02);
    }
  });

  it('are found from their places, by their cones alone', () => {
    for (let i = 0; i < PMTS_PER_DISK; i++) {
      const x = PMT_POSITION.x[i]!;
      const y = PMT_POSITION.y[i]!;
      for (const [dx, dy] of [
        [0, 0],
        [8.9, 0],
        [-8.9, 0],
        [0, 8.9],
        [0, -8.9],
        [6, -6],
      ] as const) {
        expect(pmtAt(x + dx, y + dy)).toBe(i);
        expect(onDisk(x + 0.85 * dx, y + 0.85 * dy)).toBe(true);
      }
    }
    // the middle of three cones
    expect(pmtAt(PMT_POSITION.x[0]! + 9, PMT_POSITION.y[0]! + 5.2)).toBe(-1);
    expect(pmtAt(400, 0)).toBe(-1);
    expect(pmtAt(0, -1e6)).toBe(-1);
    expect(pmtAt(Number.NaN, 0)).toBe(-1);
    expect(onDisk(400, 0)).toBe(false);
  });
});

const diskOf = (mirror: number) => MIRROR_DISK[mirror] ?? -1;
const mirrorDisk = (x: number, y: number) => diskOf(mirrorAt(x, y));
const lightDisk = (...light: Parameters<typeof lightMirror>) => diskOf(lightMirror(...light));

describe('mirrors', () => {
  it('are twenty, ten or so to a disk, each where its centre is', () => {
    expect(MIRRORS).toBe(20);
    expect(MIRROR_DISK.length).toBe(MIRRORS);
    const area = new Float64Array(MIRRORS);
    const x = new Float64Array(MIRRORS);
    for (let u = -1800; u < 1800; u += 7) {
      for (let v = -1500; v < 1500; v += 7) {
        const mirror = mirrorAt(u, v);
        if (mirror < 0) continue;
        area[mirror] = area[mirror]! + 49;
        x[mirror] = x[mirror]! + 49 * u;
      }
    }
    const hexagon = ((3 * Math.sqrt(3)) / 2) * 350 ** 2;
    area.forEach((a, mirror) => {
      const half = mirror === 9 || mirror === 19;
      expect(Math.abs(a / hexagon - (half ? 0.485 : 1))).toBeLessThan(0.03);
    });
    expect(x[9]! / area[9]!).toBeGreaterThan(100);
    expect(x[19]! / area[19]!).toBeLessThan(-100);
    expect(x[11]! / area[11]!).toBeCloseTo(1225, -1);
  });

  it('send light right of the beam to Jura, left of it to Saleve', () => {
    expect(mirrorDisk(1225, 2)).toBe(0);
    expect(mirrorDisk(-1209, 1)).toBe(1);
    expect(mirrorDisk(150, 120)).toBe(0);
    expect(mirrorDisk(-150, 120)).toBe(1);
    expect(mirrorDisk(1, 1057)).toBe(1);
    expect(mirrorDisk(14, -1055)).toBe(0);
  });

  it('have gaps, and an edge', () => {
    expect(mirrorDisk(6.5, 200)).toBe(-1);
    expect(mirrorDisk(1560, 0)).toBe(-1);
    expect(mirrorDisk(0, 1500)).toBe(-1);
    expect(mirrorDisk(Number.NaN, 0)).toBe(-1);
    // 20 hexagons of side 350 mm, less two: 18 and the halves
    let n = 0;
    for (let x = -1800; x < 1800; x += 10) for (let y = -1500; y < 1500; y += 10) if (mirrorDisk(x, y) >= 0) n++;
    expect(Math.abs((100 * n) / (19 * ((3 * Math.sqrt(3)) / 2) * 350 ** 2) - 1)).toBeLessThan(0.015);
  });

  it('lose the light that meets the beam pipe', () => {
    // from beside the pipe across it
    expect(lightDisk(-200, 0, 222_000, 0.025, 0)).toBe(-1);
    expect(lightDisk(-200, 0, 222_000, -0.005, 0)).toBe(1);
    expect(lightDisk(0, 0, 230_000, 0, 0)).toBe(-1);
  });

  it('look along −7.5 and −10.4 mrad', () => {
    expect((1e3 * DISK_OFFSET[0]) / FOCAL_LENGTH).toBeCloseTo(-7.46, 2);
    expect((1e3 * DISK_OFFSET[1]) / FOCAL_LENGTH).toBeCloseTo(-10.4, 2);
  });
});
