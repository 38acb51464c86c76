/** Colours of all pictures by what they are for: for paper, and for a dark screen. Told apart by colour-blind eyes (Okabe and Ito). */
export const INKS = {
  paper: { light: '#ffffff', dark: '#16191d' },
  ink: { light: '#1a1a1a', dark: '#e8eaed' },
  muted: { light: '#5c6166', dark: '#aab1b8' },
  fill: { light: '#cfe3f1', dark: '#1c425b' },
  data: { light: '#0072b2', dark: '#63b8ea' },
  second: { light: '#b34f00', dark: '#ff9d5c' },
  published: { light: '#00735a', dark: '#4fd1a5' },
  masked: { light: '#d3d6da', dark: '#3b4148' },
} as const;

export type Ink = keyof typeof INKS;

/** An ink as the marks take it; `inLight` makes colours of it where no style sheet stands by. */
export const ink = (name: Ink): string => `var(--${name})`;

export const inLight = (svg: string): string => svg.replace(/var\(--(\w+)\)/g, (_, name: Ink) => INKS[name].light);
