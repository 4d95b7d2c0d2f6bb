import { randomInt } from "node:crypto";
import { isDatabaseUnavailable } from "./is-database-unavailable";

/** One call of the database for many questions: an answer for each, in their order, which may be still to come. */
type Ask<Question, Answer> = (questions: readonly Question[]) => Promise<readonly (Answer | Promise<Answer>)[]>;

type Waiting<Question, Answer> = {
  question: Question;
  settle: (answer: Answer | Promise<Answer>) => void;
  reject: (error: unknown) => void;
};

/**
 * Makes of one call that answers many questions a function that asks one. Questions of one `subject` that come while a
 * call for it is under way, or that were waiting for the same thing before, are asked in one call, of `atMost` questions:
 * where one comes at a time each is a call of its own, and a thousand at once are a few. No question is answered by a call that
 * began before it came. Which of those that wait are asked first is left to chance, so that processes that are asked the
 * same at the same moment do not all begin with the same.
 *
 * A call that fails in a way that the questions may be the reason for is made again for each of them alone, so that none
 * fails for another's sake; the call is one transaction, of which nothing has stayed. A database that is away fails all.
 */
export function together<Question, Answer>(
  atMost: number,
): (subject: string, question: Question, ask: Ask<Question, Answer>) => Promise<Answer> {
  const queues = new Map<string, Waiting<Question, Answer>[]>();

  const work = async (subject: string, queue: Waiting<Question, Answer>[], ask: Ask<Question, Answer>) => {
    // Those who waited for the same thing go on one after the other, and all of them join the first call.
    await undefined;
    while (queue.length > 0) await answer(takeSome(queue, atMost), ask);
    queues.delete(subject);
  };

  return (subject, question, ask) =>
    new Promise((settle, reject) => {
      const waiting = { question, settle, reject };
      const queue = queues.get(subject);
      if (queue !== undefined) {
        queue.push(waiting);
        return;
      }
      const first = [waiting];
      queues.set(subject, first);
      void work(subject, first, ask);
    });
}

function takeSome<Entry>(queue: Entry[], atMost: number): Entry[] {
  if (queue.length <= atMost) return queue.splice(0);
  return Array.from({ length: atMost }, () => queue.splice(randomInt(queue.length), 1)).flat();
}

/** Never throws: whatever goes wrong is told to those who wait. */
async function answer<Question, Answer>(
  asked: readonly Waiting<Question, Answer>[],
  ask: Ask<Question, Answer>,
): Promise<void> {
  try {
    const answers = await ask(asked.map(({ question }) => question));
    if (answers.length !== asked.length) throw new Error(`${answers.length} answers to ${asked.length} questions`);
    // Their number was compared above.
    for (const [index, given] of answers.entries()) asked[index]?.settle(given);
  } catch (error) {
    if (asked.length === 1 || isDatabaseUnavailable(error)) {
      for (const { reject } of asked) reject(error);
      return;
    }
    for (const one of asked) await answer([one], ask);
  }
}
