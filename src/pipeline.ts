import { map, type Observable, tap } from 'rxjs';
import { withDefaults } from './core/settings.js';
import { anti0Settings } from './detectors/anti0/emulate.js';
import { anti0Hits } from './detectors/anti0/stage.js';
import { chantiHits } from './detectors/chanti/stage.js';
import { chodHits } from './detectors/chod/stage.js';
import { TRIGGER_REFERENCE_Z } from './detectors/common/timing.js';
import { GTK_WINDOW } from './detectors/gtk/description.js';
import { gtkHits } from './detectors/gtk/stage.js';
import { hascHits } from './detectors/hasc/stage.js';
import { ircHits } from './detectors/irc/stage.js';
import { KTAG_WINDOW } from './detectors/ktag/description.js';
import { ktagHits } from './detectors/ktag/stage.js';
import { lavHits } from './detectors/lav/stage.js';
import { lkrHits } from './detectors/lkr/stage.js';
import { muv0Hits } from './detectors/muv0/stage.js';
import { muv1Hits } from './detectors/muv1/stage.js';
import { muv2Hits } from './detectors/muv2/stage.js';
import { muv3Hits } from './detectors/muv3/stage.js';
import { newchodHits } from './detectors/newchod/stage.js';
import { transport } from './detectors/passage/apparatus.js';
import { drawHadronShowers } from './detectors/passage/hadron-showers.js';
import { richHits } from './detectors/rich/stage.js';
import { sacHits } from './detectors/sac/stage.js';
import { STRAW_TDC } from './detectors/straw/description.js';
import { strawHits } from './detectors/straw/stage.js';
import { vetoCounterSettings } from './detectors/veto-counter/emulate.js';
import { vetoCounterHits } from './detectors/veto-counter/stage.js';
import type { EventBatch, Has } from './event/batch.js';
import { checkValues } from './event/check.js';
import { judge, type OnBad } from './event/quality.js';
import { anti0, chanti, hasc, irc, lav, muv0, sac, vetoCounter } from './event/raw-vetoes.js';
import { VETO_DETECTORS } from './event/run-vetoes.js';
import { silent } from './event/silent.js';
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
import { anti0HitSettings, findAnti0Hits } from './pid/anti0.js';
import { chantiHitSettings, findChantiHits } from './pid/chanti.js';
import { findChodCandidates } from './pid/chod.js';
import { findHascHits, hascHitSettings } from './pid/hasc.js';
import { identifyTracks } from './pid/identity.js';
import { findIrcHits, findSacHits, ircHitSettings, sacHitSettings } from './pid/irc-sac.js';
import { findKtagCandidates } from './pid/ktag.js';
import { findLavHits, lavHitSettings } from './pid/lav.js';
import { findLkrClusters } from './pid/lkr.js';
import { clustersOfTracks } from './pid/lkr-tracks.js';
import { findMuvClusters } from './pid/muv-clusters.js';
import { hadronsOfTracks } from './pid/muv-tracks.js';
import { findMuv0Hits, muv0HitSettings } from './pid/muv0.js';
import { findMuv3Candidates } from './pid/muv3.js';
import { matchMuons } from './pid/muv3-tracks.js';
import { pairPhotons } from './pid/neutral-pairs.js';
import { findNewchodCandidates } from './pid/newchod.js';
import { findRichRings } from './pid/rich.js';
import { timeTracks } from './pid/track-times.js';
import { findVetoCounterHits, vetoCounterHitSettings } from './pid/veto-counter.js';
import { vetoSource } from './pid/veto-hit.js';
import { applyVetoes, findVetoHits } from './pid/vetoes.js';
import { type Conditions, conditionsOf } from './setups/conditions.js';
import { gtkStationsOf } from './setups/gtk-stations.js';
import { setupByName } from './setups/index.js';
import type { Changes, RECONSTRUCTION_SETTINGS, SIMULATION_SETTINGS } from './setups/modules.js';
import type { DetectorName } from './setups/setup.js';
import { apparatusSettings } from './setups/setup.js';
import { gtkTracks } from './tracking/gtk/stage.js';
import { strawTracks } from './tracking/straw/stage.js';
import { na62Field } from './transport/na62-field.js';
import { controlTriggers } from './trigger/stage.js';
import { beamMatches } from './vertex/beam-match-stage.js';
import { findVertices } from './vertex/stage.js';
import { tracksAtAxis } from './vertex/track-axis.js';

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
    interactions: settings['gtk3-interactions'] ?? {},
  });
  const upstream = beamLine({ seed, materialScale, gtkZ: stations.map(({ z }) => z) });
  const { z1, z2, z3 } = withDefaults(vetoCounterSettings, settings['veto-counter']);
  const places = { anti0Z: withDefaults(anti0Settings, settings.anti0).z, vetoCounterZ: [z1, z2, z3] as const };
  const downstream = transport({ field, materialScale, seed, ...settings.interactions, upstream: places });
  const hadrons = drawHadronShowers(seed, settings.hadrons);
  const read = <R extends readonly Table[], W extends readonly Table[]>(
    detector: DetectorName,
    emulator: Stage<R, W>,
  ): Stage<R, W> => (setup.detectors.includes(detector) ? emulator : silent(emulator));
  const detectors = {
    ktag: read('ktag', ktagHits(seed, conditions.ktag, settings.ktag)),
    gtk: read('gtk', gtkHits(seed, conditions.gtk, settings.gtk, stations)),
    chanti: read('chanti', chantiHits(seed, conditions.chanti, settings.chanti)),
    straws: read('straw', strawHits(seed, conditions.straw, settings.straw)),
    rich: read('rich', richHits(seed, conditions.rich, settings.rich)),
    newchod: read('newchod', newchodHits(seed, conditions.newchod, settings.newchod)),
    chod: read('chod', chodHits(seed, conditions.chod, settings.chod)),
    lav: read('lav', lavHits(seed, conditions.lav, settings.lav)),
    irc: read('irc', ircHits(seed, conditions.irc, settings.irc)),
    sac: read('sac', sacHits(seed, conditions.sac, settings.sac)),
    lkr: read('lkr', lkrHits(seed, conditions.lkr, settings.lkr)),
    muv0: read('muv0', muv0Hits(seed, conditions.muv0, settings.muv0)),
    muv1: read('muv1', muv1Hits(seed, conditions.muv1, settings.muv1)),
    muv2: read('muv2', muv2Hits(seed, conditions.muv2, settings.muv2)),
    muv3: read('muv3', muv3Hits(seed, conditions.muv3, settings.muv3)),
    hasc: read('hasc', hascHits(seed, conditions.hasc, settings.hasc)),
    anti0: read('anti0', anti0Hits(seed, conditions.anti0, settings.anti0)),
    vetoCounter: read('veto_counter', vetoCounterHits(seed, conditions.veto_counter, settings['veto-counter'])),
  };
  return { trigger, crowd, upstream, downstream, hadrons, ...detectors };
}

/** From event keys to raw hits and truth of whatever a generator makes, in the crowd of the beam. */
export function emulation(generator: Generator, how: Omit<Simulation, 'decay'>) {
  const { trigger, crowd, upstream, downstream, hadrons, ...detectors } = emulationStages(how);
  return (keys: Observable<EventBatch>) => {
    const particles = keys.pipe(
      on(generator), // beam kaon, flight, decay
      on(trigger), // time stamp of the control trigger
      on(crowd), // every other beam particle, decay and halo muon in the windows
      on(upstream), // achromat: KTAG and GTK
      on(downstream), // field, matter, apertures, decays, conversions, interactions: to every detector behind
      on(hadrons), // hadrons in the calorimeters
    );
    const central = particles.pipe(
      on(detectors.ktag), // photoelectrons
      on(detectors.gtk), // pixels
      on(detectors.straws), // drift, edges, TDC counts
      on(detectors.rich), // photons on PMTs
      on(detectors.newchod), // tiles
      on(detectors.chod), // slabs, light paths
      on(detectors.lkr), // showers in cells
      on(detectors.muv1), // strips of the hadron calorimeters
      on(detectors.muv2),
    );
    const outer = central.pipe(
      on(detectors.muv3), // muons behind the iron
      on(detectors.lav), // light in lead glass
      on(detectors.irc), // showers at small angles
      on(detectors.sac),
      on(detectors.chanti), // what GTK3 throws out
      on(detectors.muv0), // pions that leave sideways
      on(detectors.hasc), // pions in the beam pipe
    );
    return outer.pipe(
      on(detectors.anti0), // halo muons
      on(detectors.vetoCounter), // decays before the decay region
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
  const strips = findMuvClusters({
    muv1: conditions.muv1,
    muv2: conditions.muv2,
    settings: settings['muv-clusters'] ?? {},
  });
  const vetoHits = findVetoHits([
    vetoSource(lav, findLavHits, conditions.lav, withDefaults(lavHitSettings, settings['lav-hits'])),
    vetoSource(irc, findIrcHits, conditions.irc, withDefaults(ircHitSettings, settings['irc-hits'])),
    vetoSource(sac, findSacHits, conditions.sac, withDefaults(sacHitSettings, settings['sac-hits'])),
    vetoSource(hasc, findHascHits, conditions.hasc, withDefaults(hascHitSettings, settings['hasc-hits'])),
    vetoSource(muv0, findMuv0Hits, conditions.muv0, withDefaults(muv0HitSettings, settings['muv0-hits'])),
    vetoSource(chanti, findChantiHits, conditions.chanti, withDefaults(chantiHitSettings, settings['chanti-hits'])),
    vetoSource(anti0, findAnti0Hits, conditions.anti0, withDefaults(anti0HitSettings, settings['anti0-hits'])),
    vetoSource(
      vetoCounter,
      findVetoCounterHits,
      conditions.veto_counter,
      withDefaults(vetoCounterHitSettings, settings['veto-counter-hits']),
    ),
  ]);
  const objects = { kaons, beam, tracks, rings, newchod, chod, clusters, strips, muv3, vetoHits };
  const joined = {
    times: timeTracks({ chod: conditions.chod, settings: settings['track-times'] ?? {} }),
    energies: clustersOfTracks(settings['track-clusters']),
    muons: matchMuons({ settings: settings['track-muons'] ?? {} }),
    hadrons: hadronsOfTracks(settings['track-hadrons']),
    identities: identifyTracks(settings['track-identity']),
    photons: pairPhotons({ conditions: conditions.lkr, settings: settings['neutral-pairs'] ?? {} }),
    vetoes: applyVetoes({
      detectors: VETO_DETECTORS.filter((name) => setup.detectors.includes(name)),
      settings: settings.vetoes ?? {},
    }),
    axis: tracksAtAxis({ field, settings: settings['track-axis'] ?? {} }),
    vertices: findVertices({ field, settings: settings.vertex ?? {} }),
    matches: beamMatches({ field, settings: settings['beam-match'] ?? {} }),
  };
  return { ...objects, ...joined };
}

/** From raw hits to candidates. */
export function reconstruction(options: Reconstruction) {
  const stages = reconstructionStages(options);
  return <B extends RawBatch>(raw: Observable<B>) => {
    const sound = raw.pipe(
      tap((batch) => checkValues(batch, RAW_TABLES)), // corrupt fragments out
      tap((batch) => judge(batch, options.onBad ?? 'quarantine')), // bad events to quarantine
    );
    const objects = sound.pipe(
      on(stages.kaons), // KTAG: light in five sectors or more
      on(stages.beam), // GTK: the stations through the achromat
      on(stages.tracks), // drift circles → views → chambers → Kalman fit
      on(stages.rings), // RICH: the ring of each track, and rings without
      on(stages.newchod), // tiles
      on(stages.chod), // crossings of slabs
      on(stages.clusters), // LKr: cells about a seed
      on(stages.strips), // MUV1, MUV2: clusters of strips
      on(stages.muv3), // tiles with both PMTs
    );
    const identified = objects.pipe(
      on(stages.vetoHits), // LAV, IRC, SAC, HASC, MUV0, CHANTI, ANTI-0, VetoCounter
      on(stages.times), // one time per track: STRAW ⊕ CHOD ⊕ NewCHOD ⊕ RICH
      on(stages.energies), // LKr cluster of each track: E/p
      on(stages.muons), // MUV3 in the road of each track
      on(stages.hadrons), // MUV1, MUV2 of each track
      on(stages.identities), // e, μ or π, and how sure
      on(stages.photons), // pairs of clusters without a track
      on(stages.vetoes), // was there anything else
    );
    return identified.pipe(
      on(stages.axis), // each track and the axis of the beam
      on(stages.vertices), // pairs and triples, swum to a common point
      on(stages.matches), // kaon ↔ beam track ↔ decay, in time and space
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
