import { type Colour, PLAIN } from "../page/look";
import { packageOf } from "./label";
import { lookOf } from "./language";
import { meaningOf } from "./marker";
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
const LIBRARY_SATURATION = 9;
const OWN_SATURATION_MORE = 12;

/** The colours of each frame of the table. */
export interface Palette {
  readonly theme: Theme;
  readonly fills: readonly string[];
  readonly chips: readonly string[];
  readonly hatched?: Uint8Array; // 1 where the frame stands for something that is not known for sure
  readonly nodes?: NodeColours; // where colour depends on the node, instead of the fills
}

/** The colours of each node of a tree. */
export interface NodeColours {
  readonly fills: readonly string[];
  readonly edges?: readonly (readonly number[])[]; // as in threadState
  readonly marks?: readonly string[]; // instead of the chip of the language
}

/** What the colour of a frame tells, and which packages are the reader's own. */
export interface Emphasis {
  readonly colour: Colour;
  readonly mine: readonly string[];
}

/**
 * Hue is the language, saturation the package; or hue is the package. Where some packages are the
 * reader's own, they are saturated and all others are pale.
 */
export function paletteOf(
  frames: FrameTable,
  theme: Theme,
  { colour, mine }: Emphasis = PLAIN,
): Palette {
  const fills: string[] = [];
  const chips: string[] = [];
  const hatched = new Uint8Array(frames.functions.length);
  const saturationOf = remembering((packageName) => saturationIn(theme, packageName));
  const hueOf = remembering((packageName) => hashOf(packageName) % 360);
  frames.languages.forEach((language, frame) => {
    const look = lookOf(language);
    const packageName = packageOf(frames, frame);
    const byPackage = colour === "package" && !look.grey;
    const hue = byPackage ? hueOf(packageName) : look.hue;
    let saturation = byPackage ? theme.mostSaturation : saturationOf(packageName);
    if (mine.length > 0) {
      const own = isOwn(frames.owners[frame], mine);
      saturation = own ? theme.mostSaturation + OWN_SATURATION_MORE : LIBRARY_SATURATION;
    }
    if (look.grey) saturation = GREY_SATURATION;
    fills.push(`hsl(${hue} ${saturation}% ${theme.lightness}%)`);
    chips.push(`hsl(${hue} ${saturation}% ${theme.chipLightness}%)`);
    if (meaningOf(frames, frame) !== null) hatched[frame] = 1;
  });
  return { theme, fills, chips, hatched };
}

/** Whether a class, module or library lies in one of the packages. */
export function isOwn(owner: string, packages: readonly string[]): boolean {
  return packages.some(
    (prefix) =>
      owner.startsWith(prefix) &&
      (owner.length === prefix.length ||
        ".$".includes(owner[prefix.length]) ||
        prefix.endsWith(".")),
  );
}

function saturationIn(theme: Theme, packageName: string): number {
  const share = (hashOf(packageName) % 1_000) / 999;
  const range = theme.mostSaturation - theme.leastSaturation;
  return Math.round(theme.leastSaturation + share * range);
}

function remembering(compute: (name: string) => number): (name: string) => number {
  const known = new Map<string, number>();
  return (name) => {
    const value = known.get(name) ?? compute(name);
    known.set(name, value);
    return value;
  };
}
