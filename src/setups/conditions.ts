import { ExitCode, InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest.js';
import { mm } from '../core/units.js';
import { anti0Conditions } from '../detectors/anti0/conditions.js';
import { chantiConditions } from '../detectors/chanti/conditions.js';
import { type ChodConditions, chodConditions } from '../detectors/chod/conditions.js';
import type { TdcConditions } from '../detectors/common/tdc-conditions.js';
import { type GtkConditions, gtkConditions } from '../detectors/gtk/conditions.js';
import { GTK_STATIONS } from '../detectors/gtk/description.js';
import { hascConditions } from '../detectors/hasc/conditions.js';
import { ircConditions } from '../detectors/irc/conditions.js';
import { type KtagConditions, ktagConditions } from '../detectors/ktag/conditions.js';
import { lavConditions } from '../detectors/lav/conditions.js';
import { type LkrConditions, lkrConditions } from '../detectors/lkr/conditions.js';
import { muv0Conditions } from '../detectors/muv0/conditions.js';
import { muv1Conditions } from '../detectors/muv1/conditions.js';
import { muv2Conditions } from '../detectors/muv2/conditions.js';
import { type Muv3Conditions, muv3Conditions } from '../detectors/muv3/conditions.js';
import { type NewchodConditions, newchodConditions } from '../detectors/newchod/conditions.js';
import { type RichConditions, richConditions } from '../detectors/rich/conditions.js';
import { sacConditions } from '../detectors/sac/conditions.js';
import { displacedChamber, type StrawConditions, strawConditions } from '../detectors/straw/conditions.js';
import { vetoCounterConditions } from '../detectors/veto-counter/conditions.js';

/** Conditions of every detector: the true set for the emulators, the assumed set for the reconstruction. */
export interface Conditions {
  readonly ktag: KtagConditions;
  readonly gtk: GtkConditions;
  readonly straw: StrawConditions;
  readonly newchod: NewchodConditions;
  readonly chod: ChodConditions;
  readonly rich: RichConditions;
  readonly lkr: LkrConditions;
  readonly muv3: Muv3Conditions;
  readonly chanti: TdcConditions;
  readonly lav: TdcConditions;
  readonly irc: TdcConditions;
  readonly sac: TdcConditions;
  readonly muv0: TdcConditions;
  readonly muv1: TdcConditions;
  readonly muv2: TdcConditions;
  readonly hasc: TdcConditions;
  readonly anti0: TdcConditions;
  readonly veto_counter: TdcConditions;
}

/** `kaon-2018` with STRAW2 displaced by 1 mm in x: what a chamber that is not where one believes it does. */
const MISALIGNED = 'kaon-2018-straw2-1mm';

/** Sets of conditions, by name. Every detector has them. */
export const CONDITIONS = ['nominal', 'kaon-2018', MISALIGNED] as const;

/**
 * The named set of conditions of all detectors, for a setup with so many GTK stations.
 * @throws InputError (usage) when there is none; names the nearest.
 */
export function conditionsByName(name: string, gtkStations: number = GTK_STATIONS.length): Conditions {
  if (!(CONDITIONS as readonly string[]).includes(name)) {
    const near = nearestName(name, CONDITIONS);
    throw new InputError(ExitCode.usage, {
      what: `unknown conditions${near === undefined ? '' : `; did you mean ${near}?`}`,
      where: 'conditions',
      found: name,
      expected: CONDITIONS.join(', '),
    });
  }
  if (name === MISALIGNED) {
    const aligned = conditionsByName('kaon-2018', gtkStations);
    return { ...aligned, straw: displacedChamber(aligned.straw, 1, 1 * mm, 0) };
  }
  return {
    ktag: ktagConditions(name),
    gtk: gtkConditions(name, undefined, gtkStations),
    straw: strawConditions(name),
    newchod: newchodConditions(name),
    chod: chodConditions(name),
    rich: richConditions(name),
    lkr: lkrConditions(name),
    muv3: muv3Conditions(name),
    chanti: chantiConditions(name),
    lav: lavConditions(name),
    irc: ircConditions(name),
    sac: sacConditions(name),
    muv0: muv0Conditions(name),
    muv1: muv1Conditions(name),
    muv2: muv2Conditions(name),
    hasc: hascConditions(name),
    anti0: anti0Conditions(name),
    veto_counter: vetoCounterConditions(name),
  };
}

/**
 * Conditions given by name or as they are, the latter checked.
 * @throws InputError for an unknown name (usage), or when a detector has another number of channels than it should (data)
 */
export function conditionsOf(conditions: string | Conditions, gtkStations: number = GTK_STATIONS.length): Conditions {
  if (typeof conditions === 'string') return conditionsByName(conditions, gtkStations);
  for (const [detector, expected] of Object.entries(conditionsByName('nominal', gtkStations))) {
    for (const [name, { length }] of Object.entries<Float64Array>(expected)) {
      const found = (conditions as unknown as Record<string, Record<string, ArrayLike<number>>>)[detector]?.[name]
        ?.length;
      if (found === length) continue;
      throw new InputError(ExitCode.data, {
        what: 'conditions for another number of channels',
        where: `conditions, ${detector}.${name}`,
        found: found === undefined ? 'nothing' : `${found} channels`,
        expected: `${length} channels`,
      });
    }
  }
  return conditions;
}
