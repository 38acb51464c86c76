/** Spills and runs on disk: the door of this folder. */
export { checkOutput, listParts, partName } from './folder.js';
export { configHash } from './hash.js';
export type { JsonObject, Manifest } from './manifest.js';
export { readManifest } from './manifest.js';
export { createPart, type PartOptions, type PartWriter } from './part.js';
export { checkPart, readChannelTable, readManifests, readPart } from './read.js';
