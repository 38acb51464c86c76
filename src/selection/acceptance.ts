import { m, mm } from '../core/units.js';

/**
 * Where a selection takes a charged track to be seen. These are cuts of analyses: rings in the planes of the detectors, tighter or
 * looser than what the detectors themselves cover. Source: KAON §1.1 (FW19).
 */
export interface Ring {
  readonly name: string;
  readonly z: number;
  /** Centre of the hole in x; y = 0. */
  readonly holeX: number;
  /** The distance from the hole's centre must be greater, that from the axis smaller. */
  readonly inner: number;
  readonly outer: number;
  /** Which state of a track is drawn as a straight line to the plane. */
  readonly from: 'upstream' | 'downstream';
}

/** z of the two states of a track, as in the declaration of `tracks`. */
export const UPSTREAM_Z = 180 * m;
export const DOWNSTREAM_Z = 219.445 * m;

const straw = (chamber: number, z: number, holeX: number, from: Ring['from']): Ring => ({
  name: `STRAW${chamber}`,
  z,
  holeX,
  inner: 63.8 * mm,
  outer: 1000 * mm,
  from,
});

/**
 * Chambers 1 and 2 stand before the magnet's centre and are reached from upstream, where a straight line leaves the path in the field by
 * at most 0.1 mm (chamber 2, tracks above 5 GeV/c); chamber 3 and what follows from downstream, where there is no field.
 */
export const RINGS: readonly Ring[] = [
  straw(1, 183508 * mm, 101.2 * mm, 'upstream'),
  straw(2, 194066 * mm, 114.4 * mm, 'upstream'),
  straw(3, 204459 * mm, 92.4 * mm, 'downstream'),
  straw(4, 218885 * mm, 52.8 * mm, 'downstream'),
  { name: 'NewCHOD', z: 238131.5 * mm, holeX: 0, inner: 140 * mm, outer: 1070 * mm, from: 'downstream' },
];

/** Whether a point of a plane lies in its ring. */
export function isInside({ holeX, inner, outer }: Ring, x: number, y: number): boolean {
  const dx = x - holeX;
  return dx * dx + y * y > inner * inner && x * x + y * y < outer * outer;
}

/** MUV3: a square with a hole for the beam. Source: KAON §1.1 (FW19). */
export const MUV3 = { z: 246.8 * m, inner: 103 * mm, half: 1320 * mm } as const;
