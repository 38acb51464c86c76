/**
 * Magnetic field as the swimming code needs it: disjoint regions along z, each sampled into a *node* of numbers at one z; the field at
 * any (x, y) of that z follows from the node. Outside all regions the field is zero.
 *
 * Dipole node: [b, b′, c₂] in T, T/mm, T/mm², with the transverse shape U of the region (harmonic, so that the integral
 * over z obeys Maxwell's equations): By = b ∂U/∂y + c₂ y², Bx = b ∂U/∂x, Bz = b′ U,
 * U = y + s₂(y³/3 − x²y) + s₄(x⁴y − 2x²y³ + y⁵/5) + s₆(y⁷/7 − 3x²y⁵ + 5x⁴y³ − x⁶y).
 *
 * Polynomial node: [a0…a5, b0…b3] in T, T/mm, T/mm²: Bx = a0 + a1x + a2y + a3x² + a4y² + a5xy, By = b0 + b1x + b2y + b3xy, Bz = 0.
 */
export interface FieldRegion {
  readonly kind: 'dipole' | 'polynomial';
  readonly zMin: number;
  readonly zMax: number;
  /** Longest integration step inside [mm]. */
  readonly maxStep: number;
  /** z where the sampled coefficients have a kink [mm], ascending: steps end there. */
  readonly knots: readonly number[];
  /** Writes the node at z to out[at …]. */
  readonly sample: (z: number, out: Float64Array, at: number) => void;
}

/** s₂ [1/mm²], s₄ [1/mm⁴], s₆ [1/mm⁶] of every dipole region of a field. */
export interface DipoleShape {
  readonly s2: number;
  readonly s4: number;
  readonly s6: number;
}

export interface Field {
  /** Sorted by z, disjoint. */
  readonly regions: readonly FieldRegion[];
  readonly shape: DipoleShape;
}

/** Numbers reserved for one node, whatever its kind. */
export const NODE_SIZE = 10;

/** Kind of a step in a `StepGrid`. */
export const StepKind = { drift: 0, dipole: 1, polynomial: 2 } as const;

/**
 * Planes and the integration steps between them, sampled once. Steps first[k] … first[k+1] − 1 lead from plane k − 1 to
 * plane k (none for k = 0). Step i has signed length h[i] and, unless it is a drift, three nodes (start, middle, end) at nodes[node[i]],
 * + NODE_SIZE, + 2 NODE_SIZE; neighbouring steps share the node between them.
 */
export interface StepGrid {
  /** Planes [mm], ascending or descending. */
  readonly z: Float64Array;
  readonly first: Int32Array;
  readonly h: Float64Array;
  readonly kind: Uint8Array;
  readonly node: Int32Array;
  readonly nodes: Float64Array;
  readonly shape: DipoleShape;
}
