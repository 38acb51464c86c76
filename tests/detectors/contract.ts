import { describe, expect, it } from 'vitest';

/** A particle moving with c on a straight line that passes (x, y) at z = 0, in time with the trigger but for `dt` [ns]. */
export interface Line {
  readonly x: number;
  readonly y: number;
  readonly tx: number;
  readonly ty: number;
  readonly dt: number;
}

/** The raw hits of one event: channels and every time count, both in readout order. */
export interface Hits {
  readonly channel: ArrayLike<number>;
  readonly times: readonly ArrayLike<number>[];
}

/** What a detector shows of itself to pass the suite. */
export interface DetectorUnderTest {
  readonly name: string;
  /** Emulates one event with the detector's default settings and perfect conditions; particle i is line i. */
  emulate(lines: readonly Line[], seed: number, event: number): Hits;
  /** Whether a channel code belongs to something that can give hits. */
  isChannel(channel: number): boolean;
  /** Number of channels `isChannel` accepts. */
  readonly channels: number;
  /** Channel codes are below this; 65536 when absent. */
  readonly codes?: number;
  /** Factor on the crowds that fill the detector, for one with more channels than a crowd of 10000 can reach; 1 when absent. */
  readonly crowding?: number;
  /** Closed interval of time counts; `missing` stands for an edge that is not there. */
  readonly window: readonly [number, number];
  readonly missing: number;
  /** Lines well inside, one for each event from 0, and the mean number of hits they give, within `tolerance` for 500 events. */
  readonly inside: { readonly line: (event: number) => Line; readonly meanHits: number; readonly tolerance: number };
  /** Lines that must give nothing: through the hole, beyond the edge. */
  readonly outside: readonly Line[];
  /** Draws a line evenly over the detector, for occupancy: u and v in [0, 1). */
  spread(u: number, v: number): Line;
}

/** A cheap even sequence in two dimensions (multiples of the plastic number), the same for every detector. */
const even = (i: number): readonly [number, number] => [
  (0.5 + i * 0.7548776662466927) % 1,
  (0.5 + i * 0.5698402909980532) % 1,
];

const numbers = (hits: Hits) => [Array.from(hits.channel), ...hits.times.map((t) => Array.from(t))];

/** The suite that every detector passes. */
export function detectorContract(detector: DetectorUnderTest): void {
  const { inside, outside, window, missing, codes = 65536, crowding = 1 } = detector;
  const line = inside.line(0);
  const crowd = (n: number) => Array.from({ length: n }, (_, i) => detector.spread(...even(i)));

  const expectLegal = (hits: Hits) => {
    let bad = 0;
    for (let i = 0; i < hits.channel.length; i++) {
      if (!detector.isChannel(hits.channel[i]!)) bad++;
      let edges = 0;
      for (const t of hits.times) {
        const counts = t[i]!;
        if (counts === missing) continue;
        edges++;
        if (counts < window[0] || counts > window[1]) bad++;
      }
      if (edges === 0) bad++;
    }
    expect(bad).toBe(0);
  };

  describe(`${detector.name}: contract of a detector`, () => {
    it('has the stated number of channels', () => {
      let n = 0;
      for (let c = 0; c < codes; c++) if (detector.isChannel(c)) n++;
      expect(n).toBe(detector.channels);
    });

    it('sees a particle inside', () => {
      let n = 0;
      for (let event = 0; event < 500; event++) n += detector.emulate([inside.line(event)], 1, event).channel.length;
      expect(Math.abs(n / 500 - inside.meanHits)).toBeLessThan(inside.tolerance);
    });

    it('sees nothing outside', () => {
      for (let event = 0; event < 50; event++) {
        expect(detector.emulate(outside, 2, event).channel.length).toBe(0);
      }
    });

    it('gives no hits to an empty event', () => {
      expect(detector.emulate([], 3, 0).channel.length).toBe(0);
    });

    it('keeps times in the readout window, and drops what is far out of time', () => {
      for (let dt = -600; dt <= 600; dt += 7) expectLegal(detector.emulate([{ ...line, dt }], 4, dt + 600));
      for (const dt of [-1e6, -2000, 2000, 1e6]) {
        expect(detector.emulate([{ ...line, dt }], 4, 0).channel.length).toBe(0);
      }
    });

    it('gives the same hits for the same key, other hits for another', () => {
      const lines = crowd(20);
      const once = numbers(detector.emulate(lines, 5, 7));
      detector.emulate(lines, 5, 8);
      expect(numbers(detector.emulate(lines, 5, 7))).toEqual(once);
      expect(numbers(detector.emulate(lines, 5, 8))).not.toEqual(once);
      expect(numbers(detector.emulate(lines, 6, 7))).not.toEqual(once);
    });

    it('does not let a far particle change the hits of the first', () => {
      const alone = numbers(detector.emulate([line], 8, 1));
      expect(numbers(detector.emulate([line, ...outside], 8, 1))).toEqual(alone);
    });

    it('survives saturation', () => {
      const hits = detector.emulate(crowd(10_000 * crowding), 9, 0);
      expectLegal(hits);
      expect(hits.channel.length).toBeGreaterThan(detector.channels / 2);
    });

    it('is lit everywhere', () => {
      const seen = new Set<number>();
      for (let event = 0; event < 100; event++) {
        const length = 200 * crowding;
        const lines = Array.from({ length }, (_, i) => detector.spread(...even(length * event + i)));
        const { channel } = detector.emulate(lines, 10, event);
        for (let i = 0; i < channel.length; i++) seen.add(channel[i]!);
      }
      expect(seen.size).toBeGreaterThan(0.99 * detector.channels);
    });

    it('is untouched by a particle with a position that is not a number', () => {
      expect(detector.emulate([{ ...line, x: Number.NaN }], 11, 0).channel.length).toBe(0);
    });
  });
}
