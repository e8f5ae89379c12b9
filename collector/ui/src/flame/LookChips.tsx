import type { Look } from "../page/look";
import type { OnLook } from "./FrameMenu";
import { frameNameOf, languageOf } from "./frameKey";
import { fullName } from "./label";

interface LookChipsProps {
  readonly look: Look;
  readonly onLook: OnLook;
}

/** What was done to the call tree; each is taken back by itself. Nothing where nothing was. */
export function LookChips({ look, onLook }: LookChipsProps) {
  const { hidden, focus, collapsed, view } = look;
  return (
    <>
      {focus !== "" && (
        <RemovableChip
          says={view === "sandwich" ? "Focus (not in the sandwich)" : "Focus"}
          value={nameOfKey(focus)}
          onRemove={() => onLook({ focus: "", zoom: "" })}
        />
      )}
      {hidden.map((key) => (
        <RemovableChip
          key={key}
          says="Hidden"
          value={nameOfKey(key)}
          onRemove={() => onLook({ hidden: hidden.filter((other) => other !== key), zoom: "" })}
        />
      ))}
      {collapsed && (
        <RemovableChip
          says="Recursion"
          value="drawn once"
          onRemove={() => onLook({ collapsed: false, zoom: "" })}
        />
      )}
    </>
  );
}

interface RemovableChipProps {
  readonly says: string;
  readonly value: string;
  readonly onRemove: () => void;
}

/** One thing that narrows or changes what is shown, and the way to take it back. */
export function RemovableChip({ says, value, onRemove }: RemovableChipProps) {
  return (
    <span class="removable" title={`${says}: ${value}`}>
      <span class="says">{says}</span> <b>{value}</b>
      <button type="button" aria-label={`Remove ${says}: ${value}`} onClick={onRemove}>
        ✕
      </button>
    </span>
  );
}

/** The full name of the frame that a key names; the text itself where it is no key. */
export function nameOfKey(key: string): string {
  const name = frameNameOf(key);
  return name ? fullName(languageOf(name.language), name.owner, name.function) : key;
}
