import { setTimeout } from 'node:timers/promises';

/** Asks again until the answer is as wished for, and fails with the last answer once the time is over. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isIt: (answer: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`Not within ${withinMs} ms; the last answer: ${JSON.stringify(answer)}`);
    await setTimeout(250);
  }
}
