import { createHash } from 'node:crypto';
import type { JsonObject } from './manifest.js';

/** Short hash of a configuration: equal configurations, equal hashes. Keys are hashed in the order they stand. */
export const configHash = (config: JsonObject): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
