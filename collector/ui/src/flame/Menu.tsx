import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** One thing that a menu offers. */
export interface MenuItem {
  readonly title: string;
  readonly act: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly heading?: string;
  readonly x: number; // where it opens, in the window
  readonly y: number;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
}

const MARGIN = 8;

/**
 * A menu over the page, walked by arrows, Home and End. It closes once something was chosen, by Escape, or
 * when it is left, and gives the focus back to where it was.
 */
export function Menu({ label, heading, x, y, items, onClose }: MenuProps) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(onClose);
  latest.current = onClose;

  useLayoutEffect(() => {
    const menu = element.current;
    if (!menu) return;
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(MARGIN, Math.min(x, innerWidth - width - MARGIN))}px`;
    menu.style.top = `${Math.max(MARGIN, Math.min(y, innerHeight - height - MARGIN))}px`;
    const before = document.activeElement;
    buttonsOf(menu)[0]?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [x, y]);

  useEffect(() => {
    const leave = (event: Event): void => {
      if (!(event.target instanceof Node && element.current?.contains(event.target))) {
        latest.current();
      }
    };
    const close = (): void => latest.current();
    addEventListener("pointerdown", leave, true);
    addEventListener("resize", close);
    return () => {
      removeEventListener("pointerdown", leave, true);
      removeEventListener("resize", close);
    };
  }, []);

  const press = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const buttons = buttonsOf(element.current);
    const next = nextOf(
      event.key,
      buttons.indexOf(document.activeElement as never),
      buttons.length,
    );
    if (event.key === "Escape" || event.key === "Tab") onClose();
    else if (next >= 0) buttons[next].focus();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={element}
      class="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={press}
      onContextMenu={(event) => event.preventDefault()}
    >
      {heading !== undefined && (
        <p class="heading" role="presentation">
          {heading}
        </p>
      )}
      {items.map(({ title, act }) => (
        <button
          key={title}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            onClose();
            act();
          }}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

function buttonsOf(menu: HTMLElement | null): HTMLButtonElement[] {
  return [...(menu?.querySelectorAll("button") ?? [])];
}

/** The entry that a key leads to from another, or -1 where it leads nowhere. */
function nextOf(key: string, at: number, count: number): number {
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return -1;
  }
}
