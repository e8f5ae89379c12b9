import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Heap } from "../api/heap";
import { TimeChart } from "../chart/TimeChart";
import { theme } from "../flame/theme";
import { formatInstant } from "../format";
import { go, query } from "../page/model";
import { layerFill, layerLine, MOST } from "./colours";
import { layerAt, layersOf } from "./layers";
import { formatAmount } from "./words";

const HEIGHT = 260;

/** The largest classes on top of each other; a click chooses one. */
export function HeapChart({ heap }: { heap: Heap }) {
  const { heap: look } = query.value;
  const colours = theme.value;
  const pointed = useSignal<number | null>(null);
  const layers = useMemo(
    () => layersOf(heap, look.counted, MOST, look.chosen),
    [heap, look.counted, look.chosen],
  );
  const seconds = useMemo(
    () =>
      heap.instances.map((_, step) => (heap.fromMillis + (step + 0.5) * heap.stepMillis) / 1_000),
    [heap],
  );
  const colourOf = (name: string, layer: number): number => (name === "" ? MOST : layer);
  const isPale = (name: string): boolean => look.chosen !== "" && name !== look.chosen;
  // What reaches highest is drawn first, so that the others cover it.
  const series = useMemo(
    () =>
      layers.names
        .map((name, layer) => ({
          values: layers.tops[layer],
          stroke: layerLine(colourOf(name, layer), colours),
          fill: layerFill(colourOf(name, layer), isPale(name), colours),
        }))
        .reverse(),
    [layers, colours],
  );
  const choose = (name: string): void =>
    go({ heap: { ...query.peek().heap, chosen: name === look.chosen ? "" : name } });
  const step = pointed.value;
  const to = heap.fromMillis + heap.instances.length * heap.stepMillis;
  return (
    <section class="heap-chart" aria-label="Classes over time">
      <TimeChart
        label={`Classes over time from ${formatInstant(heap.fromMillis)} to ${formatInstant(to)}. The table below says the same.`}
        seconds={seconds}
        from={heap.fromMillis / 1_000}
        to={to / 1_000}
        height={HEIGHT}
        series={series}
        format={(amount) => formatAmount(look.counted, amount)}
        binary={look.counted === "size"}
        theme={colours}
        onPoint={(at) => {
          pointed.value = at;
        }}
        onPick={(at, amount) => {
          const layer = layerAt(layers, at, amount);
          if (layer >= 0 && layers.names[layer] !== "") choose(layers.names[layer]);
        }}
      />
      <p class="heap-legend">
        {layers.names.map((name, layer) => (
          <button
            key={name}
            type="button"
            disabled={name === ""}
            aria-pressed={name === "" ? undefined : name === look.chosen}
            onClick={() => choose(name)}
          >
            <i style={{ background: layerFill(colourOf(name, layer), isPale(name), colours) }} />
            <span>{name === "" ? "all others" : name}</span>
            {step !== null && <b>{amountAt(layers.values[layer][step] ?? null, look.counted)}</b>}
          </button>
        ))}
        {step !== null && <span class="quiet">{formatInstant(1_000 * seconds[step])}</span>}
      </p>
    </section>
  );
}

function amountAt(value: number | null, counted: "size" | "objects"): string {
  return value === null ? "not known" : formatAmount(counted, value);
}
