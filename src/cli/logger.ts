import { type Logger, pino } from 'pino';

/**
 * Log of one command: JSON lines, or on a terminal only the warnings as text.
 * @param write writes one finished line, with its line end, to stderr
 */
export function makeLogger(terminal: boolean, quiet: boolean, write: (line: string) => void): Logger {
  const level = terminal || quiet ? 'warn' : 'info';
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, { write: terminal ? (json) => write(asText(json)) : write });
}

function asText(json: string): string {
  const { level: _level, time: _time, msg, ...facts } = JSON.parse(json) as Record<string, unknown>;
  const details = Object.entries(facts).map(([k, v]) => ` ${k}=${JSON.stringify(v)}`);
  return `warning: ${msg}${details.join('')}\n`;
}
