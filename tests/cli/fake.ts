import { main } from '../../src/cli/program.js';
import type { Setting } from '../../src/core/settings.js';
import type {
  InspectResult,
  ReplayResult,
  ValidateResult,
  ValidationRow,
  VerbContext,
  Verbs,
  WrittenResult,
} from '../../src/verbs/types.js';

/** One call of a fake verb. */
export interface Call {
  readonly verb: string;
  readonly options: unknown;
}

export const written: WrittenResult = {
  folder: 'a/spill',
  parts: 1,
  events: 2000,
  rows: { straw: 168000 },
  bytes: 1234567,
  bytesByTable: { straw: 1234567 },
};
const replayed: ReplayResult = { ...written, folder: 'a/run', rows: { vertices: 1500 }, quarantined: 2 };
const inspected: InspectResult = {
  folder: 'a/run',
  kind: 'run',
  provenance: [{ label: 'seed', value: '1' }],
  parts: 1,
  events: 2000,
  tables: [{ name: 'vertices', version: 1, rows: 1500, bytes: 999, columns: 17, file: 'a/run/vertices.arrow' }],
  found: [{ label: 'kaon mass', value: '493.68 MeV/c²' }],
};
export const row = (verdict: ValidationRow['verdict']): ValidationRow => ({
  name: 'field.axial',
  quantity: 'kick on axis',
  kind: 'arithmetic',
  sample: 'axial track',
  estimator: 'swim',
  n: 1,
  expected: '270.1 MeV/c',
  tolerance: '0.3',
  here: '270.2 MeV/c',
  pull: null,
  verdict,
});

const setting = (unit: Setting['unit']): Setting => ({ default: 5, unit, doc: '', source: '' });

/** Runs a command line against verbs that do nothing but remember what they were asked. */
export async function type(line: string, replaced: Partial<Verbs> = {}, abort = new AbortController()) {
  const calls: Call[] = [];
  let out = '';
  let err = '';
  let loaded = false;
  const fake =
    <R>(verb: string, result: R) =>
    async (options: unknown, _context: VerbContext): Promise<R> => {
      calls.push({ verb, options });
      return result;
    };
  const validation: ValidateResult = { rows: [row('green')] };
  const verbs: Verbs = {
    setups: ['kaon-2018', 'kaon-2022', 'dump-2021'],
    decays: ['k3pi', 'k2pi'],
    conditions: ['nominal'],
    simulationSettings: { straw: { window: setting('ns') }, apparatus: { scale: setting('') } },
    reconstructionSettings: { 'straw-tracks': { window: setting('ns') }, apparatus: { scale: setting('') } },
    simulate: fake('simulate', written),
    replay: fake('replay', replayed),
    inspect: fake('inspect', inspected),
    show: fake('show', { text: 'event 5' }),
    validate: fake('validate', validation),
    ...replaced,
  };
  const code = await main(line.split(' ').filter(Boolean), {
    version: '0.0.0',
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    terminal: true,
    signal: abort.signal,
    load: async () => {
      loaded = true;
      return verbs;
    },
  });
  return { code, out, err, calls, loaded };
}
