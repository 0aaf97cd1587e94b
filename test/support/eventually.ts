import { setTimeout } from 'node:timers/promises';

/** Asks again until the answer is as wished for, and fails with the last answer once the time is over. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  isIt: (answer: T) => boolean,
  withinMs = 30_000,
  everyMs = 250,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`Not within ${withinMs} ms (${ask}); the last answer: ${JSON.stringify(answer)}`);
    await setTimeout(everyMs);
  }
}

/** Waits for a condition of this process, or of its database: those are asked often. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 90_000): Promise<void> {
  await eventually(condition, (holds) => holds, withinMs, 25);
}
