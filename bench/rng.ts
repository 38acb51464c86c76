/**
 * xoshiro256** seeded by splitmix64, in pairs of 32-bit halves: the generator of `native/common.hpp`, number for number, so that
 * both sides work on the same inputs. Only inputs come from here.
 */
export class Rng {
  /** Halves of the four words: high, low. */
  private readonly w = new Int32Array(8);

  constructor(seed: number) {
    const mask = (1n << 64n) - 1n;
    let x = BigInt(seed);
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b97f4a7c15n) & mask;
      let z = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
      z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
      z ^= z >> 31n;
      this.w[2 * i] = Number(z >> 32n) | 0;
      this.w[2 * i + 1] = Number(z & 0xffffffffn) | 0;
    }
  }

  /** Uniform in [0, 1): the upper 53 bits of the next word. */
  u01(): number {
    const w = this.w;
    const h1 = w[2]!;
    const l1 = w[3]!;
    // r = rotl(s1 · 5, 7) · 9
    let lo = ((l1 << 2) >>> 0) + (l1 >>> 0);
    let hi = ((h1 << 2) | (l1 >>> 30)) + h1 + (lo > 0xffffffff ? 1 : 0);
    lo |= 0;
    const rh = (hi << 7) | (lo >>> 25);
    const rl = (lo << 7) | (hi >>> 25);
    lo = ((rl << 3) >>> 0) + (rl >>> 0);
    hi = ((rh << 3) | (rl >>> 29)) + rh + (lo > 0xffffffff ? 1 : 0);
    const th = (h1 << 17) | (l1 >>> 15);
    const tl = l1 << 17;
    const h2 = w[4]! ^ w[0]!;
    const l2 = w[5]! ^ w[1]!;
    const h3 = w[6]! ^ h1;
    const l3 = w[7]! ^ l1;
    w[2] = h1 ^ h2;
    w[3] = l1 ^ l2;
    w[0] = w[0]! ^ h3;
    w[1] = w[1]! ^ l3;
    w[4] = h2 ^ th;
    w[5] = l2 ^ tl;
    // rotl 45 = swap of the halves and rotl 13
    w[6] = (l3 << 13) | (h3 >>> 19);
    w[7] = (h3 << 13) | (l3 >>> 19);
    return ((hi >>> 0) * 2097152 + ((lo | 0) >>> 11)) * 1.1102230246251565e-16;
  }

  range(a: number, b: number): number {
    return a + (b - a) * this.u01();
  }

  /** Twelve uniforms less six: variance 1, and only exactly rounded operations. */
  gauss(): number {
    let g = 0;
    for (let i = 0; i < 12; i++) g += this.u01();
    return g - 6;
  }
}
