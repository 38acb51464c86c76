/** Clusters of sorted times: member lists as a cluster number per time. */
export interface TimeClusters {
  /** Cluster of each time. */
  readonly cluster: Int32Array;
  /** Times in each cluster; 0 for numbers that are not in use. */
  readonly size: readonly number[];
  readonly mean: readonly number[];
  /** Numbers of the clusters in use, in order of their means. */
  readonly order: readonly number[];
}

/**
 * Clusters `n` sorted times in two passes. First a walk in time: a hit joins the open cluster when it lies less than half the window from
 * the mean so far. Then every hit goes to the nearest of the means found, so that two clusters little more than half a window
 * apart each get their own hits; hits that are near none walk again. At the end clusters of at most `fragment` times join the
 * nearest larger one whose mean is closer than the window.
 *
 * @param times ascending [ns]
 */
export function timeClusters(times: Float64Array, n: number, window: number, fragment: number): TimeClusters {
  const half = window / 2;
  const cluster = new Int32Array(n);
  const size: number[] = [];
  const mean: number[] = [];

  /** Adds time i to cluster k, which may be a new one. */
  const add = (k: number, i: number) => {
    if (k === size.length) {
      size.push(0);
      mean.push(0);
    }
    cluster[i] = k;
    const m = ++size[k]!;
    mean[k] = mean[k]! + (times[i]! - mean[k]!) / m;
  };

  for (let i = 0, k = -1; i < n; i++) {
    if (k < 0 || times[i]! - mean[k]! >= half) k = size.length;
    add(k, i);
  }

  const centre = mean.slice();
  const found = centre.length;
  size.fill(0);
  mean.fill(0);
  // centres of a walk ascend
  for (let i = 0, near = 0, open = -1; i < n; i++) {
    const t = times[i]!;
    while (near + 1 < found && Math.abs(centre[near + 1]! - t) < Math.abs(centre[near]! - t)) near++;
    if (Math.abs(centre[near]! - t) < half) add(near, i);
    else {
      if (open < 0 || t - mean[open]! >= half) open = size.length;
      add(open, i);
    }
  }

  joinFragments(cluster, size, mean, times, window, fragment);
  const order = size.map((_, k) => k).filter((k) => size[k]! > 0);
  order.sort((a, b) => mean[a]! - mean[b]!);
  return { cluster, size, mean, order };
}

function joinFragments(
  cluster: Int32Array,
  size: number[],
  mean: number[],
  times: Float64Array,
  window: number,
  fragment: number,
): void {
  const target = size.map((_, k) => k);
  for (let k = 0; k < size.length; k++) {
    if (size[k]! === 0 || size[k]! > fragment) continue;
    let nearest = window;
    for (let j = 0; j < size.length; j++) {
      const apart = Math.abs(mean[j]! - mean[k]!);
      if (size[j]! <= fragment || apart >= nearest) continue;
      nearest = apart;
      target[k] = j;
    }
  }
  for (let i = 0; i < cluster.length; i++) {
    const from = cluster[i]!;
    const to = target[from]!;
    if (to === from) continue;
    cluster[i] = to;
    size[from] = size[from]! - 1;
    size[to] = size[to]! + 1;
    mean[to] = mean[to]! + (times[i]! - mean[to]!) / size[to]!;
  }
}
