import type { ReportData } from '../../../src/report/page/data.js';
import type { HistogramData, Interval, NMinusOneCut } from '../../../src/verbs/types.js';

/** A share with a symmetric interval, enough to draw. */
const share = (k: number, n: number): Interval => {
  const value = n === 0 ? 0 : k / n;
  const error = Math.sqrt(Math.max(1, k * (1 - value))) / Math.max(1, n);
  return { value, low: Math.max(0, value - error), high: Math.min(1, value + error) };
};

/** Counts of a peak on a slope. */
const peak = (bins: number, from: number, to: number, mean: number, sigma: number, n: number, flat = 4): number[] =>
  Array.from({ length: bins }, (_, i) => {
    const x = from + ((i + 0.5) * (to - from)) / bins;
    const z = (x - mean) / sigma;
    return Math.round(n * Math.exp(-0.5 * z * z) + flat + ((i * 7) % 5));
  });

const histogram = (
  column: string,
  unit: string,
  doc: string,
  from: number,
  to: number,
  counts: readonly number[],
  more: Partial<HistogramData> = {},
): HistogramData => ({ column, unit, doc, from, to, counts, under: 3, over: 12, missing: 0, ...more });

const NAMES = [
  ['trigger', 'control_line = 1', 'control_line', '', 0, 2, [1], 'P'],
  ['three tracks', 'n_tracks = 3', 'n_tracks', '', 0, 10, [3], 'P'],
  ['one vertex', 'n_three_track_vertices = 1', 'n_three_track_vertices', '', 0, 6, [1], 'P'],
  ['charge', 'charge = 1 e', 'charge', 'e', -3, 4, [1], 'P'],
  ['chi2', 'chi2 < 25', 'chi2', '', 0, 60, [25], 'R-a'],
  ['acceptance', 'tracks_in_acceptance = 3', 'tracks_in_acceptance', '', 0, 5, [3], 'S'],
  ['time', '|mean_chod_time| < 5 ns', 'mean_chod_time', 'ns', -12, 12, [-5, 5], 'P'],
  ['z', '104 m < z < 180 m', 'z', 'mm', 90_000, 200_000, [104_000, 180_000], 'P'],
  ['momentum', '|p_beam_difference| < 3 GeV/c', 'p_beam_difference', 'MeV/c', -8_000, 8_000, [-3_000, 3_000], 'R-b'],
  ['electron id', 'E/p between 0.9 and 1.1', 'eop', '', 0, 1.5, [0.9, 1.1], 'R-b'],
  ['m_ee', 'm_ee > 140 MeV/c²', 'mass_ee', 'MeV/c²', 0, 400, [140], 'P'],
  ['mass', '484 < mass_pi_ee < 510 MeV/c²', 'mass_pi_ee', 'MeV/c²', 460, 530, [484, 510], 'R-c'],
] as const;

const NMINUS1: readonly NMinusOneCut[] = NAMES.map(([name, text, column, unit, from, to, edges, mark], k) => {
  const others = 9_400 - 260 * k;
  const passed = 5_988;
  const middle = edges.length === 2 ? 0.5 * (edges[0] + edges[1]) : edges[0] - 0.2 * (to - from);
  const sigma = edges.length === 2 ? 0.25 * (edges[1] - edges[0]) : 0.1 * (to - from);
  const points = (edge: number) =>
    Array.from({ length: 21 }, (_, i) => {
      const at = edge + ((i - 10) / 10) * 0.2 * (to - from);
      const n = Math.round(others / (1 + Math.exp(-((at - edge) / (to - from)) * 20 - 1)));
      return { at, passed: n, of: others, fraction: share(n, others) };
    });
  return {
    name,
    text,
    source: `KAON §${6 + (k % 2)}.1 (FW19)`,
    mark,
    histogram: histogram(column, unit, `of ${name}`, from, to, peak(50, from, to, middle, sigma, 400), {
      lines: edges.map((at) => ({ at, label: edges.length === 2 ? (at === edges[0] ? 'from' : 'to') : text })),
    }),
    curves:
      edges.length === 2
        ? [
            { edge: 'low', points: points(edges[0]) },
            {
              edge: 'high',
              points: points(edges[1]).map((p) => ({ ...p, fraction: share(others - p.passed, others) })),
            },
          ]
        : [{ edge: 'value', points: points(edges[0]) }],
    others,
    passed,
  };
});

const LEFT = [41_210, 33_087, 21_904, 20_115, 17_230, 13_871, 13_408, 12_990, 11_746, 7_620, 6_204, 5_988];

/** A report of twelve cuts as it may come out of a run: two-sided and one-sided cuts, recalled sources, a masked region, 300 events. */
export const REPORT: ReportData = {
  title: 'π⁺e⁺e⁻ in out/first-light',
  provenance: [
    { label: 'run', value: 'out/first-light/run' },
    { label: 'code', value: 'spillway 0.1.0, schema 7' },
    { label: 'setup', value: 'kaon-2018, conditions aligned-2018' },
    { label: 'seed', value: '1' },
    { label: 'configuration', value: '3f0b9c1d5e7a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8d0e2f4a6b8c0d2e4f6a8b0c' },
  ],
  selection: {
    name: 'piee',
    doc: 'K⁺ → π⁺e⁺e⁻ above the π⁰ mass',
    cuts: NMINUS1.map(({ name, text, source, mark }) => ({ name, text, source, mark })),
  },
  blinding: { masked: ['signal of π⁻e⁺e⁺: 484 < m(πee) < 510 MeV/c²'], unblinded: null },
  cutflow: {
    folders: ['out/first-light/run/selections/piee'],
    masked: ['signal of π⁻e⁺e⁺: 484 < m(πee) < 510 MeV/c²'],
    unblinded: null,
    weighted: { sum: 53_386.8, error: 233.4 },
    truth: {
      spills: ['out/first-light/spill'],
      efficiency: { value: 0.0512, low: 0.0505, high: 0.0519 },
      purity: { value: 0.871, low: 0.867, high: 0.875 },
      origins: [
        {
          origin: 'signal',
          doc: 'all its tracks are of the decay asked for',
          all: 20_936,
          after: LEFT.map((n) => Math.round(0.4 * n)),
        },
        {
          origin: 'pile-up',
          doc: 'tracks of two decays',
          all: 31_404,
          after: LEFT.map((n) => n - Math.round(0.4 * n)),
        },
      ],
    },
    selection: 'piee',
    doc: 'K⁺ → π⁺e⁺e⁻ above the π⁰ mass',
    events: 100_000,
    candidates: 52_340,
    candidateEvents: 50_911,
    passed: 5_988,
    cuts: NMINUS1.map(({ name, text, source, mark, others, passed }, i) => {
      const before = i === 0 ? 52_340 : LEFT[i - 1]!;
      const left = LEFT[i]!;
      return {
        name,
        text,
        source,
        mark,
        candidates: left,
        events: left - 40,
        ofPrevious: share(left, before),
        cumulative: share(left, 52_340),
        others,
        ofOthers: share(passed, others),
        exclusive: 45_000 - 900 * i,
        ofExclusive: share(45_000 - 900 * i, 52_340),
        weighted: { sum: 1.02 * left, error: 1.02 * Math.sqrt(left) },
      };
    }),
  },
  nminus1: NMINUS1,
  histograms: [
    histogram('mass_pi_ee', 'MeV/c²', 'invariant mass π⁺e⁺e⁻', 460, 530, peak(70, 460, 530, 493.7, 1.7, 820), {
      lines: [{ at: 493.677, label: 'm(K⁺), PDG' }],
    }),
    histogram(
      'p_total',
      'MeV/c',
      'momentum of the vertex',
      70_000,
      80_000,
      peak(50, 70_000, 80_000, 75_000, 800, 510),
      {
        lines: [{ at: 75_000, label: 'beam, published' }],
      },
    ),
    histogram('z', 'mm', 'position of the vertex', 100_000, 185_000, peak(60, 100_000, 185_000, 130_000, 30_000, 140)),
    histogram(
      'mass_lnv',
      'MeV/c²',
      'invariant mass π⁻e⁺e⁺',
      460,
      530,
      peak(70, 460, 530, 470, 9, 20, 0).map((n, i) => (i >= 24 && i < 50 ? 0 : n)),
      {
        masked: [484, 510],
      },
    ),
  ],
  figures: [
    {
      quantity: 'width of m(πee)',
      here: '1.74 ± 0.03 MeV/c²',
      published: '1.7 MeV/c²',
      source: 'KAON §7.1 (NA62)',
      mark: 'P',
      value: { value: 1.74, low: 1.71, high: 1.77 },
      expected: 1.7,
    },
    {
      quantity: 'acceptance, m_ee > 140 MeV/c²',
      here: '3.71 +0.06 −0.06 %',
      published: '3.6–3.9 %',
      source: 'KAON §7.1',
      mark: 'R-c',
      value: { value: 3.71, low: 3.65, high: 3.77 },
      expected: 3.75,
    },
    {
      quantity: 'A(π⁻e⁺e⁺) / A(π⁺e⁺e⁻)',
      here: '1.21 ± 0.04',
      published: '1.18–1.29',
      source: 'KAON §7.3',
      mark: 'R-b',
      value: { value: 1.21, low: 1.17, high: 1.25 },
      expected: 1.24,
    },
    { quantity: 'trigger efficiency', here: 'not simulated', published: '> 90 %', source: 'KAON §1.4', mark: 'R-a' },
  ],
  events: Array.from({ length: 300 }, (_, i) => ({
    burst: 1,
    event: 17 * i + 4,
    values: [
      { label: 'm(πee) [MeV/c²]', value: (492 + (i % 37) / 10).toFixed(1) },
      { label: 'p [GeV/c]', value: (74 + (i % 19) / 10).toFixed(1) },
      { label: 'z [m]', value: (105 + (i % 70)).toFixed(1) },
    ],
    command: `spillway show out/first-light/spill --event ${17 * i + 4} --run out/first-light/run --out event-${17 * i + 4}.svg`,
  })),
  eventsTotal: 5_988,
};
