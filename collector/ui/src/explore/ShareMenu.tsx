import { useSignal } from "@preact/signals";
import { copy } from "../flame/clipboard";
import { Menu, type MenuItem } from "../flame/Menu";
import { takePicture } from "../flame/picture";
import { flamegraph, query, shownQuestion } from "../page/model";
import { addressOf, type Query } from "../page/query";

const FILES = [
  { title: "Save as HTML, one file that needs no server", ending: "html" },
  { title: "Save for pprof", ending: "pb.gz" },
  { title: "Save as collapsed stacks", ending: "collapsed" },
  { title: "Save for speedscope", ending: "speedscope.json" },
];

/** Links to what is shown, and files of it. */
export function ShareMenu() {
  const opened = useSignal<{ x: number; y: number } | null>(null);
  return (
    <>
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={opened.value !== null}
        onClick={(event) => {
          opened.value = below(event.currentTarget);
        }}
      >
        Share
      </button>
      {opened.value && (
        <Menu
          label="Share"
          {...opened.value}
          items={itemsOf(query.value)}
          onClose={() => {
            opened.value = null;
          }}
        />
      )}
    </>
  );
}

/** Where a menu of a button opens. */
export function below(button: HTMLElement): { x: number; y: number } {
  const { left, bottom } = button.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}

function itemsOf(asked: Query): MenuItem[] {
  const { value } = flamegraph.value;
  const items: MenuItem[] = [];
  if (value !== null) {
    const { fromMillis, toMillis } = value;
    items.push({
      title: "Copy link to what is shown",
      act: () => void copy(linkTo({ ...asked, range: { fromMillis, toMillis } })),
    });
  }
  if (!("fromMillis" in asked.range)) {
    items.push({ title: "Copy link that moves with time", act: () => void copy(linkTo(asked)) });
  }
  if (value === null || value.total === 0) return items;
  const name = `${asked.service} ${asked.measure}`;
  for (const { title, ending } of FILES) {
    items.push({
      title,
      act: () => save(`api/v1/flamegraph.${ending}?${shownQuestion.value}`, `${name}.${ending}`),
    });
  }
  items.push({ title: "Save the picture as PNG", act: () => void savePicture(`${name}.png`) });
  return items;
}

function linkTo(asked: Query): string {
  return new URL(addressOf(asked), location.href).href;
}

function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

async function savePicture(name: string): Promise<void> {
  const picture = await takePicture();
  if (picture === null) return;
  const address = URL.createObjectURL(picture);
  save(address, name);
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
