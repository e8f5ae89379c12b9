import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { paletteOf } from "../flame/colour";
import { FlameCanvas, type Pointed } from "../flame/FlameCanvas";
import { theme } from "../flame/theme";
import { formatShare } from "../format";
import { evidenceTree, nameOf } from "./evidence";
import type { Finding } from "./findings";

/** The dearest paths of a finding: as a small icicle, and as names. */
export function Evidence({ finding }: { finding: Finding }) {
  const { evidence, title } = finding;
  const pointed = useSignal<Pointed | null>(null);
  const tree = useMemo(() => evidenceTree(evidence), [evidence]);
  const palette = useMemo(
    () => paletteOf(tree.frames, theme.value, { colour: "runtime", mine: [] }),
    [tree, theme.value],
  );
  if (evidence.length === 0) return null;
  const node = pointed.value?.node ?? 0;
  return (
    <div class="evidence">
      <FlameCanvas
        tree={tree}
        zoomed={0}
        matches={null}
        palette={palette}
        rootLabel="the dearest paths, innermost frames"
        label={`Paths of: ${title}`}
        pointed={pointed}
        onZoom={() => {}}
      />
      <p class="quiet pointed">{node > 0 ? tree.frames.names[tree.frame[node]] : ""}</p>
      <ol>
        {evidence.map(({ share, frames }) => {
          const innermost = frames.slice(-2).reverse().map(nameOf).join(" ← ");
          return (
            <li key={`${share} ${frames.map(nameOf).join(";")}`}>
              <span>{formatShare(share, 1)}</span> <code>{innermost}</code>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
