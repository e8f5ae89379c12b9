import { about } from "../page/model";
import { exposure } from "./exposure";

/** Warns of a collector that strangers can reach. */
export function Exposed() {
  const warning = about.value === null ? "" : exposure(about.value);
  return warning === "" ? null : (
    <aside class="notice exposed" aria-label="Security">
      {warning}
    </aside>
  );
}
