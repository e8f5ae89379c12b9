/** A canvas's pixels, to be filled line by line. One call of the canvas shows them, however many areas there are. */
export class Areas {
  private readonly context: CanvasRenderingContext2D;
  private readonly ratio: number; // pixels of the screen to one of CSS
  private readonly image: ImageData;
  private readonly pixels: Uint32Array;
  private readonly line: Uint32Array;

  /** As large as the context's canvas, and empty. */
  constructor(context: CanvasRenderingContext2D) {
    const { width, height } = context.canvas;
    this.context = context;
    this.ratio = context.getTransform().a;
    this.image = blank(context, width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.line = new Uint32Array(width);
  }

  /** The colour as it is filled with: any that CSS knows and that hides what is below. */
  pixelOf(colour: string, opacity: number): number {
    const pixel = opaque.get(colour) ?? this.read(colour);
    return pixel + Math.round(255 * opacity) * 0x1000000;
  }

  private read(colour: string): number {
    this.context.fillStyle = colour;
    const hex = Number.parseInt(String(this.context.fillStyle).slice(1), 16); // is told as #rrggbb
    const pixel = ((hex & 255) << 16) | (hex & 0xff00) | (hex >> 16);
    opaque.set(colour, pixel);
    return pixel;
  }

  /** Fills a part of the line that is under way, in pixels of CSS. */
  fill(pixel: number, x: number, width: number): void {
    this.line.fill(pixel, Math.round(x * this.ratio), Math.round((x + width) * this.ratio));
  }

  /** Puts the line where it belongs, in pixels of CSS, and begins another. */
  endLine(y: number, height: number): void {
    const { image, ratio, line, pixels } = this;
    const end = Math.min(image.height, Math.round((y + height) * ratio));
    for (let row = Math.max(0, Math.round(y * ratio)); row < end; row++) {
      pixels.set(line, row * image.width);
    }
    line.fill(0);
  }

  /** Replaces all that the canvas shows. */
  show(): void {
    this.context.putImageData(this.image, 0, 0);
  }
}

const opaque = new Map<string, number>(); // no more than themes and languages make
let last: ImageData | null = null; // megabytes, which are mostly wanted again

function blank(context: CanvasRenderingContext2D, width: number, height: number): ImageData {
  if (last?.width === width && last.height === height) last.data.fill(0);
  else last = context.createImageData(Math.max(1, width), Math.max(1, height));
  return last;
}
