import type { ComponentType } from "preact";
import { Agents } from "../agents/Agents";
import { Compare } from "../compare/Compare";
import { FindingsScreen } from "../findings/FindingsScreen";
import { HeapScreen } from "../heap/HeapScreen";
import { Home } from "../home/Home";
import type { Screen } from "../page/query";
import { Explore } from "./Explore";

/** A screen that there is: the navigation shows one entry for each. */
interface ScreenEntry {
  readonly screen: Screen;
  readonly title: string;
  readonly key: string; // pressed after "g"
  readonly View: ComponentType;
}

/**
 * The screens in the order of the navigation. A view is a `<main id="content" tabIndex={-1}>`; it reads
 * `query` of page/model, and asks by `useAnswer` for what it shows.
 */
export const ENTRIES: readonly ScreenEntry[] = [
  { screen: "home", title: "Home", key: "h", View: Home },
  { screen: "explore", title: "Explore", key: "e", View: Explore },
  { screen: "compare", title: "Compare", key: "c", View: Compare },
  { screen: "heap", title: "Heap", key: "m", View: HeapScreen },
  { screen: "findings", title: "Findings", key: "f", View: FindingsScreen },
  { screen: "agents", title: "Agents", key: "a", View: Agents },
];

/** The entry of a screen; the first where there is none. */
export function entryOf(screen: Screen): ScreenEntry {
  return ENTRIES.find((entry) => entry.screen === screen) ?? ENTRIES[0];
}
