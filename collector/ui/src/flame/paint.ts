import type { Palette } from "./colour";
import { labelOf } from "./label";
import { lookOf } from "./language";
import type { Boxes } from "./layout";
import type { Matches } from "./search";
import type { CallTree } from "./tree";

export const ROW_HEIGHT = 18;
export const FONT = '12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';

const PADDING = 4;
const NARROWEST_LABEL = 24;
const NARROWEST_CHIP = 96;
const ANCESTOR_OPACITY = 0.62;
const DIMMED_OPACITY = 0.28;

export interface Scene {
  readonly tree: CallTree;
  readonly boxes: Boxes;
  readonly palette: Palette;
  readonly matches: Matches | null;
  readonly rootLabel: string;
  readonly zoomed: number; // callers of this node are drawn faded
  readonly scrollTop: number; // in pixels
}

/** Draws the boxes. The context is scaled to CSS pixels and empty. */
export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  context.font = FONT;
  context.textBaseline = "middle";
  const characterWidth = context.measureText("0").width;
  for (let box = 0; box < scene.boxes.nodes.length; box++) {
    paintBox(context, scene, box, characterWidth);
  }
  context.globalAlpha = 1;
}

function paintBox(
  context: CanvasRenderingContext2D,
  scene: Scene,
  box: number,
  characterWidth: number,
): void {
  const { tree, boxes, palette, matches } = scene;
  const node = boxes.nodes[box];
  const frame = tree.frame[node];
  const x = Math.round(boxes.lefts[box]);
  const width = Math.max(1, Math.round(boxes.rights[box]) - x - (boxes.merged[box] ? 0 : 1));
  const y = boxes.levels[box] * ROW_HEIGHT - scene.scrollTop;
  const matching = matches !== null && frame >= 0 && matches.frames[frame] === 1;

  context.globalAlpha = opacityOf(scene, node, matching);
  context.fillStyle = frame < 0 ? palette.theme.root : palette.fills[frame];
  context.fillRect(x, y, width, ROW_HEIGHT - 1);
  if (matching && width >= 2) outline(context, x, y, width, palette.theme.match);
  if (width >= NARROWEST_LABEL && boxes.merged[box] === 0) {
    paintLabel(context, scene, frame, x, y, width, characterWidth);
  }
}

function opacityOf(scene: Scene, node: number, matching: boolean): number {
  if (scene.matches !== null && !matching) return DIMMED_OPACITY;
  return node < scene.zoomed ? ANCESTOR_OPACITY : 1;
}

function outline(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.strokeRect(x + 0.75, y + 0.75, width - 1.5, ROW_HEIGHT - 2.5);
}

function paintLabel(
  context: CanvasRenderingContext2D,
  scene: Scene,
  frame: number,
  x: number,
  y: number,
  width: number,
  characterWidth: number,
): void {
  const { tree, palette } = scene;
  const middle = y + ROW_HEIGHT / 2;
  let textX = x + PADDING;
  if (frame >= 0 && width >= NARROWEST_CHIP) {
    const chip = lookOf(tree.frames.languages[frame]).chip;
    const chipWidth = 2 * characterWidth + PADDING;
    context.fillStyle = palette.chips[frame];
    context.fillRect(x, y, chipWidth, ROW_HEIGHT - 1);
    context.fillStyle = palette.theme.text;
    context.fillText(chip, x + (chipWidth - chip.length * characterWidth) / 2, middle);
    textX = x + chipWidth + PADDING;
  }
  const room = x + width - PADDING - textX;
  const characters = Math.floor(room / characterWidth);
  const label =
    frame < 0 ? scene.rootLabel.slice(0, characters) : labelOf(tree.frames, frame, characters);
  context.fillStyle = palette.theme.text;
  context.fillText(label, textX, middle, isWide(label) ? room : undefined);
}

// Glyphs that the font lacks may be wider than its columns: such labels are squeezed into the box.
function isWide(label: string): boolean {
  for (let i = 0; i < label.length; i++) if (label.charCodeAt(i) > 0x2026) return true;
  return false;
}
