// Writes the parts of the documentation that follow from the code: `docs/tables.md` from the table declarations, and the
// validation table of the README from `docs/validation.md`. With `--check` it writes nothing and fails when one is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes('--check');
const MARKED = /<!-- validation:begin -->\n([\s\S]*?)<!-- validation:end -->/;

/** Tables declared in one module of `src/event/`, in the order of the file. */
async function tablesOf(module) {
  const file = path.join(root, 'dist', 'src', 'event', `${module}.js`);
  const source = readFileSync(file, 'utf8');
  const exported = Object.entries(await import(pathToFileURL(file).href));
  return exported
    .filter(([, value]) => value?.columns !== undefined && value?.shape !== undefined)
    .sort(([a], [b]) => source.indexOf(`export const ${a} `) - source.indexOf(`export const ${b} `))
    .map(([, table]) => table);
}

/** Sections of the document: title, what it says, modules of `src/event/`. */
const SECTIONS = [
  [
    'Raw hits',
    'One folder a part, `SPILL/burst-NNNN/part-NNNN/`, one Arrow file a table.',
    ['raw', 'raw-beam', 'raw-downstream', 'raw-vetoes'],
  ],
  [
    'Truth',
    'In the folder `truth/` of each part; reconstruction never reads it.',
    ['truth', 'truth-beam', 'truth-downstream', 'truth-vetoes'],
  ],
  ['Run', 'What replay writes, `RUN/burst-NNNN/part-NNNN/`.', ['run', 'run-beam', 'run-downstream', 'run-vetoes']],
  [
    'Selection',
    'What select writes, `RUN/selections/NAME/burst-NNNN/part-NNNN/`; the cuts stand in the manifest.',
    ['selection'],
  ],
  ['Results', 'What `--arrow` writes, one file.', ['results']],
];
const SHAPES = {
  event: 'one row an event',
  hits: 'one row an event, holding a list of structs',
  objects: 'flat rows in event order',
  channels: 'one row a channel',
};

function tableText(table) {
  const rows = Object.entries(table.columns).map(([name, c]) => {
    const type = c.size === undefined ? c.type : `${c.type}[${c.size}]`;
    return `| \`${name}\` | ${type} | ${c.unit} | ${c.doc} |`;
  });
  return [
    `### \`${table.name}\` (version ${table.version})\n`,
    `${table.doc}; ${SHAPES[table.shape]}.\n`,
    '| column | type | unit | meaning |\n| --- | --- | --- | --- |',
    `${rows.join('\n')}\n`,
  ].join('\n');
}

async function tablesText() {
  const sections = await Promise.all(
    SECTIONS.map(async ([title, text, modules]) => {
      const tables = (await Promise.all(modules.map(tablesOf))).flat();
      return `## ${title}\n\n${text}\n\n${tables.map(tableText).join('\n')}`;
    }),
  );
  return `# Tables\n\nMade by \`npm run docs\` from the declarations in \`src/event/\`. Every file names the unit of each column in its\nmetadata. Every row or list also stands under the keys \`burst\` and \`event\`.\n\n${sections.join('\n')}`;
}

const isPrinted = (line) => line.startsWith('| ') && line.includes(' | printed | ');

/** The README with the judged rows of the validation document in it. */
function readmeText() {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const validation = path.join(root, 'docs', 'validation.md');
  const table = existsSync(validation) ? MARKED.exec(readFileSync(validation, 'utf8')) : null;
  if (table === null) return readme;
  const judged = table[0].split('\n').filter((line) => !isPrinted(line));
  return readme.replace(MARKED, () => judged.join('\n'));
}

/** Text between the two marks of this name, replaced. */
const between = (text, name, by) =>
  text.replace(
    new RegExp(`<!-- ${name}:begin -->\\n[\\s\\S]*?<!-- ${name}:end -->`),
    () => `<!-- ${name}:begin -->\n${by}<!-- ${name}:end -->`,
  );

/** The document of selections with those that are shipped and the columns they may name. */
async function selectionsText() {
  const { SELECTIONS, selectionColumns } = await import(pathToFileURL(path.join(root, 'dist', 'src', 'index.js')).href);
  const shipped = SELECTIONS.map((s) => {
    const recalled = s.cuts.filter(({ mark }) => mark === 'R-b' || mark === 'R-c').length;
    const sources = [...new Set(s.cuts.flatMap((c) => c.source.match(/KAON §[\d.]*\d/g) ?? []))].join(', ');
    return `| \`${s.name}\` | ${s.doc} | ${s.table} | ${s.cuts.length} | ${recalled} | ${sources} |`;
  });
  const list = `| name | selects | candidates | cuts | recalled | source |\n| --- | --- | --- | --- | --- | --- |\n${shipped.join('\n')}\n`;
  const columns = ['vertices', 'tracks'].map((table) => {
    const rows = selectionColumns(table).filter((c) => !/^(like1|like2|odd|min|max|sum|events)_/.test(c.name));
    return `### Of \`${table}\`\n\n| column | unit | meaning |\n| --- | --- | --- |\n${rows.map((c) => `| \`${c.name}\` | ${c.unit} | ${c.doc.replaceAll('|', '\\|')} |`).join('\n')}\n`;
  });
  const prefixes =
    'Besides, every number of the table `events` as `events_…`; and of a vertex every column of a track below, from `p` to `probability_pi`, of one of ' +
    'its tracks (`like1_eop`, `like2_eop`, `odd_eop`) or over all (`min_p`, `max_p`, `sum_muv3`). `spillway config columns` lists them all.\n';
  const file = readFileSync(path.join(root, 'docs', 'selections.md'), 'utf8');
  return between(between(file, 'selections', list), 'columns', `${prefixes}\n${columns.join('\n')}`);
}

const wanted = {
  'docs/tables.md': await tablesText(),
  'README.md': readmeText(),
  'docs/selections.md': await selectionsText(),
};
for (const [file, text] of Object.entries(wanted)) {
  const there = path.join(root, file);
  if (existsSync(there) && readFileSync(there, 'utf8') === text) continue;
  if (check) {
    process.stderr.write(`${file} is stale: run npm run docs\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(there, text);
    process.stderr.write(`wrote ${file}\n`);
  }
}
