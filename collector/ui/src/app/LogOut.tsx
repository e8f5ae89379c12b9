import { about } from "../page/model";

/** Ends the session; nothing where the collector asks nobody who they are. */
export function LogOut() {
  return about.value?.authenticated ? (
    <button type="button" class="log-out" onClick={logOut}>
      Log out
    </button>
  ) : null;
}

async function logOut(): Promise<void> {
  await fetch("logout", { method: "POST" });
  location.assign("login");
}
