import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fuzz, type Verdict } from '../tests/faults/fuzz.js';
import { makeSpill } from '../tests/faults/patient.js';

/**
 * Replays mutated spills: `node dist/bench/fuzz.js [--cases 1000000] [--from 0] [--seed 1] [--only CASE]`. Prints the rate, what became
 * of the cases, and the number of every bad one; ends with 1 when there is one.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const root = mkdtempSync(join(tmpdir(), 'spillway-fuzz-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const spill = join(root, 'spill');
await makeSpill(spill, 6, 0.15);
const fuzz = await Fuzz.of(spill, Number(values.seed));

if (values.only === undefined) await all(Number(values.from), Number(values.cases));
else {
  console.log(await fuzz.run(Number(values.only)));
  console.log(await fuzz.explain(Number(values.only)));
}

async function all(from: number, cases: number): Promise<void> {
  const histogram = new Map<string, number>();
  let slowest: Verdict | undefined;
  let bad = 0;
  const start = performance.now();
  for (let n = from; n < from + cases; n++) {
    const verdict = await fuzz.run(n);
    const line = `${verdict.kind}: ${verdict.outcome}`;
    histogram.set(line, (histogram.get(line) ?? 0) + 1);
    if (verdict.time > (slowest?.time ?? 0)) slowest = verdict;
    if (verdict.outcome.startsWith('bad')) {
      bad++;
      console.log(`case ${n}: ${line}`);
    }
    if ((n + 1 - from) % 10_000 === 0) console.log(`${n + 1 - from} cases, ${rate(n + 1 - from, start)}, ${bad} bad`);
  }
  for (const [line, n] of [...histogram].sort((a, b) => b[1] - a[1])) console.log(String(n).padStart(9), line);
  console.log(`${cases} cases, ${rate(cases, start)}, ${bad} bad; slowest:`, slowest);
  if (bad > 0) process.exitCode = 1;
}

function rate(cases: number, start: number): string {
  const seconds = (performance.now() - start) / 1000;
  return `${seconds.toFixed(0)} s, ${(cases / seconds).toFixed(0)} a second`;
}
