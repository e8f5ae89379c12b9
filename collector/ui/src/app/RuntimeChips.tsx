import type { Runtime } from "../api/answers";
import { lookOfRuntime } from "../flame/language";

/** The runtimes of a process or of a service, each by colour and letters. */
export function RuntimeChips({ runtimes }: { runtimes: readonly Runtime[] }) {
  return (
    <span class="chips">
      {runtimes.map(({ language, name, version }) => {
        const look = lookOfRuntime(language);
        return (
          <abbr
            key={`${language} ${version}`}
            class={`chip chip-${look.name.toLowerCase()}`}
            title={`${name} ${version}`}
          >
            {look.chip}
          </abbr>
        );
      })}
    </span>
  );
}
