import { formatQuantity } from '../core/settings.js';
import type { Verbs } from '../verbs/types.js';

/** One setting as `config` lists it. */
export interface SettingRow {
  readonly module: string;
  readonly key: string;
  /** In native units. */
  readonly default: number;
  /** As people type it behind `--set module.key=`. */
  readonly text: string;
  readonly unit: string;
  /** The verbs that take it; `run` hands it to those. */
  readonly verbs: readonly string[];
  readonly doc: string;
  readonly source: string;
}

/** Every setting of both sides, module by module; one of both sides once. */
export function settingRows(verbs: Pick<Verbs, 'simulationSettings' | 'reconstructionSettings'>): SettingRow[] {
  const sides = { simulate: verbs.simulationSettings, replay: verbs.reconstructionSettings };
  const rows = new Map<string, SettingRow>();
  for (const [verb, modules] of Object.entries(sides)) {
    for (const [module, settings] of Object.entries(modules)) {
      for (const [key, { default: value, unit, doc, source }] of Object.entries(settings)) {
        const name = `${module}.${key}`;
        const takers = [...(rows.get(name)?.verbs ?? []), verb];
        const text = formatQuantity(value, unit);
        rows.set(name, { module, key, default: value, text, unit, verbs: takers, doc, source });
      }
    }
  }
  return [...rows.values()];
}
