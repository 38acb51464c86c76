import { describe, expect, it } from 'vitest';
import { ExitCode, InputError } from '../../src/core/errors.js';
import type { ReplayOptions, SimulateOptions } from '../../src/verbs/types.js';
import { chained, compared, counted, row, scanned, type } from './fake.js';

const SIMULATE = 'simulate --setup kaon-2018 --decay k3pi --events 2000 --seed 1 --out a/spill';
const RUN = SIMULATE.replace('simulate', 'run').replace('a/spill', 'a');

const SCAN = 'scan --selection k3pi --signal s --background b --scan chi2=5..10:1';

describe('a command line that is understood', () => {
  it('hands simulate its options in native units', async () => {
    const { code, calls, out } = await type(`${SIMULATE} --burst 3 --conditions nominal --set straw.window=0.01s`);
    expect(code).toBe(ExitCode.ok);
    expect(calls).toEqual([
      {
        verb: 'simulate',
        options: {
          setup: 'kaon-2018',
          decay: 'k3pi',
          events: 2000,
          seed: 1,
          burst: 3,
          out: 'a/spill',
          conditions: 'nominal',
          settings: { straw: { window: 1e7 } },
          workers: 'auto',
        },
      },
    ]);
    expect(out).toContain('2,000 events in 1 part, 1.23 MB (168,000 straw)');
  });

  it('hands replay, inspect, show and validate theirs', async () => {
    const lines = [
      'replay a/spill --out a/run --on-bad stop --events 500:600 --follow --workers 3',
      'inspect a/run',
      'show a/spill --event 5 --run a/run --out e.svg --hits --truth',
      'validate --small --only field',
    ];
    const calls = (await Promise.all(lines.map((line) => type(line)))).flatMap((r) => r.calls);
    expect(calls).toEqual([
      {
        verb: 'replay',
        options: {
          spill: 'a/spill',
          out: 'a/run',
          onBad: 'stop',
          settings: {},
          events: [500, 600],
          follow: true,
          workers: 3,
        },
      },
      { verb: 'inspect', options: { folder: 'a/run' } },
      {
        verb: 'show',
        options: { spill: 'a/spill', burst: 1, event: 5, run: 'a/run', out: 'e.svg', hits: true, truth: true },
      },
      { verb: 'validate', options: { small: true, only: 'field' } },
    ]);
  });

  it('hands simulate a range of events, and refuses what is none', async () => {
    const events = async (text: string) => {
      const { calls, err, code } = await type(SIMULATE.replace('--events 2000', `--events ${text}`));
      return calls.length > 0 ? (calls[0]!.options as SimulateOptions).events : `${code}: ${err}`;
    };
    expect(await events('500:600')).toEqual([500, 600]);
    for (const bad of ['600:500', '5:5', ':5', '5:', '1:2:3', '-1:5', '1e2:300', '0']) {
      expect(await events(bad)).toMatch(/^2: error: .*\n.*events/);
    }
    const alone = await type('replay a/spill --out a/run --events 500');
    expect([alone.code, alone.err]).toEqual([ExitCode.usage, expect.stringContaining('FROM:TO')]);
  });

  it('hands select and cutflow theirs', async () => {
    const select = await type('select a/run --selection k3pi --cut "chi2 < 20" --cut "z between 110..170 m"');
    expect(select.calls).toEqual([
      { verb: 'select', options: { run: 'a/run', selection: 'k3pi', changes: ['chi2 < 20', 'z between 110..170 m'] } },
    ]);
    expect(select.out).toBe(
      'a/run/selections/k3pi: 1,234 of 5,000 candidates pass every cut of k3pi, 2,000 events in 1 part, 1.23 MB\n',
    );
    const cutflow = await type('cutflow a/run --selection k3pi');
    expect(cutflow.calls).toEqual([{ verb: 'cutflow', options: { runs: ['a/run'], selection: 'k3pi' } }]);
    expect(cutflow.out).toContain('selection k3pi of a/run/selections/k3pi\nthree pions; 2,000 events\n');
    expect(cutflow.out).toMatch(/all candidates +5,000 +1,900\n/);
    const share = '24.68 \\+0.62 −0.60';
    expect(cutflow.out).toMatch(new RegExp(`chi2 +chi2 < 25 +1,234 +1,230 +${share} +${share} +${share} +0\\n`));
    expect(JSON.parse((await type('cutflow a/run --selection k3pi --json')).out)).toEqual(counted);
  });

  it('hands select a file and a reason, cutflow runs and weights', async () => {
    const select = await type('select a/run --selection k3pi --unblind "the box is open"');
    expect(select.calls[0]!.options).toEqual({ run: 'a/run', selection: 'k3pi', unblind: 'the box is open' });
    const { calls } = await type('cutflow a b --selection k3pi --weight 1 --weight 0.25');
    expect(calls[0]!.options).toEqual({ runs: ['a', 'b'], selection: 'k3pi', weights: [1, 0.25] });
    const truth = await type('cutflow a b --selection k3pi --truth s --truth t');
    expect(truth.calls[0]!.options).toEqual({ runs: ['a', 'b'], selection: 'k3pi', truth: ['s', 't'] });
    const report = await type('report a --selection k3pi --out a/page.html --spill s');
    expect(report.calls[0]!.options).toEqual({ run: 'a', selection: 'k3pi', out: 'a/page.html', spill: 's' });
    const run = await type(`${RUN} --selection k3pi --unblind "the box is open"`);
    expect(run.calls.find((c) => c.verb === 'select')!.options).toMatchObject({ unblind: 'the box is open' });
  });

  it('hands nminus1, diff and scan theirs and prints what they say', async () => {
    const nminus1 = await type('nminus1 a b --selection k3pi --cut chi2');
    expect(nminus1.calls).toEqual([{ verb: 'nminus1', options: { runs: ['a', 'b'], selection: 'k3pi', cut: 'chi2' } }]);
    expect(nminus1.out).toContain('masked, none of it counted: masked: 470 < mass < 505 MeV/c²');
    expect(nminus1.out).toMatch(/chi2: chi2 < 25 \*; 8 of 13 pass\n {2}0 \[█ ▂\] 30 \(2 above, 3 without\)/);
    const diff = await type('diff a/run/selections/k3pi b/run/selections/k3pi');
    const folders = { a: 'a/run/selections/k3pi', b: 'b/run/selections/k3pi' };
    expect(diff.calls).toEqual([{ verb: 'diff', options: folders }]);
    expect(diff.out).toMatch(/chi2 +25 +24 +chi2 < 25 +chi2 < 24\n/);
    expect(diff.out).toMatch(/\n +1 +42 +a +chi2 +24.5\n/);
    const scan = await type(`${SCAN} --scan mass.low=485..490:5 --figure s/sqrt(b) --sigmas 5 --background-weight 0.1`);
    expect(scan.calls[0]!.options).toEqual({
      selection: 'k3pi',
      signal: ['s'],
      background: ['b'],
      axes: [
        { cut: 'chi2', edge: 'value', from: 5, to: 10, steps: 1 },
        { cut: 'mass', edge: 'low', from: 485, to: 490, steps: 5 },
      ],
      figure: 's/sqrt(b)',
      sigmas: 5,
      backgroundWeight: 0.1,
    });
    const [, table] = scan.out.split('best');
    expect(scan.out).toMatch(/\n +5 +24.68 \+0.62 −0.60 +10 +0 ± 0.0 +–\n/);
    expect(table).toMatch(/\n +10 +24.68 .* 20 +4 ± 2.0 +0.05700\n/);
    const negative = await type(SCAN.replace('5..10:1', '-5..-1:4'));
    expect(negative.calls[0]!.options).toMatchObject({ axes: [{ from: -5, to: -1, steps: 4 }] });
  });

  it('prints a scan without a figure, and a diff without a migration', async () => {
    const { out } = await type(SCAN, { scan: async () => ({ ...scanned, points: [scanned.points[0]!], best: null }) });
    expect(out).toContain('best\nnowhere defined');
    const same = { ...compared, onlyA: 0, cuts: [], migrations: [] };
    expect((await type('diff a b', { diff: async () => same })).out).toContain('no event moves');
  });

  it('marks recalled values and says what is blind, in a cutflow too', async () => {
    const cuts = [{ ...counted.cuts[0]!, mark: 'R-c' as const }, counted.cuts[0]!];
    const masked = ['box: 470 < mass < 505 MeV/c²'];
    const of = async (unblinded: string | null) =>
      (await type('cutflow a --selection k3pi', { cutflow: async () => ({ ...counted, cuts, masked, unblinded }) }))
        .out;
    const blind = await of(null);
    expect(blind.match(/chi2 < 25 \*/g)).toHaveLength(1);
    expect(blind).toContain('* recalled from memory of the paper, not read there (marks R-b, R-c)');
    expect(blind).toContain('masked, none of it counted: box: 470 < mass < 505 MeV/c²');
    expect(await of('approved')).toContain('UNBLINDED (approved): box: 470');
    const plain = (await type('cutflow a --selection k3pi')).out;
    expect(plain).not.toMatch(/recalled|masked|blind|weighted/i);
  });

  it('prints weights where they are none of one each', async () => {
    const weighted = { ...counted, weighted: { sum: 2500, error: 35.4 } };
    const { out } = await type('cutflow a --selection k3pi', { cutflow: async () => weighted });
    expect(out).toMatch(/all candidates .* 2500.0 ± 35\n/);
  });

  it('lists the columns of each table with unit and meaning', async () => {
    const { out } = await type('config columns tracks');
    expect(out).toMatch(/\nm2miss +MeV²\/c⁴ +squared mass that the track leaves/);
    const rows = JSON.parse((await type('config columns vertices --json')).out) as { name: string; doc: string }[];
    expect(new Set(rows.map((r) => r.name)).size).toBe(rows.length);
    for (const row of rows) expect(row.doc.length).toBeGreaterThan(3);
    expect(rows.map((r) => r.name)).toEqual(expect.arrayContaining(['mass_pi', 'like1_eop', 'events_n_tracks']));
  });

  it('hands simulate its intensity in particles per ns, and nothing when none is given', async () => {
    const intensity = async (flag: string) =>
      ((await type(`${SIMULATE} ${flag}`)).calls[0]!.options as SimulateOptions).intensity;
    expect(await intensity('--intensity 450MHz')).toBeCloseTo(0.45, 12);
    expect(await intensity('--intensity 450000kHz')).toBeCloseTo(0.45, 12);
    expect(await intensity('--intensity 0MHz')).toBe(0);
    expect(await intensity('--intensity 1500MHz')).toBeCloseTo(1.5, 12);
    expect(await intensity('')).toBeUndefined();
  });

  it('lists every setting once, with default, unit, verbs, meaning and source', async () => {
    const { out, calls } = await type('config');
    expect(calls).toEqual([]);
    expect(out).toMatch(/^setting +default +verbs +meaning +source\n/);
    expect(out).toMatch(/\nstraw.window +5 ns +simulate +a width +DET §0\n/);
    expect(out.match(/apparatus.scale +5 +simulate, replay /g)).toHaveLength(1);
    const rows = JSON.parse((await type('config straw-tracks --json')).out);
    expect(rows).toEqual([
      {
        module: 'straw-tracks',
        key: 'window',
        default: 5,
        text: '5 ns',
        unit: 'ns',
        verbs: ['replay'],
        doc: 'a width',
        source: 'DET §0',
      },
    ]);
  });

  it('selects too when run is asked to', async () => {
    const { calls, out } = await type(`${RUN} --selection k3pi --cut "chi2 < 20"`);
    expect(calls.map((c) => c.verb)).toEqual(['simulate', 'replay', 'inspect', 'efficiency', 'select', 'cutflow']);
    expect(calls[4]!.options).toEqual({ run: 'a/run', selection: 'k3pi', changes: ['chi2 < 20'] });
    expect(out).toContain('three pions');
    expect(Object.keys(JSON.parse((await type(`${RUN} --selection k3pi --json`)).out))).toContain('cutflow');
  });

  it('runs simulate, replay and inspect in one and says what was found and where it lies', async () => {
    const { code, calls, out } = await type(RUN);
    expect(code).toBe(ExitCode.ok);
    expect(calls.map((c) => c.verb)).toEqual(['simulate', 'replay', 'inspect', 'efficiency']);
    expect(calls[0]!.options).toMatchObject({ out: 'a/spill' });
    expect(calls[1]!.options).toMatchObject({ spill: 'a/spill', out: 'a/run', onBad: 'quarantine' });
    expect(calls[3]!.options).toMatchObject({ run: 'a/run', truth: 'a/spill', of: 'identity' });
    expect(out).toMatch(/who is who\n15–35 GeV\/c +tracks +called e/);
    expect(out).toContain('493.68 MeV/c²');
    expect(out).toContain('a/run/vertices.arrow');
    expect(out).toContain('2 events in quarantine');
  });

  it('gives each side of run the settings that it has', async () => {
    const { calls } = await type(`${RUN} --set straw.window=1ns --set straw-tracks.window=2ns --set apparatus.scale=3`);
    expect(calls[0]!.options).toMatchObject({ settings: { straw: { window: 1 }, apparatus: { scale: 3 } } });
    expect(calls[1]!.options).toMatchObject({ settings: { 'straw-tracks': { window: 2 }, apparatus: { scale: 3 } } });
    expect(Object.keys((calls[1]!.options as ReplayOptions).settings)).not.toContain('straw');
  });

  it('prints one JSON document and nothing else with --json', async () => {
    const { out } = await type(`${RUN} --json`);
    expect(Object.keys(JSON.parse(out))).toEqual(['spill', 'run', 'inspection', 'identities']);
  });

  it('writes help and version to stdout with exit code 0 and without loading the library', async () => {
    for (const line of ['--help', 'simulate --help', '--version']) {
      const { code, out, err, loaded } = await type(line);
      expect([line, code, err, loaded]).toEqual([line, ExitCode.ok, '', false]);
      expect(out.length).toBeGreaterThan(4);
    }
  });
});

describe('a command line that is not understood', () => {
  const cases: [line: string, ...parts: string[]][] = [
    [SIMULATE.replace('2000', '2k'), 'not a whole number', '--events', '2k', 'plain digits, 1 to 4294967295'],
    [SIMULATE.replace('2000', '1e3'), 'not a whole number', '--events', '1e3'],
    [SIMULATE.replace('2000', '0'), 'not a whole number', '--events', '0'],
    [SIMULATE.replace('2000', '4294967296'), '--events', '4294967296'],
    [SIMULATE.replace('--seed 1', '--seed -1'), '--seed', '-1', '0 to 9007199254740991'],
    [SIMULATE.replace('--seed 1', '--seed 9007199254740992'), '--seed', '9007199254740992'],
    [SIMULATE.replace('kaon-2018', 'kaon-2081'), 'unknown setup', '--setup', 'kaon-2018?'],
    [SIMULATE.replace('k3pi', 'K3Pi'), 'unknown decay', '--decay', 'k3pi?'],
    [`${SIMULATE} --conditions nominl`, 'unknown conditions', 'nominal?'],
    [SIMULATE.replace('--events', '--evnts'), 'unknown flag', 'spillway simulate', '--evnts', '--events?'],
    [SIMULATE.replace('--events 2000', ''), 'a flag is missing', 'spillway simulate', '--events <n>'],
    [SIMULATE.replace(' a/spill', ''), 'a flag without its value', '--out', '--out <dir>'],
    ['simulat', 'unknown verb', 'spillway', 'simulat', 'simulate?'],
    ['', 'a verb is missing', 'spillway', 'simulate, replay'],
    ['replay --out a', 'an argument is missing', 'spillway replay', '<spill>'],
    ['inspect a b', 'too many arguments', 'spillway inspect', 'a b', '<folder>'],
    ['replay s --out a --on-bad halt', 'unknown choice', '--on-bad', 'quarantine, stop'],
    ['replay s --out a --set straw-tracks.windw=5ns', 'unknown setting of straw-tracks', '--set', 'window?'],
    ['replay s --out a --set apparatu.scale=5', 'unknown module', '--set', 'apparatus?'],
    ['replay s --out a --set straw.window=5ns', 'unknown module', '--set', 'straw-tracks'],
    ['replay s --out a --set straw-tracks.window=5', 'not a quantity', '--set straw-tracks.window', '5', 'ns, ps, s'],
    ['replay s --out a --set straw-tracks.window=5mm', 'not a quantity', '5mm'],
    ['replay s --out a --set straw-tracks.window', 'not an assignment', 'straw-tracks.window', 'module.key=value'],
    [
      'replay s --out a --set straw-tracks.window=5ns --set straw-tracks.window=6ns',
      'given twice',
      'tracks.window=6ns',
    ],
    [`${SIMULATE} --intensity 450`, 'not a quantity', '--intensity', '450', 'kHz, MHz'],
    [`${SIMULATE} --intensity 450ns`, 'not a quantity', '--intensity', '450ns', 'kHz, MHz'],
    [`${SIMULATE} --intensity 1501MHz`, 'intensity beyond the model', '--intensity', '1501 MHz', '0 to 1500 MHz'],
    [`${SIMULATE} --intensity=-1MHz`, 'not an intensity', '--intensity', '-1 MHz'],
    [`${SIMULATE} --intensity 450MHz --set burst.intensity=3MHz`, 'given twice', '--intensity', 'one of the two'],
    ['select a --selection k3p', 'unknown selection', 'k3p', 'k3pi?', 'or a YAML file'],
    ['select a --selection pi-eee', 'unknown selection', 'pi-ee?'],
    ['select a --selection nothing.yaml', 'nothing.yaml', 'ENOENT', 'YAML file'],
    ['select a', 'a flag is missing', 'spillway select', '--selection <name>'],
    ['select a --selection k3pi --cut "mas_pi < 3MeV"', 'unknown column', 'mass_pi'],
    ['select a --selection k3pi --cut "z < 3ns"', 'not a quantity', 'cut z', '3ns', 'mm, um, cm, m'],
    ['select a --selection k3pi --cut "z = 3m"', 'unknown operator', 'cut z'],
    ['select a --selection k3pi --cut "chi2+ndf < 3"', 'an expression where only data is allowed', 'chi2+ndf'],
    ['cutflow a --selection k3pi --weight=-1', 'not a number', '--weight', '-1', '0 or more'],
    ['cutflow a --selection k3pi --weight nan', 'not a number', '--weight', 'nan'],
    ['cutflow a --selection k3pi --weight ""', 'not a number', '--weight'],
    [SCAN.replace('chi2=5..10:1', 'chi2=5..10'), 'not a range of a cut', '--scan', 'chi2=5..10', 'from..to:steps'],
    [SCAN.replace('chi2=5..10:1', 'chi2=a..10:1'), 'not a range of a cut', 'a..10'],
    [`${SCAN} --figure punsi`, 'unknown figure of merit', 'punzi?'],
    [`${SCAN} --sigmas=-3`, 'not a number', '--sigmas'],
    [SCAN.replace('--background b', ''), 'a flag is missing', '--background'],
    ['config columns vertexes', 'unknown table of candidates', 'vertices?'],
    ['config show k3p', 'unknown selection', 'k3pi?'],
    ['diff a', 'an argument is missing', '<b>'],
    [`${RUN} --cut "chi2 < 3"`, 'a cut of no selection', '--cut', '--selection <name>'],
    ['config strw', 'unknown module', 'straw?'],
    ['replay s --out a --set __proto__.x=5', 'unknown module', '__proto__'],
  ];
  it.each(cases)('refuses: spillway %s', async (line, ...parts) => {
    const { code, out, err, calls } = await type(line);
    expect(code).toBe(ExitCode.usage);
    expect(out).toBe('');
    expect(calls).toEqual([]);
    for (const part of [...parts, 'where:', 'found:', 'expected:']) expect(err).toContain(part);
  });

  it('refuses a number before the library is loaded', async () => {
    expect((await type(SIMULATE.replace('2000', '2k'))).loaded).toBe(false);
    expect((await type(`${SIMULATE} --intensity 450`)).loaded).toBe(false);
  });
});

describe('exit codes', () => {
  it.each([ExitCode.data, ExitCode.output])('is that of the input error: %i', async (code) => {
    const complaint = { what: 'a wrong thing', where: 'file', found: 'x', expected: 'y' };
    const result = await type('inspect a', { inspect: () => Promise.reject(new InputError(code, complaint)) });
    expect(result.code).toBe(code);
    expect(result.err).toContain('error: a wrong thing\n  where:    file');
  });

  it('is 1 with the stack for a defect', async () => {
    const result = await type('inspect a', { inspect: () => Promise.reject(new TypeError('x is undefined')) });
    expect(result.code).toBe(ExitCode.internal);
    expect(result.err).toMatch(/TypeError: x is undefined\n {4}at .*\nThis is a defect/s);
  });

  it('is 5 when a validation row is red, and the table is printed all the same', async () => {
    const result = await type('validate', { validate: () => Promise.resolve({ rows: [row('green'), row('red')] }) });
    expect(result.code).toBe(ExitCode.validation);
    expect(result.out).toContain('1 of 2 rows green');
    expect(result.out).toContain('red: field.axial: kick on axis; sample: axial track; estimator: swim');
  });

  it('is 130 when the user stops, and the next verb of `run` does not start', async () => {
    const abort = new AbortController();
    const result = await type(
      RUN,
      {
        simulate: (options) => {
          abort.abort();
          return Promise.resolve({ ...chained, folder: options.out });
        },
      },
      abort,
    );
    expect(result.code).toBe(ExitCode.interrupted);
    expect(result.err).toContain('stopped');
    expect(result.calls).toEqual([]);
  });
});

describe('what goes to the terminal', () => {
  it('is a progress line that is removed before the result', async () => {
    const simulate = (line: string) =>
      type(line, {
        simulate: (options, { onProgress }) => {
          onProgress({ task: 'simulate', unit: 'events', done: 500, total: 2000 });
          return Promise.resolve({ ...chained, folder: options.out });
        },
      });
    const { err } = await simulate(SIMULATE);
    expect(err.startsWith('\r\x1b[Ksimulate 25% · 500 of 2,000 events')).toBe(true);
    expect(err.endsWith('\r\x1b[K')).toBe(true);
    expect((await simulate(`${SIMULATE} --quiet`)).err).toBe('');
  });

  it('is a warning as text, and no information line', async () => {
    const { err } = await type('inspect a', {
      inspect: (_, { logger }) => {
        logger.info({ part: 1 }, 'a part');
        logger.warn({ part: 2 }, 'an odd part');
        throw new InputError(ExitCode.data, { what: 'w', where: 'x', found: 'y', expected: 'z' });
      },
    });
    expect(err).toMatch(/^warning: an odd part part=2\nerror: w\n/);
  });
});
