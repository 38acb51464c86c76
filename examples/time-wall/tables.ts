import { edges, FINE_WINDOW_COUNTS } from '../../src/event/raw-beam.js';
import { table } from '../../src/event/table.js';
import { hitTruth } from '../../src/event/truth-beam.js';
import { BARS } from './description.js';

/** In the house: `src/event/raw-….ts`, `truth-….ts`, `run-….ts`, and a place in the lists of `tables.ts`. */
export const timeWall = table('time_wall', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'time wall: one row per pulse of a bar, in readout order',
  columns: { channel: { type: 'u16', unit: '', doc: 'bar 0–39', range: [0, BARS - 1] }, ...edges(FINE_WINDOW_COUNTS) },
});

export const timeWallTruth = hitTruth('time_wall_truth', 'time_wall');

export const timeWallHits = table('time_wall_hits', {
  version: 1,
  shape: 'objects',
  side: 'run',
  doc: 'hits of the time wall',
  columns: {
    bar: { type: 'u8', unit: '', doc: '0–39' },
    time: { type: 'f64', unit: 'ns', doc: 'after T0 and slewing, relative to the trigger' },
    time_sigma: { type: 'f64', unit: 'ns', doc: 'its standard deviation' },
  },
});
