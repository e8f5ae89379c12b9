import { go } from "../page/model";
import { addressOf, type Query } from "../page/query";

/** The attributes of a link to what the page shows at a query, without loading the page again. */
export function linkTo(query: Query) {
  return {
    href: addressOf(query) || "./",
    onClick: (event: MouseEvent): void => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab
      event.preventDefault();
      go(query);
    },
  };
}
