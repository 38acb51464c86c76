import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/core/errors.js';
import { VERSION } from '../../src/core/version.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Text files below a folder of the repository, or the file itself. */
function filesOf(name: string): string[] {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  if (!name.includes('.') || name === '.ci') {
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile() && /\.(ts|mjs|cjs|md|json|hpp|cpp|svg)$|^run$/.test(e.name))
      .map((e) => path.relative(root, path.join(e.parentPath, e.name)));
  }
  return [name];
}

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesOf('docs').filter((f) => f.endsWith('.md'))];
const sources = ['src', 'bench', 'examples', 'fixtures'].flatMap(filesOf).filter((f) => f.endsWith('.ts'));
const manifest = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> };

describe('the documents', () => {
  it.each(documents)('%s names commands that exist', (file) => {
    const commands = [...read(file).matchAll(/\bnpm (?:run (?:-s )?)?([a-z-]+)/g)].map((m) => m[1]!);
    const builtIn = ['ci', 'install'];
    for (const command of commands) expect([...Object.keys(manifest.scripts), ...builtIn]).toContain(command);
  });

  it.each(documents)('%s links to files that exist', (file) => {
    const links = [...read(file).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((m) => m[1]!);
    for (const link of links) expect(existsSync(path.join(root, path.dirname(file), link)), link).toBe(true);
  });

  it('README lists every exit code', () => {
    const listed = [...read('README.md').matchAll(/^\| (\d+) \|/gm)].map((m) => Number(m[1]));
    expect(listed).toEqual(Object.values(ExitCode));
  });

  it('sources.md lists every section that the code names', () => {
    const text = read('docs/sources.md');
    const [det, kaon] = ['DET', 'KAON'].map((sheet) => text.split(`## Sections of ${sheet}`)[1]!.split('\n## ')[0]!);
    for (const file of sources) {
      for (const [, sheet, section] of read(file).matchAll(/\b(DET|KAON) §(\d+(?:\.\d+)*)/g)) {
        expect(sheet === 'DET' ? det : kaon, `${file} names ${sheet} §${section}`).toContain(`| §${section} |`);
      }
    }
  });

  it('the version is the same everywhere', () => {
    expect(VERSION).toBe(manifest.version);
    expect(read('CITATION.cff')).toContain(`\nversion: ${manifest.version}\n`);
  });
});

describe('what is committed', () => {
  const all = [
    ...['.ci', 'src', 'tests', 'bench', 'examples', 'fixtures', 'scripts', 'docs'].flatMap(filesOf),
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package.json', 'package-lock.json', 'biome.json', 'knip.json'],
  ];

  it('names no folder of a machine and nothing beside the repository', () => {
    // put together here, so that this file does not find itself
    const folders = ['home', 'root', 'work', 'Users', 'mnt'].map((name) => `/${name}/`).join('|');
    const foreign = new RegExp(`(?<![\\w.*@~-])(?:${folders})|\\.\\./sha${'red'}`);
    for (const file of all) expect(foreign.exec(read(file))?.[0], file).toBeUndefined();
  });

  it('the lock file holds hashes and no address', () => {
    const lock = read('package-lock.json');
    expect(lock).not.toContain('"resolved"');
    const packages = JSON.parse(lock).packages as Record<string, { optional?: true; integrity?: string }>;
    const bare = Object.entries(packages).filter(([name, p]) => name !== '' && !p.integrity && !p.optional);
    expect(bare).toEqual([]);
  });

  it('the lock file names every optional package, or `npm ci` refuses it', () => {
    const packages = JSON.parse(read('package-lock.json')).packages as Record<
      string,
      { optionalDependencies?: Record<string, string> }
    >;
    const missing = Object.entries(packages).flatMap(([name, p]) =>
      Object.keys(p.optionalDependencies ?? {}).filter(
        (o) => !(`node_modules/${o}` in packages || `${name}/node_modules/${o}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});
