import { type Settings, type Values, withDefaults } from '../core/settings.js';
import { PulseShape } from '../detectors/common/pulse-shape.js';
import { tileSettings } from '../detectors/common/scintillator-tile.js';
import { readoutFor, type TdcReadout } from './tdc-hits.js';

/** Settings of the hits of tiles with one threshold. */
export const tileHitSettings = {
  timeSigma: {
    default: tileSettings.channelSigma.default,
    unit: 'ns',
    doc: 'standard deviation of the time of a tile, slewing taken off',
    source: 'DET §4.4: general knowledge',
  },
  slewing: { default: 1, unit: '', doc: '1 takes slewing off, by the time over threshold; 0 does not', source: 'none' },
} satisfies Settings;

/** How such a detector is read back; what the hits assume is set by `tileReadout`. */
export function tileReadout(
  readout: Pick<TdcReadout, 'detector' | 'window' | 'index'>,
): (values?: Values<typeof tileHitSettings>) => TdcReadout {
  const { riseTime, fallTime, threshold } = withDefaults(tileSettings);
  const shape = new PulseShape(riseTime, fallTime);
  const assuming = readoutFor((values: Values<typeof tileHitSettings>) => ({
    ...readout,
    shape,
    thresholds: [threshold],
    sigma: values.timeSigma,
    slewing: values.slewing !== 0,
    energy: (amplitude: number) => amplitude,
  }));
  return (values = withDefaults(tileHitSettings)) => assuming(values);
}
