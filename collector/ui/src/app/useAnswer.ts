import { useCallback, useEffect, useState } from "preact/hooks";
import { type Loaded, messageOf } from "../page/model";

/** An answer as a screen shows it: the last one, how the question after it fares, and a way to ask again. */
export interface Answered<T> extends Loaded<T> {
  readonly again: () => void;
}

interface Attempt<T> extends Loaded<T> {
  readonly subject: string;
}

/**
 * Asks when a component appears, when the question changes, and when told to. The last answer stays
 * while the same is asked again; another subject begins with none. What was asked before is given up.
 *
 * @param question what tells one question from another; "" asks nothing
 * @param subject what questions have in common of which the last answer stays while the next is asked
 */
export function useAnswer<T>(
  question: string,
  ask: (givenUp: AbortSignal) => Promise<T>,
  subject = question,
): Answered<T> {
  const [round, setRound] = useState(0);
  const [attempt, setAttempt] = useState<Attempt<T>>(() => fresh(subject, question));
  useEffect(() => {
    if (question === "") return;
    const giving = new AbortController();
    setAttempt((last) => ({
      ...(last.subject === subject ? last : fresh(subject, question)),
      loading: true,
    }));
    ask(giving.signal).then(
      (value) => {
        if (giving.signal.aborted) return;
        setAttempt({ subject, value, loading: false, error: null, loadedMillis: Date.now() });
      },
      (cause: unknown) => {
        if (giving.signal.aborted) return;
        setAttempt((last) => ({ ...last, loading: false, error: messageOf(cause) }));
      },
    );
    return () => giving.abort();
  }, [question, subject, round]);
  const again = useCallback(() => setRound((last) => last + 1), []);
  return { ...(attempt.subject === subject ? attempt : fresh<T>(subject, question)), again };
}

function fresh<T>(subject: string, question: string): Attempt<T> {
  return { subject, value: null, loading: question !== "", error: null, loadedMillis: 0 };
}
