import { describe, expect, it } from 'vitest';
import { formatSeconds, ProgressLine, progressText } from '../../src/cli/progress.js';

describe('progress', () => {
  it('says share, count, rate and time left', () => {
    const progress = { task: 'replay', unit: 'events', done: 3000, total: 12000 };
    expect(progressText(progress, 1500)).toBe('replay 25% · 3,000 of 12,000 events · 2,000/s · 0:05 left');
  });

  it('says nothing it cannot know', () => {
    expect(progressText({ task: 'replay', unit: 'events', done: 0, total: 0 }, 0)).toBe('replay 0% · 0 of 0 events');
  });

  it.each([
    [0, '0:00'],
    [59.6, '1:00'],
    [600, '10:00'],
    [3599, '59:59'],
    [3661, '1:01:01'],
  ])('writes %d s as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('is drawn at most ten times a second, and always at the end', () => {
    let time = 0;
    let drawn = 0;
    const line = new ProgressLine(
      () => drawn++,
      () => time,
    );
    for (let done = 1; done <= 100; done++) {
      line.update({ task: 'simulate', unit: 'events', done, total: 100 });
      time += 9.5;
    }
    expect(drawn).toBeGreaterThanOrEqual(10);
    expect(drawn).toBeLessThanOrEqual(11);
  });
});
