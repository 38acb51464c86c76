import { edges, FINE_WINDOW_COUNTS } from './raw-beam.js';
import { type Columns, table } from './table.js';

/** Added to a channel for the discriminator with the high threshold. */
export const HIGH_THRESHOLD = 1000;
/** The same for the LAV. */
export const LAV_HIGH_THRESHOLD = 1_000_000;

export const lav = table('lav', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'LAV: one row per pulse of a discriminator, in readout order',
  columns: {
    channel: {
      type: 'u32',
      unit: '',
      doc: 'station·10000 + layer·1000 + banana·10 + block, + 1000000 for the high threshold; stations 1–12',
      range: [10_000, 1_129_999],
    },
    ...edges(FINE_WINDOW_COUNTS),
  },
});

/** A detector of few channels, with two thresholds. */
const twoThresholds = <const N extends string>(name: N, doc: string, channels: string, last: number) =>
  table(name, {
    version: 1,
    shape: 'hits',
    side: 'raw',
    doc: `${doc}: one row per pulse of a discriminator, in readout order`,
    columns: {
      channel: {
        type: 'u16',
        unit: '',
        doc: `${channels}, + 1000 for the high threshold`,
        range: [0, HIGH_THRESHOLD + last],
      },
      ...edges(FINE_WINDOW_COUNTS),
    },
  });

export const irc = twoThresholds('irc', 'IRC', 'segment 0–3', 3);
export const sac = twoThresholds('sac', 'SAC', 'channel 0–3', 3);
export const chanti = twoThresholds(
  'chanti',
  'CHANTI',
  'station·100 + layer·50 + bar; stations 0–5, layers 0 X and 1 Y',
  599,
);

/** A detector with one threshold. */
const oneThreshold = <const N extends string>(name: N, doc: string, channels: string, last: number) =>
  table(name, {
    version: 1,
    shape: 'hits',
    side: 'raw',
    doc: `${doc}: one row per pulse, in readout order`,
    columns: {
      channel: { type: 'u16', unit: '', doc: channels, range: [0, last] },
      ...edges(FINE_WINDOW_COUNTS),
    },
  });

export const hasc = oneThreshold('hasc', 'HASC', 'module·10 + section; modules 0–8, sections 0–9', 89);
export const muv0 = oneThreshold('muv0', 'MUV0', 'counter 0–8', 8);
export const anti0 = oneThreshold('anti0', 'ANTI-0', 'tile 0–279', 279);
export const vetoCounter = oneThreshold(
  'veto_counter',
  'VetoCounter',
  'station·11 + tile; stations 0–2, tiles 0–10',
  32,
);

/** Samples of a MUV1 or MUV2 channel in the readout window. Source: DET §5.1 (LIB). */
export const MUV_SAMPLES = 8;

const strips = {
  samples: {
    type: 'u16',
    unit: 'ADC count',
    doc: 'samples at 40 MHz, pedestal in; the trigger in the fifth',
    size: MUV_SAMPLES,
    range: [0, 16_383],
  },
} as const satisfies Columns;

export const muv1 = table('muv1', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'MUV1: one row per end of a strip above threshold',
  columns: {
    channel: {
      type: 'u16',
      unit: '',
      doc: '101 + 50·view + 100·end + place; views 0 horizontal, 1 vertical; ends 0 at −x or −y, 1 at +x or +y; places 0–43 from −y or −x',
      range: [101, 294],
    },
    ...strips,
  },
});

export const muv2 = table('muv2', {
  version: 1,
  shape: 'hits',
  side: 'raw',
  doc: 'MUV2: one row per half strip above threshold',
  columns: {
    channel: {
      type: 'u16',
      unit: '',
      doc: '101 + 50·side + place; sides 0 and 1 horizontal at −x and vertical at −y, 2 and 3 the same at +x and +y; places 0–21 from −y or −x',
      range: [101, 272],
    },
    ...strips,
  },
});
