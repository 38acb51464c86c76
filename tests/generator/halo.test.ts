import { describe, expect, it } from 'vitest';
import { chi2Probability } from '../../src/core/chi2.js';
import { RandomStream } from '../../src/core/random.js';
import { withDefaults } from '../../src/core/settings.js';
import { HALO_STATE_SIZE, haloMuon, haloSettings } from '../../src/generator/halo.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { SwimPath } from '../../src/transport/step-grid.js';
import { swim } from '../../src/transport/swim.js';
import { eachRow, GTK3_Z, pileUpBatches } from './pileup-chain.js';

const CHOD = 239_009;
const N = 20_000;
const field = na62Field();
const path = new SwimPath();
const states = Array.from({ length: N }, () => new Float64Array(HALO_STATE_SIZE));
const draw = haloMuon(withDefaults(haloSettings), GTK3_Z);
const random = new RandomStream().key(1, 2, 3, 4);
for (const s of states) draw(random, s);

/** Place at the CHOD: straight but for a kick of −270 MeV/c in the middle of the magnet, or swum. */
function atChod(s: Float64Array, swum: boolean): [number, number] {
  const [x, y, tx, ty, p, q] = s as unknown as [number, number, number, number, number, number];
  if (!swum) return [x + tx * (CHOD - GTK3_Z) - ((q * 270) / p) * (CHOD - 196_995), y + ty * (CHOD - GTK3_Z)];
  const state = Float64Array.of(x, y, tx, ty, q / p);
  swim(path.between(field, GTK3_Z, CHOD), 0, 1, state);
  return [state[0]!, state[1]!];
}

describe('halo muons', () => {
  it('are even over the ring 140–1100 mm at the CHOD', () => {
    const rings = new Array<number>(10).fill(0);
    const sectors = new Array<number>(8).fill(0);
    for (const s of states) {
      const [x, y] = atChod(s, false);
      rings[Math.floor(((x * x + y * y - 140 ** 2) / (1100 ** 2 - 140 ** 2)) * 10)]!++;
      sectors[Math.floor((Math.atan2(y, x) / (2 * Math.PI) + 1) * 8) % 8]!++;
    }
    for (const counts of [rings, sectors]) {
      const mean = N / counts.length;
      const chi2 = counts.reduce((sum, c) => sum + (c - mean) ** 2 / mean, 0);
      expect(chi2Probability(chi2, counts.length - 1)).toBeGreaterThan(1e-3);
    }
  });

  it('reach the CHOD, R 128–1210 mm, through the real field: more than 90 %', () => {
    let hits = 0;
    for (const s of states.slice(0, 2000)) {
      const [x, y] = atChod(s, true);
      const r2 = x * x + y * y;
      if (r2 > 128 ** 2 && r2 < 1210 ** 2) hits++;
    }
    expect(hits / 2000).toBeGreaterThan(0.9);
  });

  it('have the momenta of DET §1.3a and are μ+ but for 2 %', () => {
    const plus = states.filter((s) => s[5]! > 0).map((s) => s[4]!);
    expect(Math.abs(plus.length / N - 0.98)).toBeLessThan(4 * Math.sqrt(0.0196 / N));
    plus.sort((a, b) => a - b);
    expect(plus[0]).toBeGreaterThan(3400);
    expect(Math.abs(plus[plus.length >> 1]! / 38_000 - 1)).toBeLessThan(0.03);
    expect(plus.at(-1)).toBeLessThan(103_000);
  });

  it('come in proportion to the beam: 8 MHz at 600 MHz', () => {
    for (const intensity of [300, 600]) {
      const events = 500;
      let n = 0;
      for (const batch of pileUpBatches({ intensity, events })) {
        eachRow(batch, (i) => {
          if (batch.pileup.columns.process[i] === 5) n++;
        });
      }
      const expected = 0.008 * (intensity / 600) * (16 * 24.951059536 + 260) * events;
      expect(Math.abs(n - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  });
});
