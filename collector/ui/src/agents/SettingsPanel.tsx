import { useSignal } from "@preact/signals";
import { Problem } from "../app/Problem";
import { useAnswer } from "../app/useAnswer";
import { ChangeLog } from "./ChangeLog";
import { SettingsForm } from "./SettingsForm";
import { fetchChanges, fetchSettings } from "./settings";

const ALL = "";

/** What is asked of the agents of one service or of all, and who asked for it. */
export function SettingsPanel({ service }: { service: string }) {
  const ofAll = useSignal(false);
  const whose = ofAll.value ? ALL : service;
  const settings = useAnswer(`settings of ${whose}`, (givenUp) => fetchSettings(whose, givenUp));
  const changes = useAnswer("changes", fetchChanges);
  const error = settings.error ?? changes.error;
  const again = (): void => {
    settings.again();
    changes.again();
  };
  return (
    <section class="settings" aria-labelledby="settings-title">
      <h2 id="settings-title">Settings</h2>
      <p class="quiet">
        Agents ask every minute. They follow within their own limits: what is set in the process
        itself is never exceeded, and what is switched off there stays off.
      </p>
      <fieldset class="segments">
        <legend>Whose settings</legend>
        {[false, true].map((all) => (
          <button
            key={String(all)}
            type="button"
            aria-pressed={ofAll.value === all}
            onClick={() => {
              ofAll.value = all;
            }}
          >
            {all ? "All services" : service}
          </button>
        ))}
      </fieldset>
      {error !== null && <Problem message={error} onRetry={again} />}
      {settings.value === null && settings.loading && <p class="quiet">Loading settings…</p>}
      {settings.value !== null && (
        <SettingsForm
          key={`${whose} ${settings.loadedMillis}`}
          service={whose}
          settings={settings.value}
          onChanged={again}
        />
      )}
      {changes.value !== null && <ChangeLog changes={changes.value} />}
    </section>
  );
}
