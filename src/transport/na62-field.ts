import { blueTube } from './blue-tube.js';
import type { Field } from './field.js';
import { MNP33_SHAPE, mnp33 } from './mnp33.js';

/** Which magnets are on. */
export interface Na62FieldOptions {
  /** Factor on the spectrometer magnet; 0 leaves it out. Default 1. */
  readonly mnp33Scale?: number;
  /** Residual field of the decay tube. Default true. */
  readonly blueTube?: boolean;
}

/** The field from the decay tube to the last straw chamber. */
export function na62Field(options: Na62FieldOptions = {}): Field {
  const scale = options.mnp33Scale ?? 1;
  const regions = [];
  if (options.blueTube ?? true) regions.push(blueTube());
  if (scale !== 0) regions.push(mnp33(scale));
  return { regions, shape: MNP33_SHAPE };
}
