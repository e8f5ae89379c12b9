import { signal } from "@preact/signals";
import { DARK, LIGHT } from "./colour";

const darkness = matchMedia("(prefers-color-scheme: dark)");

/** The colours that the reader's system asks for. */
export const theme = signal(darkness.matches ? DARK : LIGHT);

darkness.addEventListener("change", () => {
  theme.value = darkness.matches ? DARK : LIGHT;
});
