import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { mm, ns } from '../core/units.js';
import { FIBRE_SPEED, lightPath, middlePath, placeMiddle, STATION_CODES } from '../detectors/chanti/description.js';
import { barOf, layerOf } from './chanti.js';
import type { VetoHit } from './veto-hit.js';

/** Settings of the candidates of the CHANTI: `--set chanti-candidates.<name>=<value>`. */
export const chantiCandidateSettings = {
  clusterTime: {
    default: 5 * ns,
    unit: 'ns',
    doc: 'neighbouring bars this close in time are one particle, and so are both layers',
    source: 'none: three standard deviations of the difference of two bars',
  },
  sideTolerance: {
    default: 5 * mm,
    unit: 'mm',
    doc: 'a half bar is crossed at most this far on the other side',
    source: 'none: twice the resolution',
  },
} satisfies Settings;

/** A particle in one station: bars of both layers in time. */
export interface ChantiCandidate {
  /** From 0. */
  readonly station: number;
  /** From the charge shared between neighbouring bars [mm]. */
  readonly x: number;
  readonly y: number;
  /** Mean of its bars, the way of the light taken off; relative to the trigger [ns]. */
  readonly time: number;
  readonly timeSigma: number;
  /** Of both layers [MeV]; NaN when a bar has none. */
  readonly energy: number;
}

/** Neighbouring bars in time. */
interface Cluster {
  readonly hits: VetoHit[];
  /** Of its half bars; 0 without any. */
  side: number;
  time: number;
}

/** Across the bars: mean of their middles, weighted by energy; triangles that overlap by half share it as the place demands. */
function across(hits: readonly VetoHit[]): number {
  const shared = hits.every(({ energy }) => energy > 0);
  let sum = 0;
  let weights = 0;
  for (const { channel, energy } of hits) {
    const weight = shared ? energy : 1;
    sum += weight * placeMiddle(barOf(channel).place);
    weights += weight;
  }
  return sum / weights;
}

/** The clusters of one layer of one station. */
function cluster(hits: readonly VetoHit[], window: number): Cluster[] {
  const ordered = [...hits].sort(
    (a, b) => barOf(a.channel).place - barOf(b.channel).place || a.time - b.time || a.channel - b.channel,
  );
  const clusters: Cluster[] = [];
  for (const hit of ordered) {
    const { place, side } = barOf(hit.channel);
    const home = clusters.find((c) => {
      const last = barOf(c.hits.at(-1)!.channel);
      return place === last.place + 1 && c.side * side >= 0 && Math.abs(hit.time - c.time) < window;
    });
    if (home === undefined) {
      clusters.push({ hits: [hit], side, time: hit.time });
      continue;
    }
    home.time += (hit.time - home.time) / (home.hits.length + 1);
    home.hits.push(hit);
    if (home.side === 0) home.side = side;
  }
  return clusters;
}

/** Times of bars crossed at `along`. */
const timesAt = (hits: readonly VetoHit[], along: number): number[] =>
  hits.map(({ channel, time }) => {
    const { side } = barOf(channel);
    return time - (lightPath(side, along) - middlePath(layerOf(channel), side)) / FIBRE_SPEED;
  });

/**
 * Candidates of the CHANTI from the hits of an event: every pair of an X and a Y cluster of a station in time, that half bars do not
 * forbid. Two particles in a station at one time make up to four. By station, then x cluster; any order of the hits gives the same.
 */
export function chantiCandidates(
  hits: readonly VetoHit[],
  { clusterTime, sideTolerance }: Values<typeof chantiCandidateSettings> = withDefaults(chantiCandidateSettings),
): ChantiCandidate[] {
  const layers = new Map<number, VetoHit[]>();
  for (const hit of hits) {
    const key = 2 * Math.floor(hit.channel / STATION_CODES) + layerOf(hit.channel);
    const layer = layers.get(key);
    if (layer === undefined) layers.set(key, [hit]);
    else layer.push(hit);
  }
  const candidates: ChantiCandidate[] = [];
  for (const key of [...layers.keys()].filter((k) => k % 2 === 0).sort((a, b) => a - b)) {
    const inY = layers.get(key + 1);
    if (inY === undefined) continue;
    const yClusters = cluster(inY, clusterTime);
    for (const cx of cluster(layers.get(key)!, clusterTime)) {
      const x = across(cx.hits);
      for (const cy of yClusters) {
        const y = across(cy.hits);
        const apart = Math.abs(cx.time - cy.time) >= clusterTime;
        if (apart || cx.side * y < -sideTolerance || cy.side * x < -sideTolerance) continue;
        const times = [...timesAt(cx.hits, y), ...timesAt(cy.hits, x)];
        const both = [...cx.hits, ...cy.hits];
        candidates.push({
          station: key / 2,
          x,
          y,
          time: times.reduce((a, b) => a + b) / times.length,
          timeSigma: Math.max(...both.map(({ timeSigma }) => timeSigma)) / Math.sqrt(times.length),
          energy: both.reduce((sum, { energy }) => sum + energy, 0),
        });
      }
    }
  }
  return candidates;
}
