import { copied } from "./clipboard";

/** Says what was copied, or gives it to be copied by hand. */
export function Copied() {
  const said = copied.value;
  return (
    <div class="copied" role="status">
      {said && !said.failed && <p>Copied</p>}
      {said?.failed && (
        <p>
          <label>
            This browser does not let the page copy; here it is:{" "}
            <input
              type="text"
              readOnly
              value={said.text}
              onFocus={(event) => event.currentTarget.select()}
            />
          </label>{" "}
          <button
            type="button"
            onClick={() => {
              copied.value = null;
            }}
          >
            Close
          </button>
        </p>
      )}
    </div>
  );
}
