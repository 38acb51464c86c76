import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExitCode, InputError } from '../../src/core/errors.js';
import { ROW_NAMES, validationRows } from '../../src/report/validation/index.js';
import { type Figure, judge, plain, printed, withError } from '../../src/report/validation/row.js';
import { findingsIn, validationMarkdown } from '../../src/report/validation-markdown.js';
import { validate } from '../../src/verbs/validate.js';

const FIGURE: Figure = {
  name: 'a',
  quantity: 'a | b',
  kind: 'full chain',
  sample: 'toy',
  estimator: 'mean',
  n: 1234,
  unit: 'm',
  value: 1.02,
  error: 0.03,
  expected: 1,
  band: [0.9, 1.1],
};

const bench = { small: true, signal: new AbortController().signal, onEvents: () => {} };
const context = {
  signal: new AbortController().signal,
  logger: { info: () => {}, warn: () => {} },
  onProgress: () => {},
};

describe('judge', () => {
  it('is green inside the tolerance, with the pull', () => {
    const row = judge(FIGURE);
    expect(row).toMatchObject({ verdict: 'green', expected: '1 m', tolerance: '± 0.1 m', here: '1.020 ± 0.030 m' });
    expect(row.pull).toBeCloseTo(2 / 3, 12);
  });

  it('is red outside it', () => {
    expect(judge({ ...FIGURE, value: 1.11 }).verdict).toBe('red');
    expect(judge({ ...FIGURE, value: 0.89 }).verdict).toBe('red');
    expect(judge({ ...FIGURE, value: Number.NaN }).verdict).toBe('red');
  });

  it('is red when the error exceeds a third of the tolerance', () => {
    expect(judge({ ...FIGURE, error: 0.0333 }).verdict).toBe('green');
    expect(judge({ ...FIGURE, error: 0.034 }).verdict).toBe('red');
    expect(judge({ ...FIGURE, error: Number.NaN, value: 1 }).verdict).toBe('red');
  });

  it('may allow errors outside the band, without widening what is sharp', () => {
    const gate = { ...FIGURE, expected: null, compatible: 2, toleranceText: 'gate, 2 errors' };
    expect(judge({ ...gate, value: 0.85 })).toMatchObject({ verdict: 'green', tolerance: 'gate, 2 errors' });
    expect(judge({ ...gate, value: 0.83 }).verdict).toBe('red');
    expect(judge({ ...gate, value: 1.15 }).verdict).toBe('green');
    expect(judge({ ...gate, value: 1.17 }).verdict).toBe('red');
    expect(judge({ ...gate, value: 1, error: 0.034 }).verdict).toBe('red');
    expect(judge({ ...gate, value: Number.NaN }).verdict).toBe('red');
  });

  it('has no pull for a gate or without an error', () => {
    expect(judge({ ...FIGURE, expected: null })).toMatchObject({
      pull: null,
      expected: '0.9 to 1.1 m',
      tolerance: 'gate',
    });
    expect(judge({ ...FIGURE, error: null })).toMatchObject({ pull: null, here: '1.02 m' });
  });
});

describe('printed', () => {
  it('is never red: it shows what was found beside what was published', () => {
    const row = printed({ ...FIGURE, value: 99, error: 50, expectedText: '1 to 2' });
    expect(row).toMatchObject({ verdict: 'printed', expected: '1 to 2 m', tolerance: 'printed', pull: null });
    expect(row.here).toBe('99 ± 50 m');
  });

  it('has no expected value where none is known', () => {
    expect(printed({ ...FIGURE, expectedText: 'none' }).expected).toBe('none');
  });
});

describe('numbers', () => {
  it('show the error with two figures', () => {
    expect(withError(0.124567, 0.00017)).toBe('0.12457 ± 0.00017');
    expect(withError(-12.3456, 1.234)).toBe('−12.3 ± 1.2');
    expect(withError(1234, 56)).toBe('1234 ± 56');
    expect(plain(-0.21134)).toBe('−0.21134');
  });
});

describe('validationMarkdown', () => {
  const rows = [judge(FIGURE), judge({ ...FIGURE, name: 'b', value: 2, note: 'tails 1 %' })];

  it('marks the table for the README, names red rows and escapes bars', () => {
    const text = validationMarkdown(rows, 'found.');
    expect(text).toContain('<!-- validation:begin -->\n\n1 of 2 rows are green.');
    expect(text).toContain('| a \\| b | 1 m | ± 0.1 m | 2.000 ± 0.030 m | 33.33 | **red** | 1,234 | full chain |');
    expect(text).toContain('| `b` | a \\| b | toy | mean | tails 1 % |');
    expect(text.endsWith('-->\n')).toBe(true);
  });

  it('counts printed rows apart', () => {
    const text = validationMarkdown([...rows, printed({ ...FIGURE, expectedText: 'none' })], '');
    expect(text).toContain('1 of 2 rows are green, 1 are printed without being judged.');
    expect(text).toContain('| none | printed | 1.020 ± 0.030 m |  | printed | 1,234 |');
  });

  it('keeps the findings when it is written again, to the byte', () => {
    const findings = '### One\n\nIt is so.\n\n- because';
    const once = validationMarkdown(rows, findings);
    expect(findingsIn(once)).toBe(findings);
    expect(validationMarkdown(rows, findingsIn(once))).toBe(once);
    expect(findingsIn('')).toBe('');
  });
});

describe('validationRows', () => {
  it('makes the rows asked for, as named', async () => {
    const rows = await validationRows(bench, (name) => name.startsWith('field'));
    expect(rows.map((r) => r.name)).toEqual(['field-integral-axis', 'field-integral-0.6m']);
    expect(rows.every((r) => r.verdict === 'green')).toBe(true);
  });

  it('puts the beam where it is published to be', async () => {
    const rows = await validationRows(bench, (name) => name.startsWith('beam-centroid') || name === 'beam-dispersion');
    expect(rows.map((r) => [r.name, r.verdict])).toEqual([
      ['beam-centroid', 'green'],
      ['beam-dispersion', 'green'],
    ]);
  });

  it('sees an error of the time offsets as what it is', async () => {
    const rows = await validationRows(bench, (name) => name.startsWith('t0-'));
    expect(rows.map((r) => r.here)).toEqual(['−100 ps', '1', '100 ps', '1']);
    expect(rows.every((r) => r.verdict === 'green')).toBe(true);
  }, 20_000);

  it('has names that differ, and makes no row under another name', async () => {
    expect(new Set(ROW_NAMES).size).toBe(ROW_NAMES.length);
    const rows = await validationRows(bench, (name) => name.startsWith('decay'));
    expect(rows.map((r) => r.name)).toEqual(ROW_NAMES.filter((name) => name.startsWith('decay')));
  });

  it('stops with the reason of the signal', async () => {
    const stopped = { ...bench, signal: AbortSignal.abort(new Error('enough')) };
    await expect(validationRows(stopped, (name) => name === 'fakes-k3pi')).rejects.toThrow('enough');
  });
});

describe('validate', () => {
  it('refuses a name that no row has', async () => {
    const wrong = validate({ small: true, only: 'feild-integral-axis' }, context);
    await expect(wrong).rejects.toThrow(/did you mean field-integral-axis/);
    await expect(wrong).rejects.toMatchObject({ code: ExitCode.usage });
  });

  it('writes the document, keeping what people wrote', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'validation-'));
    try {
      const file = path.join(folder, 'validation.md');
      await writeFile(file, validationMarkdown([], 'by hand'));
      const result = await validate({ small: true, only: 'field-integral', out: file }, context);
      expect(result.file).toBe(file);
      const text = await readFile(file, 'utf8');
      expect(findingsIn(text)).toBe('by hand');
      expect(text).toContain('`field-integral-axis`');
      await expect(validate({ small: true, only: 'field-integral', out: folder }, context)).rejects.toThrow(InputError);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
