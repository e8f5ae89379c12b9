import { useCallback, useEffect, useState } from "preact/hooks";
import { type Loaded, messageOf } from "../page/model";

/** An answer as a screen shows it: the last one, how the question after it fares, and a way to ask again. */
export interface Answered<T> extends Loaded<T> {
  readonly again: () => void;
}

interface Attempt<T> extends Loaded<T> {
  readonly question: string;
}

/**
 * Asks when a component appears, when the question changes, and when told to. The last answer stays
 * while the same question is asked again; another question begins with none, and what was asked before
 * is given up.
 *
 * @param question what tells one question from another; "" asks nothing
 */
export function useAnswer<T>(
  question: string,
  ask: (givenUp: AbortSignal) => Promise<T>,
): Answered<T> {
  const [round, setRound] = useState(0);
  const [attempt, setAttempt] = useState<Attempt<T>>(() => fresh(question));
  useEffect(() => {
    if (question === "") return;
    const giving = new AbortController();
    setAttempt((last) => ({
      ...(last.question === question ? last : fresh(question)),
      loading: true,
    }));
    ask(giving.signal).then(
      (value) => {
        if (giving.signal.aborted) return;
        setAttempt({ question, value, loading: false, error: null, loadedMillis: Date.now() });
      },
      (cause: unknown) => {
        if (giving.signal.aborted) return;
        setAttempt((last) => ({ ...last, loading: false, error: messageOf(cause) }));
      },
    );
    return () => giving.abort();
  }, [question, round]);
  const again = useCallback(() => setRound((last) => last + 1), []);
  return { ...(attempt.question === question ? attempt : fresh<T>(question)), again };
}

function fresh<T>(question: string): Attempt<T> {
  return { question, value: null, loading: question !== "", error: null, loadedMillis: 0 };
}
