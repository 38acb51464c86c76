import { mm, ns } from '../../core/units.js';
import { SCINTILLATOR_LOSS } from '../common/ionisation.js';
import { PulseShape } from '../common/pulse-shape.js';

/**
 * HASC: nine modules of lead and scintillator beside the beam pipe on the side of negative x, for π+ that are lost in the pipe. The second
 * station of Run 2 is left out: its place is not found. Source of every number: DET §4.11 (FW19) unless said otherwise.
 */
export const HASC_FRONT_Z = 253_350 * mm;
export const HASC_SECTIONS = 10;
const LAYERS = 60;
const LEAD = 16 * mm;
const SCINTILLATOR = 4 * mm;
/** Layers one after the other; light guides and boxes make up the 1.56 m. */
export const HASC_DEPTH = LAYERS * (LEAD + SCINTILLATOR);
export const SECTION_DEPTH = HASC_DEPTH / HASC_SECTIONS;
export const HASC_END_Z = HASC_FRONT_Z + HASC_DEPTH;
/** Per mm of depth: radiation lengths, interaction lengths. Source: PDG, lead and polystyrene. */
export const X0_PER_MM = (LEAD / 5.612 + SCINTILLATOR / 413) / (LEAD + SCINTILLATOR);
export const LAMBDA_PER_MM = (LEAD / 175.9 + SCINTILLATOR / 771) / (LEAD + SCINTILLATOR);
/** Scintillator in a section. */
export const SECTION_SCINTILLATOR = (LAYERS / HASC_SECTIONS) * SCINTILLATOR;
/** Share of the scintillator in the energy of a minimum ionising particle: lead takes 1.274 MeV/mm (PDG). */
export const MIP_SAMPLING = (SCINTILLATOR * SCINTILLATOR_LOSS) / (SCINTILLATOR * SCINTILLATOR_LOSS + LEAD * 1.274);

const MODULE = 100 * mm;
const GRID = 3;
const HASC_MODULES = GRID * GRID;
export const HASC_CHANNELS = 10 * HASC_MODULES;
const FROM_X = -480 * mm;
const FROM_Y = -150 * mm;

export { GRID as HASC_GRID };

/** Lower edge of a column in x, or of a row in y [mm]. */
export const columnEdge = (column: number): number => FROM_X + MODULE * column;
export const rowEdge = (row: number): number => FROM_Y + MODULE * row;
/** Channel of a section; modules row by row from −x, −y, sections from the front (not found: a choice). */
export const channelOf = (column: number, row: number, section: number): number => 10 * (GRID * row + column) + section;

/** Distance from the nearest side, negative outside [mm]. */
export const fromSide = (x: number, y: number): number =>
  Math.min(x - FROM_X, FROM_X + GRID * MODULE - x, y - FROM_Y, FROM_Y + GRID * MODULE - y);

/** SiPM of a section: pixels, chance that a photon fires one. */
export const PIXELS = 40_000;
export const DETECTION = 0.25;
/** Fibres from the sections to the SiPMs, behind the last (not found: a choice): attenuation, speed of the light [mm/ns]. */
export const ATTENUATION = 3500 * mm;
export const LIGHT_SPEED = 200;
/** Length of the fibre from the middle of the section of a channel. */
export const fibreLength = (channel: number): number => HASC_DEPTH - SECTION_DEPTH * ((channel % 10) + 0.5);

/** Rise of the pulse. */
const RISE_TIME = 2 * ns;
/** Fall of the pulse, smallest pulse [photoelectrons], spread of the time. Not found: placeholders. */
const FALL_TIME = 10 * ns;
export const THRESHOLD = 10;
export const CHANNEL_SIGMA = 0.5 * ns;
export const HASC_SHAPE = new PulseShape(RISE_TIME, FALL_TIME);
