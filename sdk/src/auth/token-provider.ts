import type { HttpDispatcher } from '../transport/dispatcher.ts';

export interface TokenContext {
  /** Aborted when nobody waits for the token any more. */
  readonly signal: AbortSignal;
  /** Set after the API has refused a token with 401: this one must not be given again. */
  readonly rejectedToken?: string;
  /** The client's dispatcher, for providers that ask over HTTP. */
  readonly dispatcher: HttpDispatcher;
}

/** Gives the client its bearer token. It is asked before every attempt, so it should remember what it gave. */
export interface TokenProvider {
  getToken(context: TokenContext): string | Promise<string>;
}

/** A fixed token, a function that gives one, or a provider such as `clientCredentials(…)`. */
export type TokenSource = string | ((context: TokenContext) => string | Promise<string>) | TokenProvider;
