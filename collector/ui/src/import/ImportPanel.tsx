import { useSignal } from "@preact/signals";
import { linkTo } from "../app/follow";
import { formatCount } from "../format";
import { choosing, messageOf, refresh } from "../page/model";
import { ACCEPTED, type Imported, importFile, rangeAround, serviceOf } from "./importing";

/** A file on its way into the collector, or what became of it. */
interface Sent {
  readonly id: number;
  readonly name: string;
  readonly imported: Imported | null;
  readonly refusal: string | null;
}

let sentFiles = 0;

/** Takes other profilers' files, dropped or chosen, one after the other. */
export function ImportPanel() {
  const service = useSignal("");
  const over = useSignal(false);
  const sent = useSignal<readonly Sent[]>([]);
  const settle = (id: number, outcome: Partial<Sent>): void => {
    sent.value = sent.value.map((file) => (file.id === id ? { ...file, ...outcome } : file));
  };
  const send = async (files: readonly File[]): Promise<void> => {
    const waiting = files.map((file) => ({ id: ++sentFiles, file }));
    const fresh = waiting.map(({ id, file }) => ({
      id,
      name: file.name,
      imported: null,
      refusal: null,
    }));
    sent.value = [...fresh, ...sent.value];
    for (const { id, file } of waiting) {
      try {
        settle(id, { imported: await importFile(service.value || serviceOf(file.name), file) });
      } catch (cause) {
        settle(id, { refusal: messageOf(cause) });
      }
    }
    refresh();
  };
  return (
    <section class="import" aria-labelledby="import-title">
      <h2 id="import-title">Import</h2>
      <form
        class={over.value ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          over.value = true;
        }}
        onDragLeave={() => {
          over.value = false;
        }}
        onDrop={(event) => {
          event.preventDefault();
          over.value = false;
          void send([...(event.dataTransfer?.files ?? [])]);
        }}
        onSubmit={(event) => event.preventDefault()}
      >
        <p>
          Drop files here: pprof, collapsed stacks or JFR, also gzipped. Names, lines, counts and
          times are kept, nothing else.
        </p>
        <label class="choice">
          <span>Service</span>
          <input
            type="text"
            placeholder="as the file is called"
            value={service.value}
            onInput={(event) => {
              service.value = event.currentTarget.value;
            }}
          />
        </label>
        <label class="choice">
          <span>Files</span>
          <input
            type="file"
            multiple
            accept={ACCEPTED}
            onChange={(event) => {
              const chosen = event.currentTarget;
              void send([...(chosen.files ?? [])]);
              chosen.value = "";
            }}
          />
        </label>
      </form>
      <ul class="sent" aria-live="polite">
        {sent.value.map((file) => (
          <li key={file.id}>
            <SentFile file={file} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SentFile({ file }: { file: Sent }) {
  const { name, imported, refusal } = file;
  if (refusal !== null) {
    return (
      <>
        <b>{name}</b> <span class="refusal">{refusal}</span>
      </>
    );
  }
  if (imported === null) {
    return (
      <>
        <b>{name}</b> <span class="pulse" /> <span class="quiet">is read and stored…</span>
      </>
    );
  }
  const shown = { ...choosing(imported.service), screen: "explore" } as const;
  return (
    <>
      <b>{name}</b> {formatCount(imported.samples)} samples:{" "}
      <a {...linkTo({ ...shown, range: rangeAround(imported) })}>
        show the flame graph of {imported.service}
      </a>
    </>
  );
}
