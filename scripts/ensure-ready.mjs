// Makes the checkout ready to run: installs what the lock file names and builds what the sources say, each only when
// needed. `npm start` and `npm test` call it, so a fresh clone needs nothing but Node. Uses no package, because none may
// be there yet; says everything on stderr, because stdout belongs to the command that follows.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 15];
const INSTALL_STAMP = 'node_modules/.spillway-installed';
const BUILD_STAMP = 'dist/.spillway-built';
const LOCK = '.deps-lock';
const OWNER = path.join(LOCK, 'owner');
/** No install takes this long: a lock this old belongs to nobody, whatever its owner says [ms]. */
const LOCK_EXPIRES = 15 * 60e3;
/** An owner writes its name right after it made the folder; without one after this time it was killed in between [ms]. */
const OWNER_WITHIN = 10e3;

const say = (text) => process.stderr.write(`spillway: ${text}\n`);
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  say(`needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}`);
  process.exit(1);
}

/** What an installation depends on: the lock file and the kind of machine that native packages are chosen for. */
function installWanted() {
  const machine = `${process.versions.node.split('.')[0]} ${process.platform} ${process.arch}`;
  return createHash('sha256').update(readFileSync('package-lock.json')).update(machine).digest('hex');
}

/** What a build depends on: path, size and time of every source, so that a removed or older file counts as well. */
function buildWanted() {
  const hash = createHash('sha256').update(readIfThere(INSTALL_STAMP));
  const add = (file) => {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  };
  add('tsconfig.json');
  for (const folder of ['src', 'bench', 'examples', 'fixtures']) {
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.endsWith('.ts')) add(path.join(entry.parentPath ?? entry.path, entry.name));
    }
  }
  return hash.digest('hex');
}

const installed = () => readIfThere(INSTALL_STAMP) === installWanted();
const built = () => readIfThere(BUILD_STAMP) === buildWanted();

/** Runs a program with its output on stderr. */
function run(what, command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  if (status !== 0) throw new Error(`${what} failed: ${error?.message ?? 'see above'}`);
}

function install() {
  say('installing dependencies (first run, or the lock file or Node changed)');
  // dev dependencies hold the compiler, so NODE_ENV=production must not leave them out
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath ?? '';
  if (/npm-cli\.c?js$/.test(npm)) run('npm ci', process.execPath, [npm, ...args]);
  else run('npm ci', 'npm', args, { shell: process.platform === 'win32' });
  writeFileSync(INSTALL_STAMP, installWanted());
}

function build() {
  say('building');
  // taken before the compiler starts: a file saved meanwhile is built the next time
  const wanted = buildWanted();
  run('the build', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  writeFileSync(BUILD_STAMP, wanted);
}

/** True when the lock's owner was killed: its process is gone, it never wrote its name, or it is far too old. */
function lockIsStale() {
  try {
    const age = Date.now() - statSync(LOCK).mtimeMs;
    const [host, pid] = readIfThere(OWNER).split(' ');
    if (age > LOCK_EXPIRES) return true;
    if (!pid) return age > OWNER_WITHIN;
    if (host !== hostname()) return false;
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Holds the lock folder while `work` runs; waits for another holder and takes over from a dead one. */
function locked(work) {
  let told = false;
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (lockIsStale()) {
      say('taking over from an installation that was killed');
      const dead = `${LOCK}-${process.pid}`;
      try {
        // renamed first: of two that find it stale, one only succeeds
        renameSync(LOCK, dead);
        rmSync(dead, { recursive: true, force: true });
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
      continue;
    }
    if (!told) say('waiting for another process that installs or builds here');
    told = true;
    pause(250);
  }
  try {
    writeFileSync(OWNER, `${hostname()} ${process.pid}`);
    work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

refuseOldNode();
process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
if (!installed() || !built()) {
  try {
    locked(() => {
      if (!installed()) install();
      if (!built()) build();
    });
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
