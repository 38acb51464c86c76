import { particle } from '../core/particles.js';
import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { GeV, MeV, m, mm, ns } from '../core/units.js';
import type { LkrConditions } from '../detectors/lkr/conditions.js';
import { cellCentre, cellIndex, EQUIPPED, GRID, LKR_FRONT_Z } from '../detectors/lkr/description.js';
import { tracks } from '../event/run.js';
import { trackTimes } from '../event/run-beam.js';
import { lkrClusters } from '../event/run-downstream.js';
import { neutralPairs } from '../event/run-vetoes.js';
import { type Stage, stage } from '../event/stage.js';
import { DOWNSTREAM_PLANE } from '../tracking/straw/stage.js';
import { pairError, vertexOfMass } from './lkr-photons.js';

/** Settings of the pairs of photons: `--set neutral-pairs.<name>=<value>`. */
export const neutralPairSettings = {
  energy: { default: 1 * GeV, unit: 'GeV', doc: 'smallest energy of a photon', source: 'KAON §4 (FW19)' },
  deadCell: {
    default: 20 * mm,
    unit: 'mm',
    doc: 'photons this near the middle of a dead cell are left out',
    source: 'KAON §4 (FW19)',
  },
  triggerTime: { default: 20 * ns, unit: 'ns', doc: 'largest distance from the trigger', source: 'KAON §4 (FW19)' },
  trackDistance: {
    default: 150 * mm,
    unit: 'mm',
    doc: 'clusters this near the impact of a track in time are no photons',
    source: 'KAON §6.6 (UCL)',
  },
  trackTime: {
    default: 10 * ns,
    unit: 'ns',
    doc: 'largest difference of such a track from the cluster; a track without a time is in time',
    source: 'KAON §4 (FW19)',
  },
  pairTime: { default: 5 * ns, unit: 'ns', doc: 'largest difference of the two', source: 'KAON §4 (FW19)' },
  separation: { default: 200 * mm, unit: 'mm', doc: 'smallest distance of the two', source: 'KAON §4 (FW19)' },
  leastSum: { default: 2 * GeV, unit: 'GeV', doc: 'smallest energy of both', source: 'KAON §4 (FW19)' },
  largestSum: { default: 75 * GeV, unit: 'GeV', doc: 'largest energy of both', source: 'KAON §4 (FW19)' },
  zFrom: {
    default: 105 * m,
    unit: 'm',
    doc: 'a pair is kept when its vertex as π⁰ or as η is behind this',
    source: 'KAON §4 (FW19)',
  },
  zTo: { default: 180 * m, unit: 'm', doc: 'and before this', source: 'KAON §4 (FW19)' },
  positionSampling: {
    default: 4.2 * mm,
    unit: 'mm',
    doc: 'a of σx = a/√E ⊕ b, E in GeV',
    source: 'DET §4.9 (NA48, recalled)',
  },
  positionConstant: { default: 0.6 * mm, unit: 'mm', doc: 'b of it', source: 'DET §4.9 (NA48, recalled)' },
} satisfies Settings;

/** What the pairs assume. */
export interface NeutralPairs {
  readonly conditions: LkrConditions;
  readonly settings?: Partial<Values<typeof neutralPairSettings>>;
}

const PI0 = particle(111).mass;
/** Source: PDG. */
const ETA = 547.862 * MeV;
const FAR = LKR_FRONT_Z - DOWNSTREAM_PLANE;

/** Pairs of photons: LKr clusters in time with each other and with the trigger, away from tracks and dead cells. */
export function pairPhotons({
  conditions: { gain },
  settings = {},
}: NeutralPairs): Stage<
  readonly [typeof tracks, typeof trackTimes, typeof lkrClusters],
  readonly [typeof neutralPairs]
> {
  const values = withDefaults(neutralPairSettings, settings);
  const photons: number[] = [];

  function besideDeadCell(x: number, y: number): boolean {
    const reach = values.deadCell;
    for (let i = Math.max(0, cellIndex(x - reach)); i <= Math.min(GRID - 1, cellIndex(x + reach)); i++) {
      for (let j = Math.max(0, cellIndex(y - reach)); j <= Math.min(GRID - 1, cellIndex(y + reach)); j++) {
        if (EQUIPPED[i * GRID + j] !== 1 || gain[i * GRID + j]! > 0) continue;
        if ((cellCentre(i) - x) ** 2 + (cellCentre(j) - y) ** 2 < reach * reach) return true;
      }
    }
    return false;
  }

  return stage(
    'neutral.pairs',
    { reads: [tracks, trackTimes, lkrClusters], writes: [neutralPairs] },
    (batch, row, { neutral_pairs: out }) => {
      const first = batch.lkr_clusters.offsets[row]!;
      const last = batch.lkr_clusters.offsets[row + 1]!;
      const { x, y, time, energy, energy_sigma, time_sigma } = batch.lkr_clusters.columns;
      const t = batch.tracks.columns;
      const toTimes = batch.track_times.offsets[row]! - batch.tracks.offsets[row]!;

      const atTrack = (k: number): boolean => {
        for (let i = batch.tracks.offsets[row]!; i < batch.tracks.offsets[row + 1]!; i++) {
          if (Math.abs(time[k]! - batch.track_times.columns.time[i + toTimes]!) > values.trackTime) continue;
          const dx = t.x_down[i]! + FAR * t.tx_down[i]! - x[k]!;
          const dy = t.y_down[i]! + FAR * t.ty_down[i]! - y[k]!;
          if (dx * dx + dy * dy < values.trackDistance ** 2) return true;
        }
        return false;
      };

      photons.length = 0;
      for (let k = first; k < last; k++) {
        if (!(energy[k]! > values.energy && Math.abs(time[k]!) < values.triggerTime)) continue;
        if (!besideDeadCell(x[k]!, y[k]!) && !atTrack(k)) photons.push(k);
      }
      const photon = (k: number) => ({ x: x[k]!, y: y[k]!, energy: energy[k]! });
      const place = (k: number) =>
        Math.sqrt(values.positionSampling ** 2 * (GeV / energy[k]!) + values.positionConstant ** 2);
      const inside = (z: number) => z > values.zFrom && z < values.zTo;
      for (let i = 0; i < photons.length; i++) {
        for (let j = i + 1; j < photons.length; j++) {
          const swap = energy[photons[j]!]! > energy[photons[i]!]!;
          const k = photons[swap ? j : i]!;
          const l = photons[swap ? i : j]!;
          const sum = energy[k]! + energy[l]!;
          if (!(Math.abs(time[k]! - time[l]!) < values.pairTime)) continue;
          if (!(sum > values.leastSum && sum < values.largestSum)) continue;
          const a = photon(k);
          const b = photon(l);
          const distance = Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
          if (!(distance > values.separation)) continue;
          const zPi0 = vertexOfMass(a, b, PI0);
          const zEta = vertexOfMass(a, b, ETA);
          if (!inside(zPi0) && !inside(zEta)) continue;
          const sigma = {
            energy: [energy_sigma[k]!, energy_sigma[l]!],
            place: [place(k), place(l)],
          } as const;
          const w = (time_sigma[l]! / time_sigma[k]!) ** 2;
          const n = out.next();
          const c = out.columns;
          c.cluster_1[n] = k - first;
          c.cluster_2[n] = l - first;
          c.distance[n] = distance;
          c.z_pi0[n] = zPi0;
          c.z_eta[n] = zEta;
          c.z_sigma[n] = (LKR_FRONT_Z - zPi0) * pairError(a, b, sigma);
          c.energy[n] = sum;
          c.time[n] = (w * time[k]! + time[l]!) / (w + 1);
        }
      }
    },
  );
}
