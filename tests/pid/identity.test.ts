import { describe, expect, it } from 'vitest';
import { TableBuilder } from '../../src/event/builder.js';
import { tracks } from '../../src/event/run.js';
import {
  lkrClusters,
  muv3Candidates,
  RICH_HYPOTHESES,
  richRings,
  trackClusters,
  trackMuons,
} from '../../src/event/run-downstream.js';
import { trackHadrons } from '../../src/event/run-vetoes.js';
import { identifyTracks } from '../../src/pid/identity.js';
import {
  type CalorimeterTrace,
  CLASSES,
  COUNT_LENGTHS,
  classify,
  TraceCounter,
} from '../../src/pid/identity-classes.js';
import { IDENTITY_COUNTS } from '../../src/pid/identity-counts.js';
import { calorimeterLogLikelihood, toProbabilities } from '../../src/pid/identity-likelihood.js';

const NONE = Number.NaN;

interface Drawn {
  readonly p?: number;
  /** ln L of e, μ, π, K, background; null: no row of the track. */
  readonly rich?: readonly number[] | null;
  /** Energy [MeV], cells, seed fraction; null: in acceptance without a cluster; NaN: outside. */
  readonly lkr?: readonly [number, number, number] | null | 'outside';
  readonly hadrons?: readonly [number, number];
  /** Tight, dt [ns]; null: in acceptance without a candidate. */
  readonly muv3?: readonly [0 | 1, number] | null | 'outside';
}

/** Identities of the tracks of one event, which follows another with a row in every table. */
function identify(list: readonly Drawn[], settings: Parameters<typeof identifyTracks>[0] = {}) {
  const b = {
    tracks: new TableBuilder(tracks, 2),
    rich_rings: new TableBuilder(richRings, 2),
    lkr_clusters: new TableBuilder(lkrClusters, 2),
    track_clusters: new TableBuilder(trackClusters, 2),
    track_hadrons: new TableBuilder(trackHadrons, 2),
    muv3_candidates: new TableBuilder(muv3Candidates, 2),
    track_muons: new TableBuilder(trackMuons, 2),
  };
  for (const table of Object.values(b)) {
    table.next();
    table.endEvent();
  }
  let clusters = 0;
  let candidates = 0;
  list.forEach(({ p = 25_000, rich = null, lkr = 'outside', hadrons, muv3 = 'outside' }, track) => {
    b.tracks.columns.p[b.tracks.next()] = p;
    if (rich !== null) {
      const k = b.rich_rings.next();
      b.rich_rings.columns.track[k] = track;
      b.rich_rings.columns.log_likelihood.set(rich, k * RICH_HYPOTHESES.length);
    }
    const at = b.track_clusters.next();
    const c = b.track_clusters.columns;
    const found = typeof lkr === 'object' && lkr !== null;
    c.in_acceptance[at] = lkr === 'outside' ? 0 : 1;
    c.cluster[at] = found ? clusters++ : -1;
    c.eop[at] = found ? lkr[0] / p : lkr === null ? 0 : NONE;
    if (found) {
      const k = b.lkr_clusters.next();
      b.lkr_clusters.columns.energy[k] = lkr[0];
      b.lkr_clusters.columns.n_cells[k] = lkr[1];
      b.lkr_clusters.columns.seed_fraction[k] = lkr[2];
    }
    if (hadrons !== undefined) {
      const k = b.track_hadrons.next();
      b.track_hadrons.columns.muv1_energy[k] = hadrons[0];
      b.track_hadrons.columns.muv2_energy[k] = hadrons[1];
    }
    const k = b.track_muons.next();
    const m = b.track_muons.columns;
    const hit = typeof muv3 === 'object' && muv3 !== null;
    m.in_acceptance[k] = muv3 === 'outside' ? 0 : 1;
    m.candidate[k] = hit ? candidates++ : -1;
    m.dt[k] = hit ? muv3[1] : NONE;
    if (hit) b.muv3_candidates.columns.tight[b.muv3_candidates.next()] = muv3[0];
  });
  for (const table of Object.values(b)) table.endEvent();
  const batch = identifyTracks(settings)({
    sequence: 0,
    size: 2,
    burst: Uint32Array.of(1, 1),
    event: Uint32Array.of(0, 1),
    flaws: [],
    faults: [],
    tracks: b.tracks.finish(),
    rich_rings: b.rich_rings.finish(),
    lkr_clusters: b.lkr_clusters.finish(),
    track_clusters: b.track_clusters.finish(),
    track_hadrons: b.track_hadrons.finish(),
    muv3_candidates: b.muv3_candidates.finish(),
    track_muons: b.track_muons.finish(),
  });
  expect(batch.faults).toEqual([]);
  const { columns: c, offsets } = batch.track_identity;
  const of = (all: Float64Array, k: number) => [...all.slice(3 * k, 3 * k + 3)];
  return list.map((_, i) => {
    const k = offsets[1]! + i;
    return {
      ring: c.ring[k],
      cluster: c.cluster[k],
      muv3: c.muv3[k],
      eop: c.eop[k],
      rich: of(c.rich, k),
      calorimeters: of(c.calorimeters, k),
      probability: of(c.probability, k),
      identity: c.identity[k],
    };
  });
}

const SHOWER = [25_000, 20, 0.33] as const;
const HADRON = [11_000, 19, 0.24] as const;
const MIP = [560, 1, 0.6] as const;

describe('identity of tracks', () => {
  it('says nothing of a track that no detector has seen', () => {
    const [none] = identify([{}]);
    expect(none).toEqual({
      ring: -1,
      cluster: -1,
      muv3: -1,
      eop: NONE,
      rich: [NONE, NONE, NONE],
      calorimeters: [NONE, NONE, NONE],
      probability: [NONE, NONE, NONE],
      identity: -1,
    });
  });

  it('takes the RICH as it is, without kaons and background', () => {
    const [, a, b] = identify([{}, { rich: [-50, -1, 0, -3, -4] }, { rich: [NONE, NONE, NONE, NONE, NONE] }]);
    expect(a).toMatchObject({ ring: 0, identity: 2 });
    expect(a!.rich[2]).toBeCloseTo(1 / (1 + Math.exp(-1)), 9);
    expect(a!.probability).toEqual(a!.rich);
    expect(b).toMatchObject({ ring: 1, rich: [NONE, NONE, NONE], identity: -1 });
  });

  it('knows an electron, a muon and a pion by the LKr', () => {
    const [e, mu, pi] = identify([{ lkr: SHOWER }, { lkr: MIP }, { lkr: HADRON }]);
    expect([e!.identity, mu!.identity, pi!.identity]).toEqual([0, 1, 2]);
    expect([e!.cluster, mu!.cluster, pi!.cluster]).toEqual([0, 1, 2]);
    expect(e!.eop).toBe(1);
    for (const { calorimeters } of [e!, mu!, pi!]) expect(calorimeters.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('multiplies what the detectors say', () => {
    const lead = [0, -2, -1, -9, -9];
    const [r, c, both] = identify([{ rich: lead }, { lkr: HADRON }, { rich: lead, lkr: HADRON }]);
    const product = r!.rich.map((v, h) => v * c!.calorimeters[h]!);
    const sum = product.reduce((a, b) => a + b);
    for (const h of [0, 1, 2]) expect(both!.probability[h]).toBeCloseTo(product[h]! / sum, 12);
  });

  it('makes a muon of a tight MUV3 candidate in time, and not of a loose or late one', () => {
    const rich = [-9, -9, 0, -9, -9];
    const [tight, loose, late, none, outside] = identify([
      { rich, muv3: [1, 1] },
      { rich, muv3: [0, 1] },
      { rich, muv3: [1, 3] },
      { rich, muv3: null },
      { rich },
    ]);
    expect(tight).toMatchObject({ muv3: 0, probability: [0, 1, 0], identity: 1 });
    expect(loose).toMatchObject({ muv3: 1, identity: 2 });
    expect(loose!.probability).toEqual(outside!.probability);
    expect(late!.muv3).toBe(-1);
    expect(late!.probability).toEqual(none!.probability);
    expect(none!.probability[1]! / none!.probability[2]!).toBeCloseTo(0.005 * Math.exp(-9), 12);
    const [alone] = identify([{ muv3: null }]);
    expect(alone!.probability[0]).toBeCloseTo(alone!.probability[2]!, 12);
    expect(alone).toMatchObject({ identity: -1 });
  });

  it('wants a momentum for the calorimeters', () => {
    for (const p of [NONE, 0, -1, Infinity]) {
      expect(identify([{ p, lkr: null }])[0]!.calorimeters).toEqual([NONE, NONE, NONE]);
    }
  });

  it('leaves out MUV1 and MUV2 where they are not', () => {
    const [without, nan] = identify([{ lkr: HADRON, hadrons: [NONE, NONE] }, { lkr: HADRON }]);
    expect(without!.calorimeters).toEqual(nan!.calorimeters);
  });
});

describe('likelihood of the calorimeters', () => {
  const trace = (change: Partial<CalorimeterTrace>): CalorimeterTrace => ({
    p: 25_000,
    energy: 11_000,
    cells: 19,
    seedFraction: 0.24,
    muv1: NONE,
    muv2: NONE,
    ...change,
  });

  it('has counts of the lengths of the classes', () => {
    for (const counts of Object.values(IDENTITY_COUNTS)) {
      for (const key of Object.keys(COUNT_LENGTHS) as (keyof typeof COUNT_LENGTHS)[]) {
        expect(counts[key].length, key).toBe(COUNT_LENGTHS[key]);
      }
      expect(counts.energy.reduce((a, b) => a + b)).toBeGreaterThan(10_000);
    }
  });

  it('has a class for every trace', () => {
    for (const p of [10, 1000, 19_999, 20_000, 35_000, 1e6]) {
      for (const energy of [0, 1, 699, 1499, 1500, 4999, 5000, 0.95 * p, p, 9 * p]) {
        for (const muv1 of [0, 199, 2499, 2500, p, NONE]) {
          const counter = new TraceCounter();
          counter.add(trace({ p, energy, cells: 5, muv1, muv2: muv1 }));
          const sums = [counter.energy, counter.muv].map((list) => list.reduce((a, b) => a + b));
          expect(sums).toEqual([1, Number.isNaN(muv1) ? 0 : 1]);
          expect(Object.values(COUNT_LENGTHS)).toEqual(
            [counter.energy, counter.cells, counter.seed, counter.muv].map((list) => list.length),
          );
        }
      }
    }
    expect(classify(trace({ energy: 0 }))).toMatchObject({ energy: 0, shapeEnergy: -1, coarse: 0, muv1: -1 });
    expect(classify(trace({ energy: 1e6 })).energy).toBe(CLASSES.energy - 1);
  });

  it('sums over what is not measured', () => {
    const out = new Float64Array(3);
    const of = (change: Partial<CalorimeterTrace>) => {
      calorimeterLogLikelihood(trace(change), out);
      return [...out].map(Math.exp);
    };
    const [none] = [of({})];
    const some = [0, 1000, 3000, 5000, 10_000, 20_000].map((muv1) => of({ muv1 }));
    for (let h = 0; h < 3; h++) {
      const sum = some.reduce((a, likelihood) => a + likelihood[h]!, 0);
      expect(sum / none![h]!).toBeCloseTo(1, 9);
    }
  });

  it('turns into probabilities however small it is', () => {
    const out = Float64Array.of(-2000, -2000, -3000);
    toProbabilities(out);
    expect([...out]).toEqual([0.5, 0.5, 0]);
  });
});
