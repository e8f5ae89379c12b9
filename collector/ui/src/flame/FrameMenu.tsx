import type { Look } from "../page/look";
import { sortedSet } from "../page/look";
import { copy } from "./clipboard";
import { isOwn } from "./colour";
import { keyOfFrame } from "./frameKey";
import { packageOf } from "./label";
import { Menu, type MenuItem } from "./Menu";
import { exactly } from "./search";
import { type CallTree, pathTo } from "./tree";

/** Changes how the answer is looked at. */
export type OnLook = (change: Partial<Look>, replace?: boolean) => void;

/** A frame of a tree that something is to be done with. */
export interface Chosen {
  readonly tree: CallTree;
  readonly node: number;
  readonly x: number;
  readonly y: number;
}

interface FrameMenuProps {
  readonly chosen: Chosen;
  readonly look: Look;
  readonly canCentre: boolean; // whether there is a sandwich
  readonly onLook: OnLook;
  readonly onZoom: ((node: number) => void) | null;
  readonly onClose: () => void;
}

/** What can be done with one frame. */
export function FrameMenu({ chosen, look, canCentre, onLook, onZoom, onClose }: FrameMenuProps) {
  const { tree, node } = chosen;
  const { frames } = tree;
  const frame = tree.frame[node];
  const key = keyOfFrame(frames, frame);
  const centred = look.view === "sandwich";
  const offered: (MenuItem | false | null)[] = [
    onZoom && { title: "Zoom to this call", act: () => onZoom(node) },
    canCentre && {
      title: "Callers and callees (sandwich)",
      act: () => onLook({ view: "sandwich", frame: key, zoom: "" }),
    },
    {
      title: "Focus on this function",
      act: () => onLook({ focus: key, zoom: "", ...(centred && { view: "flame" }) }),
    },
    !(centred && key === look.frame) && {
      title: "Hide this function",
      act: () => onLook({ hidden: sortedSet([...look.hidden, key]), zoom: "" }),
    },
    {
      title: look.collapsed ? "Show recursion in full" : "Collapse recursion",
      act: () => onLook({ collapsed: !look.collapsed, zoom: "" }),
    },
    {
      title: "Search for this function",
      act: () => onLook({ search: exactly(frames.names[frame]) }),
    },
    ownItem(look, packageOf(frames, frame), frames.owners[frame], onLook),
    { title: "Copy name", act: () => void copy(frames.names[frame]) },
    { title: "Copy stack", act: () => void copy(stackTo(tree, node)) },
  ];
  return (
    <Menu
      label={`Actions for ${frames.names[frame]}`}
      heading={frames.names[frame]}
      x={chosen.x}
      y={chosen.y}
      items={offered.filter((item) => item !== false && item !== null)}
      onClose={onClose}
    />
  );
}

function ownItem(look: Look, name: string, owner: string, onLook: OnLook): MenuItem | null {
  if (name === "") return null;
  if (!isOwn(owner, look.mine)) {
    return {
      title: `Add ${name} to my code`,
      act: () => onLook({ mine: sortedSet([...look.mine, name]) }),
    };
  }
  const others = look.mine.filter((prefix) => !isOwn(owner, [prefix]));
  return { title: `Remove ${name} from my code`, act: () => onLook({ mine: others }) };
}

/** The frames from the first below the root to this one, one a line. */
function stackTo(tree: CallTree, node: number): string {
  return pathTo(tree, node)
    .map((on) => tree.frames.names[tree.frame[on]])
    .join("\n");
}
