import { describe, expect, it } from 'vitest';
import { chantiConditions } from '../../../src/detectors/chanti/conditions.js';
import { chantiHits } from '../../../src/detectors/chanti/stage.js';
import { transport } from '../../../src/detectors/passage/apparatus.js';
import { Process } from '../../../src/event/truth.js';
import { field, pileUpBatches } from '../../generator/pileup-chain.js';

/** Whether the CHANTI has it: crossings, hits. */
interface Seen {
  crossed: boolean;
  hit: boolean;
  readonly inWindow: boolean;
}

describe('interactions in GTK3', () => {
  it('are followed, and seen by the CHANTI', () => {
    const follow = transport({ field, materialScale: 1, seed: 2 });
    const emulate = chantiHits(2, chantiConditions('nominal'));
    const all: Seen[] = [];
    const options = { intensity: 450, events: 150, settings: { interaction: 0.02 }, halo: { rate: 0 } };
    for (const raw of pileUpBatches(options)) {
      const batch = emulate(follow(raw));
      expect(batch.faults).toEqual([]);
      const { offsets, columns: c } = batch.particles;
      for (let row = 0; row < batch.size; row++) {
        const start = offsets[row]!;
        const families = new Map<number, Seen>();
        const familyOf = (k: number) => {
          let root = k;
          for (let p = k; p >= 0; p = c.parent[start + p]!) root = p;
          return families.get(root);
        };
        for (let i = start; i < offsets[row + 1]!; i++) {
          if (c.process[i] !== Process.beam || c.end_process[i] !== Process.hadronicInteraction) continue;
          families.set(i - start, { crossed: false, hit: false, inWindow: Math.abs(c.t[i]! - c.t[start]!) < 35 });
        }
        const { columns: u, offsets: crossings } = batch.upstream_crossings;
        for (let i = crossings[row]!; i < crossings[row + 1]!; i++) {
          const family = familyOf(u.particle[i]!);
          if (family !== undefined && u.plane[i]! < 6) family.crossed = true;
        }
        const { columns: truth, offsets: hits } = batch.chanti_truth;
        for (let i = hits[row]!; i < hits[row + 1]!; i++) {
          const family = familyOf(truth.particle[i]!);
          if (family !== undefined) family.hit = true;
        }
        all.push(...families.values());
      }
    }
    const share = (list: readonly Seen[], of: (seen: Seen) => boolean) => list.filter(of).length / list.length;
    const inWindow = all.filter((seen) => seen.inWindow);
    expect(inWindow.length).toBeGreaterThan(60);
    expect(share(all, ({ crossed }) => crossed)).toBeGreaterThan(0.9);
    // some are lost under the pulses of others
    expect(share(inWindow, ({ hit }) => hit)).toBeGreaterThan(0.8);
    expect(all.some(({ crossed, hit }) => hit && !crossed)).toBe(false);
  });
});
