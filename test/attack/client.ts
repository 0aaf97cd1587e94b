import { Agent, request } from 'undici';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly hung: boolean;
}

/** A client that gives up after a deadline, and says so. */
export class Client {
  readonly #url: string;
  readonly #agent = new Agent({ connections: 60 });
  readonly #deadline: number;

  constructor(url: string, deadlineMilliseconds = 30_000) {
    this.#url = url;
    this.#deadline = deadlineMilliseconds;
  }

  async send({ method, path, token, body, headers = {} }: Sent): Promise<Answer> {
    try {
      const answer = await request(`${this.#url}${path}`, {
        method: method as 'GET',
        dispatcher: this.#agent,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(this.#deadline),
      });
      const text = await answer.body.text();
      const plain = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
      return { status: answer.statusCode, headers: Object.fromEntries(plain), body: text, hung: false };
    } catch (error) {
      const hung = error instanceof Error && error.name === 'TimeoutError';
      return { status: undefined, headers: {}, body: String(error), hung };
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
