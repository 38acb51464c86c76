import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random.js';
import { bindSelection } from '../../src/selection/bind.js';
import { evaluate } from '../../src/selection/evaluate.js';
import { selectionOf } from '../../src/selection/index.js';
import { type SelectionSource, selectionFrom } from '../../src/selection/parse.js';
import { chooseSelection } from '../../src/verbs/selection-file.js';
import { anything, type DrawnBatch, drawnBatch } from './drawn.js';

const rng = new RandomStream().key(60, 0, 0, 0);
const BATCH = drawnBatch(Array.from({ length: 4000 }, () => anything(rng)));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-mask-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fromYaml = async (name: string, text: string) => {
  const path = join(folder, `${name}.yaml`);
  await writeFile(path, text);
  return chooseSelection(path);
};
const maskOf = (selection: Parameters<typeof bindSelection>[0]) => evaluate(bindSelection(selection), BATCH).mask;

/** Bits in order. */
const bits = (...passes: readonly boolean[]): number => passes.reduce((m, p, i) => (p ? (m | (1 << i)) >>> 0 : m), 0);

/** Whether a drawn track goes through STRAW1–4 and NewCHOD, plane by plane. Source: KAON §1.1 (FW19). */
function throughAll({ tracks: { columns: t } }: DrawnBatch, k: number): boolean {
  for (const [z, hole, inner, outer] of [
    [183508, 101.2, 63.8, 1000],
    [194066, 114.4, 63.8, 1000],
    [204459, 92.4, 63.8, 1000],
    [218885, 52.8, 63.8, 1000],
    [238131.5, 0, 140, 1070],
  ] as const) {
    const isUp = z < 200_000;
    const x = isUp ? t.x[k]! + t.tx[k]! * (z - 180_000) : t.x_down[k]! + t.tx_down[k]! * (z - 219_445);
    const y = isUp ? t.y[k]! + t.ty[k]! * (z - 180_000) : t.y_down[k]! + t.ty_down[k]! * (z - 219_445);
    if (!(Math.hypot(x - hole, y) > inner && Math.hypot(x, y) < outer)) return false;
  }
  return true;
}

/** How often each bit is set: every cut must both pass and fail. */
function shares(mask: Uint32Array, cuts: number): void {
  for (let i = 0; i < cuts; i++) {
    const passed = mask.reduce((n, m) => n + ((m >>> i) & 1), 0);
    expect([i, passed > 50, passed < mask.length - 50]).toEqual([i, true, true]);
  }
}

describe('the mask of k3pi', () => {
  const YAML = `
name: mine
doc: three pions, typed by hand
table: vertices
species: [pi, pi, pi]
cuts:
  - {name: trigger, where: control_line == 1}
  - n_tracks == 3
  - n_three_track_vertices == 1
  - charge == 1
  - chi2 < 25
  - sum_in_acceptance == 3
  - mean_chod_time abs< 5000 ps
  - z between 104 m..18000 cm
  - p_beam_difference abs< 3 GeV/c
  - name: mass
    where: mass_pi between 0.490..0.497 GeV/c²
    source: my notes
`;
  const OBJECT: SelectionSource = {
    name: 'mine',
    doc: 'three pions, in TypeScript',
    table: 'vertices',
    species: ['pi', 'pi', 'pi'],
    cuts: [
      'control_line == 1',
      'n_tracks == 3',
      'n_three_track_vertices == 1',
      'charge == 1',
      'chi2 < 25',
      'sum_in_acceptance == 3',
      'mean_chod_time abs< 5 ns',
      'z between 104000..180000 mm',
      'p_beam_difference abs< 3000 MeV',
      'mass_pi between 490..497 MeV',
    ],
  };

  function byHand(batch: DrawnBatch): Uint32Array {
    const { vertices: v, tracks: t, track_times: times } = batch;
    const mask = new Uint32Array(v.length);
    for (let e = 0; e < batch.size; e++) {
      let triples = 0;
      for (let k = v.offsets[e]!; k < v.offsets[e + 1]!; k++) if (v.columns.n_tracks[k] === 3) triples++;
      for (let k = v.offsets[e]!; k < v.offsets[e + 1]!; k++) {
        let [inside, late, timed] = [0, 0, 0];
        for (let place = 0; place < v.columns.n_tracks[k]!; place++) {
          const track = t.offsets[e]! + v.columns.tracks[3 * k + place]!;
          if (throughAll(batch, track)) inside++;
          if (times.columns.chod[track]! >= 0) {
            late += times.columns.chod_time[track]!;
            timed++;
          }
        }
        const { px, py, pz, z, chi2, mass_pi } = v.columns;
        mask[k] = bits(
          (batch.events.columns.l0_mask[e]! & 1) === 1,
          v.columns.n_tracks[k] === 3,
          triples === 1,
          v.columns.charge[k] === 1,
          chi2[k]! < 25,
          inside === 3,
          timed > 0 && Math.abs(late / timed) < 5,
          z[k]! > 104_000 && z[k]! < 180_000,
          Math.abs(Math.hypot(px[k]!, py[k]!, pz[k]!) - 75_000) < 3000,
          mass_pi[k]! > 490 && mass_pi[k]! < 497,
        );
      }
    }
    return mask;
  }

  it('is the same by YAML, by object, by hand and of the shipped one', async () => {
    const expected = byHand(BATCH);
    expect(expected.length).toBeGreaterThan(3000);
    shares(expected, 10);
    expect([...BATCH.vertices.columns.chi2].some(Number.isNaN)).toBe(true);
    expect(maskOf(await fromYaml('k3pi', YAML))).toEqual(expected);
    expect(maskOf(await chooseSelection(OBJECT))).toEqual(expected);
    expect(maskOf(selectionFrom(OBJECT))).toEqual(expected);
    expect(maskOf(selectionOf('k3pi'))).toEqual(expected);
    // the mask follows the cuts
    expect(maskOf(await chooseSelection(OBJECT, ['chi2 < 26']))).not.toEqual(expected);
  });
});

describe('the mask of one track', () => {
  const YAML = `
name: muon
doc: a muon alone
table: tracks
species: [mu]
cuts:
  - events_n_tracks == 1
  - charge == 1
  - p between 5..70 GeV
  - chambers == 4
  - chi2_per_ndf < 20
  - in_acceptance == 1
  - in_muv3 == 1
  - z between 130..180 m
  - cda < 4 cm
  - dt_ktag abs< 10 ns
  - no lav: veto_lav == 0
`
    // a list without a name may be quoted, too
    .replace('- no lav: veto_lav == 0', '- "no LAV: veto_lav == 0"')
    .concat(`  - veto_irc == 0
  - veto_sac == 0
  - veto_chanti == 0
  - {name: muon, where: muv3 == 1}
  - eop < 0.2
  - m2miss abs< 0.02 GeV2
`);
  const OBJECT: SelectionSource = {
    name: 'muon',
    doc: '',
    table: 'tracks',
    species: ['mu'],
    cuts: [
      'events_n_tracks == 1',
      'charge == 1',
      'p between 5000..70000 MeV/c',
      'chambers == 4',
      'chi2_per_ndf < 20',
      'in_acceptance == 1',
      'in_muv3 == 1',
      'z between 130..180 m',
      'cda < 40 mm',
      'dt_ktag abs< 10 ns',
      'veto_lav == 0',
      'veto_irc == 0',
      'veto_sac == 0',
      'veto_chanti == 0',
      'muv3 == 1',
      'eop < 0.2',
      'm2miss abs< 20000 MeV²/c⁴',
    ],
  };

  function byHand(batch: DrawnBatch): Uint32Array {
    const { tracks: t, track_axis, track_times, track_identity, ktag_candidates: kaons, vetoes } = batch;
    const mask = new Uint32Array(t.length);
    const [beamX, beamZ] = [75_000 * 1.2e-3, 75_000].map((p) => p / Math.hypot(1, 1.2e-3)) as [number, number];
    const beamE = Math.hypot(75_000, 493.677);
    for (let e = 0; e < batch.size; e++) {
      const hits = new Map<number, number>();
      for (let k = vetoes.offsets[e]!; k < vetoes.offsets[e + 1]!; k++)
        hits.set(vetoes.columns.detector[k]!, vetoes.columns.n_in_time[k]!);
      for (let k = t.offsets[e]!; k < t.offsets[e + 1]!; k++) {
        const c = t.columns;
        const a = track_axis.columns;
        let nearest = Number.POSITIVE_INFINITY;
        for (let i = kaons.offsets[e]!; i < kaons.offsets[e + 1]!; i++) {
          const dt = Math.abs(kaons.columns.time[i]! - track_times.columns.time[k]!);
          if (kaons.columns.n_sectors[i]! >= 5) nearest = Math.min(nearest, dt);
        }
        const x = c.x_down[k]! + c.tx_down[k]! * (246_800 - 219_445);
        const y = c.y_down[k]! + c.ty_down[k]! * (246_800 - 219_445);
        const energy = beamE - Math.hypot(105.6583755, a.px[k]!, a.py[k]!, a.pz[k]!);
        const left = [beamX - a.px[k]!, a.py[k]!, beamZ - a.pz[k]!];
        const m2 = energy ** 2 - left[0]! ** 2 - left[1]! ** 2 - left[2]! ** 2;
        mask[k] = bits(
          t.offsets[e + 1]! - t.offsets[e]! === 1,
          c.charge[k] === 1,
          c.p[k]! > 5000 && c.p[k]! < 70_000,
          c.chambers[k] === 15,
          c.chi2[k]! / c.ndf[k]! < 20,
          throughAll(batch, k),
          Math.hypot(x, y) > 103 && Math.abs(x) < 1320 && Math.abs(y) < 1320,
          a.z[k]! > 130_000 && a.z[k]! < 180_000,
          a.cda[k]! < 40,
          nearest < 10,
          hits.get(0) === 0,
          hits.get(1) === 0,
          hits.get(2) === 0,
          hits.get(6) === 0,
          track_identity.columns.muv3[k]! >= 0,
          track_identity.columns.eop[k]! < 0.2,
          Math.abs(m2) < 20_000,
        );
      }
    }
    return mask;
  }

  it('is the same by YAML, by object, by hand and of the shipped one', async () => {
    const expected = byHand(BATCH);
    expect(expected.length).toBeGreaterThan(4000);
    shares(expected, 17);
    expect(maskOf(await fromYaml('muon', YAML))).toEqual(expected);
    expect(maskOf(await chooseSelection(OBJECT))).toEqual(expected);
    // the shipped one in the same order
    expect(maskOf(selectionOf('kmu2'))).toEqual(expected);
  });
});

describe('what is masked', () => {
  it('meets all conditions of a masked region, and of no other kind', () => {
    const base = selectionFrom({
      name: 'a',
      doc: '',
      table: 'vertices',
      species: ['pi', 'pi', 'pi'],
      cuts: ['chi2 < 25'],
    });
    const source = { kind: 'masked' as const, source: '', mark: '' as const };
    const conditions = selectionFrom({
      ...{ name: 'b', doc: '', table: 'vertices', species: ['pi', 'pi', 'pi'] },
      cuts: ['mass_pi between 490..497 MeV', 'z > 150 m', 'charge == -1'],
    }).cuts;
    const { chi2: _, mass_pi, z, charge } = BATCH.vertices.columns;
    const [mass, far, negative] = conditions;
    const regions = [
      { ...source, name: 'a', conditions: [mass!, far!] },
      { ...source, name: 'b', conditions: [negative!] },
      { ...source, name: 'c', kind: 'signal' as const, conditions: [far!] },
    ];
    const { masked } = evaluate(bindSelection({ ...base, regions }), BATCH);
    const expected = Uint8Array.from(z, (_z, k) =>
      (mass_pi[k]! > 490 && mass_pi[k]! < 497 && z[k]! > 150_000) || charge[k] === -1 ? 1 : 0,
    );
    expect(masked).toEqual(expected);
    expect(expected.some((m, k) => m === 1 && charge[k] !== -1)).toBe(true);
  });
});
