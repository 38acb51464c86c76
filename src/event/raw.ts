import { QUALITY_DOC } from './quality.js';
import { table } from './table.js';

/** Number of TDC counts in the STRAW readout window: 16 slots of 32 counts. Source: DET §4.5 (readout word). */
export const STRAW_WINDOW_COUNTS = 512;

/** Value of a leading or trailing count when the edge is missing. */
export const NO_EDGE = -1;

export const triggers = table('triggers', {
  version: 1,
  shape: 'event',
  side: 'raw',
  doc: 'L0 trigger of each event',
  columns: {
    timestamp: { type: 'u32', unit: '24.951059536 ns', doc: 'clock periods since start of burst' },
    fine_time: { type: 'u8', unit: '0.09746508 ns', doc: 'time inside the period, period/256' },
    l0_mask: { type: 'u16', unit: '', doc: 'L0 lines that fired, a bit a line; bit 0 is the control line' },
    quality: { type: 'u32', unit: '', doc: `${QUALITY_DOC}; as the readout knew it` },
  },
});

export const straw = table('straw', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'STRAW spectrometer: one row per pulse seen by a straw, in readout order',
  columns: {
    channel: {
      type: 'u16',
      unit: '',
      doc: '((chamber·16 + view·4 + half·2 + plane)·122 + straw), chamber 0–3, views U V X Y',
      range: [0, 64 * 122 - 1],
    },
    leading: {
      type: 'i16',
      unit: '0.7797206 ns',
      doc: 'leading edge, counts of period/32 from the start of the readout window; −1 missing',
      range: [NO_EDGE, STRAW_WINDOW_COUNTS - 1],
    },
    trailing: {
      type: 'i16',
      unit: '0.7797206 ns',
      doc: 'trailing edge, same counts; −1 missing',
      range: [NO_EDGE, STRAW_WINDOW_COUNTS - 1],
    },
  },
});
