import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { chooseSelection, type SelectionChoice } from '../../src/verbs/selection-file.js';
import { refusal, scratch } from '../arrow/support.js';

const folder = scratch();
const HEAD = 'name: mine\ndoc: a test\ntable: vertices\nspecies: [pi, pi, pi]\n';
const CUTS = 'cuts:\n  - chi2 < 25\n';

let n = 0;
function yaml(text: string, extension = 'yaml'): string {
  const path = folder(`file-${n++}.${extension}`);
  writeFileSync(path, text);
  return path;
}

describe('a selection in YAML', () => {
  it('is what it says, with regions, kept columns and weight', async () => {
    const text = `${HEAD}# a comment
cuts:
  - chi2 < 25
  - "far: z > 120 m"
  - name: mass
    where: mass_pi between 490..497 MeV
    source: KAON §6.1 (FW19)
    mark: S
regions:
  - name: box
    kind: masked
    where: [mass_pi between 490..497 MeV, pt < 30 MeV]
    mark: R-c
keep: [p_total]
weight: n_tracks
`;
    for (const extension of ['yaml', 'yml', 'YAML']) {
      expect(await chooseSelection(yaml(text, extension))).toEqual({
        name: 'mine',
        doc: 'a test',
        table: 'vertices',
        species: ['pi', 'pi', 'pi'],
        cuts: [
          { name: 'chi2', column: 'chi2', operator: '<', value: 25, unit: '', source: 'as asked for', mark: '' },
          { name: 'far', column: 'z', operator: '>', value: 120_000, unit: 'mm', source: 'as asked for', mark: '' },
          {
            name: 'mass',
            column: 'mass_pi',
            operator: 'between',
            value: [490, 497],
            unit: 'MeV/c²',
            source: 'KAON §6.1 (FW19)',
            mark: 'S',
          },
        ],
        regions: [
          {
            name: 'box',
            kind: 'masked',
            conditions: [
              { column: 'mass_pi', operator: 'between', value: [490, 497], unit: 'MeV/c²' },
              { column: 'pt', operator: '<', value: 30, unit: 'MeV/c' },
            ],
            source: 'as asked for',
            mark: 'R-c',
          },
        ],
        keep: ['p_total'],
        weight: 'n_tracks',
      });
    }
  });

  it('takes changes as a shipped one does', async () => {
    const { cuts } = await chooseSelection(yaml(HEAD + CUTS), ['chi2 < 20', 'z > 120 m']);
    expect(cuts.map((c) => [c.name, c.value])).toEqual([
      ['chi2', 20],
      ['z', 120_000],
    ]);
  });
});

describe('a file that is refused, with its line', () => {
  it.each<[string, string, ...(string | RegExp)[]]>([
    ['a broken list', `${HEAD}cuts: [chi2 < 25\nkeep: []\n`, 'not YAML', /\.yaml:6:1/],
    ['a tab', `${HEAD}cuts:\n\t- chi2 < 25\n`, 'not YAML', /\.yaml:6:1/],
    ['a key twice', `${HEAD}${CUTS}doc: again\n`, 'not YAML', /\.yaml:7:1/, 'unique'],
    ['nothing', '', 'not a selection'],
    ['a list', '- chi2 < 25\n', 'not a selection'],
    ['no cuts', HEAD, 'not a selection', 'cuts'],
    ['an unknown key', `${HEAD}${CUTS}weigth: n_tracks\n`, 'not a selection', 'weigth'],
    [
      'an unknown key of a cut',
      `${HEAD}cuts:\n  - chi2 < 25\n  - {where: z > 3 m, sorce: mine}\n`,
      /\.yaml:7, cuts\.1/,
    ],
    ['an unknown table', HEAD.replace('vertices', 'vertexes') + CUTS, /\.yaml:3, table/, 'vertices'],
    ['an unknown species', HEAD.replace('[pi,', '[K,') + CUTS, /\.yaml:4, species\.0/],
    ['an unknown mark', `${HEAD}cuts:\n  - {where: z > 3 m, mark: Q}\n`, /\.yaml:6, cuts\.0/],
    [
      'an unknown kind',
      `${HEAD}${CUTS}regions:\n  - {name: a, kind: hidden, where: z > 3 m}\n`,
      /\.yaml:8, regions\.0\.kind/,
    ],
    ['a number for a cut', `${HEAD}cuts:\n  - 25\n`, /\.yaml:6, cuts\.0/],
    ['an unknown column', `${HEAD}cuts:\n  - chi3 < 25\n`, 'did you mean chi2?'],
    ['a unit of another dimension', `${HEAD}cuts:\n  - z < 25 ns\n`, 'not a quantity', '25 ns'],
    ['a unit that is missing', `${HEAD}cuts:\n  - z < 25\n`, 'not a quantity', 'mm'],
    ['a sum', `${HEAD}cuts:\n  - chi2 + ndf < 25\n`, /expected:/],
    ['a cut twice', `${HEAD}cuts: [chi2 < 25, chi2 > 2]\n`, 'name of a cut used twice'],
    ['a column that is computed', `${HEAD}cuts:\n  - "r: sqrt(x) < 25"\n`, 'an expression where only data is allowed'],
    [
      'a region that contradicts itself',
      `${HEAD}${CUTS}regions:\n  - {name: a, kind: masked, where: [z < 3 m, z > 4 m]}\n`,
      'contradicts itself',
    ],
    ['a name that is a path', HEAD.replace('mine', '../mine') + CUTS, 'not a name of a folder'],
  ])('%s', async (_, text, ...parts) => {
    const { code, message } = await refusal(() => chooseSelection(yaml(text)));
    expect([code, message]).toEqual([ExitCode.usage, expect.stringMatching(/where:.*\n.*found:.*\n.*expected:/)]);
    for (const part of parts) expect(message).toMatch(part);
  });

  it('that is not there', async () => {
    const { message } = await refusal(() => chooseSelection(folder('none.yaml')));
    expect(message).toMatch(/where:.*none\.yaml[\s\S]*YAML file/);
  });

  it('an object of another shape, at its key', async () => {
    const object = { name: 'a', doc: '', table: 'tracks', species: ['pi'], cuts: [{ where: 'p > 3 GeV', wher: 1 }] };
    const { message } = await refusal(() => chooseSelection(object as unknown as SelectionChoice));
    expect(message).toMatch(/not a selection[\s\S]*selection, cuts\.0/);
  });

  it('does not run what YAML may hold', async () => {
    const { message } = await refusal(() =>
      chooseSelection(yaml(`${HEAD}cuts:\n  - !!js/function 'function () { return true; }'\n`)),
    );
    expect(message).toMatch(/where:/);
  });
});
