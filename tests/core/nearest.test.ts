import { describe, expect, it } from 'vitest';
import { nearestName } from '../../src/core/nearest.js';

describe('nearestName', () => {
  const names = ['kaon-2018', 'kaon-2022', 'dump-2021', 'k3pi'];

  it('finds a name with a slip', () => {
    expect(nearestName('kaon-2108', names)).toBe('kaon-2018');
    expect(nearestName('Kaon2022', names)).toBe('kaon-2022');
    expect(nearestName('k3p', names)).toBe('k3pi');
    expect(nearestName('k3pi', names)).toBe('k3pi');
  });

  it('takes the first of equals', () => {
    expect(nearestName('kaon-2012', names)).toBe('kaon-2018');
  });

  it('is silent when nothing is near', () => {
    expect(nearestName('spectrometer', names)).toBeUndefined();
    expect(nearestName('', names)).toBeUndefined();
    expect(nearestName('x', ['ab'])).toBeUndefined();
    expect(nearestName('kaon', [])).toBeUndefined();
  });
});
