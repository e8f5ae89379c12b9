import type { Theme } from "../flame/colour";

const HUES = [212, 28, 150, 285, 46, 190, 340, 100];

/** How many classes have a colour of their own. */
export const MOST = HUES.length;

/** The colour of a layer; those that are not chosen are pale once one is. */
export function layerFill(layer: number, isPale: boolean, theme: Theme): string {
  const saturation = layer >= MOST ? 4 : isPale ? 12 : theme.mostSaturation + 6;
  return `hsl(${HUES[layer] ?? 220} ${saturation}% ${theme.lightness}%)`;
}

export function layerLine(layer: number, theme: Theme): string {
  return `hsl(${HUES[layer] ?? 220} ${layer >= MOST ? 4 : 50}% ${theme.lineLightness}%)`;
}
