import { NO_EDGE } from './raw.js';
import { type Columns, table } from './table.js';

/** TDC counts in the readout window of the detectors with fine TDCs: 5 clock periods of 256. Source: KAON §1 (UCL). */
export const FINE_WINDOW_COUNTS = 5 * 256;
/** The same for the GTK: 75 ns, 3 clock periods. Source: DET §1.3. */
export const GTK_WINDOW_COUNTS = 3 * 256;

/** Columns of the edges of a pulse in a window of so many counts of a fine TDC. */
export const edges = (counts: number) =>
  ({
    leading: {
      type: 'i16',
      unit: '0.09746508 ns',
      doc: 'leading edge, counts of period/256 from the start of the readout window; −1 missing',
      range: [NO_EDGE, counts - 1],
    },
    trailing: {
      type: 'i16',
      unit: '0.09746508 ns',
      doc: 'trailing edge, same counts; −1 missing',
      range: [NO_EDGE, counts - 1],
    },
  }) as const satisfies Columns;

export const ktag = table('ktag', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'KTAG: one row per pulse of a PMT, in readout order',
  columns: {
    channel: {
      type: 'u16',
      unit: '',
      doc: 'sector·48 + PMT, sectors 0–7 (1–8 of the detector less one)',
      range: [0, 383],
    },
    ...edges(FINE_WINDOW_COUNTS),
  },
});

export const gtk = table('gtk', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'GTK: one row per pulse of a pixel, in readout order',
  columns: {
    channel: {
      type: 'u32',
      unit: '',
      doc: 'station·100000 + chip·10000 + pixel, stations 0–2 (GTK1–3) and 3 (GTK0), chips 0–9, pixels 0–1799',
      range: [0, 391_799],
    },
    ...edges(GTK_WINDOW_COUNTS),
  },
});

export const newchod = table('newchod', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'NewCHOD: one row per pulse of a SiPM set, in readout order',
  columns: {
    channel: {
      type: 'u16',
      unit: '',
      doc: '100·quadrant (1–4) + tile (1–38), + 50 for the second SiPM set',
      range: [101, 488],
    },
    ...edges(FINE_WINDOW_COUNTS),
  },
});

export const chod = table('chod', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'NA48-CHOD: one row per pulse of a slab, in readout order',
  columns: {
    channel: { type: 'u8', unit: '', doc: 'V slabs 0–63, H slabs 64–127, 16 a quadrant', range: [0, 127] },
    ...edges(FINE_WINDOW_COUNTS),
  },
});
