import { describe, expect, it } from 'vitest';
import { printIdentities } from '../../src/cli/efficiency-command.js';
import { ExitCode } from '../../src/core/errors.js';
import { identified, type } from './fake.js';

describe('spillway efficiency', () => {
  it('asks what the line says', async () => {
    const { calls, code } = await type(
      'efficiency a/run --of identity --against momentum --truth a/spill --svg a/plot.svg',
    );
    expect(code).toBe(0);
    const options = { run: 'a/run', of: 'identity', against: 'momentum', truth: 'a/spill', svg: 'a/plot.svg' };
    expect(calls).toEqual([{ verb: 'efficiency', options }]);
  });

  it('prints a table of shares with their intervals, or all as JSON', async () => {
    const { out } = await type('efficiency a/run --of identity --against momentum');
    expect(out).toContain('100 tracks, true pions');
    expect(out).toMatch(/15–20 +100 +1\.00 \+1\.23 −0\.55 +4\.0 \+2\.5 −1\.6 +90\.0 \+2\.6 −3\.4 +5\.0 \+2\.6 −1\.8/);
    expect(out).toContain('20 tracks in no bin');
    const json = await type('efficiency a/run --of identity --against momentum --json');
    expect(JSON.parse(json.out)).toEqual(identified);
  });

  it('says when there is no truth', async () => {
    const efficiency = async () => ({ ...identified, truth: null, outside: 0 });
    const { out } = await type('efficiency a/run --of identity --against momentum', { efficiency });
    expect(out).toContain('without truth: shares of the tracks, not efficiencies\n\n');
  });

  it('refuses what it cannot count', async () => {
    for (const line of [
      'efficiency a/run --of charge --against momentum',
      'efficiency a/run --of identity --against time',
      'efficiency a/run --of identity',
    ]) {
      const { code, err, loaded } = await type(line);
      expect(code, line).toBe(ExitCode.usage);
      expect(err, line).not.toBe('');
      expect(loaded, line).toBe(false);
    }
  });
});

describe('who is who', () => {
  it('says nothing of a species that has no track at 15–35 GeV/c', () => {
    const none = { n: 0, value: 0, low: 0, high: 0.5 };
    const one = { n: 1, value: 1, low: 0.5, high: 1 };
    const bin = { from: 5000, to: 10_000, tracks: 1, called: { e: one, mu: none, pi: none, none } };
    const text = printIdentities({ ...identified, species: [{ species: 'e', bins: [bin] }] });
    expect(text).toMatch(/true electrons +0\n/);
  });
});
