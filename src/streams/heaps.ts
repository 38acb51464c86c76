import { setFlagsFromString } from 'node:v8';

/**
 * How the heaps of this process are collected, as options of V8. A batch makes megabytes of objects that die with it, beside some tens of
 * megabytes of code and tables that live. So:
 * - the young generation has 32 MB (of heaps made from here on: those of workers); left to itself it begins at 1 MB and is collected three
 *   times as often;
 * - the old one may grow to five times what lives in it before it is marked; left to itself that began every 600 events, for the columns it
 *   owns, and took a tenth of a replay's CPU time;
 * - no array is made in the old one because arrays of its kind lived long before: dead there, it keeps all it points to through every
 *   collection of the young one, which took four times as long for that, in one worker of two.
 */
const OPTIONS = [
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
  '--heap-growing-percent=400',
  '--no-allocation-site-pretenuring',
];

/** Sets how heaps are collected, for this process. Results do not depend on it. */
export function tuneHeaps(): void {
  for (const option of OPTIONS) setFlagsFromString(option);
}
