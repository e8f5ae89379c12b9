import type { ComponentChildren } from "preact";

interface WideProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** What may be wider than the page: it scrolls by itself, also by keys. */
export function Wide({ title, children }: WideProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: only what has the focus is scrolled by keys
    <section class="wide" aria-label={title} tabIndex={0}>
      {children}
    </section>
  );
}
