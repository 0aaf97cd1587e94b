/** What an attack has found. Everything in `faults` is one. */
export interface Report {
  readonly requests: number;
  /** Answers by status; `none` where the server closed without a word. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Answers 429 and 503 that say when to come back: limits at work, not faults. */
  readonly limited: number;
  readonly faults: readonly string[];
}

const mostFaults = 50;

/** Counts answers, and judges them by what every answer owes to everybody. */
export class Judge {
  readonly #statuses = new Map<string, number>();
  readonly #faults: string[] = [];
  #requests = 0;
  #limited = 0;

  /** @param mayBeSilent whether closing without an answer is right: the other side broke off. */
  answer(
    what: string,
    answer: {
      readonly status: number | undefined;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly hung?: boolean;
    },
    mayBeSilent = false,
  ): void {
    this.#requests += 1;
    const { status, headers, body } = answer;
    const name = status === undefined ? 'none' : String(status);
    this.#statuses.set(name, (this.#statuses.get(name) ?? 0) + 1);
    const shown = `${what} -> ${name} ${body.slice(0, 300)}`;
    if (answer.hung) this.fault(`hangs: ${shown}`);
    if (status === undefined) {
      if (!mayBeSilent && !answer.hung) this.fault(`no answer: ${shown}`);
      return;
    }
    if (status === 429 || status === 503) {
      if (headers['retry-after'] === undefined) this.fault(`no Retry-After: ${shown}`);
      this.#limited += 1;
    } else if (status >= 500 && status !== 501) this.fault(`fault of the server: ${shown}`);
    if (status < 400) return;
    if (!/^application\/problem\+json/.test(headers['content-type'] ?? ''))
      this.fault(`no problem document: ${shown}`);
    if (leak.test(body)) this.fault(`tells of the inside: ${shown}`);
  }

  fault(description: string): void {
    if (this.#faults.length < mostFaults) this.#faults.push(description);
  }

  report(): Report {
    return {
      requests: this.#requests,
      statuses: Object.fromEntries([...this.#statuses].sort()),
      limited: this.#limited,
      faults: this.#faults,
    };
  }
}

/** Words that only the inside of the server knows. */
const leak = /node_modules|\.ts:\d|\bat \S+ \(|[Pp]ostgres|select .* from|insert into|ECONN|kysely|fastify/;

/** Runs `work` over numbers from 0, several at a time. */
export async function inParallel(
  count: number,
  hands: number,
  work: (index: number) => Promise<void>,
  onProgress?: (done: number) => void,
): Promise<void> {
  let next = 0;
  const hand = async () => {
    for (let index = next++; index < count; index = next++) {
      await work(index);
      onProgress?.(index + 1);
    }
  };
  await Promise.all(Array.from({ length: hands }, hand));
}
