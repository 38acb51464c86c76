import { ps } from '../../core/units.js';
import { gtkSettings } from '../../detectors/gtk/emulate.js';
import { type CoreFit, gaussianCore, spread } from '../../monitoring/core-fit.js';
import { setupByName } from '../../setups/index.js';
import { formatCount } from '../terminal.js';
import { beamKaons } from './beam-sample.js';
import { addResiduals, noResiduals, residualRow } from './gtk-rows.js';
import { judge, plain, printed } from './row.js';
import { type Group, SETUP } from './samples.js';

const FOUR = setupByName('kaon-2022');
const SEED = 53;
const KAONS = 8_000;
const WINDOW = 2;

/** Hit σt of a station over √4. Source: DET §10. */
const GTK_TIME = gtkSettings.timeSigma.default / Math.sqrt(4) / ps;

/** Four GTK stations, at the places assumed for two of them: what is published was measured with three. */
export const gtkFourKaons: Group = {
  names: ['gtk4-momentum', 'gtk4-slope-x', 'gtk4-slope-y', 'gtk4-time', 'gtk4-missing'],
  events: () => 2 * KAONS,
  rows: async (bench) => {
    const residuals = noResiduals();
    const missing = { three: 0, four: 0 };
    const sample = { events: KAONS, seed: SEED, conditions: FOUR.conditions };
    await beamKaons(bench, { ...sample, setup: FOUR.name }, (kaon) => {
      addResiduals(residuals, kaon);
      if (kaon.gtk < 0) missing.four++;
    });
    await beamKaons(bench, { ...sample, setup: SETUP }, ({ gtk }) => {
      if (gtk < 0) missing.three++;
    });
    const stations = FOUR.gtk.map(({ name, z }) => `${name} at ${plain(z / 1000)} m`).join(', ');
    const text = `${formatCount(KAONS)} kaons without pile-up, ${FOUR.name}, seed ${SEED}`;
    const row = (name: string, quantity: string, unit: string, fit: CoreFit, truth: string, note = '') =>
      residualRow(text, name, quantity, unit, fit, truth, note);
    const [p, tx, ty, t] = [residuals.p, residuals.tx, residuals.ty, residuals.t].map((v) => gaussianCore(v, WINDOW));
    const rms = spread(residuals.p).sigma;
    const exit = 'slope behind the matter of GTK3';
    const share = (n: number) => (100 * n) / KAONS;
    const error = (n: number) => Math.sqrt((share(n) * (100 - share(n))) / KAONS);
    return [
      printed({
        ...row(
          'gtk4-momentum',
          'GTK σp, four stations',
          'GeV/c',
          p!,
          'momentum',
          `${stations}, of which GTK0 and GTK2 are placeholders; standard deviation ${rms.toFixed(4)} GeV/c; `,
        ),
        expectedText: 'three: 0.15',
      }),
      printed({
        ...row('gtk4-slope-x', 'GTK σ(dx/dz) behind GTK3, four stations', 'µrad', tx!, exit),
        expectedText: 'three: 16',
      }),
      printed({
        ...row('gtk4-slope-y', 'GTK σ(dy/dz) behind GTK3, four stations', 'µrad', ty!, exit),
        expectedText: 'three: 16',
      }),
      judge({
        ...row('gtk4-time', 'GTK track σt over hit σt/√4', 'ps', t!, 'time at GTK3'),
        expected: GTK_TIME,
        band: [0.9 * GTK_TIME, 1.1 * GTK_TIME],
        toleranceText: '10 %',
      }),
      printed({
        name: 'gtk4-missing',
        quantity: 'kaons without a GTK track, four stations',
        kind: 'full chain',
        sample: text,
        estimator: 'no track of hits of the kaon alone, over all kaons',
        n: KAONS,
        unit: '%',
        value: share(missing.four),
        error: error(missing.four),
        expectedText: 'three: 6, four: 4',
        note: `with three stations ${share(missing.three).toFixed(2)} ± ${error(missing.three).toFixed(2)} %; 4 and 6 are of data, in the crowd`,
      }),
    ];
  },
};
