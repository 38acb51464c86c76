import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { bindSelection } from '../../src/selection/bind.js';
import { type Cut, conditionText, type Operator, type Region, type Selection } from '../../src/selection/cut.js';
import { evaluate } from '../../src/selection/evaluate.js';
import { changed, SELECTIONS, selectionOf } from '../../src/selection/index.js';
import { parseCut, selectionFrom } from '../../src/selection/parse.js';
import { selectCandidates } from '../../src/selection/stage.js';
import { type Drawn, drawnBatch, good, straight } from './drawn.js';
import { chi2, of, refusal } from './sound.js';

/** Names of the cuts of a selection that the first candidate of an event fails. */
function failed(selection: Selection, event: Drawn): string[] {
  const mask = evaluate(bindSelection(selection), drawnBatch([event])).mask[0]!;
  return selection.cuts.filter((_, i) => ((mask >>> i) & 1) === 0).map((c) => c.name);
}

describe('operators', () => {
  const passes = (operator: Operator, value: Cut['value'], x: number): boolean =>
    failed(of({ ...chi2, operator, value }), good({ chi2: x })).length === 0;
  it.each<[Operator, Cut['value'], number[], number[]]>([
    ['<', 25, [-1, 24.9], [25, 26]],
    ['<=', 25, [25], [25.1]],
    ['>', 25, [25.1], [25]],
    ['>=', 25, [25], [24.9]],
    ['==', 25, [25], [24.9]],
    ['between', [1, 3], [1.1, 2.9], [1, 3, 4]],
    ['abs<', 3, [-2.9, 2.9], [-3, 3]],
  ])('%s %s', (operator, value, inside, outside) => {
    for (const x of inside) expect([x, passes(operator, value, x)]).toEqual([x, true]);
    for (const x of [...outside, Number.NaN]) expect([x, passes(operator, value, x)]).toEqual([x, false]);
  });
});

describe('the selection k3pi', () => {
  const k3pi = selectionOf('k3pi');
  const two = { ...good().vertices[0], n_tracks: 2, tracks: [0, 1, -1], charge: 0 };
  it.each<[string, Drawn, string[]]>([
    ['a good event', good(), []],
    ['another line', { ...good(), control: false }, ['trigger']],
    ['two tracks', { ...good(), vertices: [two, good().vertices[0]!] }, ['three tracks', 'charge', 'acceptance']],
    ['two vertices', { ...good(), vertices: [good().vertices[0]!, good({ chi2: 90 }).vertices[0]!] }, ['one vertex']],
    ['negative', good({ charge: -1 }), ['charge']],
    ['a bad vertex', good({ chi2: 25 }), ['chi2']],
    ['a track in the hole', { ...good(), tracks: [straight(101, 0), ...good().tracks.slice(1)] }, ['acceptance']],
    ['late', { ...good(), times: [0, 1, 2].map((chod) => ({ chod, chod_time: 5.01 })) }, ['time']],
    ['no CHOD at all', { ...good(), times: [{ chod: -1 }, { chod: -1 }, { chod: -1 }] }, ['time']],
    ['upstream', good({ z: 103_999 }), ['z']],
    ['downstream', good({ z: 180_001 }), ['z']],
    ['momentum lost', good({ pz: 71_990 }), ['momentum']],
    ['light', good({ mass_pi: 489.9 }), ['mass']],
    ['heavy', good({ mass_pi: 497.1 }), ['mass']],
  ])('sees %s', (_, event, cuts) => {
    expect(failed(k3pi, event)).toEqual(cuts);
  });

  it('has the variant with 6 ns and tracks apart', () => {
    const late = { ...good(), times: [0, 1, 2].map((chod) => ({ chod, chod_time: 5.5 })) };
    expect(failed(selectionOf('k3pi-ucl'), late)).toEqual([]);
    const close = { ...good(), tracks: [straight(-300, 460), ...good().tracks.slice(1)] };
    expect(failed(selectionOf('k3pi-ucl'), close)).toEqual(['apart']);
  });

  it('names a source for every cut, and every selection that exists is sound', () => {
    for (const s of SELECTIONS) {
      expect(bindSelection(s).selection).toEqual(s);
      for (const cut of s.cuts) expect(cut.source).toMatch(/^(KAON|DET) §/);
    }
  });

  it('reads what its columns need and nothing else', () => {
    const reads = (s: Selection) => bindSelection(s).reads.map((t) => t.name);
    // beam_matches for `match_gtk`, which it keeps
    expect(reads(k3pi)).toEqual(['events', 'vertices', 'tracks', 'track_times', 'beam_matches']);
    expect(reads({ ...k3pi, keep: [] })).toEqual(['events', 'vertices', 'tracks', 'track_times']);
    expect(reads(of(chi2))).toEqual(['events', 'vertices']);
    expect(reads(of(parseCut('match_cda < 4mm')))).toEqual(['events', 'vertices', 'beam_matches']);
  });
});

const region = (name: string, ...where: string[]): Region => ({
  name,
  kind: 'signal',
  conditions: where.map((text) => parseCut(text)),
  source: 'a test',
  mark: '',
});
const of2 = (...regions: readonly Region[]): Selection => ({ ...of(chi2), regions });

describe('a selection that is refused', () => {
  const cases: [string, Selection, ...(string | RegExp)[]][] = [
    ['an unknown column', of({ ...chi2, column: 'mas_pi' }), 'unknown column; did you mean mass_pi?', 'cut chi2'],
    ['an unknown column of events', of({ ...chi2, column: 'events_n_track' }), 'did you mean events_n_tracks?'],
    ['a list', of({ ...chi2, column: 'momenta' }), 'unknown column'],
    ['a truth column', of({ ...chi2, column: 'particles.pdg' }), 'an expression where only data is allowed'],
    [
      'the wrong unit',
      of({ ...chi2, column: 'mass_pi', unit: 'GeV/c²' }),
      'wrong unit',
      'GeV/c²',
      'MeV/c², the unit of',
    ],
    ['a unit too much', of({ ...chi2, unit: 'mm' }), 'wrong unit', 'chi2 is a pure number'],
    ['a unit that is missing', of({ ...chi2, column: 'z' }), 'wrong unit', 'no unit', 'mm'],
    ['an unknown operator', of({ ...chi2, operator: 'betwen' }), 'unknown operator; did you mean between?', 'betwen'],
    ['NaN', of({ ...chi2, value: Number.NaN }), 'not a number'],
    ['one value between', of({ ...chi2, operator: 'between' }), 'wrong number of values', 'low and high'],
    ['two values below', of({ ...chi2, value: [1, 2] }), 'wrong number of values', 'one number'],
    ['an empty interval', of({ ...chi2, operator: 'between', value: [2, 1] }), 'an empty interval'],
    ['a name used twice', of(chi2, chi2), 'used twice', 'chi2'],
    ['no cuts', of(), 'wrong number of cuts'],
    [
      '33 cuts',
      of(...Array.from({ length: 33 }, (_, i) => ({ ...chi2, name: `c${i}` }))),
      'wrong number of cuts',
      '33',
    ],
    ['a name with a path', { ...of(chi2), name: '../k3pi' }, 'not a name of a folder'],
    ['another table', { ...of(chi2), table: 'track' as 'vertices' }, 'unknown table', 'did you mean tracks?'],
    ['a sum of columns', of({ ...chi2, column: 'chi2+ndf' }), 'an expression where only data is allowed'],
    ['a call', of({ ...chi2, column: 'sqrt(chi2)' }), 'an expression where only data is allowed'],
    ['a column of the other table', { ...of(chi2), table: 'tracks', species: ['pi'], keep: ['like1_p'] }, 'like1_p'],
    ['too few species', { ...of(chi2), species: ['pi', 'pi'] }, 'species', '3 of e, mu, pi'],
    ['an unknown species', { ...of(chi2), species: ['pi', 'pi', 'K' as 'pi'] }, 'species'],
    ['a kept column that is not', { ...of(chi2), keep: ['mas_pi'] }, 'did you mean mass_pi?'],
    ['a weight that is not', { ...of(chi2), weight: 'chi3' }, 'did you mean chi2?'],
    ['a region twice', of2(region('a', 'chi2 < 2'), region('a', 'chi2 < 3')), 'name of a region used twice'],
    [
      'an empty region',
      { ...of(chi2), regions: [{ ...region('a', 'chi2 < 2'), conditions: [] }] },
      'without conditions',
    ],
    [
      'a region of an unknown column',
      of2({ ...region('a', 'chi2 < 2'), conditions: [{ ...chi2, column: 'chi3' }] }),
      'region a',
    ],
    ['a region that nothing can be in', of2(region('a', 'z < 100 m', 'z > 120 m')), 'contradicts itself', 'region a'],
    ['a signal that a cut takes away', of2(region('a', 'chi2 > 30')), 'contradicts itself', 'chi2 > 30 and chi2 < 25'],
    ['a region from −2 to 2 beyond 3', of2(region('a', 'charge abs< 2', 'charge > 3')), 'contradicts itself'],
    ['a region of no width', of2(region('a', 'z < 100 m', 'z > 100 m')), 'contradicts itself'],
    ['a point at an open end', of2(region('a', 'charge == 2', 'charge abs< 2')), 'contradicts itself'],
    ['a region that is empty alone', of2(region('a', 'charge abs< 0')), 'contradicts itself'],
    ['a point outside', of2(region('a', 'charge == 3', 'charge abs< 2')), 'contradicts itself'],
  ];
  it.each(cases)('for %s', (_, selection, ...parts) => {
    const { code, message } = refusal(() => bindSelection(selection));
    expect(code).toBe(ExitCode.usage);
    for (const part of [...parts, 'selection ']) expect(message).toMatch(part);
  });

  it('not for regions that touch in a point that both have, or are cut in part', () => {
    for (const where of [['charge <= 2', 'charge >= 2'], ['charge == 2', 'charge <= 2'], ['chi2 > 20']]) {
      expect(bindSelection(of2(region('a', ...where))).selection.regions).toHaveLength(1);
    }
    // what is masked may lie beyond the cuts
    expect(bindSelection(of2({ ...region('a', 'chi2 > 30'), kind: 'masked' })).selection.regions).toHaveLength(1);
  });

  it('for its name', () => {
    expect(refusal(() => selectionOf('k3p')).message).toContain('did you mean k3pi?');
  });
});

describe('cuts that people type', () => {
  it.each<[string, Partial<Cut>]>([
    ['chi2 < 20', { name: 'chi2', column: 'chi2', operator: '<', value: 20, unit: '' }],
    ['chi2<=20', { operator: '<=', value: 20 }],
    ['charge == -1', { operator: '==', value: -1, unit: 'e' }],
    ['mass: mass_pi between 0.488..0.499 GeV/c²', { name: 'mass', value: [488, 499], unit: 'MeV/c²' }],
    ['mass: mass_pi between 488..499MeV', { operator: 'between', value: [488, 499] }],
    ['z between 115m..165 m', { value: [115_000, 165_000], unit: 'mm' }],
    ['p_beam_difference abs< 2.5GeV', { operator: 'abs<', value: 2500, unit: 'MeV/c' }],
    ['three tracks : n_tracks == 3', { name: 'three tracks', column: 'n_tracks' }],
    ['events_n_tracks < 6', { column: 'events_n_tracks', value: 6 }],
    ['mean_chod_time abs<500 ps', { value: 0.5, unit: 'ns' }],
  ])('%s', (text, expected) => {
    expect(parseCut(text)).toMatchObject(expected);
  });

  it.each<[string, ...string[]]>([
    ['mass_pi', 'not a cut'],
    ['mas_pi < 490MeV', 'unknown column', 'mass_pi'],
    ['mass_pi =< 490MeV', 'unknown operator', '=<'],
    ['mass_pi < 490', 'not a quantity', '490', 'MeV, GeV'],
    ['mass_pi < 490mm', 'not a quantity', 'MeV, GeV'],
    ['chi2 < 20mm', 'not a quantity', 'without unit'],
    ['z between 1m..2m..3m', 'not a quantity'],
    ['chi2 < ndf', 'not a quantity', 'ndf'],
    ['chi2+1 < 3', 'an expression where only data is allowed', 'chi2+1'],
    ['chi2/ndf < 3', 'an expression where only data is allowed'],
    ['chi2 < 2*10', 'not a quantity'],
  ])('refuses %s', (text, ...parts) => {
    const { code, message } = refusal(() => parseCut(text));
    expect(code).toBe(ExitCode.usage);
    for (const part of parts) expect(message).toContain(part);
  });

  it('replace the cut of their name, or stand behind the others', () => {
    const k3pi = selectionOf('k3pi');
    const { cuts } = changed(k3pi, ['chi2 < 20', 'match_cda < 4mm']);
    expect(cuts.map((c) => c.name)).toEqual([...k3pi.cuts.map((c) => c.name), 'match_cda']);
    expect(cuts.find((c) => c.name === 'chi2')).toMatchObject({ value: 20, source: 'as asked for' });
    expect(refusal(() => changed(k3pi, ['chi2 between 2..1'])).message).toContain('empty interval');
  });

  it('are written as they are read', () => {
    expect(conditionText(parseCut('mass_pi between 490..497 MeV'))).toBe('490 < mass_pi < 497 MeV/c²');
    expect(conditionText(parseCut('p_beam_difference abs< 3GeV'))).toBe('|p_beam_difference| < 3000 MeV/c');
    expect(conditionText(parseCut('chi2 >= 2'))).toBe('chi2 >= 2');
  });

  it('of tracks are read with the columns of tracks', () => {
    expect(parseCut('m2miss abs< 0.02 GeV²/c⁴', 'tracks')).toMatchObject({ value: 20_000, unit: 'MeV²/c⁴' });
    expect(parseCut('m2miss < 900 MeV^2', 'tracks')).toMatchObject({ value: 900 });
    expect(refusal(() => parseCut('mass_12 < 3 MeV', 'tracks')).message).toContain('unknown column');
    // a clock period has no unit that people type
    expect(parseCut('events_timestamp < 1000')).toMatchObject({ value: 1000, unit: '24.951059536 ns' });
  });
});

describe('candidates', () => {
  const k3pi = selectionOf('k3pi');
  const list = [good(), { tracks: [], vertices: [] }, good({ chi2: 30, mass_pi: 480 })];

  it('are one per vertex, with mask, verdict and the columns that are named', () => {
    const {
      candidates: c,
      candidate_events: e,
      candidate_values: v,
    } = selectCandidates(bindSelection(k3pi), false)(drawnBatch(list));
    expect([...c.offsets]).toEqual([0, 1, 1, 2]);
    expect(c.columns.mask[0]).toBe(2 ** k3pi.cuts.length - 1);
    expect([...c.columns.object]).toEqual([0, 0]);
    expect([...c.columns.passed]).toEqual([1, 0]);
    expect([...c.columns.weight]).toEqual([1, 1]);
    expect([...v.offsets]).toEqual([...c.offsets]);
    const values = v.columns as Readonly<Record<string, Float64Array>>;
    expect([...values['match_gtk']!]).toEqual([4, 4]);
    expect(values['p_total']![1]).toBeCloseTo(Math.hypot(90, 75_000), 9);
    expect([...values['mass_pi']!]).toEqual([493.7, 480]);
    expect([...e.columns.n_candidates]).toEqual([1, 0, 1]);
    expect([...e.columns.n_passed]).toEqual([1, 0, 0]);
  });

  it('are tracks where the selection says so, numbered in their event', () => {
    const one = { ...good(), identity: [1, 2, 3].map((p) => ({ eop: p / 10 })) };
    const tracks = selectionFrom({ name: 'a', doc: '', table: 'tracks', species: ['pi'], cuts: ['eop > 0.15'] });
    const { candidates: c } = selectCandidates(bindSelection(tracks), false)(drawnBatch([one, one]));
    expect([...c.columns.object]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...c.columns.passed]).toEqual([0, 1, 1, 0, 1, 1]);
  });

  it('count what the column of the weight says', () => {
    const weighted = bindSelection({ ...of(chi2), weight: 'z' });
    const { candidates: c } = selectCandidates(weighted, false)(drawnBatch([good({ z: 0.5 }), good({ z: 0 })]));
    expect([...c.columns.weight]).toEqual([0.5, 0]);
    for (const z of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { code, message } = refusal(() => selectCandidates(weighted, false)(drawnBatch([good(), good({ z })])));
      expect([code, message]).toEqual([ExitCode.data, expect.stringContaining(`found:    ${z}`)]);
      expect(message).toContain('weight z');
    }
  });

  it('can be asked 32 cuts', () => {
    const cuts = Array.from({ length: 32 }, (_, i) => ({ ...chi2, name: `c${i}`, value: i < 31 ? 25 : 50 }));
    const { candidates: c } = selectCandidates(bindSelection(of(...cuts)), false)(drawnBatch(list));
    expect([...c.columns.mask]).toEqual([0xffffffff, 0x80000000]);
    expect([...c.columns.passed]).toEqual([1, 0]);
  });

  it('write one NaN, whatever its bits', () => {
    const odd = Float64Array.of(0);
    new Uint32Array(odd.buffer).set([1, 0xfff80000]);
    const { candidate_values: v } = selectCandidates(
      bindSelection(of(chi2)),
      false,
    )(drawnBatch([good({ chi2: odd[0]! })]));
    const column = (v.columns as Readonly<Record<string, Float64Array>>)['chi2']!;
    expect([...new Uint32Array(column.slice().buffer)]).toEqual([0, 0x7ff80000]);
  });
});
