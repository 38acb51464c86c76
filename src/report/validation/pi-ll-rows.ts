import { Histogram } from '../../core/histogram.js';
import { particle } from '../../core/particles.js';
import { withDefaults } from '../../core/settings.js';
import { piEeSettings, piMumuSettings } from '../../generator/modes/pi-ll.js';
import { gaussianCore } from '../../monitoring/core-fit.js';
import { fraction } from '../../monitoring/efficiency.js';
import { fitZSpectrum, Z_END, zFractions, zThreshold } from '../../monitoring/z-spectrum.js';
import { PUBLISHED } from '../../selection/published.js';
import { formatCount } from '../terminal.js';
import { tails } from './pulls.js';
import { type Figure, judge, plain, printed, type Row } from './row.js';
import { type Asked, type Bench, type Group, pairMass2, runSelection } from './samples.js';

const SEED = 132;
const K2 = particle(321).mass ** 2;

const CHANNELS = [
  { name: 'pi-ee', text: 'K⁺ → π⁺e⁺e⁻', decays: 24_000, small: 8_000 },
  { name: 'lnv-pi-ee', text: 'K⁺ → π⁻e⁺e⁺', decays: 24_000, small: 8_000 },
  { name: 'pi-mumu', text: 'K⁺ → π⁺μ⁺μ⁻', decays: 8_000, small: 2_500 },
] as const;
type Channel = (typeof CHANNELS)[number];

/** What the selection says of the decays of a channel. */
interface Sample extends Asked {
  readonly channel: Channel;
  /** Mass of each candidate [MeV/c²]. */
  readonly mass: readonly number[];
  /** m_ℓℓ²/m_K² of each decay as generated and, of those that pass, as found; NaN of the others. */
  readonly trueZ: readonly number[];
  readonly foundZ: readonly number[];
}

async function sampleOf(bench: Bench, channel: Channel): Promise<Sample> {
  const { name } = channel;
  const decays = bench.small ? channel.small : channel.decays;
  const mass: number[] = [];
  const trueZ: number[] = [];
  const foundZ: number[] = [];
  const asked = await runSelection(bench, { name, seed: SEED, decays }, (batch, event, row, value) => {
    const kaon = batch.primaries.offsets[event]!;
    trueZ.push(pairMass2(batch.primaries, kaon + 2, kaon + 3) / K2);
    if (row >= 0) mass.push(value('mass'));
    const pair = row < 0 ? Number.NaN : value('mass_23');
    foundZ.push((pair * pair) / K2);
  });
  return { ...asked, channel, mass, trueZ, foundZ };
}

const sampleText = ({ decays, channel: { text } }: Sample): string =>
  `${formatCount(decays)} ${text} in 105–180 m without pile-up and trigger, seed ${SEED}`;

/** A third of the decays says too little to be judged. */
const judgedIfAll = (bench: Bench, figure: Figure & { readonly expectedText: string }): Row =>
  bench.small ? printed(figure) : judge(figure);

const shareOf = ({ passed, decays }: Asked) => {
  const { value, low, high } = fraction(passed, decays);
  return { value, error: 0.5 * (high - low) };
};

function acceptanceRow(sample: Sample): Row {
  const { name, text } = sample.channel;
  const { value, error } = shareOf(sample);
  const published = PUBLISHED[name]!.acceptance!;
  return printed({
    name: `${name}-acceptance`,
    quantity: `acceptance of ${text}`,
    kind: 'full chain',
    sample: sampleText(sample),
    estimator: `share of all decays with a candidate that passes every cut of the selection ${name}; Wilson interval`,
    n: sample.decays,
    unit: '%',
    value: 100 * value,
    error: 100 * error,
    expectedText: plain(100 * published.value),
    note: `published ${published.text}; share of what passes the cuts before: ${sample.shares}`,
  });
}

/** Published: 4.98/3.87 in 2017 and 4.3/3.63 in Run 1. Source: KAON §7.1, §11 no. 4. */
const RATIO = { text: '1.18 to 1.29', band: [0.9 * 1.18, 1.1 * 1.29] } as const;

export function ratioRow(bench: Bench, forbidden: Sample, allowed: Sample): Row {
  const [up, down] = [shareOf(forbidden), shareOf(allowed)];
  const value = up.value / down.value;
  return judgedIfAll(bench, {
    name: 'lnv-over-sm-pi-ee',
    quantity: 'acceptance of K⁺ → π⁻e⁺e⁺ over that of K⁺ → π⁺e⁺e⁻',
    kind: 'full chain',
    sample: `${sampleText(forbidden)}; ${sampleText(allowed)}`,
    estimator: 'ratio of the shares that pass; Wilson intervals',
    n: forbidden.passed + allowed.passed,
    value,
    error: value * Math.sqrt((up.error / up.value) ** 2 + (down.error / down.value) ** 2),
    expected: null,
    band: RATIO.band,
    expectedText: RATIO.text,
    toleranceText: '10 % on both ends',
  });
}

export function widthRow(bench: Bench, sample: Sample): Row {
  const { name, text } = sample.channel;
  const expected = PUBLISHED[name]!.massWidth!.value;
  const core = gaussianCore(sample.mass, 1.5);
  return judgedIfAll(bench, {
    name: `mass-width-${name}`,
    quantity: `σ m of ${text}, vertex-fitted momenta`,
    kind: 'full chain',
    sample: `${sampleText(sample)}; candidates that pass`,
    estimator: 'Gaussian core ± 1.5 σ',
    n: core.n,
    unit: 'MeV/c²',
    value: core.sigma,
    error: core.sigmaError,
    expected,
    expectedText: plain(expected),
    band: [0.8 * expected, 1.2 * expected],
    toleranceText: '20 %',
    note: `mean ${core.mean.toFixed(2)} ± ${core.meanError.toFixed(2)} MeV/c²; ${tails(core)}`,
  });
}

/** Wide against the resolution, and each with candidates enough for an acceptance. */
const BINS = 10;
const LOOP = {
  'pi-ee': { lepton: 11, put: withDefaults(piEeSettings) },
  'pi-mumu': { lepton: 13, put: withDefaults(piMumuSettings) },
} as const;

/** a and b refitted to the z of the candidates of every other decay, with the acceptance, in true z, of the decays between. */
export function formFactorRows(sample: Sample, name: keyof typeof LOOP): Row[] {
  const { lepton, put } = LOOP[name];
  const histogram = () => new Histogram(BINS, zThreshold(lepton), Z_END);
  const [made, seen, counts] = [histogram(), histogram(), histogram()];
  for (const [i, z] of sample.trueZ.entries()) {
    const found = sample.foundZ[i]!;
    if (i % 2 === 0) made.fill(z);
    if (!Number.isNaN(found)) (i % 2 === 0 ? seen : counts).fill(i % 2 === 0 ? z : found);
  }
  const acceptance = Array.from(made.sumw, (n, i) => (n > 0 ? seen.sumw[i]! / n : 0));
  const kaons = Math.floor(sample.decays / 2) / zFractions(counts, lepton, put).reduce((sum, f) => sum + f, 0);
  const fit = fitZSpectrum({ counts, lepton, kaons, acceptance, start: put });
  return (['a', 'b'] as const).map((parameter) => {
    // the acceptance comes from as many candidates as the spectrum
    const error = Math.SQRT2 * fit.errors[parameter];
    return printed({
      name: `${name}-${parameter}-found`,
      quantity: `${parameter} of ${sample.channel.text}, refitted to candidates`,
      kind: 'full chain',
      sample: `${sampleText(sample)}; candidates that pass, of every other decay`,
      estimator: `Poisson likelihood in ${BINS} bins of z, acceptance in true z from the other half, errors × √2 for it`,
      n: counts.total,
      value: fit[parameter],
      error,
      expectedText: plain(put[parameter]),
      note: `pull ${((fit[parameter] - put[parameter]) / error).toFixed(2)}; χ²/ndf ${fit.chi2.toFixed(1)}/${fit.ndf} with the errors of the spectrum alone; correlation ${fit.correlation.toFixed(2)}`,
    });
  });
}

/** K⁺ → πℓℓ through the shipped selections: acceptances, their ratio, widths, form factors. */
export const piLlCandidates: Group = {
  names: [
    'pi-ee-acceptance',
    'lnv-pi-ee-acceptance',
    'pi-mumu-acceptance',
    'lnv-over-sm-pi-ee',
    'mass-width-pi-ee',
    'mass-width-pi-mumu',
    'pi-ee-a-found',
    'pi-ee-b-found',
    'pi-mumu-a-found',
    'pi-mumu-b-found',
  ],
  events: (small) => CHANNELS.reduce((sum, c) => sum + (small ? c.small : c.decays), 0),
  rows: async (bench) => {
    const ee = await sampleOf(bench, CHANNELS[0]);
    const forbidden = await sampleOf(bench, CHANNELS[1]);
    const mumu = await sampleOf(bench, CHANNELS[2]);
    return [
      ...[ee, forbidden, mumu].map(acceptanceRow),
      ratioRow(bench, forbidden, ee),
      widthRow(bench, ee),
      widthRow(bench, mumu),
      ...formFactorRows(ee, 'pi-ee'),
      ...formFactorRows(mumu, 'pi-mumu'),
    ];
  },
};
