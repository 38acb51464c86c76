import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Kernel } from './kernels.js';

/** Relative agreement of checksums that is asked for. */
export const AGREEMENT = 1e-9;
const ROUNDS = 7;
const PASSES = 3;

/** Times [ns per item] are medians over the rounds, the ratio the median of the rounds' ratios: a clock that drifts does not enter. */
export interface Measured {
  readonly kernel: Kernel;
  readonly here: number;
  /** Undefined without a C++ compiler. */
  readonly native: number | undefined;
  readonly ratio: number | undefined;
  /** |checksum / native's − 1|, the worse of here and this machine's build against `expected-strict.json`. */
  readonly agreement: number;
}

interface NativeLine {
  readonly ns_per_item: number;
  readonly checksum: number;
}

/** Builds the programs; says why not in words when it cannot. */
export function buildNative(folder: string, programs: readonly string[]): string | undefined {
  if (spawnSync('g++', ['--version']).status !== 0) return 'g++ is not installed: figures of this library only';
  const targets = programs.map((p) => `build/${p}`);
  const made = spawnSync('make', ['-C', folder, ...targets], { encoding: 'utf8' });
  return made.status === 0 ? undefined : `native kernels do not build: ${made.stderr ?? made.error?.message}`;
}

/** Keeps this process, and the programs it starts, on one core where the system has `taskset`. */
export function pinToOneCore(): boolean {
  const core = String(availableParallelism() - 1);
  return spawnSync('taskset', ['-a', '-c', '-p', core, String(process.pid)]).status === 0;
}

function runNative(folder: string, { program, name }: Kernel): NativeLine {
  const run = spawnSync(join(folder, 'build', program), ['--only', name, '--reps', String(PASSES)], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${program} --only ${name} failed: ${run.stderr}`);
  return JSON.parse(run.stdout) as NativeLine;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** CPU time of one pass, per item [ns]. */
function timed(pass: () => number, items: number): number {
  const start = process.cpuUsage();
  pass();
  const used = process.cpuUsage(start);
  return ((used.user + used.system) * 1e3) / items;
}

/** Checksums of native's strict build by kernel: plain IEEE arithmetic, the same on every machine. */
function expectedChecksums(folder: string): Record<string, { readonly checksum: number }> {
  return JSON.parse(readFileSync(join(folder, 'expected-strict.json'), 'utf8'));
}

/** Runs one kernel on both sides, taking turns. */
export function measure(kernel: Kernel, folder: string, withNative: boolean): Measured {
  const { items, prepare, checksum, name } = kernel;
  const pass = prepare(items);
  // the first pass is where the compiler of the runtime does its work
  const own = pass();
  const expected = expectedChecksums(folder)[name]!.checksum;
  let agreement = Math.abs((checksum?.(items) ?? own) / expected - 1);
  const here: number[] = [];
  const native: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (withNative) {
      const line = runNative(folder, kernel);
      native.push(line.ns_per_item);
      agreement = Math.max(agreement, Math.abs(line.checksum / expected - 1));
    }
    here.push(median(Array.from({ length: PASSES }, () => timed(pass, items))));
  }
  if (!withNative) return { kernel, here: median(here), native: undefined, ratio: undefined, agreement };
  return {
    kernel,
    here: median(here),
    native: median(native),
    ratio: median(here.map((t, i) => t / native[i]!)),
    agreement,
  };
}
