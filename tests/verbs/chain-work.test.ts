import { expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { eventKeys } from '../../src/event/keys.js';
import { startChain } from '../../src/verbs/chain-work.js';

const context = { logger: { info() {}, warn() {} }, signal: new AbortController().signal };

it('settings that a chain refuses are refused before workers start, in the words of one thread', async () => {
  const options = { setup: 'kaon-2018', decay: 'k3pi', seed: 1, settings: { apparatus: { gtk0Z: 80_000 } } };
  const start = (workers: number) => startChain({ chain: 'simulation', options }, workers, 1200, context);
  const [batch] = eventKeys(1, 0, 2);
  const alone = await start(1)
    .run(batch!)
    .catch((error: unknown) => error);
  expect(alone).toBeInstanceOf(InputError);
  expect(() => start(2)).toThrow(alone as InputError);
});
