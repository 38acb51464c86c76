import { describe, expect, it } from 'vitest';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { bindSelection } from '../../src/selection/bind.js';
import { CutCounts } from '../../src/selection/counts.js';
import { type Cut, cutText, type Operator, type Selection } from '../../src/selection/cut.js';
import { SELECTIONS, selectionOf } from '../../src/selection/index.js';
import { parseCut } from '../../src/selection/parse.js';
import { selectCandidates } from '../../src/selection/stage.js';
import { type Drawn, drawnBatch, good, straight } from './drawn.js';

const chi2: Cut = { name: 'chi2', column: 'chi2', operator: '<', value: 25, unit: '', source: 'a test' };
const of = (...cuts: readonly unknown[]): Selection => ({
  name: 'drawn',
  doc: '',
  table: 'vertices',
  cuts: cuts as readonly Cut[],
});

function refusal(action: () => unknown): InputError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was refused');
}

/** Names of the cuts of a selection that the first candidate of an event fails. */
function failed(selection: Selection, event: Drawn): string[] {
  const mask = bindSelection(selection).mask(drawnBatch([event]), 0, 0);
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
      expect(bindSelection(s).selection).toBe(s);
      for (const cut of s.cuts) expect(cut.source).toMatch(/^(KAON|DET) §/);
    }
  });

  it('reads what its columns need and nothing else', () => {
    const reads = (s: Selection) => bindSelection(s).reads.map((t) => t.name);
    expect(reads(k3pi)).toEqual(['events', 'vertices', 'tracks', 'track_times']);
    expect(reads(of(chi2))).toEqual(['events', 'vertices']);
    expect(reads(of(parseCut('match_cda < 4mm')))).toEqual(['events', 'vertices', 'beam_matches']);
  });
});

describe('a selection that is refused', () => {
  const cases: [string, Selection, ...(string | RegExp)[]][] = [
    ['an unknown column', of({ ...chi2, column: 'mas_pi' }), 'unknown column; did you mean mass_pi?', 'cut chi2'],
    ['an unknown column of events', of({ ...chi2, column: 'events.n_track' }), 'did you mean events.n_tracks?'],
    ['a list', of({ ...chi2, column: 'momenta' }), 'unknown column'],
    ['a truth column', of({ ...chi2, column: 'particles.pdg' }), 'unknown column'],
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
    ['another table', { ...of(chi2), table: 'tracks' as 'vertices' }, 'unknown table', 'tracks'],
  ];
  it.each(cases)('for %s', (_, selection, ...parts) => {
    const { code, message } = refusal(() => bindSelection(selection));
    expect(code).toBe(ExitCode.usage);
    for (const part of [...parts, 'selection ']) expect(message).toMatch(part);
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
    ['events.n_tracks < 6', { column: 'events.n_tracks', value: 6 }],
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
  ])('refuses %s', (text, ...parts) => {
    const { code, message } = refusal(() => parseCut(text));
    expect(code).toBe(ExitCode.usage);
    for (const part of parts) expect(message).toContain(part);
  });

  it('replace the cut of their name, or stand behind the others', () => {
    const cuts = selectionOf('k3pi', ['chi2 < 20', 'match_cda < 4mm']).cuts;
    expect(cuts.map((c) => c.name)).toEqual([...selectionOf('k3pi').cuts.map((c) => c.name), 'match_cda']);
    expect(cuts.find((c) => c.name === 'chi2')).toMatchObject({ value: 20, source: 'as asked for' });
    expect(refusal(() => selectionOf('k3pi', ['chi2 between 2..1'])).message).toContain('empty interval');
  });

  it('are written as they are read', () => {
    expect(cutText(parseCut('mass_pi between 490..497 MeV'))).toBe('490 < mass_pi < 497 MeV/c²');
    expect(cutText(parseCut('p_beam_difference abs< 3GeV'))).toBe('|p_beam_difference| < 3000 MeV/c');
    expect(cutText(parseCut('chi2 >= 2'))).toBe('chi2 >= 2');
  });
});

describe('candidates', () => {
  const k3pi = selectionOf('k3pi');
  const list = [good(), { tracks: [], vertices: [] }, good({ chi2: 30, mass_pi: 480 })];

  it('are one per vertex, with mask, verdict and beam track', () => {
    const { candidates: c, candidate_events: e } = selectCandidates(bindSelection(k3pi), true)(drawnBatch(list));
    expect([...c.offsets]).toEqual([0, 1, 1, 2]);
    expect(c.columns.mask[0]).toBe(2 ** k3pi.cuts.length - 1);
    expect([...c.columns.passed.subarray(0, 2)]).toEqual([1, 0]);
    expect([...c.columns.gtk.subarray(0, 2)]).toEqual([4, 4]);
    expect(c.columns.p_total[1]).toBeCloseTo(Math.hypot(90, 75_000), 9);
    expect([...e.columns.n_candidates.subarray(0, 3)]).toEqual([1, 0, 1]);
    expect([...e.columns.n_passed.subarray(0, 3)]).toEqual([1, 0, 0]);
  });

  it('have no beam track where there are no matches', () => {
    const { beam_matches: _, ...batch } = drawnBatch(list);
    const { candidates: c } = selectCandidates(bindSelection(k3pi), false)(batch);
    expect([...c.columns.gtk.subarray(0, 2)]).toEqual([-1, -1]);
  });

  it('can be asked 32 cuts', () => {
    const cuts = Array.from({ length: 32 }, (_, i) => ({ ...chi2, name: `c${i}`, value: i < 31 ? 25 : 50 }));
    const { candidates: c } = selectCandidates(bindSelection(of(...cuts)), false)(drawnBatch(list));
    expect([...c.columns.mask.subarray(0, 2)]).toEqual([0xffffffff, 0x80000000]);
    expect([...c.columns.passed.subarray(0, 2)]).toEqual([1, 0]);
  });
});

describe('the counts of a cutflow', () => {
  it('are those of the cuts in order, and of all cuts but one', () => {
    const counts = new CutCounts(3);
    const mask = Uint32Array.of(0b111, 0b011, 0b110, 0b101, 0b000, 0b111);
    counts.addEvent(mask, 0, 2);
    counts.addEvent(mask, 2, 2);
    counts.addEvent(mask, 2, 5);
    counts.addEvent(mask, 5, 6);
    expect(counts).toMatchObject({ candidates: 6, candidateEvents: 3, passed: 2 });
    expect(counts.after).toEqual([4, 3, 2]);
    expect(counts.eventsAfter).toEqual([3, 2, 2]);
    expect(counts.withoutCut).toEqual([3, 3, 3]);
  });

  it('reach the 32nd cut', () => {
    const counts = new CutCounts(32);
    counts.addEvent(Uint32Array.of(0xffffffff, 0x7fffffff), 0, 2);
    expect([counts.after[30], counts.after[31], counts.withoutCut[31], counts.withoutCut[0]]).toEqual([2, 1, 2, 1]);
  });
});
