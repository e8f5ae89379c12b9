import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Flamegraph } from "../api/answers";
import { formatCount, formatShare, formatValue } from "../format";
import { measureTitle } from "../page/words";
import { Breadcrumb } from "./Breadcrumb";
import { paletteOf } from "./colour";
import { FlameCanvas, type Pointed } from "./FlameCanvas";
import { FunctionTable } from "./FunctionTable";
import { Legend } from "./Legend";
import { keyOf, nodeOf } from "./path";
import { Readout } from "./Readout";
import { exactly, search } from "./search";
import { theme } from "./theme";
import { totalOf } from "./tree";

export interface FlameViewProps {
  readonly flamegraph: Flamegraph;
  readonly searched: string;
  readonly zoom: string; // key of a call path
  readonly onSearch: (text: string) => void;
  readonly onZoom: (key: string) => void;
}

/** A merged profile, to be read: flame graph, search, way back, and the same as a table. */
export function FlameView({ flamegraph, searched, zoom, onSearch, onZoom }: FlameViewProps) {
  const { tree, unit } = flamegraph;
  const pointed = useSignal<Pointed | null>(null);
  const palette = useMemo(() => paletteOf(tree.frames, theme.value), [tree, theme.value]);
  const matches = useMemo(() => search(tree, searched), [tree, searched]);
  const zoomed = useMemo(() => nodeOf(tree, zoom), [tree, zoom]);
  const zoomTo = (node: number): void => onZoom(keyOf(tree, node));
  useResetKey(() => zoomed > 0 && zoomTo(0));

  const total = totalOf(tree, 0);
  const measure = measureTitle(flamegraph.measure);
  const rootLabel = `all: ${formatValue(total, unit)} of ${measure}`;

  return (
    <div class="flame">
      <div class="flame-tools">
        <SearchBox text={searched} onSearch={onSearch} />
        <output class="matched">
          {matches && `matched ${formatShare(matches.value, total)} of total`}
        </output>
        <Breadcrumb tree={tree} zoomed={zoomed} onZoom={zoomTo} />
      </div>
      <Readout flamegraph={flamegraph} zoomed={zoomed} pointed={pointed} />
      <FlameCanvas
        tree={tree}
        zoomed={zoomed}
        matches={matches}
        palette={palette}
        rootLabel={rootLabel}
        label={`Flame graph of ${flamegraph.service}: ${formatValue(total, unit)} of ${measure}, ${formatCount(tree.size - 1)} call paths. The table below says the same.`}
        pointed={pointed}
        onZoom={zoomTo}
      />
      <Legend tree={tree} measure={measure} />
      <FunctionTable
        tree={tree}
        unit={unit}
        matches={matches}
        onPick={(frame) => onSearch(exactly(tree.frames.names[frame]))}
      />
    </div>
  );
}

interface SearchBoxProps {
  readonly text: string;
  readonly onSearch: (text: string) => void;
}

function SearchBox({ text, onSearch }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent): void => {
      if (event.key !== "/" || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.select();
    };
    addEventListener("keydown", focusOnSlash);
    return () => removeEventListener("keydown", focusOnSlash);
  }, []);
  return (
    <input
      ref={input}
      class="search"
      type="search"
      placeholder="Search functions  ( / )"
      aria-label="Search functions by name or regular expression"
      spellcheck={false}
      value={text}
      onInput={(event) => onSearch(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        if (text === "") event.currentTarget.blur();
        onSearch("");
      }}
    />
  );
}

function useResetKey(reset: () => void): void {
  const latest = useRef(reset);
  latest.current = reset;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !isTyping(event.target)) latest.current();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
