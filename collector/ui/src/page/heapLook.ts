/** What of a class is counted: its word in the address, and on its button. */
export const HEAP_COUNTS = [
  { key: "size", title: "Size" },
  { key: "objects", title: "Objects" },
] as const;

export type HeapCounted = (typeof HEAP_COUNTS)[number]["key"];

export const CLASS_ORDERS = ["last", "slope", "name"] as const;

/** By which column the table of classes is sorted. */
export type ClassOrder = (typeof CLASS_ORDERS)[number];

/** How the heap is looked at. */
export interface HeapLook {
  readonly counted: HeapCounted;
  readonly order: ClassOrder;
  readonly chosen: string; // name of a class; "" for none
}

export const ALL_CLASSES: HeapLook = { counted: "size", order: "last", chosen: "" };

/** Reads the part of an address that says how the heap is looked at. What makes no sense is the default. */
export function heapLookOf(parameters: URLSearchParams): HeapLook {
  const [counted, order] = [parameters.get("counted"), parameters.get("classes")];
  return {
    counted: HEAP_COUNTS.find(({ key }) => key === counted)?.key ?? ALL_CLASSES.counted,
    order: CLASS_ORDERS.find((candidate) => candidate === order) ?? ALL_CLASSES.order,
    chosen: parameters.get("class") ?? "",
  };
}

/** Adds to an address how the heap is looked at; defaults are left out. */
export function writeHeapLook(parameters: URLSearchParams, heap: HeapLook): void {
  if (heap.counted !== ALL_CLASSES.counted) parameters.set("counted", heap.counted);
  if (heap.order !== ALL_CLASSES.order) parameters.set("classes", heap.order);
  if (heap.chosen !== "") parameters.set("class", heap.chosen);
}
