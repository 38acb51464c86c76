import { CLOCK_PERIOD } from '../core/constants.js';
import { GeV, m, mrad, ns, s } from '../core/units.js';
import { isPixel, stationOf } from '../detectors/gtk/description.js';
import { KAON_SECTORS } from '../detectors/ktag/description.js';
import { CHAMBERS, PLANE_LIST, planeOf, VIEW_NAMES, VIEWS } from '../detectors/straw/description.js';
import { decayTime, isInTime, kaonOf, timeRow } from './event-display-match.js';
import { type DisplayedEvent, mainVertex, rowsOf } from './event-display-paths.js';
import { number } from './svg.js';
import { alignColumns, alignFacts } from './terminal.js';

const sign = (charge: number): string => (charge > 0 ? '+' : '−');

/** The trigger's time since the start of burst. */
export function triggerWords({ batch, row }: DisplayedEvent): string {
  const { timestamp, fine_time } = batch.triggers.columns;
  const time = (timestamp[row]! + fine_time[row]! / 256) * CLOCK_PERIOD;
  return `${timestamp[row]} + ${fine_time[row]}/256 clock periods (${number(time / s, 6)} s from start of burst)`;
}

/** Position and quality of vertex `v`. */
export function vertexWords({ batch }: DisplayedEvent, v: number): string {
  const c = batch.vertices.columns;
  const pions = c.n_tracks[v] === 3 ? '3π' : 'ππ';
  return `z = ${number(c.z[v]! / m, 2)} ± ${number(Math.sqrt(c.covariance[6 * v + 5]!) / m, 2)} m, χ²/ndf ${number(
    c.chi2[v]!,
    1,
  )}/${c.ndf[v]}, m(${pions}) = ${number(c.mass_pi[v]!, 2)} MeV/c²`;
}

/** The kaon that goes with the decay: which beam track, when, how near; in a few short lines. */
export function kaonLines(event: DisplayedEvent): string[] {
  const kaon = kaonOf(event);
  if (kaon === undefined) return ['no beam track matches'];
  const { batch, row } = event;
  const { cda, dt_ktag, dt_decay, accepted, ambiguous } = batch.beam_matches.columns;
  const { p, time } = batch.gtk_tracks.columns;
  const { time: tagTime, n_sectors } = batch.ktag_candidates.columns;
  const k = kaon.match;
  const doubt = ambiguous[k] === 1 ? ', ambiguous' : '';
  return [
    `kaon: GTK track ${kaon.gtk - batch.gtk_tracks.offsets[row]! + 1}${accepted[k] === 1 ? '' : ', refused'}${doubt}`,
    `${number(p[kaon.gtk]! / GeV, 2)} GeV/c, ${number(time[kaon.gtk]!, 2)} ns`,
    ...(kaon.ktag < 0
      ? ['no light in the KTAG']
      : [
          `${n_sectors[kaon.ktag]} sectors, ${number(tagTime[kaon.ktag]!, 2)} ns`,
          `GTK − KTAG ${number(dt_ktag[k]!, 2)} ns`,
        ]),
    `GTK − decay ${number(dt_decay[k]!, 2)} ns`,
    `CDA ${number(cda[k]!, 1)} mm`,
  ];
}

/** What was found, in one line. */
export function foundWords(event: DisplayedEvent): string {
  const { batch, row } = event;
  const [start, end] = rowsOf(batch.tracks, row);
  const { charge, p } = batch.tracks.columns;
  const momenta = Array.from({ length: end - start }, (_, i) => {
    return `${sign(charge[start + i]!)}${number(p[start + i]! / GeV, 2)}`;
  });
  const list = end > start ? ` (q·p = ${momenta.join(', ')} GeV/c)` : '';
  const v = mainVertex(event);
  const vertex = v < 0 ? 'no vertex' : `vertex at ${vertexWords(event, v)}`;
  return `${end - start} ${end - start === 1 ? 'track' : 'tracks'}${list}; ${vertex}`;
}

/** What became of an event that was taken out; undefined for a sound one. */
export function faultWords({ batch, row }: DisplayedEvent): string | undefined {
  const fault = batch.faults.find((f) => f.row === row);
  return fault && `in quarantine: ${fault.stage}: ${fault.reason}`;
}

/** The event in words: trigger, hits by chamber and view, tracks, vertices. */
export function describeEvent(event: DisplayedEvent): string {
  const { batch, row } = event;
  const { l0_mask, quality } = batch.triggers.columns;
  const fault = faultWords(event);
  const facts = [
    { label: 'setup', value: event.setup },
    { label: 'trigger', value: triggerWords(event) },
    { label: 'L0 mask', value: `0x${l0_mask[row]!.toString(16)}, quality ${quality[row]}` },
    { label: 'reconstruction', value: event.reconstruction },
    ...(fault === undefined ? [] : [{ label: 'taken out', value: fault }]),
  ];
  const head = `burst ${batch.burst[row]}, event ${batch.event[row]}\n${alignFacts(facts)}`;
  return [head, beamTables(event), hitTable(event), trackTable(event), vertexTable(event), matchTable(event)].join(
    '\n',
  );
}

/** Beam tracks and kaons this close to the decay are listed. */
const NEAR = 3 * ns;

function beamTables(event: DisplayedEvent): string {
  const { batch, row } = event;
  const reference = decayTime(event);
  const kaon = kaonOf(event);
  const near = (time: number): boolean => Math.abs(time - reference) < NEAR;

  const { n_sectors, n_hits, time: tagTime, time_sigma: tagSigma } = batch.ktag_candidates.columns;
  const [tag, lastTag] = rowsOf(batch.ktag_candidates, row);
  const tags = Array.from({ length: lastTag - tag }, (_, k) => tag + k).filter((i) => n_sectors[i]! >= KAON_SECTORS);
  const tagRows = tags
    .filter((i) => near(tagTime[i]!))
    .map((i) => [
      `${i - tag + 1}${i === kaon?.ktag ? ' *' : ''}`,
      `${number(tagTime[i]!, 2)} ± ${number(tagSigma[i]!, 2)}`,
      String(n_sectors[i]),
      String(n_hits[i]),
    ]);

  const { p, x, y, tx, ty, chi2, time, time_sigma } = batch.gtk_tracks.columns;
  const [first, last] = rowsOf(batch.gtk_tracks, row);
  const trackRows: string[][] = [];
  for (let i = first; i < last; i++) {
    if (!near(time[i]!)) continue;
    trackRows.push([
      `${i - first + 1}${i === kaon?.gtk ? ' *' : ''}`,
      `${number(time[i]!, 2)} ± ${number(time_sigma[i]!, 2)}`,
      number(p[i]! / GeV, 2),
      number(x[i]!, 2),
      number(y[i]!, 2),
      number(tx[i]! / mrad, 3),
      number(ty[i]! / mrad, 3),
      number(chi2[i]!, 1),
    ]);
  }
  const stations = event.gtk.map(() => 0);
  const [start, end] = rowsOf(batch.gtk, row);
  for (let i = start; i < end; i++) {
    const code = batch.gtk.columns.channel[i]!;
    if (isPixel(code, stations.length)) stations[stationOf(code)]!++;
  }
  const hits = event.gtk.map(({ name }, k) => `${name} ${stations[k]}`).join(', ');
  const listed = `within ${NEAR} ns of the decay`;
  const none = '  none\n';
  return [
    `${tags.length} kaons in the KTAG, ${lastTag - tag} candidates; ${listed}`,
    tagRows.length > 0 ? alignColumns(['kaon', 'time [ns]', 'sectors', 'hits'], tagRows) : none,
    `${last - first} beam tracks, hits ${hits}; ${listed}`,
    trackRows.length > 0
      ? alignColumns(
          ['beam', 'time [ns]', 'p [GeV/c]', 'x [mm]', 'y [mm]', 'dx/dz [mrad]', 'dy/dz [mrad]', 'χ²'],
          trackRows,
        )
      : none,
  ].join('\n');
}

/** The beam tracks that may belong to the main vertex, or to the tracks when there is none. */
function matchTable(event: DisplayedEvent): string {
  const { batch, row } = event;
  const c = batch.beam_matches.columns;
  const v = mainVertex(event);
  const index = v < 0 ? -1 : v - batch.vertices.offsets[row]!;
  const [start, end] = rowsOf(batch.beam_matches, row);
  const rows: string[][] = [];
  for (let k = start; k < end; k++) {
    if (c.vertex[k] !== index) continue;
    rows.push([
      v < 0 ? `track ${c.track[k]! + 1}` : 'main vertex',
      String(c.gtk[k]! + 1),
      c.ktag[k]! < 0 ? '–' : String(c.ktag[k]! + 1),
      number(c.cda[k]!, 2),
      number(c.z[k]! / m, 2),
      number(c.dt_ktag[k]!, 3),
      number(c.dt_decay[k]!, 3),
      number(c.d_ktag[k]!, 4),
      number(c.d_decay[k]!, 4),
      [c.accepted[k] === 1 ? 'accepted' : 'refused', c.ambiguous[k] === 1 ? 'ambiguous' : '']
        .filter(Boolean)
        .join(', '),
    ]);
  }
  if (rows.length === 0) return 'no beam track matches\n';
  const header = [
    'decay',
    'beam',
    'kaon',
    'CDA [mm]',
    'z [m]',
    'GTK − KTAG [ns]',
    'GTK − decay [ns]',
    'D(KTAG)',
    'D(decay)',
  ];
  return `kaon, beam track and decay, best first\n${alignColumns([...header, ''], rows)}`;
}

function hitTable({ batch, row }: DisplayedEvent): string {
  const counts = Array.from({ length: CHAMBERS }, () => new Array<number>(VIEWS).fill(0));
  const [start, end] = rowsOf(batch.straw, row);
  for (let i = start; i < end; i++) {
    const plane = PLANE_LIST[planeOf(batch.straw.columns.channel[i]!)];
    if (plane !== undefined) counts[plane.chamber]![plane.view]!++;
  }
  const rows = counts.map((views, c) => [`STRAW${c + 1}`, ...views.map(String), String(views.reduce((a, b) => a + b))]);
  const count = (rows: { readonly offsets: Int32Array }): number => rows.offsets[row + 1]! - rows.offsets[row]!;
  const hodoscopes = `${count(batch.chod_candidates)} CHOD and ${count(batch.newchod_candidates)} NewCHOD candidates`;
  return `${end - start} STRAW hits; ${hodoscopes}\n${alignColumns(['chamber', ...VIEW_NAMES, 'all'], rows)}`;
}

function trackTable(event: DisplayedEvent): string {
  const { batch, row } = event;
  const c = batch.tracks.columns;
  const [start, end] = rowsOf(batch.tracks, row);
  if (start === end) return 'no tracks\n';
  const header = [
    'track',
    'q',
    'p [GeV/c]',
    'dx/dz [mrad]',
    'dy/dz [mrad]',
    'χ²/ndf',
    'hits',
    'chambers',
    'time [ns]',
    'by',
    '',
  ];
  const rows: string[][] = [];
  for (let i = start; i < end; i++) {
    const at = timeRow(event, i);
    const t = batch.track_times.columns;
    const by =
      at < 0 ? [] : ['STRAW', t.chod[at]! < 0 ? '' : 'CHOD', t.newchod[at]! < 0 ? '' : 'NewCHOD'].filter(Boolean);
    const chambers = [1, 2, 3, 4].filter((k) => (c.chambers[i]! >> (k - 1)) & 1).join('');
    rows.push([
      String(i - start + 1),
      sign(c.charge[i]!),
      number(c.p[i]! / GeV, 3),
      number(c.tx[i]! / mrad, 3),
      number(c.ty[i]! / mrad, 3),
      `${number(c.chi2[i]!, 1)}/${c.ndf[i]}`,
      String(c.n_hits[i]),
      chambers,
      at >= 0 && t.time_sigma[at]! < 1e3 ? `${number(t.time[at]!, 2)} ± ${number(t.time_sigma[at]!, 2)}` : 'none',
      by.join(', '),
      isInTime(event, i) ? '' : 'out of time',
    ]);
  }
  return `tracks (slopes at z = 180 m)\n${alignColumns(header, rows)}`;
}

function vertexTable({ batch, row }: DisplayedEvent): string {
  const c = batch.vertices.columns;
  const [start, end] = rowsOf(batch.vertices, row);
  if (start === end) return 'no vertices\n';
  const header = ['tracks', 'q', 'z [m]', 'x [mm]', 'y [mm]', 'χ²/ndf', 'p [GeV/c]', 'm(all π) [MeV/c²]'];
  const rows: string[][] = [];
  for (let i = start; i < end; i++) {
    const members = [...c.tracks.slice(3 * i, 3 * i + 3)].filter((t) => t >= 0).map((t) => t + 1);
    const error = (k: number): number => Math.sqrt(c.covariance[6 * i + k]!);
    rows.push([
      members.join('+'),
      c.charge[i] === 0 ? '0' : sign(c.charge[i]!),
      `${number(c.z[i]! / m, 2)} ± ${number(error(5) / m, 2)}`,
      `${number(c.x[i]!, 1)} ± ${number(error(0), 1)}`,
      `${number(c.y[i]!, 1)} ± ${number(error(3), 1)}`,
      `${number(c.chi2[i]!, 1)}/${c.ndf[i]}`,
      number(Math.sqrt(c.px[i]! ** 2 + c.py[i]! ** 2 + c.pz[i]! ** 2) / GeV, 2),
      number(c.mass_pi[i]!, 2),
    ]);
  }
  return `vertices\n${alignColumns(header, rows)}`;
}
