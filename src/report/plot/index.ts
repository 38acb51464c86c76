import { scanCurve } from './scan-curve.js';
import { scanMap } from './scan-map.js';

export { cutflowBars } from './cutflow-bars.js';
export { efficiencyCurves } from './efficiency-curve.js';
export { histogramPlot } from './histogram.js';
export { ratioPlot } from './ratio.js';

type Scan = Parameters<typeof scanMap>[0] & Parameters<typeof scanCurve>[0];

/** A scan of two cut values as a map, of one as curves. */
export const scanPlot = (scan: Scan, look?: Parameters<typeof scanMap>[1]): string =>
  scan.axes.length === 2 ? scanMap(scan, look) : scanCurve(scan, look);
