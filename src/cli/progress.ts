import { formatCount } from '../report/terminal.js';
import type { Progress } from '../verbs/types.js';

/** Shortest time between two updates of the line [ms]. */
const REFRESH = 100;

const pad = (n: number): string => String(n).padStart(2, '0');

/** A time span as m:ss or h:mm:ss. */
export function formatSeconds(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(s / 60);
  const clock = `${pad(minutes % 60)}:${pad(s % 60)}`;
  return minutes < 60 ? clock.replace(/^0/, '') : `${Math.floor(minutes / 60)}:${clock}`;
}

/** The progress as one line: task, share done, count, rate and time left. */
export function progressText({ task, unit, done, total }: Progress, elapsedMs: number): string {
  const rate = elapsedMs > 0 ? (1000 * done) / elapsedMs : 0;
  const share = total > 0 ? Math.floor((100 * done) / total) : 0;
  const pace = rate > 0 ? ` · ${formatCount(Math.round(rate))}/s · ${formatSeconds((total - done) / rate)} left` : '';
  return `${task} ${share}% · ${formatCount(done)} of ${formatCount(total)} ${unit}${pace}`;
}

/** One line on a terminal, rewritten in place. `clear` removes it before anything else is written. */
export class ProgressLine {
  private task = '';
  private started = 0;
  private drawn = Number.NEGATIVE_INFINITY;
  private shown = false;

  constructor(
    private readonly write: (text: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  update(progress: Progress): void {
    const now = this.now();
    if (progress.task !== this.task) {
      this.task = progress.task;
      this.started = now;
      this.drawn = Number.NEGATIVE_INFINITY;
    }
    if (now - this.drawn < REFRESH && progress.done < progress.total) return;
    this.drawn = now;
    this.shown = true;
    this.write(`\r\x1b[K${progressText(progress, now - this.started)}`);
  }

  clear(): void {
    if (this.shown) this.write('\r\x1b[K');
    this.shown = false;
  }
}
