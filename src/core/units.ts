/**
 * Native units, said once: millimetre, nanosecond, MeV (also for momentum, MeV/c, and mass, MeV/c²),
 * tesla, radian, elementary charge. A default anywhere else multiplies by one of these.
 */
export const mm = 1;
export const um = 1e-3 * mm;
export const cm = 10 * mm;
export const m = 1e3 * mm;

export const ns = 1;
export const ps = 1e-3 * ns;
export const s = 1e9 * ns;

export const MeV = 1;
export const GeV = 1e3 * MeV;

export const T = 1;
export const uT = 1e-6 * T;

const rad = 1;
export const mrad = 1e-3 * rad;
export const urad = 1e-6 * rad;

export const kHz = 1e3 / s;
export const MHz = 1e6 / s;
