import type { Values } from '../core/settings.js';
import { DECAY_FORM, discriminant, KTAG_FORM } from './beam-match-pdfs.js';
import type { beamMatchSettings } from './beam-match-settings.js';

/** A time with its standard deviation [ns]; `index` is its row in the event. */
export interface Timed {
  readonly index: number;
  readonly time: number;
  readonly sigma: number;
}

/** A beam track in time with a decay, and the kaon it goes with. */
export interface InTime {
  readonly gtk: Timed;
  /** Row of the KTAG candidate in the event; −1 none. */
  readonly ktag: number;
  /** GTK − KTAG [ns]; NaN without a KTAG candidate. */
  readonly dtKtag: number;
  /** GTK − decay time, and its width [ns]. */
  readonly dtDecay: number;
  readonly widthDecay: number;
}

/** Where a beam track and a decay meet. */
export interface Meeting {
  readonly cda: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A beam track, a kaon and a decay that may belong together. */
export interface BeamMatch {
  readonly candidate: InTime;
  readonly meeting: Meeting;
  readonly dKtag: number;
  readonly dDecay: number;
  readonly score: number;
}

type Match = Values<typeof beamMatchSettings>;

const fromKtag = discriminant(KTAG_FORM);
const fromDecay = discriminant(DECAY_FORM);

/** Sum of the squared time differences in units of their widths: what "nearest in time" means. */
const apart = (c: InTime, ktagWidth: number): number =>
  (c.dtDecay / c.widthDecay) ** 2 + (c.ktag < 0 ? 0 : (c.dtKtag / ktagWidth) ** 2);

/**
 * Beam tracks in time with a decay. Kaons near the decay time are the reference, each beam track's the one nearest to it: several
 * are kept, for a second kaon within 2 ns is there in one event of ten. Without a kaon the decay time is.
 * @returns all of them, nearest in time first
 */
export function beamTracksInTime(
  decay: Timed,
  kaons: readonly Timed[],
  beam: readonly Timed[],
  settings: Match,
): InTime[] {
  const { kaonWindow, kaonSigmas, beamWindow, ktagWidth } = settings;
  const window = Math.max(kaonWindow, kaonSigmas * decay.sigma);
  const near = kaons.filter((k) => Math.abs(k.time - decay.time) < window);
  const found: InTime[] = [];
  for (const gtk of beam) {
    let ktag = -1;
    let dtKtag = Number.NaN;
    for (const kaon of near) {
      const dt = gtk.time - kaon.time;
      if (ktag >= 0 && Math.abs(dt) >= Math.abs(dtKtag)) continue;
      ktag = kaon.index;
      dtKtag = dt;
    }
    const dtDecay = gtk.time - decay.time;
    if (!(Math.abs(near.length > 0 ? dtKtag : dtDecay) < beamWindow)) continue;
    found.push({ gtk, ktag, dtKtag, dtDecay, widthDecay: Math.sqrt(gtk.sigma ** 2 + decay.sigma ** 2) });
  }
  return found.sort((a, b) => apart(a, ktagWidth) - apart(b, ktagWidth));
}

/**
 * The match of a beam track that meets a decay. Its score, the geometric mean of the discriminants, orders the matches of a decay: both
 * times count, on the scale 0 … 1 of either. Without a kaon the score is the discriminant of the decay time alone.
 */
export function scored(candidate: InTime, meeting: Meeting, settings: Match): BeamMatch {
  const { ktag, dtKtag, dtDecay, widthDecay } = candidate;
  const dKtag = ktag < 0 ? 0 : fromKtag(meeting.cda, dtKtag, settings.ktagWidth);
  const dDecay = fromDecay(meeting.cda, dtDecay, widthDecay);
  const score = ktag < 0 ? dDecay : Math.sqrt(dKtag * dDecay);
  return { candidate, meeting, dKtag, dDecay, score };
}

/** Matches above the floor, best first. */
export function ranked(matches: readonly BeamMatch[], settings: Match): BeamMatch[] {
  const kept = matches.filter((m) => Math.max(m.dKtag, m.dDecay) > settings.floor);
  return kept.sort((a, b) => b.score - a.score || b.dDecay - a.dDecay);
}

/** Whether a match passes the thresholds of the discriminants. Without a kaon none does. */
export const isAccepted = (m: BeamMatch, settings: Match): boolean =>
  Math.max(m.dKtag, m.dDecay) > settings.acceptMax && Math.min(m.dKtag, m.dDecay) > settings.acceptMin;

/**
 * Whether the best match of a decay is in doubt.
 * @param inTime beam tracks in time, kept or not
 */
export const isAmbiguous = (best: readonly BeamMatch[], inTime: number, settings: Match): boolean =>
  inTime > settings.ambiguousInTime && best.length > 1 && best[0]!.score - best[1]!.score < settings.ambiguousStep;
