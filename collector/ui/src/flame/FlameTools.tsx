import { useEffect, useRef } from "preact/hooks";
import { COLOURS, type Look, prefixesOf } from "../page/look";
import type { OnLook } from "./FrameMenu";
import { isTyping } from "./keys";

interface FlameToolsProps {
  readonly look: Look;
  readonly matched: string; // share of the total that the search found; "" without a search
  readonly withStates: boolean; // whether colours can tell thread states
  readonly onLook: OnLook;
}

/** Search, colours, and which packages are the reader's own. */
export function FlameTools({ look, matched, withStates, onLook }: FlameToolsProps) {
  return (
    <>
      <SearchBox text={look.search} onSearch={(search) => onLook({ search }, true)} />
      <output class="matched">{matched}</output>
      <label class="choice">
        <span>Colour</span>
        <select
          value={look.colour}
          onChange={(event) => {
            const chosen = COLOURS.find(({ key }) => key === event.currentTarget.value);
            if (chosen) onLook({ colour: chosen.key });
          }}
        >
          {COLOURS.filter(({ key }) => withStates || key !== "state" || key === look.colour).map(
            ({ key, title }) => (
              <option key={key} value={key}>
                {title}
              </option>
            ),
          )}
        </select>
      </label>
      <label class="choice mine">
        <span>My code</span>
        <input
          type="text"
          value={look.mine.join(", ")}
          placeholder="com.acme, shop"
          title="Packages that are drawn strong, all others pale; separated by commas"
          spellcheck={false}
          autocomplete="off"
          onChange={(event) => onLook({ mine: prefixesOf(event.currentTarget.value) })}
        />
      </label>
    </>
  );
}

interface SearchBoxProps {
  readonly text: string;
  readonly onSearch: (text: string) => void;
}

/** A text to search for; "/" leads here, and Escape empties it. */
export function SearchBox({ text, onSearch }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent): void => {
      if (event.key !== "/" || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.select();
    };
    addEventListener("keydown", focusOnSlash);
    return () => removeEventListener("keydown", focusOnSlash);
  }, []);
  return (
    <input
      ref={input}
      class="search"
      type="search"
      placeholder="Search functions  ( / )"
      aria-label="Search functions by name or regular expression"
      spellcheck={false}
      value={text}
      onInput={(event) => onSearch(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        if (text === "") event.currentTarget.blur();
        onSearch("");
      }}
    />
  );
}
