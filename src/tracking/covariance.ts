/** Helpers for symmetric 5 × 5 matrices kept as 15 numbers: the upper triangle, row by row. */

/** Place of element (i, j) ≤ 4 among the 15. */
export const packed = (i: number, j: number): number => (i <= j ? (i * (9 - i)) / 2 + j : (j * (9 - j)) / 2 + i);

/**
 * Inverse of the covariance at v[from …], written to w[to …], by Cholesky (90 ns). NaN where `v` is not positive.
 * Unrolled: with loops over small arrays it costs four times as much.
 */
export function invertCovariance(v: Float64Array, from: number, w: Float64Array, to: number): void {
  const i00 = 1 / Math.sqrt(v[from]!);
  const l10 = v[from + 1]! * i00;
  const l20 = v[from + 2]! * i00;
  const l30 = v[from + 3]! * i00;
  const l40 = v[from + 4]! * i00;
  const i11 = 1 / Math.sqrt(v[from + 5]! - l10 * l10);
  const l21 = (v[from + 6]! - l20 * l10) * i11;
  const l31 = (v[from + 7]! - l30 * l10) * i11;
  const l41 = (v[from + 8]! - l40 * l10) * i11;
  const i22 = 1 / Math.sqrt(v[from + 9]! - l20 * l20 - l21 * l21);
  const l32 = (v[from + 10]! - l30 * l20 - l31 * l21) * i22;
  const l42 = (v[from + 11]! - l40 * l20 - l41 * l21) * i22;
  const i33 = 1 / Math.sqrt(v[from + 12]! - l30 * l30 - l31 * l31 - l32 * l32);
  const l43 = (v[from + 13]! - l40 * l30 - l41 * l31 - l42 * l32) * i33;
  const i44 = 1 / Math.sqrt(v[from + 14]! - l40 * l40 - l41 * l41 - l42 * l42 - l43 * l43);
  const i10 = -(l10 * i00) * i11;
  const i20 = -(l20 * i00 + l21 * i10) * i22;
  const i30 = -(l30 * i00 + l31 * i10 + l32 * i20) * i33;
  const i40 = -(l40 * i00 + l41 * i10 + l42 * i20 + l43 * i30) * i44;
  const i21 = -(l21 * i11) * i22;
  const i31 = -(l31 * i11 + l32 * i21) * i33;
  const i41 = -(l41 * i11 + l42 * i21 + l43 * i31) * i44;
  const i32 = -(l32 * i22) * i33;
  const i42 = -(l42 * i22 + l43 * i32) * i44;
  const i43 = -(l43 * i33) * i44;
  w[to] = i00 * i00 + i10 * i10 + i20 * i20 + i30 * i30 + i40 * i40;
  w[to + 1] = i10 * i11 + i20 * i21 + i30 * i31 + i40 * i41;
  w[to + 2] = i20 * i22 + i30 * i32 + i40 * i42;
  w[to + 3] = i30 * i33 + i40 * i43;
  w[to + 4] = i40 * i44;
  w[to + 5] = i11 * i11 + i21 * i21 + i31 * i31 + i41 * i41;
  w[to + 6] = i21 * i22 + i31 * i32 + i41 * i42;
  w[to + 7] = i31 * i33 + i41 * i43;
  w[to + 8] = i41 * i44;
  w[to + 9] = i22 * i22 + i32 * i32 + i42 * i42;
  w[to + 10] = i32 * i33 + i42 * i43;
  w[to + 11] = i42 * i44;
  w[to + 12] = i33 * i33 + i43 * i43;
  w[to + 13] = i43 * i44;
  w[to + 14] = i44 * i44;
}

/** F and C of the transport in hand, row by row, and the place among the 15 of every element of C. */
const F = Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
const C = new Float64Array(25);
const PLACE = Uint8Array.from({ length: 25 }, (_, k) => packed(Math.floor(k / 5), k % 5));

/**
 * Carries the covariance at v[from …] along a swim, in place: C ← F C Fᵀ with F = [[1, P, ·], [0, D, ·]] from the 12 numbers of
 * `swimWithJacobian`.
 */
export function transportCovariance(v: Float64Array, from: number, j: Float64Array): void {
  for (let k = 0; k < 3; k++) {
    F[2 + k] = j[k]!;
    F[7 + k] = j[3 + k]!;
    F[12 + k] = j[6 + k]!;
    F[17 + k] = j[9 + k]!;
  }
  for (let i = 0; i < 25; i++) C[i] = v[from + PLACE[i]!]!;
  for (let a = 0; a < 25; a += 5) {
    for (let b = a; b < 25; b += 5) {
      let sum = 0;
      for (let i = 0; i < 5; i++) {
        const fa = F[a + i]!;
        if (fa === 0) continue;
        for (let k = 0; k < 5; k++) sum += fa * C[5 * i + k]! * F[b + k]!;
      }
      v[from + PLACE[a + b / 5]!] = sum;
    }
  }
}
