import { fetchFlamegraph } from "../api/client";
import { useAnswer } from "../app/useAnswer";
import type { StateTree } from "../flame/stateShares";
import { query, selected, shownQuestion } from "../page/model";

/**
 * The call tree of each thread state that the shown one sums up, asked for one after the other and only
 * while colours tell states of wall time; null until all are there.
 */
export function useStateTrees(): readonly StateTree[] | null {
  const { colour, measure, state, view } = query.value;
  const wanted = colour === "state" && measure === "wall" && view !== "sandwich";
  const question = new URLSearchParams((wanted && shownQuestion.value) || undefined);
  if (question.size > 0 && view === "callers") question.set("first", "callees");
  const reported = (selected.value?.series ?? [])
    .filter((series) => series.measure === "wall_time")
    .map((series) => series.state);
  const states = state === "" ? reported : [state];
  question.delete("state");
  const { value } = useAnswer(
    question.size > 0 ? `${question}#${states.join()}` : "",
    async (givenUp) => {
      const trees: StateTree[] = [];
      for (const one of states) {
        const narrowed = new URLSearchParams(question);
        narrowed.set("state", one);
        trees.push({ state: one, tree: (await fetchFlamegraph(narrowed, givenUp)).tree });
      }
      return trees;
    },
  );
  return value;
}
