import { labelOf } from "./label";
import { type CallTree, pathTo } from "./tree";

const SHOWN = 2;
const CHARACTERS = 28;

interface BreadcrumbProps {
  readonly tree: CallTree;
  readonly zoomed: number;
  readonly onZoom: (node: number) => void;
}

/** The way from the root to the zoomed frame; each step leads back there. Nothing when not zoomed. */
export function Breadcrumb({ tree, zoomed, onZoom }: BreadcrumbProps) {
  if (zoomed === 0) return null;
  const path = pathTo(tree, zoomed);
  const shown = path.slice(-SHOWN);
  return (
    <nav class="breadcrumb" aria-label="Zoom">
      <button type="button" class="reset" onClick={() => onZoom(0)}>
        Reset zoom <kbd>Esc</kbd>
      </button>
      <ol>
        {path.length > shown.length && <li class="more">{path.length - shown.length} callers</li>}
        {shown.map((node) => (
          <li key={node}>
            <button
              type="button"
              class="crumb"
              title={tree.frames.names[tree.frame[node]]}
              aria-current={node === zoomed ? "true" : undefined}
              onClick={() => onZoom(node)}
            >
              {labelOf(tree.frames, tree.frame[node], CHARACTERS)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
