import { chi2Probability } from '../../core/chi2.js';
import { activity } from './activity-rows.js';
import { beamHoles } from './beam-hole-rows.js';
import { beamOptics } from './beam-line-rows.js';
import { kaonPion } from './beam-match-rows.js';
import { calorimeters } from './calorimeter-rows.js';
import { k3piInCrowd } from './crowd-rows.js';
import { decayDensities } from './decay-rows.js';
import { fieldIntegral } from './field-rows.js';
import { dalitz, decayFractions } from './generator-rows.js';
import { gtkFourKaons } from './gtk-four-rows.js';
import { gtkKaons } from './gtk-rows.js';
import { trackIdentities } from './identity-rows.js';
import { k2piAcceptance } from './k2pi-acceptance-rows.js';
import { k2piGeometry } from './k2pi-geometry-rows.js';
import { k2piMissingMass } from './k2pi-rows.js';
import { k3piCandidates } from './k3pi-rows.js';
import { ktagKaons } from './ktag-rows.js';
import { lavShowers } from './lav-rows.js';
import { lkrPhotonLoss } from './lkr-loss-rows.js';
import { lkrPi0 } from './lkr-pi0-rows.js';
import { lkrShowers } from './lkr-rows.js';
import { matchInCrowd } from './match-crowd-rows.js';
import { momentum } from './momentum-rows.js';
import { muv3Muons } from './muv3-rows.js';
import { photonGeometry } from './photon-geometry-rows.js';
import { piLlCandidates } from './pi-ll-rows.js';
import { rates } from './rate-rows.js';
import { richRingRows, richSeparation } from './rich-rows.js';
import { judge, type Row } from './row.js';
import type { Bench, Group } from './samples.js';
import { smallAnglePhotons } from './small-angle-rows.js';
import { isolatedTracks } from './track-rows.js';
import { pionTrackTimes } from './track-time-rows.js';
import { upstreamVetoes } from './upstream-rows.js';

const GROUPS: readonly Group[] = [
  decayFractions,
  fieldIntegral,
  beamOptics,
  beamHoles,
  dalitz,
  decayDensities,
  momentum,
  isolatedTracks,
  k3piCandidates,
  ktagKaons,
  gtkKaons,
  gtkFourKaons,
  activity,
  rates,
  pionTrackTimes,
  kaonPion,
  k3piInCrowd,
  matchInCrowd,
  richRingRows,
  richSeparation,
  lkrShowers,
  lkrPi0,
  muv3Muons,
  calorimeters,
  trackIdentities,
  photonGeometry,
  lkrPhotonLoss,
  lavShowers,
  smallAnglePhotons,
  upstreamVetoes,
  k2piMissingMass,
  k2piGeometry,
  k2piAcceptance,
  piLlCandidates,
];

/** Rows that may differ from their expected value by chance alone, from samples of their own; g stands for the correlated slopes. */
const STATISTICAL = ['decay-fraction-75m', 'decay-fraction-60m', 'dalitz-g'];
const GLOBAL = 'global';

/** Names of all rows, in the order of the table. */
export const ROW_NAMES: readonly string[] = [...GROUPS.flatMap((g) => g.names), GLOBAL];

/** Makes the rows whose name `wanted` accepts; what is not wanted is not simulated. */
export async function validationRows(bench: Bench, wanted: (name: string) => boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const group of groupsFor(wanted)) rows.push(...(await group.rows(bench)));
  if (wanted(GLOBAL)) rows.push(globalRow(rows));
  return rows.filter((row) => wanted(row.name));
}

/** Events that these rows take. */
export const validationEvents = (small: boolean, wanted: (name: string) => boolean): number =>
  groupsFor(wanted).reduce((sum, group) => sum + group.events(small), 0);

const groupsFor = (wanted: (name: string) => boolean): readonly Group[] =>
  GROUPS.filter(({ names }) => names.some((name) => wanted(name) || (wanted(GLOBAL) && STATISTICAL.includes(name))));

/** All statistical rows together: each may be within its tolerance and still the lot be too far off. */
function globalRow(rows: readonly Row[]): Row {
  const pulls = rows.filter((row) => STATISTICAL.includes(row.name)).map((row) => row.pull!);
  const chi2 = pulls.reduce((sum, pull) => sum + pull * pull, 0);
  const largest = Math.max(...pulls.map(Math.abs));
  return judge({
    name: GLOBAL,
    quantity: 'statistical rows together: p of the sum of squared pulls',
    kind: 'arithmetic',
    sample: STATISTICAL.join(', '),
    estimator: 'χ²',
    n: pulls.length,
    value: largest < 4 ? chi2Probability(chi2, pulls.length) : 0,
    error: null,
    expected: null,
    band: [1e-3, 1],
    expectedText: '> 0.001',
    note: `χ²/ndf ${chi2.toFixed(1)}/${pulls.length}, largest pull ${largest.toFixed(2)}`,
  });
}
