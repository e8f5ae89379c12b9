/** Draws the whole of the graph that is shown, as wide as it is shown. */
type Painter = () => HTMLCanvasElement;

let painter: Painter | null = null;

/** Offers a graph's picture until the returned function is called; the last one that is offered counts. */
export function offerPicture(offered: Painter): () => void {
  painter = offered;
  return () => {
    if (painter === offered) painter = null;
  };
}

/** The picture of the graph that is shown, as PNG; null where there is none. */
export function takePicture(): Promise<Blob | null> {
  const canvas = painter?.();
  return canvas ? new Promise((done) => canvas.toBlob(done, "image/png")) : Promise.resolve(null);
}
