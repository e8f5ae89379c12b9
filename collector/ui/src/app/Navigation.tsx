import { useEffect } from "preact/hooks";
import { go, query, turningTo } from "../page/model";
import { linkTo } from "./follow";
import { ENTRIES } from "./screens";

/** The screens, by link and by key. */
export function Navigation() {
  useChords();
  return (
    <nav class="screens" aria-label="Screens">
      <ul>
        {ENTRIES.map(({ screen, title, key }) => (
          <li key={screen}>
            <a
              {...linkTo(turningTo(screen))}
              aria-current={query.value.screen === screen ? "page" : undefined}
              title={`${title}: press g, then ${key}`}
            >
              <span>{title}</span>
              <kbd>g {key}</kbd>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Turns to a screen by "g" and its letter, but for who types into a field. */
function useChords(): void {
  useEffect(() => {
    let begun = false;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const entry = begun ? ENTRIES.find(({ key }) => key === event.key) : undefined;
      begun = !begun && event.key === "g";
      if (!entry) return;
      event.preventDefault();
      go(turningTo(entry.screen));
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea") !== null;
}
