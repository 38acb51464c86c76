import type { Has } from '../../event/batch.js';
import type { events } from '../../event/run.js';
import { beamMatches, gtkTracks } from '../../event/run-beam.js';
import { type CutColumn, columnOf } from './column.js';

const match = columnOf<typeof events>();

/** Row in `beam_matches` of the best match of a candidate, by its index in the event; −1 when nothing matches. */
export function bestMatch(
  { beam_matches: m }: Has<typeof beamMatches>,
  of: 'vertex' | 'track',
  event: number,
  index: number,
): number {
  const { offsets, columns } = m;
  const end = offsets[event + 1]!;
  for (let k = offsets[event]!; k < end; k++) if (columns[of][k] === index && columns.rank[k] === 0) return k;
  return -1;
}

/** The columns of the best beam match of candidates of `table`. */
export function matchColumns(table: 'vertices' | 'tracks'): Readonly<Record<string, CutColumn>> {
  const of = table === 'vertices' ? 'vertex' : 'track';
  /** Row of the best match of the candidate in `row`. */
  const best = (batch: Has<typeof beamMatches>, event: number, row: number): number => {
    const own = (batch as unknown as Record<string, { readonly offsets: Int32Array }>)[table]!;
    return bestMatch(batch, of, event, row - own.offsets[event]!);
  };
  const column = (
    name: 'gtk' | 'ktag' | 'cda' | 'z' | 'dt_ktag' | 'dt_decay' | 'd_ktag' | 'd_decay' | 'accepted' | 'ambiguous',
    unit: string,
    doc: string,
    none: number,
  ): CutColumn =>
    match(unit, `${doc}; ${Number.isNaN(none) ? 'NaN' : none} without a match`, [beamMatches], (batch, event, row) => {
      const k = best(batch, event, row);
      return k < 0 ? none : batch.beam_matches.columns[name][k]!;
    });
  const ofBeam = (name: 'p' | 'tx' | 'ty' | 'chi2', unit: string, doc: string): CutColumn =>
    match(
      unit,
      `${doc} of the beam track of the best match; NaN without`,
      [beamMatches, gtkTracks],
      (batch, event, row) => {
        const k = best(batch, event, row);
        if (k < 0) return Number.NaN;
        return batch.gtk_tracks.columns[name][batch.gtk_tracks.offsets[event]! + batch.beam_matches.columns.gtk[k]!]!;
      },
    );
  return {
    matched: column('accepted', '', '1: the best beam match passes the thresholds of the discriminants', 0),
    match_gtk: column('gtk', '', 'index in the event of the GTK track of the best beam match', -1),
    match_ktag: column('ktag', '', 'index in the event of the KTAG candidate of the best beam match, −1 none', -1),
    match_cda: column('cda', 'mm', 'closest approach of the best beam match', Number.NaN),
    match_z: column('z', 'mm', 'where the best beam match meets', Number.NaN),
    match_dt_ktag: column('dt_ktag', 'ns', 'GTK − KTAG of the best beam match', Number.NaN),
    match_dt_decay: column('dt_decay', 'ns', 'GTK − decay time of the best beam match', Number.NaN),
    match_d_ktag: column('d_ktag', '', 'discriminant of the best beam match with the KTAG time', Number.NaN),
    match_d_decay: column('d_decay', '', 'discriminant of the best beam match with the decay time', Number.NaN),
    match_ambiguous: column('ambiguous', '', '1: another beam track is nearly as good as the best', 0),
    beam_p: ofBeam('p', 'MeV/c', 'momentum'),
    beam_tx: ofBeam('tx', 'rad', 'dx/dz'),
    beam_ty: ofBeam('ty', 'rad', 'dy/dz'),
    beam_chi2: ofBeam('chi2', '', 'χ²'),
  };
}
