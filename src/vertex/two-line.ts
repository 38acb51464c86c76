import { type ReadonlyVec3, vec3 } from 'gl-matrix';

const between = new Float64Array(3);
const onFirst = new Float64Array(3);
const onSecond = new Float64Array(3);

/**
 * Closest approach of two straight lines (CDA), each a point and a direction of any length.
 *
 * @param vertex gets the middle of the shortest connection [mm]; pass a Float64Array of 3. For parallel lines: the middle between
 *   `p` and the other line.
 * @returns length of that connection [mm]
 */
export function closestApproach(
  vertex: Float64Array,
  p: ReadonlyVec3,
  u: ReadonlyVec3,
  q: ReadonlyVec3,
  v: ReadonlyVec3,
): number {
  vec3.subtract(between, p, q);
  const uu = vec3.dot(u, u);
  const uv = vec3.dot(u, v);
  const vv = vec3.dot(v, v);
  const du = vec3.dot(between, u);
  const dv = vec3.dot(between, v);
  const det = uu * vv - uv * uv;
  const s = det > 0 ? (uv * dv - vv * du) / det : 0;
  vec3.scaleAndAdd(onFirst, p, u, s);
  vec3.scaleAndAdd(onSecond, q, v, (dv + s * uv) / vv);
  vec3.lerp(vertex, onFirst, onSecond, 0.5);
  return vec3.distance(onFirst, onSecond);
}
