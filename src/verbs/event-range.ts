import { ExitCode, InputError } from '../core/errors.js';

/** Events from … to − 1. */
export type EventRange = readonly [from: number, to: number];

/**
 * A number of events, from 0 on, or a range of them, as a range.
 * @throws InputError (usage) when there is no event in it or a number is none that an event can have
 */
export function eventRange(events: number | EventRange): EventRange {
  const [from, to] = typeof events === 'number' ? [0, events] : events;
  const whole = Number.isInteger(from) && Number.isInteger(to);
  if (whole && from >= 0 && from < to && to <= 2 ** 32) return [from, to];
  throw new InputError(ExitCode.usage, {
    what: 'no range of events',
    where: 'events',
    found: typeof events === 'number' ? String(events) : `${from}:${to}`,
    expected: 'a number of events, or FROM:TO with whole numbers 0 ≤ FROM < TO ≤ 2³²',
  });
}
