import type { CoreFit } from '../../monitoring/core-fit.js';
import { judge, percent, type Row } from './row.js';

/** Tails of a core fit, for a row's note. */
export const tails = (fit: CoreFit): string => `beyond 3 σ ${percent(fit.beyond3)}, beyond 5 σ ${percent(fit.beyond5)}`;

/** Mean and width of a pull distribution. */
export function pullRows(
  name: string,
  quantity: string,
  fit: CoreFit,
  { sample, truth }: { readonly sample: string; readonly truth: string },
): Row[] {
  const common = { kind: 'full chain', sample, n: fit.n } as const;
  const estimator = `(found − true)/own error, Gaussian core ± 2 σ; true: ${truth}`;
  return [
    judge({
      ...common,
      name: `${name}-mean`,
      quantity: `${quantity}: mean`,
      estimator,
      value: fit.mean,
      error: fit.meanError,
      expected: 0,
      band: [-0.05, 0.05],
    }),
    judge({
      ...common,
      name: `${name}-width`,
      quantity: `${quantity}: width`,
      estimator,
      value: fit.sigma,
      error: fit.sigmaError,
      expected: 1,
      band: [0.9, 1.1],
      note: tails(fit),
    }),
  ];
}
