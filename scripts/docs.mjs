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
  ['Raw hits', 'One folder a part, `SPILL/burst-NNNN/part-NNNN/`, one Arrow file a table.', ['raw', 'raw-beam']],
  ['Truth', 'In the folder `truth/` of each part; reconstruction never reads it.', ['truth', 'truth-beam']],
  ['Run', 'What replay writes, `RUN/burst-NNNN/part-NNNN/`.', ['run', 'run-beam']],
  [
    'Selection',
    'What select writes, `RUN/selections/NAME/burst-NNNN/part-NNNN/`; the cuts stand in the manifest.',
    ['selection'],
  ],
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

const wanted = { 'docs/tables.md': await tablesText(), 'README.md': readmeText() };
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
