import * as all from '../src/event/tables.js';
import { kaon2018 } from '../src/setups/kaon-2018.js';
import { tablesOf } from '../src/setups/tables.js';

/** Tables of a spill of `kaon-2018`: detectors that are off have none. */
export const RAW_TABLES = tablesOf(kaon2018, all.RAW_TABLES);
export const TRUTH_TABLES = tablesOf(kaon2018, all.TRUTH_TABLES);
export const CONDITION_TABLES = tablesOf(kaon2018, all.CONDITION_TABLES);
