import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chainBench, chainMarkdown, verbCosts } from './chain.js';
import { costPicture } from './cost.js';
import { AGREEMENT, buildNative, measure, pinToOneCore } from './harness.js';
import { kernels } from './kernels.js';
import { kernelTable, machine, writeSection } from './report.js';
import { selectionBench, selectionFailures, selectionMarkdown } from './selection.js';
import { streamBench, streamFailures, streamMarkdown } from './stream.js';

/**
 * `npm run bench`, from the repository's folder: the hot kernels beside plain C++ on the same inputs, then the whole chain. Ends with 1 when a checksum disagrees,
 * with `--gate` also when a ratio is above its bound. `--only NAME` runs one kernel and writes nothing; `--only stream` and
 * `--only selections` write their section.
 */
const STREAM = 'stream';
const SELECTIONS = 'selections';
const SECTIONS = [STREAM, SELECTIONS];
const { values } = parseArgs({ options: { gate: { type: 'boolean', default: false }, only: { type: 'string' } } });
const wanted = kernels.filter((k) => values.only === undefined || k.name === values.only);
if (wanted.length === 0 && !SECTIONS.includes(values.only ?? '')) {
  console.error(`no kernel ${values.only}; there are ${[...kernels.map((k) => k.name), ...SECTIONS].join(', ')}`);
  process.exit(2);
}

// all processors, so before the rest is pinned to one
let streams: Awaited<ReturnType<typeof streamBench>> | undefined;
if (values.only === undefined || values.only === STREAM) {
  console.error('stream …');
  streams = await streamBench();
  const text = streamMarkdown(streams, machine());
  console.log(text);
  writeSection('docs/benchmarks.md', STREAM, text);
}

let selections: Awaited<ReturnType<typeof selectionBench>> | undefined;
if (values.only === undefined || values.only === SELECTIONS) {
  console.error('selections …');
  selections = await selectionBench();
  const text = selectionMarkdown(selections, machine());
  console.log(text);
  writeSection('docs/benchmarks.md', SELECTIONS, text);
}

const folder = 'bench/native';
const missing = buildNative(folder, [...new Set(wanted.map((k) => k.program))]);
if (missing !== undefined) console.error(missing);
const pinned = pinToOneCore();
const rows = wanted.map((kernel) => {
  console.error(`${kernel.name} …`);
  return measure(kernel, folder, missing === undefined);
});

const table = kernelTable(rows);
console.log(table);
if (values.only === undefined) {
  const how = [
    `${machine()}; ${pinned ? 'one core' : 'not pinned to a core'}, both sides in turns; CPU time per item, medians.`,
    missing === undefined
      ? 'Native: `bench/native`, g++ -O3 -march=native. Agreement: relative, of the checksum over all items.'
      : 'Native: not measured, no g++. Agreement: relative, with the checksum kept in `bench/native/expected-strict.json`.',
    '',
    'Two sides of one kernel need not do the same work: native evaluates the analytic field at every step where this library reads a grid',
    'sampled once, and the unweighted decay here uses its own generator and the true maximum of the weight where native uses',
    "GENBOD's larger bound and draws more trials. The checksum of that one is compared on native's random numbers and bound, untimed.",
    'The LKr kernel here is the sums of the reconstruction: beside those of native the number and second moment of the cells, those of 3 × 3, and',
    'the time of every cell against its seed.',
  ];
  writeSection('docs/benchmarks.md', 'kernels', `## Kernels\n\n${how.join('\n')}\n\n${table}`);
}

if (values.only === undefined) {
  console.error('chain …');
  const found = await chainBench();
  const text = chainMarkdown(found);
  console.log(`\n${text}`);
  writeSection('docs/benchmarks.md', 'chain', text);
  const how = `K⁺ → π⁺π⁺π⁻ in the crowd, whole verbs with their files; ${machine()}, ${pinned ? 'one core' : 'not pinned to a core'}`;
  writeFileSync('docs/cost.svg', costPicture(verbCosts(found), how));
}

const wrong = rows.filter((r) => !(r.agreement <= AGREEMENT));
const slow = rows.filter((r) => r.ratio !== undefined && r.ratio > r.kernel.bound);
for (const { kernel } of wrong) console.error(`${kernel.name}: checksum is not native's`);
for (const { kernel } of slow) console.error(`${kernel.name}: slower than its bound`);
const strained = [
  ...(streams === undefined ? [] : streamFailures(streams)),
  ...(selections === undefined ? [] : selectionFailures(selections)),
];
for (const what of strained) console.error(what);
if (wrong.length > 0 || (values.gate && slow.length + strained.length > 0)) process.exitCode = 1;
