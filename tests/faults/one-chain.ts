import type * as ChainWork from '../../src/verbs/chain-work.js';

/**
 * The module `verbs/chain-work` with one chain for all replays that ask for the same in this thread: it takes 20 ms to build, as long as
 * a small spill. What an event leaves behind in it, if anything, shows in the cases after.
 */
export function oneChain(real: typeof ChainWork): typeof ChainWork {
  const chains = new Map<string, unknown>();
  const startChain: typeof real.startChain = (work, asked, events, context) => {
    if (asked !== undefined) return real.startChain(work, asked, events, context);
    const key = JSON.stringify(work);
    const chain =
      (chains.get(key) as ReturnType<typeof startChain<typeof work>>) ?? real.startChain(work, asked, events, context);
    chains.set(key, chain);
    return chain;
  };
  return { ...real, startChain };
}
