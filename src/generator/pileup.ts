import { C_LIGHT, CLOCK_PERIOD, FINE_TIME_LSB } from '../core/constants.js';
import { RandomStream, stageKey } from '../core/random.js';
import { type Values, withDefaults } from '../core/settings.js';
import { triggers } from '../event/raw.js';
import { primaries } from '../event/simulation.js';
import { pileup } from '../event/simulation-beam.js';
import { type Stage, stage } from '../event/stage.js';
import { Process } from '../event/truth.js';
import type { Field } from '../transport/field.js';
import { BEAM_STATE_SIZE, beamSettings, kaonBeam } from './beam.js';
import type { BurstStructure } from './burst.js';
import { gtk3Interaction, gtk3InteractionSettings } from './gtk3-interactions.js';
import { HALO_REFERENCE, HALO_STATE_SIZE, haloMuon, haloSettings } from './halo.js';
import { type BeamDecay, BeamFlight, beamPionDecay, kaonDecay } from './pileup-decays.js';
import { PileUpRows } from './pileup-rows.js';
import { holds, type Interval, pileupSettings, type ReadoutWindow, widened } from './pileup-settings.js';

/** What pile-up is made from. */
export interface PileUpOptions {
  readonly seed: number;
  /** Field behind GTK3. */
  readonly field: Field;
  readonly burst: BurstStructure;
  /** Readout windows; that of the STRAW must contain those of the CHODs. */
  readonly windows: { readonly gtk: ReadoutWindow; readonly ktag: ReadoutWindow; readonly straw: ReadoutWindow };
  /** Reference plane of the trigger time [mm]. */
  readonly referenceZ: number;
  readonly beam?: Partial<Values<typeof beamSettings>>;
  readonly settings?: Partial<Values<typeof pileupSettings>>;
  readonly halo?: Partial<Values<typeof haloSettings>>;
  readonly interactions?: Partial<Values<typeof gtk3InteractionSettings>>;
}

const NAME = 'beam.pileup';
const [PION, PROTON, KAON, MUON] = [211, 2212, 321, -13];
/** Sub-keys of the random numbers: a process that is switched off changes no other's. */
const Sub = { gtk: 0, ktag: 1, kaonDecays: 2, pionDecays: 3, halo: 4, interactions: 5 } as const;
/** Lowest momentum that the rate of decays allows for, in widths below the mean. */
const WIDTHS = 5;

/**
 * What else is in the readout windows: Poisson numbers of independent particles at the burst's intensity at the trigger's time.
 *
 * - every beam particle in the GTK window;
 * - every kaon in the KTAG window;
 * - every kaon and pion in the STRAW window that decays before the last charged-particle plane, and leaves something;
 * - every proton and pion in the STRAW window that interacts in GTK3;
 * - every halo muon in the STRAW window.
 *
 * Windows are widened by the time a hit can lag its particle. Beam particles start at GTK3 with the shapes of `beamSettings`, whatever
 * their species; one that decays is ended there and followed by its products; one that does not stays in the vacuum of the beam pipe
 * and is not followed: it ends at GTK3 as having left the apparatus. Protons and pions that interact in GTK3 end there and are
 * followed by the products (`gtk3Interaction`). Decays before GTK3 are left out: none that happens there is counted at GTK3.
 */
export function beamPileup(
  options: PileUpOptions,
): Stage<readonly [typeof primaries, typeof triggers], readonly [typeof pileup]> {
  const { seed, burst, windows } = options;
  const values = withDefaults(pileupSettings, options.settings);
  const beamValues = withDefaults(beamSettings, options.beam);
  const haloValues = withDefaults(haloSettings, options.halo);
  const { pions, protons, kaons } = values;
  const z0 = beamValues.z;
  const draw = kaonBeam(beamValues);
  const drawHalo = haloMuon(haloValues, z0);
  const flight = new BeamFlight(options.field, beamValues, values.decayEnd);
  const kaonDecays = kaonDecay();
  const pionDecays = beamPionDecay();
  const lowest = beamValues.momentum - WIDTHS * beamValues.momentumSpread;
  const fraction = (how: BeamDecay, p: number) => -Math.expm1(-(values.decayEnd - z0) / how.meanPath(p));
  // from GTK3 to the reference plane
  const toReference = (options.referenceZ - z0) / C_LIGHT;
  const interact = gtk3Interaction(withDefaults(gtk3InteractionSettings, options.interactions));
  const key = stageKey(NAME);
  // products have random numbers of their own: they change nothing for what comes after them
  const productKey = stageKey(`${NAME}/interactions`);
  const productRng = new RandomStream();
  const rng = new RandomStream();
  const state = new Float64Array(BEAM_STATE_SIZE);
  const halo = new Float64Array(HALO_STATE_SIZE);

  /** A beam particle of the GTK or KTAG window, whatever becomes of it. */
  const pass = (rows: PileUpRows, pdg: number, time: number): void => {
    const t = time - toReference;
    draw(rng, state);
    const i = rows.fromState(pdg, Process.beam, state, z0, t);
    if ((pdg === PION || pdg === PROTON) && rng.uniform() < values.interaction) {
      rows.interaction(i, interact, productRng);
      return;
    }
    if (pdg === KAON || pdg === PION) {
      const how = pdg === KAON ? kaonDecays : pionDecays;
      const z = z0 + how.meanPath(state[4]!) * rng.exponential();
      if (z < values.decayEnd) {
        rows.decay(i, how, rng.uniform() < how.visible, flight, state, z0, t, z, rng);
        return;
      }
    }
    rows.end(i, Process.leftApparatus, state[0]!, state[1]!, z0);
  };

  /** Visible decays of a species that passes at this rate, at times inside `wide` and not inside `done`. */
  const decays = (rows: PileUpRows, how: BeamDecay, rate: number, wide: Interval, done: readonly Interval[]): void => {
    const most = fraction(how, lowest);
    const n = rng.poisson(rate * how.visible * most * (wide.to - wide.from));
    for (let k = 0; k < n; k++) {
      const time = rng.range(wide.from, wide.to);
      draw(rng, state);
      const p = state[4]!;
      const here = fraction(how, p);
      // slow ones decay more often
      if (most * rng.uniform() > here || done.some((interval) => holds(interval, time))) continue;
      const z = z0 - how.meanPath(p) * Math.log1p(-rng.uniform() * here);
      const t = time - toReference;
      const i = rows.fromState(how.pdg, Process.beam, state, z0, t);
      rows.decay(i, how, true, flight, state, z0, t, z, rng);
    }
  };

  /** Interactions in GTK3 at times inside `wide` and not inside `done`. */
  const interactions = (rows: PileUpRows, rate: number, wide: Interval, done: Interval): void => {
    for (let n = rng.poisson(rate * (wide.to - wide.from)); n > 0; n--) {
      const time = rng.range(wide.from, wide.to);
      const pdg = (pions + protons) * rng.uniform() < pions ? PION : PROTON;
      draw(rng, state);
      if (holds(done, time)) continue;
      const i = rows.fromState(pdg, Process.beam, state, z0, time - toReference);
      rows.interaction(i, interact, rng);
    }
  };

  return stage(NAME, { reads: [primaries, triggers], writes: [pileup] }, (batch, row, out) => {
    const { timestamp: stamps, fine_time } = batch.triggers.columns;
    const trigger = batch.triggers.offsets[row]!;
    const timestamp = stamps[trigger]!;
    const intensity = burst.intensity(
      batch.burst[row]!,
      timestamp * CLOCK_PERIOD + fine_time[trigger]! * FINE_TIME_LSB,
    );
    if (!(intensity > 0)) return;
    const { offsets } = batch.primaries;
    const rows = new PileUpRows(out.pileup, offsets[row + 1]! - offsets[row]!);
    const gtk = widened(windows.gtk, timestamp, values.gtkBefore, values.after);
    const ktag = widened(windows.ktag, timestamp, values.ktagBefore, values.after);
    const straw = widened(windows.straw, timestamp, values.strawBefore, values.after);
    const start = (sub: number) => rng.key(seed, key, batch.burst[row]!, batch.event[row]!, sub);

    start(Sub.gtk);
    productRng.key(seed, productKey, batch.burst[row]!, batch.event[row]!);
    for (let n = rng.poisson(intensity * (gtk.to - gtk.from)); n > 0; n--) {
      const time = rng.range(gtk.from, gtk.to);
      const u = rng.uniform();
      pass(rows, u < pions ? PION : u < pions + protons ? PROTON : u < pions + protons + kaons ? KAON : MUON, time);
    }
    start(Sub.ktag);
    for (let n = rng.poisson(intensity * kaons * (ktag.to - ktag.from)); n > 0; n--) {
      const time = rng.range(ktag.from, ktag.to);
      if (!holds(gtk, time)) pass(rows, KAON, time);
    }
    start(Sub.kaonDecays);
    decays(rows, kaonDecays, intensity * kaons, straw, [gtk, ktag]);
    start(Sub.pionDecays);
    decays(rows, pionDecays, intensity * pions, straw, [gtk]);
    start(Sub.interactions);
    interactions(rows, intensity * (pions + protons) * values.interaction, straw, gtk);
    start(Sub.halo);
    const rate = (haloValues.rate * intensity) / HALO_REFERENCE;
    for (let n = rng.poisson(rate * (straw.to - straw.from)); n > 0; n--) {
      const time = rng.range(straw.from, straw.to);
      drawHalo(rng, halo);
      rows.fromState(halo[5]! > 0 ? MUON : -MUON, Process.halo, halo, z0, time - toReference);
    }
  });
}
