import { useSignal } from "@preact/signals";
import { corePrice, setCorePrice } from "./price";

/** What an hour of a core costs the reader; anything else but a price is marked and not taken. */
export function CorePrice() {
  const refused = useSignal(false);
  return (
    <label class="choice price">
      <span>$ per core and hour</span>
      <input
        type="text"
        inputMode="decimal"
        size={6}
        defaultValue={String(corePrice.peek())}
        aria-invalid={refused.value}
        title="Your own price; this browser remembers it"
        onInput={(event) => {
          refused.value = !setCorePrice(event.currentTarget.value);
        }}
      />
      {refused.value && <span role="alert">a number from 0 to 1000</span>}
    </label>
  );
}
