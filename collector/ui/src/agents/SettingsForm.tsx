import { useSignal } from "@preact/signals";
import { Refusal } from "../api/client";
import { messageOf } from "../page/model";
import { recall, remember } from "../page/remembered";
import { changeSettings, draftOf, NUMBERS, type Settings } from "./settings";

interface SettingsFormProps {
  readonly service: string; // "" for all
  readonly settings: Settings;
  readonly onChanged: () => void;
}

/** A field for each setting; what the collector refuses is said beside the field. */
export function SettingsForm({ service, settings, onChanged }: SettingsFormProps) {
  const draft = useSignal(draftOf(settings.settings));
  const by = useSignal(recall("operator"));
  const refused = useSignal<{ parameter: string; message: string } | null>(null);
  const sending = useSignal(false);
  const save = async (): Promise<void> => {
    sending.value = true;
    try {
      await changeSettings(service, draft.value, by.value);
      remember("operator", by.value);
      refused.value = null;
      onChanged();
    } catch (cause) {
      const parameter = cause instanceof Refusal ? cause.parameter : "";
      refused.value = { parameter, message: messageOf(cause) };
    } finally {
      sending.value = false;
    }
  };
  const refusalOf = (name: string): string | null =>
    refused.value?.parameter === name ? refused.value.message : null;
  const known = ["by", ...NUMBERS.map(({ name }) => name as string)];
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="check">
        <input
          type="checkbox"
          checked={draft.value.enabled}
          onChange={(event) => {
            draft.value = { ...draft.value, enabled: event.currentTarget.checked };
          }}
        />
        <span>Take samples</span>
      </label>
      {NUMBERS.map(({ name, title, most }) => (
        <Field
          key={name}
          name={name}
          title={title}
          placeholder="the agent’s own"
          hint={`0 to ${most}; asked now: ${settings.effective[name] || "nothing"}`}
          value={draft.value[name]}
          refusal={refusalOf(name)}
          onInput={(text) => {
            draft.value = { ...draft.value, [name]: text };
          }}
        />
      ))}
      <Field
        name="by"
        title="Your name, for the log"
        placeholder=""
        hint="nobody logs in yet"
        value={by.value}
        refusal={refusalOf("by")}
        onInput={(text) => {
          by.value = text;
        }}
      />
      {refused.value !== null && !known.includes(refused.value.parameter) && (
        <p class="refusal" role="alert">
          {refused.value.message}
        </p>
      )}
      <button type="submit" class="primary" disabled={sending.value || by.value.trim() === ""}>
        {service === "" ? "Ask of all services" : "Ask of this service"}
      </button>
    </form>
  );
}

interface FieldProps {
  readonly name: string;
  readonly title: string;
  readonly placeholder: string;
  readonly hint: string;
  readonly value: string;
  readonly refusal: string | null;
  readonly onInput: (text: string) => void;
}

function Field({ name, title, placeholder, hint, value, refusal, onInput }: FieldProps) {
  return (
    <label class="field">
      <span>
        {title} {name !== "by" && <code>{name}</code>}
      </span>
      <input
        type="text"
        inputMode={name === "by" ? undefined : "numeric"}
        name={name}
        placeholder={placeholder}
        value={value}
        aria-invalid={refusal !== null}
        aria-describedby={`hint-${name}`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <span id={`hint-${name}`} class={refusal === null ? "quiet" : "refusal"}>
        {refusal ?? hint}
      </span>
    </label>
  );
}
