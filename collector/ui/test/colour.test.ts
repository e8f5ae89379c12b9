import { expect, test } from "vitest";
import { DARK, LIGHT, paletteOf, type Theme } from "../src/flame/colour";
import { stateFill } from "../src/flame/threadState";
import { treeOf } from "./trees";

const LANGUAGES = ["J", "Py", "N", "K"];
const STATES = ["running", "gil_wait", "blocked", "waiting", "sleeping", "io", "unspecified"];
const LEAST_CONTRAST = 4.5; // of normal text, by the guidelines for accessible pages

for (const [name, theme] of Object.entries({ LIGHT, DARK })) {
  test(`paletteOf_textIsLegibleOnEveryColourIn${name}`, () => {
    const { frames } = treeOf(...LANGUAGES.flatMap(stacksOfManyPackages));
    const { fills, chips } = paletteOf(frames, theme);
    const emphasised = (["runtime", "package"] as const).flatMap((colour) => {
      const palette = paletteOf(frames, theme, { colour, mine: ["part1", "part2"] });
      return [
        ...palette.fills,
        ...palette.chips,
        ...paletteOf(frames, theme, { colour, mine: [] }).fills,
      ];
    });
    const states = STATES.map((state) => stateFill(state, theme));
    const weak = [...fills, ...chips, ...emphasised, ...states].filter(
      (fill) => contrast(fill, theme) < LEAST_CONTRAST,
    );
    expect(new Set(fills).size).toBeGreaterThan(60);
    expect(weak).toEqual([]);
  });
}

test("paletteOf_hueIsTheLanguageAndSaturationThePackage", () => {
  const stack = "J:com.a.X#f;J:com.a.Y#g;J:org.b.Z#h;Py:com.a#f;O:com.a#f 1";
  const { fills } = paletteOf(treeOf(stack).frames, LIGHT);
  expect(fills.map((fill) => hsl(fill)[0])).toEqual([150, 150, 150, 212, 220]);
  expect(hsl(fills[4])[1]).toBeLessThan(10);
  expect(fills[0]).toBe(fills[1]);
  expect(fills[0]).not.toBe(fills[2]);
});

function stacksOfManyPackages(language: string): string[] {
  return Array.from({ length: 60 }, (_, i) => `${language}:part${i}.Class#method 1`);
}

function hsl(colour: string): number[] {
  return [...colour.matchAll(/\d+/g)].map(Number);
}

/** The contrast ratio of the theme's text on a colour, as WCAG 2 defines it. */
function contrast(colour: string, theme: Theme): number {
  const [a, b] = [luminance(rgbOfHsl(hsl(colour))), luminance(rgbOfHex(theme.text))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function rgbOfHex(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
}

function rgbOfHsl([hue, saturation, lightness]: number[]): number[] {
  const l = lightness / 100;
  const amplitude = (saturation / 100) * Math.min(l, 1 - l);
  return [0, 8, 4].map((offset) => {
    const k = (offset + hue / 30) % 12;
    return l - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  });
}

test("paletteOf_ownPackagesAreSaturatedAndLibrariesPale", () => {
  const { frames } = treeOf("J:com.acme.Cart#total;J:com.acmecorp.Cart#total;Py:shop#f 1");
  const { fills } = paletteOf(frames, LIGHT, { colour: "runtime", mine: ["com.acme", "shop"] });
  expect(fills).toEqual(["hsl(150 66% 77%)", "hsl(150 9% 77%)", "hsl(212 66% 77%)"]);
});

test("paletteOf_byPackageHasOneHueForEach", () => {
  const { frames } = treeOf("J:a.X#f;J:a.Y#f;J:b.X#f 1");
  const [x, y, other] = paletteOf(frames, LIGHT, { colour: "package", mine: [] }).fills;
  expect(x).toBe(y);
  expect(x).not.toBe(other);
});

test("paletteOf_hatchesWhatIsNotKnownForSure", () => {
  const { frames } = treeOf("main;O:#<approximate>;Py:#<python>;Py:shop#<listcomp> 1");
  expect([...(paletteOf(frames, LIGHT).hatched ?? [])]).toEqual([0, 1, 1, 0]);
});
