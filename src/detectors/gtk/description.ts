import { FINE_TIME_LSB } from '../../core/constants.js';
import { mm, ns } from '../../core/units.js';
import { GTK_WINDOW_COUNTS } from '../../event/raw-beam.js';
import { GTK_Z } from '../../transport/beam-line.js';
import type { TdcWindow } from '../common/timing.js';

/**
 * GTK: stations of 200 × 90 silicon pixels in the beam, read by 10 chips (5 × 2) of 40 × 45.
 * Source of every number: DET §4.2 (FW19) unless said otherwise.
 */
export const COLUMNS = 200;
export const ROWS = 90;
export const CHIPS = 10;
const CHIP_COLUMNS = 40;
const CHIP_ROWS = 45;
const CHIPS_ACROSS = 5;
/** Pixels of a chip are numbered from 0 to CHIP_PIXELS − 1. */
const CHIP_PIXELS = CHIP_COLUMNS * CHIP_ROWS;
const CHIP_CODES = 10_000;
const STATION_CODES = 100_000;

/** One station: place of the middle of its sensor. Its index in the setup's list is the station number of the pixel codes. */
export interface GtkStation {
  readonly name: string;
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Stations of `kaon-2018`; GTK2 stands where the achromat has lowered the beam of 75 GeV/c. */
export const GTK_STATIONS: readonly [GtkStation, GtkStation, GtkStation] = [
  { name: 'GTK1', z: GTK_Z[0], x: 0, y: 0 },
  { name: 'GTK2', z: GTK_Z[1], x: 0, y: -60 * mm },
  { name: 'GTK3', z: GTK_Z[2], x: 0, y: 0 },
];

/**
 * Stations of `kaon-2022`: GTK0 beside GTK1, GTK2 upstream of the scraper. Where exactly is not found (DET §11.10), so both are
 * arguments [mm]. GTK0 comes last, as station 3, so that the codes of the other three keep their meaning.
 */
export function gtkStations2022(gtk0Z: number, gtk2Z: number): readonly GtkStation[] {
  const [gtk1, gtk2, gtk3] = GTK_STATIONS;
  return [gtk1, { ...gtk2, z: gtk2Z }, gtk3, { ...gtk1, name: 'GTK0', z: gtk0Z }];
}

/** Readout window: 3 clock periods, the first before the trigger's. Source: DET §5.1; the lead is not found: the trigger in the middle. */
export const GTK_WINDOW: TdcWindow = { lsb: FINE_TIME_LSB, counts: GTK_WINDOW_COUNTS, periodsBefore: 1 };

/** Side of a pixel; the two columns at a border of chips are wider in x. */
export const PITCH = 0.3 * mm;
const WIDE_PITCH = 0.4 * mm;
/** Half of the active area, 60.8 × 27 mm². */
export const HALF_WIDTH = 30.4 * mm;
export const HALF_HEIGHT = 13.5 * mm;

/** Every edge of a column lies on a multiple of 0.1 mm from the side of the sensor. */
const CELLS_PER_MM = 10;
const CELLS = 2 * HALF_WIDTH * CELLS_PER_MM;

/** Width of each column [mm] and its middle from the middle of the sensor [mm]. Columns grow with x: assumed, the sign is not found. */
export const COLUMN_WIDTH = Float64Array.from({ length: COLUMNS }, (_, column) => {
  const inChip = column % CHIP_COLUMNS;
  const atBorder = (inChip === 0 && column > 0) || (inChip === CHIP_COLUMNS - 1 && column < COLUMNS - 1);
  return atBorder ? WIDE_PITCH : PITCH;
});
export const COLUMN_X = new Float64Array(COLUMNS);
const COLUMN_OF_CELL = new Uint8Array(CELLS);
for (let column = 0, cell = 0; column < COLUMNS; column++) {
  const cells = Math.round(COLUMN_WIDTH[column]! * CELLS_PER_MM);
  COLUMN_X[column] = (2 * cell + cells - CELLS) / (2 * CELLS_PER_MM);
  COLUMN_OF_CELL.fill(column, cell, cell + cells);
  cell += cells;
}
/** Middle of each row from the middle of the sensor [mm]. Rows grow with y: assumed, the sign is not found. */
export const ROW_Y = Float64Array.from({ length: ROWS }, (_, row) => ((2 * row + 1 - ROWS) * 3) / 20);

/** Column at `x` from the middle of the sensor [mm]; −1 beside it. */
export function columnAt(x: number): number {
  // the last cell is closed: rounding may carry a point just inside onto the edge
  return Math.abs(x) <= HALF_WIDTH ? COLUMN_OF_CELL[Math.min(CELLS - 1, ((x + HALF_WIDTH) * CELLS_PER_MM) | 0)]! : -1;
}

/** Row at `y` from the middle of the sensor [mm]; −1 beside it. */
export function rowAt(y: number): number {
  return Math.abs(y) <= HALF_HEIGHT ? Math.min(ROWS - 1, ((y + HALF_HEIGHT) / PITCH) | 0) : -1;
}

/** Pixel code of a station, column and row: station·100000 + chip·10000 + pixel. */
export function pixelCode(station: number, column: number, row: number): number {
  const across = (column / CHIP_COLUMNS) | 0;
  const up = (row / CHIP_ROWS) | 0;
  const chip = across + CHIPS_ACROSS * up;
  const pixel = column - CHIP_COLUMNS * across + CHIP_COLUMNS * (row - CHIP_ROWS * up);
  return station * STATION_CODES + chip * CHIP_CODES + pixel;
}

/** Whether a code belongs to a pixel of one of the first `stations` stations. */
export const isPixel = (code: number, stations: number): boolean =>
  code >= 0 && code < stations * STATION_CODES && code % CHIP_CODES < CHIP_PIXELS;

export const stationOf = (code: number): number => (code / STATION_CODES) | 0;

/** Chip of a pixel code, counted through all stations: 10·station + chip. The index of the conditions. */
export const chipOf = (code: number): number => (code / CHIP_CODES) | 0;

/** Column of a pixel code, 0 … 199. */
export function columnOf(code: number): number {
  const chip = chipOf(code) % CHIPS;
  return ((code % CHIP_CODES) % CHIP_COLUMNS) + CHIP_COLUMNS * (chip % CHIPS_ACROSS);
}

/** Row of a pixel code, 0 … 89. */
export function rowOf(code: number): number {
  const chip = chipOf(code) % CHIPS;
  return (((code % CHIP_CODES) / CHIP_COLUMNS) | 0) + CHIP_ROWS * ((chip / CHIPS_ACROSS) | 0);
}

/** Time walk: how late a leading edge is [ns] for a time over threshold of 0, 2, 4 … 22 ns. Measured with one chip in 2018. */
const WALK = Float64Array.of(6.6, 6.1, 4.9, 4.0, 3.1, 2.2, 1.5, 0.8, 0.1, -0.6, -1.4, -1.7);
const WALK_STEP = 2 * ns;

/** Lateness of the leading edge of a pulse of length `tot` [ns]; linear between the measured points, constant beyond them. */
export function timeWalk(tot: number): number {
  const u = tot / WALK_STEP;
  const last = WALK.length - 1;
  if (!(u > 0)) return WALK[0]!;
  if (u >= last) return WALK[last]!;
  const i = u | 0;
  return WALK[i]! + (u - i) * (WALK[i + 1]! - WALK[i]!);
}
