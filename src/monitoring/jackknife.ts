/**
 * Standard error of a statistic of events 0 … n − 1 by the jackknife that leaves out one of `blocks` blocks (event i is in block
 * i mod `blocks`). Good for estimators that depend smoothly on the events, of paired samples too: both leave out the same events.
 * @param statistic its value for the events kept
 */
export function jackknifeError(statistic: (keep: (event: number) => boolean) => number, blocks = 40): number {
  let sum = 0;
  let sum2 = 0;
  for (let b = 0; b < blocks; b++) {
    const x = statistic((event) => event % blocks !== b);
    sum += x;
    sum2 += x * x;
  }
  const mean = sum / blocks;
  return Math.sqrt((blocks - 1) * Math.max(0, sum2 / blocks - mean * mean));
}
