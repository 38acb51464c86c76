import { withDefaults } from '../../core/settings.js';
import { GeV } from '../../core/units.js';
import { fraction } from '../../monitoring/efficiency.js';
import { lkrVetoWindow, vetoSettings } from '../../pid/veto-windows.js';
import { formatCount } from '../terminal.js';
import { lkrShots } from './lkr-gun.js';
import { printed, type Row } from './row.js';
import { type Bench, type Group, SETUP } from './samples.js';

const SEED = 131;
const PHOTON = 22;
const photons = (small: boolean): number => (small ? 3_000 : 60_000);
/** Energies [GeV] and the published loss where there is one [1e-5]. Source: DET §4.9 (TDD 2010, a study with data of NA48/2). */
const PUBLISHED = new Map<number, string>([
  [1.5, 'none'],
  [2, 'none'],
  [4, '100 (2.5–5.5 GeV)'],
  [6.5, '10 (5.5–7.5 GeV)'],
  [8.75, '5 (7.5–10 GeV)'],
  [20, '0.8 (> 10 GeV)'],
]);
const ENERGIES = [...PUBLISHED.keys()];

/** Photons of one energy that no cluster of the veto stands for: none at all, too soft, or out of the window. */
function lossRow(bench: Bench, e: number): Row {
  const n = photons(bench.small);
  const values = withDefaults(vetoSettings);
  const lost = { none: 0, soft: 0, late: 0 };
  lkrShots(bench, { pdg: PHOTON, momentum: e * GeV, events: n, seed: SEED }, ({ time, cluster, clusters }) => {
    if (cluster < 0) lost.none++;
    else {
      const energy = clusters.columns.energy[cluster]!;
      const late = Math.abs(clusters.columns.time[cluster]! - time);
      if (!(energy >= values.lkrMinEnergy)) lost.soft++;
      else if (!(late <= lkrVetoWindow(energy, values))) lost.late++;
    }
  });
  const { value, low, high } = fraction(lost.none + lost.soft + lost.late, n);
  return printed({
    name: `lkr-photons-${e}`,
    quantity: `LKr: photons of ${e} GeV lost`,
    kind: 'full chain',
    sample: `${formatCount(n)} photons of ${e} GeV, even over the fiducial octagon, true conditions of ${SETUP}, known, seed ${SEED}`,
    estimator:
      'share without a cluster within 100 mm, of 1 GeV or more, in the window of the photon veto; Wilson interval',
    n,
    unit: '1e-5',
    value: 1e5 * value,
    error: 0.5e5 * (high - low),
    expectedText: PUBLISHED.get(e)!,
    note: `${lost.none} without a cluster, ${lost.soft} below 1 GeV, ${lost.late} out of the window; what nuclei take is put in as published, the rest is zero suppression, dead cells and edges`,
  });
}

/** Photons that the LKr does not see. */
export const lkrPhotonLoss: Group = {
  names: ENERGIES.map((e) => `lkr-photons-${e}`),
  events: (small) => ENERGIES.length * photons(small),
  rows: async (bench) => {
    const rows: Row[] = [];
    for (const e of ENERGIES) {
      rows.push(lossRow(bench, e));
      // lets a signal of the user arrive
      await new Promise((resolve) => setTimeout(resolve));
    }
    return rows;
  },
};
