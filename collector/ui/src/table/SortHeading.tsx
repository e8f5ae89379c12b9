interface SortHeadingProps {
  readonly title: string;
  readonly isSorted: boolean; // by this column
  readonly kind?: string; // the cell's class; names are sorted ascending, all else descending
  readonly onSort: () => void;
}

/** The head of a column, and a button that sorts by it. */
export function SortHeading({ title, isSorted, kind = "number", onSort }: SortHeadingProps) {
  const sorted = kind === "name" ? "ascending" : "descending";
  return (
    <th scope="col" class={kind} aria-sort={isSorted ? sorted : "none"}>
      <button type="button" onClick={onSort}>
        {title}
      </button>
    </th>
  );
}
