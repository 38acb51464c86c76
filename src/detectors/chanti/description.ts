import { mm, ns } from '../../core/units.js';

/**
 * CHANTI: six stations of triangular scintillator bars about the beam behind GTK3, each an X layer (bars along y) and a Y layer.
 * Source of every number: DET §4.3 (FW19) unless said otherwise.
 */
export const STATIONS = 6;
/** Fronts of the stations 1–6; crossings are given there. */
export const CHANTI_FRONT_Z = [102_428, 102_486, 102_601, 102_831, 103_291, 104_211].map((z) => z * mm);

/** Triangles of this base and height, apex up and down in turn: neighbours overlap by half a base, and any straight line has one height of matter. */
export const BAR_BASE = 33 * mm;
export const BAR_HEIGHT = 16.5 * mm;
const BAR_PITCH = BAR_BASE / 2;
/** From the front to the middle of each layer. Two layers are 33 mm, a station is given as 30 mm thick. */
export const LAYER_MIDDLE = [0.5 * BAR_HEIGHT, 1.5 * BAR_HEIGHT] as const;
export const HALF_SIDE = 150 * mm;
/** Half sizes of the hole, in x and y. */
const HOLE_X = 47.5 * mm;
const HOLE_Y = 32.5 * mm;

/**
 * Places of bars in a layer. Their number is not found; an even one with the middle between two bars covers the square and makes 300
 * bars in all, which the sheet gives as "about".
 */
export const PLACES = 20;
const MIDDLE_PLACE = 0.5 * (PLACES - 1);
/** Half size of the hole across the bars, and along them, by layer. */
const HOLE_ACROSS = [HOLE_X, HOLE_Y] as const;
const HOLE_ALONG = [HOLE_Y, HOLE_X] as const;

/** Codes: station·100 + layer·50 + bar. */
export const STATION_CODES = 100;
export const LAYER_CODES = 50;

/** Speed of light along the fibre [mm/ns]. */
export const FIBRE_SPEED = (200 * mm) / ns;

/** Photoelectrons of an energy in a bar [MeV]: this many per MeV, and these besides. */
export const PHOTOELECTRONS = 22;
export const PHOTOELECTRON_OFFSET = 3.3;
/** Pixels of a SiPM: no more can fire. */
export const PIXELS = 667;
/** Amplitude of a photoelectron [mV]. */
export const GAIN = 4.8;
/** Thresholds [mV], placeholders: the real ones are on file, channel by channel. A pulse ends the hysteresis below. */
export const LOW_THRESHOLD = 25;
export const HIGH_DISCRIMINATOR = 100;
export const HYSTERESIS = 5;
/** Time constants of a pulse: of its fall, and of its rise, which is not found. */
export const FALL_TIME = 15 * ns;
export const RISE_TIME = 2 * ns;
/** Spread of the time of a bar. Source: DET §4.3 (1512.00244). */
export const CHANNEL_SIGMA = 1 * ns;

/** Middle of the bar at a place, across the bars [mm]. */
export const placeMiddle = (place: number): number => (place - MIDDLE_PLACE) * BAR_PITCH;
/** Place, not rounded, of a coordinate across the bars. */
export const placeOf = (across: number): number => across / BAR_PITCH + MIDDLE_PLACE;

/** Whether the hole cuts the bar at a place in two: its middle lies in it. */
const isCut = (layer: number, place: number): boolean => Math.abs(placeMiddle(place)) < HOLE_ACROSS[layer]!;

/**
 * The bars of each layer, 26 and 24. Numbers 0–19 are the places from −150 mm on; of those the hole cuts, the half on the negative
 * side. From 20 on follow the other halves. How bars are numbered is not found.
 */
export interface Bar {
  readonly place: number;
  /** Of the two halves of a bar that is cut, the side; 0 for a whole bar. */
  readonly side: -1 | 0 | 1;
}
export const BARS: readonly (readonly Bar[])[] = [0, 1].map((layer) => {
  const places = Array.from({ length: PLACES }, (_, place) => place);
  const cut = places.filter((place) => isCut(layer, place));
  return [
    ...places.map((place): Bar => ({ place, side: isCut(layer, place) ? -1 : 0 })),
    ...cut.map((place): Bar => ({ place, side: 1 })),
  ];
});
const FIRST_CUT = BARS.map((bars) => bars[PLACES]!.place);

/** Number of the bar at a place whose light is made at `along`. */
export const barAt = (layer: number, place: number, along: number): number =>
  along >= 0 && isCut(layer, place) ? PLACES + place - FIRST_CUT[layer]! : place;

/**
 * Way of the light along a bar to its SiPM [mm]. Which end is read is not found: the outer one of half bars, that at −150 mm of whole ones.
 */
export const lightPath = (side: number, along: number): number => HALF_SIDE + (side > 0 ? -along : along);
/** The same from the middle of the bar. */
export const middlePath = (layer: number, side: number): number =>
  side === 0 ? HALF_SIDE : 0.5 * (HALF_SIDE - HOLE_ALONG[layer]!);

/** Whether a point of a layer has scintillator; NaN has none. */
export const isActive = (x: number, y: number): boolean => {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  return ax < HALF_SIDE && ay < HALF_SIDE && !(ax < HOLE_X && ay < HOLE_Y);
};

/** Codes of all bars: conditions are in this order. */
export const CHANNEL_CODES: Uint16Array = Uint16Array.from(
  CHANTI_FRONT_Z.flatMap((_, station) =>
    BARS.flatMap((bars, layer) => bars.map((_bar, b) => STATION_CODES * station + LAYER_CODES * layer + b)),
  ),
);

/** Place in `CHANNEL_CODES` of every code; −1 for one that is none. */
export const CHANNEL_INDEX: Int16Array = new Int16Array(STATION_CODES * STATIONS).fill(-1);
CHANNEL_CODES.forEach((code, i) => {
  CHANNEL_INDEX[code] = i;
});
