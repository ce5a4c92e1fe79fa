/**
 * Lets calls travel together: one trip at a time, the next takes whatever was asked for meanwhile, so that a busy process
 * makes few large trips and an idle one waits for nobody.
 * @param trip answers in the order of what it is asked; if it fails, it fails for all who are on it
 * @param most on one trip
 */
export function together<Asked, Answer>(
  trip: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
  most = 500,
): (asked: Asked) => Promise<Answer> {
  interface Waiting {
    readonly asked: Asked;
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let underWay = false;

  const travel = async (): Promise<void> => {
    underWay = true;
    await Promise.resolve(); // let the callers of this turn of the event loop join
    while (waiting.length > 0) {
      const party = waiting.splice(0, most);
      try {
        const answers = await trip(party.map(({ asked }) => asked));
        if (answers.length !== party.length) throw new Error(`${answers.length} answers to ${party.length} questions`);
        answers.forEach((answer, index) => party[index]?.resolve(answer));
      } catch (error) {
        for (const { reject } of party) reject(error);
      }
    }
    underWay = false;
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (!underWay) void travel();
    });
}
