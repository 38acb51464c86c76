import { describe, expect, it } from 'vitest';
import { explain } from '../../src/cli/failure.js';
import { ExitCode } from '../../src/core/errors.js';

describe('a defect', () => {
  it('is told with its stack and those of its causes', () => {
    const first = new RangeError('index 7 of 5');
    first.stack = 'RangeError: index 7 of 5\n    at cells (lkr.js:3:1)';
    const second = new Error('3 workers failed', { cause: first });
    const { text, code } = explain(second, false);
    expect(code).toBe(ExitCode.internal);
    expect(text).toContain(`${second.stack}\ncaused by: ${first.stack}\nThis is a defect of spillway`);
  });

  it('may be anything that was thrown', () => {
    expect(explain('a word', false).text).toMatch(/^a word\nThis is a defect/);
    expect(explain(new Error('x', { cause: 7 }), false).text).toContain('\ncaused by: 7\nThis is');
  });
});
