import { ExitCode, InputError } from '../core/errors.js';
import { formatQuantity } from '../core/settings.js';
import { MAX_INTENSITY } from '../generator/burst.js';

/**
 * Checks a rate of beam particles [1/ns].
 * @throws InputError (usage) when it is below zero or beyond the model
 */
export function checkIntensity(intensity: number, where: string): number {
  if (intensity >= 0 && intensity <= MAX_INTENSITY) return intensity;
  throw new InputError(ExitCode.usage, {
    what: intensity > MAX_INTENSITY ? 'intensity beyond the model' : 'not an intensity',
    where,
    found: formatQuantity(intensity, 'MHz'),
    expected: `0 to ${formatQuantity(MAX_INTENSITY, 'MHz')} on average (design 750 MHz)`,
  });
}
