import { Wide } from "../app/Wide";
import { formatInstant } from "../format";
import { type Change, changedIn } from "./settings";

/** Who changed what, and when; the last change first. */
export function ChangeLog({ changes }: { changes: readonly Change[] }) {
  return (
    <>
      <h3>Who changed what</h3>
      {changes.length === 0 && <p class="quiet">Nobody has asked anything of agents yet.</p>}
      {changes.length > 0 && (
        <Wide title="Changes">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">From</th>
                <th scope="col">Of</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change, i) => (
                <tr key={`${change.atMillis} ${changes.length - i}`}>
                  <td>{formatInstant(change.atMillis)}</td>
                  <td>{change.by}</td>
                  <td>{change.address}</td>
                  <td>{change.service || "all services"}</td>
                  <td>{changedIn(change).join(", ") || "nothing"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </>
  );
}
