import { lookOf } from "./language";

/** The letter of a language, coloured as its frames are. */
export function Chip({ language }: { language: number }) {
  const look = lookOf(language);
  return (
    <abbr class={`chip chip-${look.name.toLowerCase()}`} title={look.name}>
      {look.chip}
    </abbr>
  );
}
