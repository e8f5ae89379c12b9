import type { About } from "../api/about";

/** What is to be said of a collector that strangers can reach; "" where they cannot. */
export function exposure({ onNetwork, encrypted, knowsClients, authenticated }: About): string {
  if (!onNetwork || knowsClients || (authenticated && encrypted)) return "";
  if (authenticated) {
    return "Nothing is encrypted: profiles, tokens and passwords can be read on the way. It runs with --insecure.";
  }
  return encrypted
    ? "Whoever reaches this collector can read and send profiles: it runs with --insecure."
    : "Nothing is encrypted, and whoever reaches this collector can read and send profiles: it runs with --insecure.";
}
