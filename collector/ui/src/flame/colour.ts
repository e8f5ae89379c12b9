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
};

/** The colours of each frame of the table. */
export interface Palette {
  readonly theme: Theme;
  readonly fills: readonly string[];
  readonly chips: readonly string[];
}

/** Hue is the language, saturation the package. */
export function paletteOf(frames: FrameTable, theme: Theme): Palette {
  const fill = (lightness: number) => (language: number, frame: number) => {
    const look = lookOf(language);
    const saturation = look.grey ? 4 : saturationOf(packageOf(frames, frame), theme);
    return `hsl(${look.hue} ${saturation}% ${lightness}%)`;
  };
  return {
    theme,
    fills: frames.languages.map(fill(theme.lightness)),
    chips: frames.languages.map(fill(theme.chipLightness)),
  };
}

function saturationOf(packageName: string, theme: Theme): number {
  const share = (hashOf(packageName) % 1000) / 999;
  return Math.round(theme.leastSaturation + share * (theme.mostSaturation - theme.leastSaturation));
}
