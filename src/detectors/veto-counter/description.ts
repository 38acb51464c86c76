import { m, mm } from '../../core/units.js';

/**
 * VetoCounter: three stations, two before the final collimator with lead between them and one behind it, from 2021 on; 9 tiles of
 * 40 × 120 mm and 2 of 20 × 120 mm each. Source: DET §4.4 (BHAM25). Places are not found. Taken: the tiles stand upright in two blocks
 * of 200 × 120 mm, five wide ones above the beam (0–4), a narrow, four wide and a narrow one below (5–10), from −x on.
 */
export const STATIONS = 3;
export const TILES = 11;
/** Placeholders: before and behind the collimator of 100.210–101.410 m (DET §1.2). */
export const VETO_COUNTER_Z = [99.8 * m, 100.1 * m, 101.5 * m] as const;

const WIDE = 40 * mm;
const NARROW = 20 * mm;
const HEIGHT = 120 * mm;
const WIDTHS_ABOVE = [WIDE, WIDE, WIDE, WIDE, WIDE];
const WIDTHS_BELOW = [NARROW, WIDE, WIDE, WIDE, WIDE, NARROW];
export const HALF_WIDTH = 100 * mm;
/** Half the gap between the blocks: that of the beam hole of the collimator (DET §1.2). */
const HALF_GAP = 20 * mm;
export const HALF_HEIGHT = HALF_GAP + HEIGHT;

/** Tile of a station at (x, y); −1 in the gap and outside. */
export function tileAt(x: number, y: number): number {
  const ay = Math.abs(y);
  if (!(Math.abs(x) < HALF_WIDTH && ay >= HALF_GAP && ay < HALF_HEIGHT)) return -1;
  const widths = y > 0 ? WIDTHS_ABOVE : WIDTHS_BELOW;
  let tile = 0;
  for (let right = widths[0]! - HALF_WIDTH; x >= right; right += widths[++tile]!);
  return y > 0 ? tile : WIDTHS_ABOVE.length + tile;
}
