import type { Service } from "../api/answers";

/** How far the way to the first flame graph is gone: a step for each thing that must have happened. */
export function stepsTo(services: readonly Service[], agentAsked: boolean) {
  const sampled = services.some(({ series }) => series.length > 0);
  return [
    { title: "An agent is connected", done: agentAsked || services.length > 0 },
    { title: "Samples have arrived", done: sampled },
    { title: "The first flame graph is there", done: sampled },
  ];
}

interface ChecklistProps {
  readonly services: readonly Service[];
  readonly agentAsked: boolean; // what it is to do, which it does before it reports
}

/** The way to the first flame graph. */
export function Checklist({ services, agentAsked }: ChecklistProps) {
  const steps = stepsTo(services, agentAsked);
  const next = steps.findIndex(({ done }) => !done);
  return (
    <ol class="checklist" aria-label="The way to the first flame graph" aria-live="polite">
      {steps.map(({ title, done }, at) => (
        <li key={title} class={done ? "done" : undefined}>
          <span class={at === next ? "pulse" : "mark"}>{done ? "✓" : ""}</span>
          {title}
          {done ? "" : at === next ? ": looking every 5 seconds" : ""}
        </li>
      ))}
    </ol>
  );
}
