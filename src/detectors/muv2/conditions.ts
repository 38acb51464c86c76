import type { TdcConditions } from '../common/tdc-conditions.js';
import { stripConditions } from '../muv-strips/description.js';
import { MUV2 } from './description.js';

/**
 * The named set of conditions of the MUV2, by `stripIndex`.
 * @throws InputError for an unknown name.
 */
export const muv2Conditions = (name: string): TdcConditions => stripConditions(MUV2, name);
