import { type Agent, isSilent } from "../agents/agents";

/** Who of a range's agents was not heard of up to its end; "" where all or none were. */
export interface Reporting {
  readonly says: string;
  readonly silent: readonly string[]; // instances
}

const NAMED = 10;

/** How many agents reported up to an instant. */
export function reportingUpTo(agents: readonly Agent[], toMillis: number): Reporting {
  const silent = agents.filter((agent) => isSilent(agent, toMillis));
  const reporting = agents.length - silent.length;
  if (silent.length === 0 || reporting === 0) return { says: "", silent: [] };
  return {
    says: `${reporting} of ${agents.length} agents reported up to the end of this range`,
    silent: silent.map(({ instance }) => instance),
  };
}

/** The names of a few, and how many more there are. */
export function namesOf(instances: readonly string[]): string {
  const more = instances.length - NAMED;
  const named = instances.slice(0, NAMED).join("\n");
  return more > 0 ? `${named}\nand ${more} more` : named;
}
