import { PLANE_LIST } from '../../detectors/straw/description.js';

/** The numbers of `PLANE_LIST` that are asked for with every hit, as columns. */
export const PLANE_Z = Float64Array.from(PLANE_LIST, (p) => p.z);
export const PLANE_COS = Float64Array.from(PLANE_LIST, (p) => p.cos);
export const PLANE_SIN = Float64Array.from(PLANE_LIST, (p) => p.sin);
