import { packageOf } from "./label";
import { lookOf } from "./language";
import { hashOf } from "./path";
import type { FrameTable } from "./tree";

/** Everything about colour that differs between light and dark. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  readonly root: string;
  readonly match: string;
  readonly leastSaturation: number;
  readonly mostSaturation: number;
  readonly lightness: number;
  readonly chipLightness: number;
  readonly lineLightness: number; // of a line on the background
  readonly quiet: string; // of what stands beside the data
}

export const LIGHT: Theme = {
  background: "#ffffff",
  text: "#16201d",
  root: "hsl(220 8% 86%)",
  match: "#c4009f",
  leastSaturation: 24,
  mostSaturation: 54,
  lightness: 77,
  chipLightness: 66,
  lineLightness: 38,
  quiet: "#56625e",
};

export const DARK: Theme = {
  background: "#14181b",
  text: "#f2f5f4",
  root: "hsl(220 6% 26%)",
  match: "#ff5be0",
  leastSaturation: 16,
  mostSaturation: 48,
  lightness: 30,
  chipLightness: 21,
  lineLightness: 66,
  quiet: "#9daba6",
};

const GREY_SATURATION = 4;

/** The colours of each frame of the table. */
export interface Palette {
  readonly theme: Theme;
  readonly fills: readonly string[];
  readonly chips: readonly string[];
}

/** Hue is the language, saturation the package. */
export function paletteOf(frames: FrameTable, theme: Theme): Palette {
  const saturations = new Map<string, number>();
  const saturationOf = (packageName: string): number => {
    const known = saturations.get(packageName);
    if (known !== undefined) return known;
    const share = (hashOf(packageName) % 1_000) / 999;
    const range = theme.mostSaturation - theme.leastSaturation;
    const saturation = Math.round(theme.leastSaturation + share * range);
    saturations.set(packageName, saturation);
    return saturation;
  };
  const fills: string[] = [];
  const chips: string[] = [];
  frames.languages.forEach((language, frame) => {
    const look = lookOf(language);
    const saturation = look.grey ? GREY_SATURATION : saturationOf(packageOf(frames, frame));
    fills.push(`hsl(${look.hue} ${saturation}% ${theme.lightness}%)`);
    chips.push(`hsl(${look.hue} ${saturation}% ${theme.chipLightness}%)`);
  });
  return { theme, fills, chips };
}
