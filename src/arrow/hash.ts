import { createHash } from 'node:crypto';
import type { JsonObject } from './manifest.js';

/** Short hash of a configuration. Keys are hashed in the order they stand: what differs in it alone may be equal. */
export const configHash = (config: JsonObject): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
