// Runs the built program on another Node and compares every file with what this Node writes: `npm run other-node [VERSION]`.
// The other Node comes as a package from the registry, into npm's cache; nothing is installed here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The newest long-term support version that was tried. */
const OTHER = process.argv[2] ?? '24.21.0';
const WORK =
  'run --setup kaon-2018 --decay k3pi --events 600 --seed 2 --workers 2 --selection k3pi --quiet --out'.split(' ');
const main = path.resolve('dist/src/cli/main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'spillway-node-'));

function run(command, before, out) {
  const { status, stdout, stderr } = spawnSync(command, [...before, main, ...WORK, out], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${before.join(' ')}: exit ${status}\n${stderr}`);
  return stdout;
}

function contents(root) {
  const files = readdirSync(root, { recursive: true }).filter((f) => statSync(path.join(root, f)).isFile());
  return new Map(
    files.sort().map((f) => [
      f,
      createHash('sha256')
        .update(readFileSync(path.join(root, f)))
        .digest('hex'),
    ]),
  );
}

try {
  const here = path.join(folder, 'here');
  const there = path.join(folder, 'there');
  run(process.execPath, [], here);
  run('npm', ['exec', '--yes', `--package=node@${OTHER}`, '--', 'node'], there);
  const a = contents(here);
  const b = contents(there);
  const different = [...new Set([...a.keys(), ...b.keys()])].filter((f) => a.get(f) !== b.get(f));
  if (different.length > 0)
    throw new Error(`Node ${process.versions.node} and ${OTHER} differ in\n${different.join('\n')}`);
  console.log(`Node ${process.versions.node} and ${OTHER}: the same bytes in all ${a.size} files`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
