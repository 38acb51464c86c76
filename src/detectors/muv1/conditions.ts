import type { TdcConditions } from '../common/tdc-conditions.js';
import { stripConditions } from '../muv-strips/description.js';
import { MUV1 } from './description.js';

/**
 * The named set of conditions of the MUV1, by `stripIndex`.
 * @throws InputError for an unknown name.
 */
export const muv1Conditions = (name: string): TdcConditions => stripConditions(MUV1, name);
