import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPart, readManifests } from '../../src/arrow/index.js';
import { InputError } from '../../src/core/errors.js';
import { TableBuilder } from '../../src/event/builder.js';
import { straw } from '../../src/event/raw.js';
import { events, TRACK_HITS, tracks } from '../../src/event/run.js';
import { trackIdentity } from '../../src/event/run-vetoes.js';
import { particles, strawTruth } from '../../src/event/truth.js';
import { efficiency } from '../../src/verbs/efficiency.js';
import type { VerbContext } from '../../src/verbs/types.js';

const context: VerbContext = {
  signal: new AbortController().signal,
  logger: { info() {}, warn() {} },
  onProgress() {},
};

/** A track: momentum [GeV/c], the makers of its hits, and what it is called. */
interface Drawn {
  readonly p: number;
  readonly makers: readonly number[];
  readonly identity: number;
}
/** Particles of every event: kaon, pion, its muon, electron. */
const PDG = [321, 211, -13, 11];
const ten = (maker: number, of = 10, rest = -1) => Array.from({ length: 10 }, (_, i) => (i < of ? maker : rest));

const EVENTS: readonly (readonly Drawn[])[] = [
  [{ p: 17, makers: ten(1), identity: 2 }],
  [],
  [
    { p: 17, makers: ten(1, 8, 2), identity: 1 },
    { p: 22, makers: ten(3), identity: 0 },
  ],
  [
    { p: 12, makers: ten(2, 7, 1), identity: 1 },
    { p: 18, makers: ten(1, 6, 2), identity: 2 },
    { p: 18, makers: ten(-1), identity: 0 },
    { p: 80, makers: ten(1), identity: 2 },
    { p: 16, makers: ten(0), identity: 2 },
    { p: 16, makers: ten(1), identity: -1 },
    { p: 16, makers: [], identity: 2 },
  ],
];

let folder: string;
const run = () => join(folder, 'run');
const spill = () => join(folder, 'spill');

/** Some of the drawn events as batches with these numbers of events. */
function* batches(first: number, sizes: readonly number[]) {
  let from = first;
  for (const [sequence, size] of sizes.entries()) {
    const b = {
      events: new TableBuilder(events, size),
      straw: new TableBuilder(straw, size),
      straw_truth: new TableBuilder(strawTruth, size),
      particles: new TableBuilder(particles, size),
      tracks: new TableBuilder(tracks, size),
      track_identity: new TableBuilder(trackIdentity, size),
    };
    for (const list of EVENTS.slice(from, from + size)) {
      b.events.next();
      for (const pdg of PDG) b.particles.columns.pdg[b.particles.next()] = pdg;
      let hit = 0;
      for (const { p, makers, identity } of list) {
        const i = b.tracks.next();
        b.tracks.columns.p[i] = 1000 * p;
        b.tracks.columns.hits.fill(-1, i * TRACK_HITS, (i + 1) * TRACK_HITS);
        b.track_identity.columns.identity[b.track_identity.next()] = identity;
        makers.forEach((maker, k) => {
          b.straw.next();
          b.straw_truth.columns.particle[b.straw_truth.next()] = maker;
          b.tracks.columns.hits[i * TRACK_HITS + k] = hit++;
        });
      }
      for (const table of Object.values(b)) table.endEvent();
    }
    yield {
      sequence,
      size,
      burst: new Uint32Array(size).fill(1),
      event: Uint32Array.from({ length: size }, (_, i) => from + i),
      flaws: [],
      faults: [],
      ...Object.fromEntries(Object.entries(b).map(([name, table]) => [name, table.finish()])),
    };
    from += size;
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-efficiency-'));
  const raw = [straw, particles, strawTruth] as const;
  const made = await createPart(spill(), 1, 0, raw, { kind: 'spill', code: '0', provenance: {} });
  for (const batch of batches(0, [3, 1])) await made.write(batch as never);
  await made.close();
  const [{ manifest }] = (await readManifests(spill())) as [Awaited<ReturnType<typeof readManifests>>[number]];
  const own = manifest.files.filter((f) => f.table === 'straw').map(({ path, sha256 }) => ({ path, sha256 }));
  // a run of some events, in other batches
  const found = await createPart(run(), 1, 0, [events, tracks, trackIdentity], {
    kind: 'run',
    code: '0',
    provenance: { spill: own },
  });
  for (const batch of batches(0, [1, 2, 1])) await found.write(batch as never);
  await found.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = (more: object = {}) => efficiency({ run: run(), of: 'identity', against: 'momentum', ...more }, context);

describe('efficiency of the identity', () => {
  it('counts by the species that made the hits', async () => {
    const { species, tracks: n, outside } = await ask({ truth: spill() });
    expect(n).toBe(10);
    // 60 % of one maker, noise, above 75 GeV/c, a kaon, no hits
    expect(outside).toBe(5);
    const table = species.flatMap(({ species: name, bins }) =>
      bins.map(({ from, to, tracks: all, called }) => [
        name,
        from,
        to,
        all,
        ...(['e', 'mu', 'pi', 'none'] as const).map((k) => called[k].n),
      ]),
    );
    expect(table).toEqual([
      ['e', 20_000, 25_000, 1, 1, 0, 0, 0],
      ['mu', 10_000, 15_000, 1, 0, 1, 0, 0],
      ['pi', 15_000, 20_000, 3, 0, 1, 1, 1],
    ]);
    const pion = species[2]!.bins[0]!.called.pi;
    expect(pion.value).toBeCloseTo(1 / 3, 12);
    expect(pion.low).toBeGreaterThan(0.1);
    expect(pion.high).toBeLessThan(0.65);
  });

  it('counts all tracks together without truth', async () => {
    const { species, truth, outside } = await ask();
    expect(truth).toBeNull();
    expect(outside).toBe(1);
    expect(species.map(({ species: name }) => name)).toEqual(['all']);
    expect(species[0]!.bins.map(({ from, tracks: all }) => [from, all])).toEqual([
      [10_000, 1],
      [15_000, 7],
      [20_000, 1],
    ]);
  });

  it('draws what it counted', async () => {
    const file = join(folder, 'identity.svg');
    const { plot } = await ask({ truth: spill(), svg: file });
    expect(plot).toBe(file);
    const svg = await readFile(file, 'utf8');
    for (const name of ['Electrons', 'Muons', 'Pions']) expect(svg).toContain(`>${name}<`);
    // in the panel of all and in that of the wrong ones
    expect(svg.match(/class="called-none"/g)).toHaveLength(6);
    expect(svg.match(/class="called-pi"/g)).toHaveLength(5);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('refuses a spill for a run, and one the run was not made of', async () => {
    await expect(ask({ run: spill() })).rejects.toBeInstanceOf(InputError);
    const other = join(folder, 'other');
    const raw = [straw, particles, strawTruth] as const;
    const made = await createPart(other, 1, 0, raw, { kind: 'spill', code: '0', provenance: {} });
    for (const batch of batches(1, [3])) await made.write(batch as never);
    await made.close();
    await expect(ask({ truth: other })).rejects.toThrow('the run was not made from this spill');
    await expect(ask({ truth: run() })).rejects.toThrow('the run was not made from this spill');
  });
});
