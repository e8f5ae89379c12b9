import type { Theme } from "./colour";

/** How a thread state is drawn: a hue, and an edge, so that colour is never the only signal. */
interface StateLook {
  readonly hue: number;
  readonly grey: boolean;
  readonly edge: readonly number[]; // pixels drawn and left out, in turn; none for no edge
}

const PLAIN: readonly number[] = [];
const DASHED = [6, 4];
const DOTTED = [2, 3];

const LOOKS: Readonly<Record<string, StateLook>> = {
  running: { hue: 150, grey: false, edge: PLAIN },
  gil_wait: { hue: 285, grey: false, edge: DOTTED },
  blocked: { hue: 12, grey: false, edge: DOTTED },
  waiting: { hue: 46, grey: false, edge: DASHED },
  sleeping: { hue: 190, grey: false, edge: DASHED },
  io: { hue: 222, grey: false, edge: DASHED },
};

const UNKNOWN: StateLook = { hue: 220, grey: true, edge: PLAIN };

export function stateEdge(state: string): readonly number[] {
  return lookOf(state).edge;
}

/** What fills an area of this state. */
export function stateFill(state: string, theme: Theme): string {
  return colourOf(state, theme.mostSaturation, theme.lightness);
}

/** What draws a line of this state. */
export function stateLine(state: string, theme: Theme): string {
  return colourOf(state, theme.mostSaturation + 10, theme.lineLightness);
}

function lookOf(state: string): StateLook {
  return LOOKS[state] ?? UNKNOWN;
}

function colourOf(state: string, saturation: number, lightness: number): string {
  const { hue, grey } = lookOf(state);
  return `hsl(${hue} ${grey ? 4 : saturation}% ${lightness}%)`;
}
