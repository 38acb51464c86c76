/** Spills and runs on disk: the door of this folder. */
export { readBurstEnd, readBurstEnds, removeBurstEnd, writeBurstEnd } from './burst-end.js';
export type { Decoded } from './decode.js';
export type { ReadOptions } from './file.js';
export { checkOutput, listParts, partName } from './folder.js';
export { configHash } from './hash.js';
export type { JsonObject, Manifest } from './manifest.js';
export { readManifest } from './manifest.js';
export { createPart, type PartOptions, type PartWriter } from './part.js';
export {
  acceptPart,
  checkBurst,
  checkPart,
  type FragmentPart,
  type KnownPart,
  openFragments,
  readChannelTable,
  readManifests,
  readPart,
} from './read.js';
export { type ResultRow, writeResult } from './result.js';
export { type PartPlan, refuseOthers, resume, standingPart } from './resume.js';
export { readText } from './text.js';
