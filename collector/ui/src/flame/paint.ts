import { Areas } from "./areas";
import type { Palette } from "./colour";
import { labelOf } from "./label";
import { lookOf } from "./language";
import type { Boxes } from "./layout";
import type { Matches } from "./search";
import type { CallTree } from "./tree";

export const ROW_HEIGHT = 18;
export const FONT = '12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';

const PADDING = 4;
const NARROWEST_OUTLINE = 3;
const NARROWEST_LABEL = 24;
const NARROWEST_CHIP = 96;
const ANCESTOR_OPACITY = 0.62;
const DIMMED_OPACITY = 0.28;
const HATCH_OPACITY = 0.3;
const HATCH_APART = 6;

export interface Scene {
  readonly tree: CallTree;
  readonly boxes: Boxes;
  readonly palette: Palette;
  readonly matches: Matches | null;
  readonly rootLabel: string;
  readonly zoomed: number; // callers of this node are drawn faded
  readonly rows: number; // of the whole graph
  readonly upward: boolean; // whether the root is at the bottom
  readonly scrollTop: number; // in pixels
}

/** The row of a level, from the top. */
export function rowOf(level: number, { rows, upward }: Pick<Scene, "rows" | "upward">): number {
  return upward ? rows - 1 - level : level;
}

/**
 * Draws the boxes over whatever the canvas showed: first all areas, then what stands in them. The context is scaled
 * to CSS pixels.
 */
export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  paintAreas(context, scene);
  context.font = FONT;
  context.textBaseline = "middle";
  const characterWidth = context.measureText("0").width;
  for (let box = 0; box < scene.boxes.nodes.length; box++) {
    const area = areaOf(scene, box);
    context.globalAlpha = opacityOf(scene, box);
    if (scene.palette.nodes?.edges && area.width >= NARROWEST_LABEL)
      paintEdge(context, scene, box, area);
    if (area.width >= NARROWEST_OUTLINE && isHatched(scene, box)) paintHatch(context, scene, area);
    if (area.width >= NARROWEST_OUTLINE && isMatching(scene, box))
      paintOutline(context, scene, area);
    if (area.width >= NARROWEST_LABEL && scene.boxes.merged[box] === 0) {
      paintLabel(context, scene, scene.boxes.nodes[box], area, characterWidth);
    }
  }
  context.globalAlpha = 1;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function paintAreas(context: CanvasRenderingContext2D, scene: Scene): void {
  const { tree, boxes, palette } = scene;
  const areas = new Areas(context);
  const count = boxes.nodes.length;
  for (let box = 0; box < count; box++) {
    const fill = fillOf(palette, tree.frame[boxes.nodes[box]], boxes.nodes[box]);
    const { x, y, width } = areaOf(scene, box);
    areas.fill(areas.pixelOf(fill, opacityOf(scene, box)), x, width);
    if (boxes.levels[box + 1] !== boxes.levels[box]) areas.endLine(y, ROW_HEIGHT - 1);
  }
  areas.show();
}

function fillOf(palette: Palette, frame: number, node: number): string {
  if (frame < 0) return palette.theme.root;
  return palette.nodes ? palette.nodes.fills[node] : palette.fills[frame];
}

// Edges lie on whole pixels; a single frame leaves one pixel to its neighbour, where it has two.
function areaOf(scene: Scene, box: number): Area {
  const { boxes, scrollTop } = scene;
  const x = Math.round(boxes.lefts[box]);
  const gap = boxes.merged[box] > 0 ? 0 : 1;
  const width = Math.max(1, Math.round(boxes.rights[box]) - x - gap);
  return { x, y: rowOf(boxes.levels[box], scene) * ROW_HEIGHT - scrollTop, width };
}

function opacityOf(scene: Scene, box: number): number {
  if (scene.matches !== null && !isMatching(scene, box)) return DIMMED_OPACITY;
  return scene.boxes.nodes[box] < scene.zoomed ? ANCESTOR_OPACITY : 1;
}

function isMatching({ tree, boxes, matches }: Scene, box: number): boolean {
  const frame = tree.frame[boxes.nodes[box]];
  return matches !== null && frame >= 0 && matches.frames[frame] === 1;
}

function isHatched({ tree, boxes, palette }: Scene, box: number): boolean {
  const frame = tree.frame[boxes.nodes[box]];
  return frame >= 0 && boxes.merged[box] === 0 && palette.hatched?.[frame] === 1;
}

// Slanted lines over the whole area, which its label leaves legible.
function paintHatch(context: CanvasRenderingContext2D, scene: Scene, { x, y, width }: Area): void {
  const height = ROW_HEIGHT - 1;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = x - height; at < x + width; at += HATCH_APART) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.globalAlpha *= HATCH_OPACITY;
  context.strokeStyle = scene.palette.theme.text;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}

// The lower edge tells the state where colours cannot.
function paintEdge(
  context: CanvasRenderingContext2D,
  { boxes, palette }: Scene,
  box: number,
  { x, y, width }: Area,
): void {
  const edge = palette.nodes?.edges?.[boxes.nodes[box]] ?? [];
  if (edge.length === 0) return;
  context.setLineDash([...edge]);
  context.strokeStyle = palette.theme.text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y + ROW_HEIGHT - 1.75);
  context.lineTo(x + width, y + ROW_HEIGHT - 1.75);
  context.stroke();
  context.setLineDash([]);
}

function paintOutline(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { x, y, width }: Area,
): void {
  context.strokeStyle = scene.palette.theme.match;
  context.lineWidth = 1.5;
  context.strokeRect(x + 0.75, y + 0.75, width - 1.5, ROW_HEIGHT - 2.5);
}

function paintLabel(
  context: CanvasRenderingContext2D,
  scene: Scene,
  node: number,
  { x, y, width }: Area,
  characterWidth: number,
): void {
  const { tree, palette } = scene;
  const frame = tree.frame[node];
  const middle = y + ROW_HEIGHT / 2;
  let textX = x + PADDING;
  if (frame >= 0 && width >= NARROWEST_CHIP) {
    const chip = palette.nodes?.marks?.[node] ?? lookOf(tree.frames.languages[frame]).chip;
    const chipWidth = 2 * characterWidth + PADDING;
    context.fillStyle = palette.chips[frame];
    if (!palette.nodes) context.fillRect(x, y, chipWidth, ROW_HEIGHT - 1);
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
