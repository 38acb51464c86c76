import { ExitCode, InputError } from '../core/errors.js';
import { formatQuantity, type Values, withDefaults } from '../core/settings.js';
import { type GtkStation, gtkStations2022 } from '../detectors/gtk/description.js';
import { BEFORE_ACHROMAT, INSIDE_ACHROMAT } from '../transport/beam-line.js';
import { apparatusSettings, type Setup } from './setup.js';

type Apparatus = Partial<Values<typeof apparatusSettings>>;

/** Where the stations whose z is a setting may stand: where the beam runs straight along the axis. */
const STRETCHES = { gtk0Z: BEFORE_ACHROMAT, gtk2Z: INSIDE_ACHROMAT } as const;

/**
 * The GTK stations of a setup, those whose place is not found where the settings put them.
 * @throws InputError (usage) for such a setting of a setup that has none of them, or a place where the beam is bent
 */
export function gtkStationsOf({ name, gtk }: Setup, apparatus: Apparatus = {}): readonly GtkStation[] {
  const four = gtk.length === 4;
  const values = withDefaults(apparatusSettings, apparatus);
  for (const [key, [from, to]] of Object.entries(STRETCHES) as ['gtk0Z' | 'gtk2Z', readonly [number, number]][]) {
    const found = apparatus[key];
    if (found === undefined || (four && found > from && found < to)) continue;
    throw new InputError(ExitCode.usage, {
      what: four ? 'a GTK station where the beam is bent' : 'a setting of setups with four GTK stations',
      where: `--set apparatus.${key}`,
      found: four ? formatQuantity(found, 'm') : `setup ${name}, whose stations stand at known places`,
      expected: four ? `between ${formatQuantity(from, 'm')} and ${formatQuantity(to, 'm')}` : 'setup kaon-2022',
    });
  }
  return four ? gtkStations2022(values.gtk0Z, values.gtk2Z) : gtk;
}
