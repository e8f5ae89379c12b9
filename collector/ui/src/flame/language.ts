/** In whose rules a frame's names are written; the numbers are those of the wire format. */
export const Language = { other: 0, java: 1, python: 2, native: 3, kernel: 4 } as const;

export interface LanguageLook {
  readonly name: string;
  readonly chip: string; // so that colour is never the only signal
  readonly hue: number;
  readonly grey: boolean;
}

const OTHER: LanguageLook = { name: "Other", chip: "·", hue: 220, grey: true };

const LOOKS: ReadonlyMap<number, LanguageLook> = new Map([
  [Language.java, { name: "Java", chip: "J", hue: 150, grey: false }],
  [Language.python, { name: "Python", chip: "Py", hue: 212, grey: false }],
  [Language.native, { name: "Native", chip: "N", hue: 285, grey: false }],
  [Language.kernel, { name: "Kernel", chip: "K", hue: 28, grey: false }],
]);

/** How frames of a language look; unknown numbers look like other. */
export function lookOf(language: number): LanguageLook {
  return LOOKS.get(language) ?? OTHER;
}

/** The look of a runtime, by its name in the API. */
export function lookOfRuntime(language: string): LanguageLook {
  return [...LOOKS.values()].find((look) => look.name.toLowerCase() === language) ?? OTHER;
}
