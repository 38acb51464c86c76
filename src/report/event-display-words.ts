import { CLOCK_PERIOD } from '../core/constants.js';
import { GeV, m, mrad, s } from '../core/units.js';
import { CHAMBERS, PLANE_LIST, planeOf, VIEW_NAMES, VIEWS } from '../detectors/straw/description.js';
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
  return [head, hitTable(event), trackTable(event), vertexTable(event)].join('\n');
}

function hitTable({ batch, row }: DisplayedEvent): string {
  const counts = Array.from({ length: CHAMBERS }, () => new Array<number>(VIEWS).fill(0));
  const [start, end] = rowsOf(batch.straw, row);
  for (let i = start; i < end; i++) {
    const plane = PLANE_LIST[planeOf(batch.straw.columns.channel[i]!)];
    if (plane !== undefined) counts[plane.chamber]![plane.view]!++;
  }
  const rows = counts.map((views, c) => [`STRAW${c + 1}`, ...views.map(String), String(views.reduce((a, b) => a + b))]);
  return `${end - start} STRAW hits\n${alignColumns(['chamber', ...VIEW_NAMES, 'all'], rows)}`;
}

function trackTable({ batch, row }: DisplayedEvent): string {
  const c = batch.tracks.columns;
  const [start, end] = rowsOf(batch.tracks, row);
  if (start === end) return 'no tracks\n';
  const header = ['track', 'q', 'p [GeV/c]', 'dx/dz [mrad]', 'dy/dz [mrad]', 'χ²/ndf', 'hits', 'chambers', 'time [ns]'];
  const rows: string[][] = [];
  for (let i = start; i < end; i++) {
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
      c.time_sigma[i]! < 1e3 ? `${number(c.time[i]!, 1)} ± ${number(c.time_sigma[i]!, 1)}` : 'none',
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
