import { concatMap, EMPTY, from, lastValueFrom, map, mergeMap, type Observable, of, pipe, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { windowed } from '../../src/streams/windowed.js';

const tick = (ms = 0): Promise<void> => new Promise((r) => setTimeout(r, ms));

/** A source that counts what it gave, how many of it are alive, and whether it was closed. */
function counted(n: number) {
  const state = { given: 0, alive: 0, most: 0, closed: 0 };
  async function* generate(): AsyncGenerator<number> {
    try {
      for (let i = 0; i < n; i++) {
        await Promise.resolve();
        state.given++;
        state.most = Math.max(state.most, ++state.alive);
        yield i;
      }
    } finally {
      state.closed++;
    }
  }
  return { source: generate(), state };
}

const slowly =
  (state: { alive: number }, wait: (i: number) => Promise<void>) =>
  async (i: number): Promise<number> => {
    await wait(i);
    state.alive--;
    return i;
  };

describe('a window of batches', () => {
  it.each([1, 2, 4])('never has more than %i alive, with a slow sink, and keeps the order', async (window) => {
    const { source, state } = counted(40);
    const sink = slowly(state, () => tick(1));
    const out = await lastValueFrom(
      windowed(
        source,
        window,
        pipe(
          map((i: number) => i),
          concatMap(sink),
        ),
      ).pipe(toArray()),
    );
    expect(out).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect([state.most, state.given, state.closed]).toEqual([window, 40, 1]);
  });

  it('is needed: RxJS alone has the whole source alive', async () => {
    const { source, state } = counted(40);
    await lastValueFrom(from(source).pipe(concatMap(slowly(state, () => tick(1)))));
    expect(state.most).toBeGreaterThan(30);
  });

  it('keeps several at work at once', async () => {
    const { source, state } = counted(20);
    let busy = 0;
    let most = 0;
    const work = slowly(state, async () => {
      most = Math.max(most, ++busy);
      await tick(1);
      busy--;
    });
    await lastValueFrom(windowed(source, 3, mergeMap(work)));
    expect([most, state.most]).toEqual([3, 3]);
  });

  it('takes synchronous sources and synchronous stages, as many as come', async () => {
    const out = await lastValueFrom(
      windowed(
        Array(5000).keys(),
        2,
        map((i: number) => i * 2),
      ).pipe(toArray()),
    );
    expect([out.length, out[4999]]).toEqual([5000, 9998]);
    const none = await lastValueFrom(
      windowed(
        [] as number[],
        1,
        map((i) => i),
      ).pipe(toArray()),
    );
    expect(none).toEqual([]);
  });

  it('refuses a window that lets nothing through', () => {
    expect(() =>
      windowed(
        [],
        0,
        map((i) => i),
      ),
    ).toThrow(RangeError);
  });

  it('refuses stages that make more of a batch', async () => {
    const { source, state } = counted(5);
    await expect(
      lastValueFrom(
        windowed(
          source,
          2,
          mergeMap((i) => of(i, i)),
        ),
      ),
    ).rejects.toThrow(/more batches/);
    await tick();
    expect(state.closed).toBe(1);
  });
});

describe('the source is closed', () => {
  it('when a stage fails, and no more is read', async () => {
    const { source, state } = counted(1000);
    const failing = map((i: number) => {
      if (i === 5) throw new Error('stage');
      state.alive--;
      return i;
    });
    await expect(lastValueFrom(windowed(source, 3, failing))).rejects.toThrow('stage');
    await tick();
    expect([state.closed, state.given]).toEqual([1, 6]);
  });

  it('when the sink fails', async () => {
    const { source, state } = counted(1000);
    const sink = concatMap((i: number) => (i === 4 ? Promise.reject(new Error('disk')) : Promise.resolve(i)));
    await expect(lastValueFrom(windowed(source, 4, sink))).rejects.toThrow('disk');
    await tick();
    expect(state.closed).toBe(1);
    expect(state.given).toBeLessThanOrEqual(8);
  });

  it('when it is unsubscribed, or enough is taken', async () => {
    for (const end of ['unsubscribe', 'take'] as const) {
      const { source, state } = counted(1000);
      let seen = 0;
      const stream = windowed(source, 4, concatMap(slowly(state, () => tick(1))));
      await new Promise<void>((resolve) => {
        if (end === 'take') {
          stream.pipe(take(3)).subscribe({ next: () => seen++, complete: resolve });
        } else {
          const subscription = stream.subscribe(() => {
            if (++seen === 3) {
              subscription.unsubscribe();
              resolve();
            }
          });
        }
      });
      await tick(5);
      expect([end, seen, state.closed]).toEqual([end, 3, 1]);
      expect(state.given).toBeLessThanOrEqual(3 + 4);
    }
  });

  it('when the signal comes, with its reason, without waiting for a source that hangs', async () => {
    const abort = new AbortController();
    let returned = false;
    const hanging: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => {
          returned = true;
          return Promise.resolve({ done: true as const, value: undefined });
        },
      }),
    };
    const result = lastValueFrom(
      windowed(
        hanging,
        1,
        map((i) => i),
        { signal: abort.signal },
      ),
    );
    setTimeout(() => abort.abort(new Error('ctrl-c')), 1);
    await expect(result).rejects.toThrow('ctrl-c');
    expect(returned).toBe(true);
    const late = counted(3);
    await expect(
      lastValueFrom(
        windowed(
          late.source,
          1,
          map((i) => i),
          { signal: abort.signal },
        ),
      ),
    ).rejects.toThrow('ctrl-c');
    expect(late.state.given).toBe(0);
  });

  it('when the stages end by themselves', async () => {
    const { source, state } = counted(10);
    const none = (_: Observable<number>): Observable<number> => EMPTY;
    expect(await lastValueFrom(windowed(source, 2, none), { defaultValue: -1 })).toBe(-1);
    await tick();
    expect(state.given).toBe(0);
  });

  it('and an error of the source reaches the subscriber', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Error('checksum');
    }
    await expect(
      lastValueFrom(
        windowed(
          broken(),
          2,
          map((i) => i),
        ),
      ),
    ).rejects.toThrow('checksum');
    // an error while closing has nobody to go to and harms nothing
    const bad: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 1 }),
        return: () => {
          throw new Error('close');
        },
      }),
    };
    expect(
      await lastValueFrom(
        windowed(
          bad,
          2,
          map((i) => i),
        ).pipe(take(2)),
      ),
    ).toBe(1);
    await tick();
  });
});
