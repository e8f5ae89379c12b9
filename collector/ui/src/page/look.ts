/** From which end the calls are looked at. */
export const VIEWS = [
  { key: "flame", title: "Flame", says: "Callers above, what they call below" },
  { key: "callers", title: "Callers", says: "What was executing above, its callers below" },
  { key: "sandwich", title: "Sandwich", says: "One function between its callers and its callees" },
] as const;

export type View = (typeof VIEWS)[number]["key"];

/** What the colour of a frame tells. */
export const COLOURS = [
  { key: "runtime", title: "Runtime" },
  { key: "package", title: "Package" },
  { key: "state", title: "State" },
] as const;

export type Colour = (typeof COLOURS)[number]["key"];

/** Which figures a table shows. */
export const NUMBERS = [
  { key: "both", title: "Values and shares" },
  { key: "values", title: "Values" },
  { key: "shares", title: "Shares" },
] as const;

export type Numbers = (typeof NUMBERS)[number]["key"];

/** How an answer is looked at. Frames are named by their keys: see flame/frameKey. */
export interface Look {
  readonly view: View;
  readonly frame: string; // of the sandwich; "" until one is chosen
  readonly hidden: readonly string[]; // frames that are left out of every stack, sorted
  readonly focus: string; // the frame that stacks begin with; "" for all of them
  readonly collapsed: boolean; // whether a function that calls itself directly is drawn once
  readonly colour: Colour;
  readonly mine: readonly string[]; // prefixes of the packages that are the reader's own, sorted
  readonly lines: boolean; // whether states over time are drawn beside, not on top of each other
  readonly table: "functions" | "lines";
  readonly numbers: Numbers;
  readonly search: string;
  readonly zoom: string; // key of a call path; "" for all
}

/** Everything, as it is. */
export const PLAIN: Look = {
  view: "flame",
  frame: "",
  hidden: [],
  focus: "",
  collapsed: false,
  colour: "runtime",
  mine: [],
  lines: false,
  table: "functions",
  numbers: "both",
  search: "",
  zoom: "",
};

/** Reads the part of an address that says how to look. What is missing or makes no sense is the default. */
export function lookOf(parameters: URLSearchParams): Look {
  const [view, colour] = [parameters.get("view"), parameters.get("colour")];
  const numbers = parameters.get("numbers");
  return {
    view: VIEWS.find(({ key }) => key === view)?.key ?? PLAIN.view,
    frame: parameters.get("frame") ?? "",
    hidden: sortedSet(parameters.getAll("hide")),
    focus: parameters.get("focus") ?? "",
    collapsed: parameters.get("recursion") === "once",
    colour: COLOURS.find(({ key }) => key === colour)?.key ?? PLAIN.colour,
    mine: prefixesOf(parameters.get("mine") ?? ""),
    lines: parameters.get("timeline") === "lines",
    table: parameters.get("table") === "lines" ? "lines" : PLAIN.table,
    numbers: NUMBERS.find(({ key }) => key === numbers)?.key ?? PLAIN.numbers,
    search: parameters.get("search") ?? "",
    zoom: parameters.get("zoom") ?? "",
  };
}

/** Adds to an address how to look; defaults are left out. */
export function writeLook(parameters: URLSearchParams, look: Look): void {
  const set = (name: string, value: string, usual = ""): void => {
    if (value !== usual) parameters.set(name, value);
  };
  set("view", look.view, PLAIN.view);
  set("frame", look.frame);
  for (const frame of look.hidden) parameters.append("hide", frame);
  set("focus", look.focus);
  if (look.collapsed) parameters.set("recursion", "once");
  set("colour", look.colour, PLAIN.colour);
  set("mine", look.mine.join(","));
  if (look.lines) parameters.set("timeline", "lines");
  set("table", look.table, PLAIN.table);
  set("numbers", look.numbers, PLAIN.numbers);
  set("zoom", look.zoom);
  set("search", look.search);
}

/** The package prefixes in a text that separates them by commas or blanks, sorted, each once. */
export function prefixesOf(text: string): string[] {
  return sortedSet(text.split(/[\s,]+/));
}

/** The texts, sorted, each once, without the empty one. */
export function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== "").sort();
}
