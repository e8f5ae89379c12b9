import { useMemo } from "preact/hooks";
import { fetchHeap, fetchProcesses, type Heap, heapUrl } from "../api/heap";
import { AnswerState, Waiting } from "../app/AnswerState";
import { Stale } from "../app/Stale";
import { TimeRange } from "../app/TimeRange";
import { LabelFilter } from "../app/TopBar";
import { useAnswer } from "../app/useAnswer";
import { saveText } from "../download";
import { HEAP_COUNTS } from "../page/heapLook";
import { go, query } from "../page/model";
import { ClassTable } from "./ClassTable";
import { classesCsv, classRows } from "./classes";
import { HeapChart } from "./HeapChart";
import { HowCounted } from "./HowCounted";
import { Memory } from "./Memory";
import { NoHeap } from "./NoHeap";
import { CLASSES, heapQuestion } from "./question";

/** What lies on the heap by class, over time, and what memory and garbage collection say beside it. */
export function HeapScreen() {
  const { service, range, labels } = query.value;
  const key = service === "" ? "" : JSON.stringify([service, range, labels]);
  const heap = useAnswer(key, (givenUp) => {
    const question = heapQuestion(query.peek(), Date.now());
    question.set("limit", String(CLASSES));
    return fetchHeap(question, givenUp);
  });
  const processes = useAnswer(key, (givenUp) =>
    fetchProcesses(heapQuestion(query.peek(), Date.now()), givenUp),
  );
  const again = (): void => {
    heap.again();
    processes.again();
  };
  const loading = heap.loading || processes.loading;
  const isCounted = heap.value?.instances.some((instances) => instances > 0) ?? false;
  return (
    <main id="content" class="explore heap" tabIndex={-1} aria-busy={loading}>
      <header class="top-bar">
        <h2 title={service}>{service}</h2>
        <TimeRange />
        <LabelFilter />
        <span class="actions">
          <button type="button" onClick={again}>
            Refresh
          </button>
          {heap.value !== null && isCounted && <Downloads heap={heap.value} />}
        </span>
      </header>
      <AnswerState
        loading={loading}
        error={heap.error ?? processes.error}
        loadedMillis={heap.loadedMillis}
        onRetry={again}
      />
      {heap.value === null && heap.loading && <Waiting says="Loading the heap" />}
      {heap.value !== null && !isCounted && <NoHeap service={service} />}
      {isCounted && <Stale />}
      {heap.value !== null && isCounted && <Classes heap={heap.value} />}
      {processes.value !== null && <Memory processes={processes.value} />}
    </main>
  );
}

function Classes({ heap }: { heap: Heap }) {
  const look = query.value.heap;
  return (
    <>
      <HowCounted heap={heap} />
      <div class="choice">
        <span>Counted</span>
        <fieldset class="segments">
          <legend>Counted</legend>
          {HEAP_COUNTS.map(({ key, title }) => (
            <button
              key={key}
              type="button"
              aria-pressed={look.counted === key}
              onClick={() => go({ heap: { ...look, counted: key } })}
            >
              {title}
            </button>
          ))}
        </fieldset>
      </div>
      <HeapChart heap={heap} />
      <ClassTable heap={heap} />
    </>
  );
}

function Downloads({ heap }: { heap: Heap }) {
  const { service, heap: look } = query.value;
  const question = useMemo(() => heapQuestion(query.peek(), Date.now()), [heap]);
  return (
    <>
      <a class="button" href={heapUrl(question)} download={`${service}-heap.json`}>
        JSON
      </a>
      <button
        type="button"
        onClick={() =>
          saveText(
            `${service}-classes.csv`,
            "text/csv",
            classesCsv(classRows(heap, look.counted, look.order), look.counted),
          )
        }
      >
        CSV
      </button>
    </>
  );
}
