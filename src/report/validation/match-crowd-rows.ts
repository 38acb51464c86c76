import { MHz } from '../../core/units.js';
import { stationOf } from '../../detectors/gtk/description.js';
import type { EventBatch, Has } from '../../event/batch.js';
import type { gtk } from '../../event/raw-beam.js';
import type { beamMatches } from '../../event/run-beam.js';
import type { gtkTruth } from '../../event/truth-beam.js';
import { burstStructure } from '../../generator/burst.js';
import { kaonDecays } from '../../generator/kaon-decays.js';
import { k2pi } from '../../generator/modes/k2pi.js';
import { gtkOwner } from '../../monitoring/beam-links.js';
import { fraction } from '../../monitoring/efficiency.js';
import { isFake, linkTrack } from '../../monitoring/links.js';
import { emulation, reconstruction, reconstructionStages } from '../../pipeline.js';
import { na62Field } from '../../transport/na62-field.js';
import { formatCount } from '../terminal.js';
import { DECAY_Z, MOMENTUM, PION } from './beam-match-rows.js';
import { percent, printed, type Row } from './row.js';
import { type Bench, type Group, runEvents, SETUP } from './samples.js';

const SEED = 91;
/** Mean intensities of the spill [MHz]. */
const INTENSITIES = [150, 300, 400, 450, 600, 750] as const;
/** Where figures are published. Source: DET §7.1 (2103.15389, about 400 MHz in 2018). */
const PUBLISHED = 400;
const EFFICIENCY = '75';
const WRONG = { present: '1.3 to 1.7', absent: '3.5 to 4' } as const;
const decays = (small: boolean, intensity: number): number => (small ? 500 : 2_500) * (intensity === PUBLISHED ? 2 : 1);
const ALL_STATIONS = 7;

/** Pion tracks with the kaon in the GTK, and the matches found with it there and with its hits taken out. */
interface Matched {
  events: number;
  seen: number;
  tracks: number;
  right: number;
  wrong: number;
  /** Wrong or right, but in doubt. */
  ambiguous: number;
  wrongAbsent: number;
  /** Tracks whose kaon left no hit in a station. */
  missing: number;
}

type Beam = EventBatch & Has<typeof gtk | typeof gtkTruth>;

/** The event's GTK hits without those of the trigger's kaon. */
function withoutKaon<B extends Beam>(batch: B): B {
  const keep: number[] = [];
  const { particle } = batch.gtk_truth.columns;
  const offsets = batch.gtk.offsets.slice();
  for (let row = 0; row < batch.size; row++) {
    for (let i = batch.gtk.offsets[row]!; i < batch.gtk.offsets[row + 1]!; i++) if (particle[i] !== 0) keep.push(i);
    offsets[row + 1] = keep.length;
  }
  const { channel, leading, trailing } = batch.gtk.columns;
  const columns = {
    channel: Uint32Array.from(keep, (i) => channel[i]!),
    leading: Int16Array.from(keep, (i) => leading[i]!),
    trailing: Int16Array.from(keep, (i) => trailing[i]!),
  };
  return { ...batch, gtk: { ...batch.gtk, offsets, columns } };
}

/** Stations with a hit of the trigger's kaon, a bit each. */
function kaonStations(batch: Beam, row: number): number {
  let stations = 0;
  for (let i = batch.gtk.offsets[row]!; i < batch.gtk.offsets[row + 1]!; i++) {
    if (batch.gtk_truth.columns.particle[i] === 0) stations |= 1 << stationOf(batch.gtk.columns.channel[i]!);
  }
  return stations;
}

/** Row of the accepted best match of a track; −1: none. */
function acceptedMatch(
  { beam_matches: { offsets, columns } }: Has<typeof beamMatches>,
  row: number,
  track: number,
): number {
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
    if (columns.track[i] === track && columns.rank[i] === 0) return columns.accepted[i] === 1 ? i : -1;
  }
  return -1;
}

async function matched(bench: Bench, intensity: number): Promise<Matched> {
  const events = decays(bench.small, intensity);
  const how = { setup: SETUP, seed: SEED, intensity: intensity * MHz };
  const burst = burstStructure(SEED, { intensity: how.intensity });
  const generator = kaonDecays({
    mode: k2pi,
    field: na62Field(),
    decayRegion: DECAY_Z,
    seed: SEED,
    drawTime: burst.drawEventTime,
  });
  const forward = emulation(generator, how);
  const backward = reconstruction({ setup: SETUP });
  const again = reconstructionStages({ setup: SETUP });
  const sum: Matched = { events, seen: 0, tracks: 0, right: 0, wrong: 0, ambiguous: 0, wrongAbsent: 0, missing: 0 };
  await runEvents(
    bench,
    events,
    (keys) => backward(forward(keys)),
    (batch) => {
      const absent = again.matches(again.beam(withoutKaon(batch)));
      for (let row = 0; row < batch.size; row++) {
        const { t } = batch.particles.columns;
        sum.seen += burst.intensity(batch.burst[row]!, t[batch.particles.offsets[row]!]!) / MHz / events;
        const first = batch.tracks.offsets[row]!;
        for (let i = first; i < batch.tracks.offsets[row + 1]!; i++) {
          const p = batch.tracks.columns.p[i]!;
          if (!(p > MOMENTUM[0] && p < MOMENTUM[1])) continue;
          const link = linkTrack(batch, row, i);
          if (isFake(link) || link.particle !== PION) continue;
          if (kaonStations(batch, row) !== ALL_STATIONS) {
            sum.missing++;
            continue;
          }
          sum.tracks++;
          const match = acceptedMatch(batch, row, i - first);
          if (match >= 0) {
            const beam = batch.gtk_tracks.offsets[row]! + batch.beam_matches.columns.gtk[match]!;
            if (batch.beam_matches.columns.ambiguous[match] === 1) sum.ambiguous++;
            else if (gtkOwner(batch, row, beam) === 0) sum.right++;
            else sum.wrong++;
          }
          const other = acceptedMatch(absent, row, i - first);
          if (other >= 0 && absent.beam_matches.columns.ambiguous[other] === 0) sum.wrongAbsent++;
        }
      }
    },
  );
  return sum;
}

function rowsAt(intensity: number, sum: Matched): Row[] {
  const published = intensity === PUBLISHED;
  const row = (name: string, quantity: string, count: number, expectedText: string, note: string) => {
    const { value, low, high } = fraction(count, sum.tracks);
    return printed({
      name: `match-${name}-${intensity}`,
      quantity: `${quantity}, at ${intensity} MHz`,
      kind: 'full chain',
      sample: `${formatCount(sum.events)} K2π decays in 115–165 m at ${intensity} MHz, seed ${SEED}; π⁺ tracks of 15–35 GeV/c whose kaon has a hit in every GTK station`,
      estimator:
        "share of tracks whose best match is accepted and not ambiguous; right: the GTK track is of the kaon's hits alone; Wilson interval",
      n: sum.tracks,
      unit: '%',
      value: 100 * value,
      error: 50 * (high - low),
      expectedText: published ? expectedText : 'none',
      note,
    });
  };
  const all = sum.tracks + sum.missing;
  return [
    row(
      'efficiency',
      'K–π match: right',
      sum.right,
      EFFICIENCY,
      `${sum.seen.toFixed(0)} MHz at the mean event; ambiguous ${percent(sum.ambiguous / sum.tracks)}; ${percent(sum.missing / all)} of the tracks have a kaon without a hit in some station`,
    ),
    row('wrong', 'K–π match: wrong, kaon in the GTK', sum.wrong, WRONG.present, ''),
    row('wrong-absent', "K–π match: wrong, the kaon's GTK hits taken out", sum.wrongAbsent, WRONG.absent, ''),
  ];
}

/** Matching of kaon and pion in the crowd. */
export const matchInCrowd: Group = {
  names: INTENSITIES.flatMap((i) => ['efficiency', 'wrong', 'wrong-absent'].map((name) => `match-${name}-${i}`)),
  events: (small) => INTENSITIES.reduce<number>((sum, i) => sum + decays(small, i), 0),
  rows: async (bench) => {
    const rows: Row[] = [];
    for (const i of INTENSITIES) rows.push(...rowsAt(i, await matched(bench, i)));
    return rows;
  },
};
