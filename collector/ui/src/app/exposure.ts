import type { About } from "../api/about";

/** What is to be said of a collector that strangers can reach; "" where they cannot. */
export function exposure({ onNetwork, encrypted, knowsClients }: About): string {
  if (!onNetwork || knowsClients) return "";
  return encrypted
    ? "Whoever reaches this collector can read and send profiles: it runs with --insecure."
    : "Nothing is encrypted, and whoever reaches this collector can read and send profiles: it runs with --insecure.";
}
