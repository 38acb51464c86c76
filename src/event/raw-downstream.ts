import { edges, FINE_WINDOW_COUNTS } from './raw-beam.js';
import { table } from './table.js';

export const rich = table('rich', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'RICH: one row per pulse of a PMT or of a supercell, in readout order',
  columns: {
    channel: {
      type: 'u32',
      unit: '',
      doc: 'disk·100000 + half·10000 + supercell·100 + or·10 + PMT; disks 0 Jura, 1 Saleve; or 1: the OR of the supercell',
      range: [0, 119_999],
    },
    ...edges(FINE_WINDOW_COUNTS),
  },
});

export const muv3 = table('muv3', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'MUV3: one row per pulse of a PMT, in readout order',
  columns: {
    channel: { type: 'u16', unit: '', doc: 'tile 0–151, + 200 for its second PMT', range: [0, 351] },
    ...edges(FINE_WINDOW_COUNTS),
  },
});

/** Samples of a LKr cell in the readout window. Source: DET §4.9. */
export const LKR_SAMPLES = 8;

export const lkr = table('lkr', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'LKr: one row per cell above zero suppression',
  columns: {
    channel: { type: 'u16', unit: '', doc: 'ix·128 + iy of the grid of cells', range: [0, 128 * 128 - 1] },
    samples: {
      type: 'u16',
      unit: 'ADC count',
      doc: 'samples at 40 MHz, pedestal in; the trigger in the fifth',
      size: LKR_SAMPLES,
      range: [0, 16_383],
    },
  },
});
