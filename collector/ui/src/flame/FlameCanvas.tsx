import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Palette } from "./colour";
import { boxesOf, nodeAt } from "./layout";
import { paint, ROW_HEIGHT, rowOf } from "./paint";
import { offerPicture } from "./picture";
import type { Matches } from "./search";
import { type CallTree, deepestLevel } from "./tree";
import { type Step, stepFrom } from "./walk";

const CALLERS_KEPT_IN_SIGHT = 3;

const DOWNWARD: Readonly<Record<string, Step>> = {
  ArrowUp: "caller",
  ArrowDown: "callee",
  ArrowLeft: "previous",
  ArrowRight: "next",
};
const UPWARD: typeof DOWNWARD = {
  ...DOWNWARD,
  ArrowUp: DOWNWARD.ArrowDown,
  ArrowDown: DOWNWARD.ArrowUp,
};
const RIGHT_BUTTON = 2;
const TALLEST_PICTURE = 8_000; // pixels; browsers refuse much larger ones

export interface Pointed {
  readonly node: number;
  readonly x: number; // of the cursor in the window; -1 for the keyboard
  readonly y: number;
}

export interface FlameCanvasProps {
  readonly tree: CallTree;
  readonly zoomed: number; // the node that fills the width
  readonly matches: Matches | null;
  readonly palette: Palette;
  readonly rootLabel: string;
  readonly label: string; // for those who do not see it
  readonly pointed: Signal<Pointed | null>; // written here
  readonly onZoom: (node: number) => void;
  readonly onMenu?: (pointed: Pointed) => void; // what else can be done with a frame is asked for
  readonly upward?: boolean; // whether the root is at the bottom
}

/** The flame graph: draws, and turns pointer and keys into nodes. */
export function FlameCanvas(props: FlameCanvasProps) {
  const { tree, zoomed, matches, palette, rootLabel, pointed, onZoom, onMenu } = props;
  const { upward = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const focused = useSignal(-1);
  const rows = useMemo(() => deepestLevel(tree, zoomed) + 1, [tree, zoomed]);
  const height = rows * ROW_HEIGHT;
  const placed = useMemo(() => ({ rows, upward }), [rows, upward]);

  useEffect(() => {
    if (scroller.current && canvas.current) {
      return keepDrawn(scroller.current, canvas.current, height, (context, size) => {
        const scrollTop = scroller.current?.scrollTop ?? 0;
        const ends = [scrollTop, scrollTop + size.height].map((y) =>
          Math.max(0, rowOf(Math.floor(y / ROW_HEIGHT), placed)),
        );
        const boxes = boxesOf(tree, {
          from: tree.left[zoomed],
          to: tree.right[zoomed],
          width: size.width,
          firstLevel: Math.min(...ends),
          lastLevel: Math.max(...ends),
        });
        const scene = { tree, boxes, palette, matches, rootLabel, zoomed, scrollTop };
        paint(context, { ...scene, ...placed });
      });
    }
    return undefined;
  }, [tree, zoomed, matches, palette, rootLabel, height, placed]);

  useEffect(
    () =>
      offerPicture(() => {
        const size = {
          width: scroller.current?.clientWidth ?? 0,
          height: Math.min(height, TALLEST_PICTURE),
        };
        const whole = document.createElement("canvas");
        const context = whole.getContext("2d");
        if (!context) return whole;
        prepare(whole, context, size);
        const view = { from: tree.left[zoomed], to: tree.right[zoomed], width: size.width };
        const boxes = boxesOf(tree, { ...view, firstLevel: 0, lastLevel: rows });
        const scene = { tree, boxes, palette, matches, rootLabel, zoomed, scrollTop: 0 };
        paint(context, { ...scene, ...placed });
        context.globalCompositeOperation = "destination-over";
        context.fillStyle = palette.theme.background;
        context.fillRect(0, 0, size.width, size.height);
        return whole;
      }),
    [tree, zoomed, matches, palette, rootLabel, height, placed, rows],
  );

  useEffect(() => {
    const above = Math.max(0, tree.depth[zoomed] - CALLERS_KEPT_IN_SIGHT);
    const row = upward ? rowOf(tree.depth[zoomed], placed) : above;
    scroller.current?.scrollTo({ top: row * ROW_HEIGHT });
    focused.value = -1;
    pointed.value = null;
  }, [tree, zoomed, focused, pointed, upward, placed]);

  const nodeUnder = (event: MouseEvent): number => {
    if (!canvas.current || !scroller.current) return -1;
    const area = canvas.current.getBoundingClientRect();
    const share = (event.clientX - area.left) / area.width;
    const y = event.clientY - area.top + scroller.current.scrollTop;
    const value = tree.left[zoomed] + share * (tree.right[zoomed] - tree.left[zoomed]);
    return nodeAt(tree, rowOf(Math.floor(y / ROW_HEIGHT), placed), value);
  };
  const point = (event: PointerEvent): void => {
    const node = event.pointerType === "touch" ? -1 : nodeUnder(event);
    pointed.value = node < 0 ? null : { node, x: event.clientX, y: event.clientY };
  };
  const focus = (node: number): void => {
    focused.value = node;
    pointed.value = node < 0 ? null : { node, x: -1, y: -1 };
    if (node >= 0 && scroller.current) {
      scrollToRow(scroller.current, rowOf(tree.depth[node], placed));
    }
  };
  const openMenu = (pointer: MouseEvent | null): void => {
    const node = pointer ? nodeUnder(pointer) : focused.value;
    if (node <= 0 || !onMenu || !canvas.current) return;
    if (pointer) {
      onMenu({ node, x: pointer.clientX, y: pointer.clientY });
      return;
    }
    const area = canvas.current.getBoundingClientRect();
    const { left, top } = boxOf(tree, zoomed, node, placed);
    const y = area.top + top + ROW_HEIGHT - (scroller.current?.scrollTop ?? 0);
    onMenu({ node, x: area.left + (left / 100) * area.width, y });
  };
  const press = (event: KeyboardEvent): void => {
    const step = (upward ? UPWARD : DOWNWARD)[event.key];
    if (step) focus(focused.value < 0 ? zoomed : stepFrom(tree, focused.value, step, zoomed));
    else if (event.key === "Home") focus(0);
    else if (event.key === "Enter" && focused.value >= 0) onZoom(focused.value);
    else if (isMenuKey(event) && onMenu) openMenu(null);
    else return;
    event.preventDefault();
  };

  const outlined = { tree, zoomed, placed };
  return (
    <div class="flame-scroll" ref={scroller}>
      <div class="flame-area" style={{ height: `${height}px` }}>
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it handles its own keys */}
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-roledescription="flame graph"
          aria-label={props.label}
          aria-describedby="flame-keys"
          onPointerMove={point}
          onPointerLeave={() => {
            pointed.value = null;
          }}
          onClick={(event) => {
            const node = nodeUnder(event);
            if (node >= 0) onZoom(node);
          }}
          onContextMenu={(event) => {
            if (!onMenu) return;
            event.preventDefault();
            openMenu(event.button === RIGHT_BUTTON || event.ctrlKey ? event : null);
          }}
          onKeyDown={press}
          onBlur={() => {
            pointed.value = null;
          }}
        />
        <Outline class="flame-hover" {...outlined} node={pointed.value?.node ?? -1} />
        <Outline class="flame-focus" {...outlined} node={focused.value} />
      </div>
    </div>
  );
}

function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
}

interface Placed {
  readonly rows: number;
  readonly upward: boolean;
}

interface OutlineProps {
  readonly class: string;
  readonly tree: CallTree;
  readonly zoomed: number;
  readonly placed: Placed;
  readonly node: number; // -1 for none
}

/** A border around one box, so that pointing at it draws nothing anew. */
function Outline({ class: name, tree, zoomed, placed, node }: OutlineProps) {
  if (node < 0 || node >= tree.size) return null;
  const { left, right, top } = boxOf(tree, zoomed, node, placed);
  const style = {
    left: `${left}%`,
    width: `${right - left}%`,
    top: `${top}px`,
    height: `${ROW_HEIGHT - 1}px`,
  };
  return <div class={name} style={style} />;
}

/** Where a node is drawn: edges in percent of the width, top in pixels of the whole graph. */
function boxOf(tree: CallTree, zoomed: number, node: number, placed: Placed) {
  const from = tree.left[zoomed];
  const span = tree.right[zoomed] - from;
  const percent = (value: number) => 100 * Math.min(1, Math.max(0, (value - from) / span));
  return {
    left: percent(tree.left[node]),
    right: percent(tree.right[node]),
    top: rowOf(tree.depth[node], placed) * ROW_HEIGHT,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws before the next frame, and again whenever size or scroll position change, until it is undone. */
function keepDrawn(
  scroller: HTMLElement,
  canvas: HTMLCanvasElement,
  fullHeight: number,
  draw: (context: CanvasRenderingContext2D, size: Size) => void,
): () => void {
  const drawNow = (): void => {
    const height = Math.min(scroller.clientHeight, fullHeight);
    const size = { width: scroller.clientWidth, height };
    const context = canvas.getContext("2d");
    if (!context) return;
    prepare(canvas, context, size);
    draw(context, size);
  };
  let request = 0;
  const drawSoon = (): void => {
    cancelAnimationFrame(request);
    request = requestAnimationFrame(drawNow);
  };
  const observer = new ResizeObserver(drawNow); // tells the first size at once
  observer.observe(scroller);
  scroller.addEventListener("scroll", drawSoon, { passive: true });
  return () => {
    cancelAnimationFrame(request);
    observer.disconnect();
    scroller.removeEventListener("scroll", drawSoon);
  };
}

/** Empties the canvas and fits it to the size, in pixels of the screen. */
function prepare(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, size: Size): void {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${size.width}px`;
    canvas.style.height = `${size.height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
}

function scrollToRow(scroller: HTMLElement, row: number): void {
  const top = row * ROW_HEIGHT;
  const lowest = top + ROW_HEIGHT - scroller.clientHeight;
  scroller.scrollTop = Math.min(top, Math.max(lowest, scroller.scrollTop));
}
