import { ConfigurationError, PrivateLinkError, TokenError } from '../errors/index.ts';
import type { HttpDispatcher } from '../transport/dispatcher.ts';
import { step } from '../transport/step.ts';
import type { TokenContext, TokenSource } from './token-provider.ts';

export interface TokenLimits {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly onTimeout: () => Error;
}

/** Turns what the user gave as `token` into the bearer token of one request. */
export class Authenticator {
  readonly #fixed: string | undefined;
  readonly #getToken: (context: TokenContext) => string | Promise<string>;
  readonly #dispatcher: HttpDispatcher;
  #rejected: string | undefined;

  constructor(source: TokenSource, dispatcher: HttpDispatcher) {
    this.#dispatcher = dispatcher;
    if (typeof source === 'string') {
      const token = checkToken(source, 'token');
      this.#fixed = token;
      this.#getToken = () => token;
    } else if (typeof source === 'function') {
      this.#getToken = source;
    } else if (typeof source?.getToken === 'function') {
      this.#getToken = (context) => source.getToken(context);
    } else {
      throw new ConfigurationError('token must be a string, a function or a token provider.');
    }
  }

  /** The token when it is known without asking. */
  get fixed(): string | undefined {
    return this.#fixed;
  }

  /** The API has answered 401 to this token: the provider is told so, until it gives another one. */
  reject(token: string): void {
    this.#rejected = token;
  }

  async token(limits: TokenLimits): Promise<string> {
    if (this.#fixed !== undefined) return this.#fixed;
    const rejectedToken = this.#rejected;
    const controller = new AbortController();
    const token = await step(limits, async (signal) => {
      signal.onAbort((reason) => controller.abort(reason));
      const context = { signal: controller.signal, dispatcher: this.#dispatcher };
      return checkToken(
        await this.#ask(rejectedToken === undefined ? context : { ...context, rejectedToken }),
        'the token that the token provider gave',
      );
    });
    if (token !== rejectedToken && this.#rejected === rejectedToken) this.#rejected = undefined;
    return token;
  }

  async #ask(context: TokenContext): Promise<string> {
    try {
      return await this.#getToken(context);
    } catch (error) {
      if (error instanceof PrivateLinkError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new TokenError({ message: `The token provider failed: ${message}`, cause: error });
    }
  }
}

/** A token that a header can carry (RFC 6750). The message does not repeat it. */
function checkToken(token: unknown, name: string): string {
  if (typeof token !== 'string' || !/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) {
    const found =
      typeof token === 'string' ? (token === '' ? 'empty' : 'malformed') : `of type ${typeof token}`;
    throw new ConfigurationError(
      `${name} is ${found}; it is the bare token, without "Bearer" and without line ends.`,
      { code: 'invalid_token_format' },
    );
  }
  return token;
}
