import { outerRadius, STATION, STATIONS, stationEnd } from './description.js';

/** Where a line enters a station. */
export interface Entry {
  readonly station: number;
  /** [mm] */
  readonly z: number;
}

/**
 * The next station behind `after` and z that a straight line enters, through its front or its inner face; undefined when there is none. What
 * else stands in the way is not looked at.
 */
export function nextEntry(after: number, x: number, y: number, z: number, tx: number, ty: number): Entry | undefined {
  const radius2 = (at: number): number => (x + tx * (at - z)) ** 2 + (y + ty * (at - z)) ** 2;
  for (let station = after + 1; station <= STATIONS; station++) {
    const place = STATION[station]!;
    if (place.z < z) continue;
    const inner2 = place.innerRadius ** 2;
    const front2 = radius2(place.z);
    if (front2 >= outerRadius(place) ** 2) continue;
    if (front2 >= inner2) return { station, z: place.z };
    if (!(radius2(stationEnd(place)) > inner2)) continue;
    // r² = inner² on the way out
    const slope2 = tx * tx + ty * ty;
    const half = (x * tx + y * ty) / slope2;
    return { station, z: z - half + Math.sqrt(half * half - (x * x + y * y - inner2) / slope2) };
  }
  return undefined;
}
