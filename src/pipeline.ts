import { map, type Observable, tap } from 'rxjs';
import { withDefaults } from './core/settings.js';
import { transport } from './detectors/apparatus.js';
import { chodHits } from './detectors/chod/stage.js';
import { GTK_WINDOW } from './detectors/gtk/description.js';
import { gtkHits } from './detectors/gtk/stage.js';
import { KTAG_WINDOW } from './detectors/ktag/description.js';
import { ktagHits } from './detectors/ktag/stage.js';
import { lkrHits } from './detectors/lkr/stage.js';
import { muv3Hits } from './detectors/muv3/stage.js';
import { newchodHits } from './detectors/newchod/stage.js';
import { richHits } from './detectors/rich/stage.js';
import { STRAW_TDC } from './detectors/straw/description.js';
import { strawHits } from './detectors/straw/stage.js';
import { TRIGGER_REFERENCE_Z } from './detectors/timing.js';
import type { EventBatch, Has } from './event/batch.js';
import { checkValues } from './event/check.js';
import { judge, type OnBad } from './event/quality.js';
import type { primaries } from './event/simulation.js';
import type { Stage } from './event/stage.js';
import { summarise } from './event/summary.js';
import type { Table } from './event/table.js';
import { RAW_TABLES } from './event/tables.js';
import { beamLine } from './generator/beam-line-stage.js';
import { burstStructure } from './generator/burst.js';
import { kaonDecays } from './generator/kaon-decays.js';
import { decayMode } from './generator/modes/index.js';
import { beamPileup } from './generator/pileup.js';
import { findChodCandidates } from './pid/chod.js';
import { findKtagCandidates } from './pid/ktag.js';
import { findLkrClusters } from './pid/lkr.js';
import { clustersOfTracks } from './pid/lkr-tracks.js';
import { findMuv3Candidates } from './pid/muv3.js';
import { matchMuons } from './pid/muv3-tracks.js';
import { findNewchodCandidates } from './pid/newchod.js';
import { findRichRings } from './pid/rich.js';
import { timeTracks } from './pid/track-times.js';
import { type Conditions, conditionsOf } from './setups/conditions.js';
import { gtkStationsOf } from './setups/gtk-stations.js';
import { setupByName } from './setups/index.js';
import type { Changes, RECONSTRUCTION_SETTINGS, SIMULATION_SETTINGS } from './setups/modules.js';
import { apparatusSettings } from './setups/setup.js';
import { gtkTracks } from './tracking/gtk/stage.js';
import { strawTracks } from './tracking/straw/stage.js';
import { na62Field } from './transport/na62-field.js';
import { controlTriggers } from './trigger/stage.js';
import { beamMatches } from './vertex/beam-match-stage.js';
import { findVertices } from './vertex/stage.js';

/**
 * The chain. Forward: what nature and the electronics do; backward: what an experimenter can know. The raw hits are the border:
 * nothing in `reconstruction` reads truth, seeds or settings of `simulation`. Batches of events flow; each stage adds the tables it
 * writes, and a stage placed before the tables it reads exist does not compile.
 */

/** How to simulate: the true state of the experiment. */
export interface Simulation {
  readonly setup: string;
  readonly decay: string;
  readonly seed: number;
  /** Beam particles per time, mean over the spill [1/ns]; the setup's own when absent, 0 for the decay alone. */
  readonly intensity?: number;
  /** True conditions, by name or as they are; the setup's own when absent. */
  readonly conditions?: string | Conditions;
  readonly settings?: Changes<typeof SIMULATION_SETTINGS>;
}

/** How to reconstruct: what is assumed of the experiment. */
export interface Reconstruction {
  readonly setup: string;
  /** Assumed conditions, by name or as they are; the setup's own when absent. */
  readonly conditions?: string | Conditions;
  readonly settings?: Changes<typeof RECONSTRUCTION_SETTINGS>;
  /** What becomes of an event with a missing, repeated or corrupt fragment; `quarantine` when absent. */
  readonly onBad?: OnBad;
}

/** A batch of raw data: all that the reconstruction reads. */
export type RawBatch = EventBatch & Has<(typeof RAW_TABLES)[number]>;

/** What starts a chain: the stage that makes particles. */
export type Generator = Stage<readonly [], readonly [typeof primaries]>;

/** Lifts a stage into a stream of batches. */
export const on =
  <R extends readonly Table[], W extends readonly Table[]>(stage: Stage<R, W>) =>
  <B extends EventBatch & Has<R[number]>>(batches: Observable<B>): Observable<B & Has<W[number]>> =>
    batches.pipe(map((batch) => stage(batch)));

/** The generator of a simulation: beam kaons that decay. */
export function decayStage({ decay, ...how }: Simulation): Generator {
  const { setup, seed, settings = {} } = how;
  return kaonDecays({
    mode: decayMode(decay),
    field: fieldOf(settings.apparatus),
    decayRegion: setupByName(setup).decayRegion,
    seed,
    beam: settings.beam ?? {},
    drawTime: burstOf(how).drawEventTime,
  });
}

/** From event keys to raw hits and truth of beam kaons that decay, in the crowd of the beam. */
export const simulation = (options: Simulation) => emulation(decayStage(options), options);

/** The stages between a generator's particles and raw hits, ready to run, in order. */
export function emulationStages(how: Omit<Simulation, 'decay'>) {
  const { seed, settings = {} } = how;
  const setup = setupByName(how.setup);
  const stations = gtkStationsOf(setup, settings.apparatus);
  const conditions = conditionsOf(how.conditions ?? setup.conditions, stations.length);
  const field = fieldOf(settings.apparatus);
  const { materialScale } = withDefaults(apparatusSettings, settings.apparatus);

  const trigger = controlTriggers(seed, settings.trigger);
  const crowd = beamPileup({
    seed,
    field,
    burst: burstOf(how),
    windows: { gtk: GTK_WINDOW, ktag: KTAG_WINDOW, straw: STRAW_TDC },
    referenceZ: TRIGGER_REFERENCE_Z,
    beam: settings.beam ?? {},
    settings: settings.pileup ?? {},
    halo: settings.halo ?? {},
  });
  const upstream = beamLine({ seed, materialScale, gtkZ: stations.map(({ z }) => z) });
  const downstream = transport({ field, materialScale, seed });
  const ktag = ktagHits(seed, conditions.ktag, settings.ktag);
  const gtk = gtkHits(seed, conditions.gtk, settings.gtk, stations);
  const straws = strawHits(seed, conditions.straw, settings.straw);
  const newchod = newchodHits(seed, conditions.newchod, settings.newchod);
  const chod = chodHits(seed, conditions.chod, settings.chod);
  const muv3 = muv3Hits(seed, conditions.muv3, settings.muv3);
  const rich = richHits(seed, conditions.rich, settings.rich);
  const lkr = lkrHits(seed, conditions.lkr, settings.lkr);
  return { trigger, crowd, upstream, downstream, ktag, gtk, straws, rich, newchod, chod, lkr, muv3 };
}

/** From event keys to raw hits and truth of whatever a generator makes, in the crowd of the beam. */
export function emulation(generator: Generator, how: Omit<Simulation, 'decay'>) {
  const { trigger, crowd, upstream, downstream, ...detectors } = emulationStages(how);
  const { ktag, gtk, straws, rich, newchod, chod, lkr, muv3 } = detectors;
  return (keys: Observable<EventBatch>) => {
    const particles = keys.pipe(
      on(generator), // beam kaon, flight, decay
      on(trigger), // time stamp of the control trigger
      on(crowd), // every other beam particle, decay and halo muon in the windows
      on(upstream), // achromat: KTAG and GTK
      on(downstream), // field, matter, apertures, π → μν: STRAW, hodoscopes, calorimeters, iron
    );
    return particles.pipe(
      on(ktag), // photoelectrons
      on(gtk), // pixels
      on(straws), // drift, edges, TDC counts
      on(rich), // photons on PMTs
      on(newchod), // tiles
      on(chod), // slabs, light paths
      on(lkr), // showers in cells
      on(muv3), // muons behind the iron
    );
  };
}

/** The stages of the reconstruction, ready to run, in order. */
export function reconstructionStages({ setup: name, conditions: assumed, settings = {} }: Reconstruction) {
  const setup = setupByName(name);
  const stations = gtkStationsOf(setup, settings.apparatus);
  const conditions = conditionsOf(assumed ?? setup.conditions, stations.length);
  const field = fieldOf(settings.apparatus);

  const kaons = findKtagCandidates({ conditions: conditions.ktag, settings: settings['ktag-candidates'] ?? {} });
  const beam = gtkTracks({ conditions: conditions.gtk, settings: settings['gtk-tracks'] ?? {}, stations });
  const tracks = strawTracks({ field, conditions: conditions.straw, settings: settings['straw-tracks'] ?? {} });
  const newchod = findNewchodCandidates({
    conditions: conditions.newchod,
    settings: settings['newchod-candidates'] ?? {},
  });
  const chod = findChodCandidates({ conditions: conditions.chod, settings: settings['chod-candidates'] ?? {} });
  const muv3 = findMuv3Candidates({ conditions: conditions.muv3, settings: settings['muv3-candidates'] ?? {} });
  const rings = findRichRings({ conditions: conditions.rich, settings: settings['rich-rings'] ?? {} });
  const clusters = findLkrClusters({ conditions: conditions.lkr, settings: settings['lkr-clusters'] ?? {} });
  const times = timeTracks({ chod: conditions.chod, settings: settings['track-times'] ?? {} });
  const energies = clustersOfTracks(settings['track-clusters']);
  const muons = matchMuons({ settings: settings['track-muons'] ?? {} });
  const vertices = findVertices({ field, settings: settings.vertex ?? {} });
  const matches = beamMatches({ field, settings: settings['beam-match'] ?? {} });
  return { kaons, beam, tracks, rings, newchod, chod, clusters, muv3, times, energies, muons, vertices, matches };
}

/** From raw hits to candidates. */
export function reconstruction(options: Reconstruction) {
  const { kaons, beam, tracks, rings, newchod, chod, clusters, muv3, ...identity } = reconstructionStages(options);
  const { times, energies, muons, vertices, matches } = identity;
  return <B extends RawBatch>(raw: Observable<B>) => {
    const sound = raw.pipe(
      tap((batch) => checkValues(batch, RAW_TABLES)), // corrupt fragments out
      tap((batch) => judge(batch, options.onBad ?? 'quarantine')), // bad events to quarantine
    );
    const objects = sound.pipe(
      on(kaons), // KTAG: light in five sectors or more
      on(beam), // GTK: the stations through the achromat
      on(tracks), // drift circles → views → chambers → Kalman fit
      on(rings), // RICH: the ring of each track
      on(newchod), // tiles
      on(chod), // crossings of slabs
      on(clusters), // LKr: cells about a seed
      on(muv3), // tiles with both PMTs
    );
    return objects.pipe(
      on(times), // one time per track: STRAW ⊕ CHOD ⊕ NewCHOD ⊕ RICH
      on(energies), // LKr cluster of each track: E/p
      on(muons), // MUV3 in the road of each track
      on(vertices), // pairs and triples, swum to a common point
      on(matches), // kaon ↔ beam track ↔ decay, in time and space
      map(summarise), // counts per event, faults as rows
    );
  };
}

/** The burst's structure at the intensity asked for. */
function burstOf({ setup, seed, intensity, settings = {} }: Omit<Simulation, 'decay'>) {
  return burstStructure(seed, { intensity: intensity ?? setupByName(setup).intensity, ...settings.burst });
}

/** The magnets as they are set (forward) or as they are assumed to be (backward). */
function fieldOf(apparatus?: Changes<typeof SIMULATION_SETTINGS>['apparatus']) {
  const { mnp33Scale, blueTube } = withDefaults(apparatusSettings, apparatus);
  return na62Field({ mnp33Scale, blueTube: blueTube !== 0 });
}
