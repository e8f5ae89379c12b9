import { useSignal } from "@preact/signals";
import type { Service } from "../api/answers";
import { ImportPanel } from "../import/ImportPanel";
import { SampleButton } from "../import/SampleButton";
import { about } from "../page/model";
import { Brand } from "./Brand";
import { Checklist } from "./Checklist";
import { Command } from "./Command";
import { type Runtime, stepsFor } from "./connecting";
import { LogOut } from "./LogOut";
import { Problem } from "./Problem";

const RUNTIMES: readonly { readonly runtime: Runtime; readonly title: string }[] = [
  { runtime: "java", title: "Java" },
  { runtime: "python", title: "Python" },
];

interface FirstRunProps {
  readonly origin: string; // of this collector
  readonly services: readonly Service[]; // those that have sent a profile, but no sample yet
  readonly error: string | null;
}

/** What to do while there is no sample yet. Gives way by itself once one has arrived. */
export function FirstRun({ origin, services, error }: FirstRunProps) {
  const chosen = useSignal<Runtime>("java");
  return (
    <main class="first-run">
      <Brand />
      <LogOut />
      <h2>Waiting for the first profile</h2>
      <p>
        The collector is running. Connect a service; its flame graph appears here about ten seconds
        after it has started.
      </p>
      <div role="tablist" aria-label="Language" class="tabs">
        {RUNTIMES.map(({ runtime, title }) => (
          <button
            key={runtime}
            type="button"
            role="tab"
            id={`tab-${runtime}`}
            aria-selected={chosen.value === runtime}
            aria-controls="commands"
            onClick={() => {
              chosen.value = runtime;
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <div id="commands" role="tabpanel" aria-labelledby={`tab-${chosen.value}`} class="commands">
        {stepsFor(chosen.value, origin).map((step) => (
          <Command key={step.command} says={step.says} command={step.command} />
        ))}
      </div>
      {error !== null && <Problem message={error} />}
      <Checklist services={services} agentAsked={about.value?.agentAsked ?? false} />
      <h3>Nothing to connect yet?</h3>
      <SampleButton />
      <ImportPanel />
    </main>
  );
}
