import type { Mark } from '../cut.js';

/** A cut of a channel, with its source and mark. */
export const cut = (name: string, where: string, source: string, mark: Mark = 'S') => ({ name, where, source, mark });
