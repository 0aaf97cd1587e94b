import { ConfigurationError, TokenError } from '../errors/index.ts';
import { SingleFlight } from '../single-flight.ts';
import type { HttpDispatcher } from '../transport/dispatcher.ts';
import { parseRetryAfter } from '../transport/retry-after.ts';
import { backoff } from '../transport/retry-policy.ts';
import { sleep, step } from '../transport/step.ts';
import type { TokenContext, TokenProvider } from './token-provider.ts';

export interface ClientCredentialsOptions {
  /** The token endpoint of the authorization server. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Scopes to ask for; all that the client may have when absent. */
  readonly scope?: string | readonly string[];
  /** For authorization servers that want one (Auth0, for example). */
  readonly audience?: string;
  /** How the client proves itself: in the Authorization header, or in the form. @default 'basic' */
  readonly authentication?: 'basic' | 'body';
  /** How long before its end a token is renewed, in milliseconds; half its life at most. @default 60000 */
  readonly refreshBefore?: number;
  /** How long one request may take, in milliseconds. @default 10000 */
  readonly timeout?: number;
  /** How often a request that failed on the server's side is repeated. @default 2 */
  readonly retries?: number;
  /** For the token endpoint only. @default the client's dispatcher */
  readonly dispatcher?: HttpDispatcher;
}

/** The code of errors that go away by themselves; long waits outlast them. */
export const authorizationServerUnavailable = 'authorization_server_unavailable';

interface Grant {
  readonly token: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

/**
 * Tokens by OAuth 2 client credentials (RFC 6749, 4.4): fetched when first needed, renewed before they end, and fetched
 * once however many calls wait for it.
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenProvider {
  return new ClientCredentials(options);
}

class ClientCredentials implements TokenProvider {
  readonly #options: ClientCredentialsOptions;
  readonly #url: URL;
  readonly #flight = new SingleFlight<'grant', Grant>();
  #grant: Grant | undefined;

  constructor(options: ClientCredentialsOptions) {
    for (const name of ['tokenUrl', 'clientId', 'clientSecret'] as const) {
      if (typeof options[name] !== 'string' || options[name] === '') {
        throw new ConfigurationError(
          `${name} is missing: client credentials need tokenUrl, clientId and clientSecret.`,
        );
      }
    }
    if (!URL.canParse(options.tokenUrl)) throw new ConfigurationError('tokenUrl is not a URL.');
    this.#url = new URL(options.tokenUrl);
    this.#options = options;
  }

  async getToken(context: TokenContext): Promise<string> {
    if (this.#grant !== undefined && this.#grant.token === context.rejectedToken) this.#grant = undefined;
    const grant = this.#grant;
    const now = Date.now();
    if (grant && now < grant.renewAt) return grant.token;
    try {
      const fresh = await this.#flight.run('grant', context.signal, (signal) => this.#fetch(context, signal));
      return fresh.token;
    } catch (error) {
      // Renewal begins early so that a short outage of the authorization server does no harm.
      if (grant && Date.now() < grant.expiresAt && !context.signal.aborted) return grant.token;
      throw error;
    }
  }

  async #fetch(context: TokenContext, signal: AbortSignal): Promise<Grant> {
    const retries = this.#options.retries ?? 2;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#attempt(context, signal).catch((error: unknown) => failure(error, signal));
      if (!(outcome instanceof Error) && outcome.status === 200) {
        this.#grant = this.#parse(outcome.text);
        return this.#grant;
      }
      const error = outcome instanceof Error ? outcome : this.#refusal(outcome);
      const transient = outcome instanceof Error || outcome.status === 429 || outcome.status >= 500;
      if (!transient || attempt >= retries) throw error;
      const asked = outcome instanceof Error ? 0 : (outcome.retryAfterMs ?? 0);
      await sleep(asked + backoff(attempt), signal);
    }
  }

  #attempt(context: TokenContext, signal: AbortSignal): Promise<Answer> {
    const timeoutMs = this.#options.timeout ?? 10_000;
    const onTimeout = () =>
      new TokenError({
        message: `${this.#url.origin} gave no token within ${timeoutMs} ms.`,
        code: authorizationServerUnavailable,
      });
    return step({ signal, timeoutMs, onTimeout }, async (stepSignal) => {
      const controller = new AbortController();
      stepSignal.onAbort((reason) => controller.abort(reason));
      const dispatcher = this.#options.dispatcher ?? context.dispatcher;
      const response = await dispatcher.request({
        origin: this.#url.origin,
        path: this.#url.pathname + this.#url.search,
        method: 'POST',
        headers: this.#headers(),
        body: this.#form(),
        signal: controller.signal,
      });
      const retryAfter = response.headers['retry-after'];
      return {
        status: response.statusCode,
        text: await response.body.text(),
        retryAfterMs: parseRetryAfter(typeof retryAfter === 'string' ? retryAfter : undefined),
      };
    });
  }

  #headers(): Record<string, string> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    };
    if (this.#options.authentication !== 'body') {
      const pair = `${formEncode(this.#options.clientId)}:${formEncode(this.#options.clientSecret)}`;
      headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    return headers;
  }

  #form(): string {
    const { scope, audience, authentication, clientId, clientSecret } = this.#options;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== undefined) form.set('scope', typeof scope === 'string' ? scope : scope.join(' '));
    if (audience !== undefined) form.set('audience', audience);
    if (authentication === 'body') {
      form.set('client_id', clientId);
      form.set('client_secret', clientSecret);
    }
    return form.toString();
  }

  #parse(text: string): Grant {
    const body = parseObject(text);
    const token = body?.access_token;
    if (typeof token !== 'string' || token === '') {
      throw new TokenError({ message: `${this.#url.origin} answered 200 without an access_token.` });
    }
    const lifetimeMs = Number(body?.expires_in ?? 300) * 1000;
    if (!(lifetimeMs > 0)) {
      throw new TokenError({
        message: `${this.#url.origin} gave a token whose expires_in is not a number of seconds.`,
      });
    }
    const now = Date.now();
    const refreshBefore = Math.min(this.#options.refreshBefore ?? 60_000, lifetimeMs / 2);
    return { token, renewAt: now + lifetimeMs - refreshBefore, expiresAt: now + lifetimeMs };
  }

  #refusal({ status, text }: Answer): TokenError {
    const body = parseObject(text);
    const code = typeof body?.error === 'string' ? body.error : undefined;
    const description = typeof body?.error_description === 'string' ? `: ${body.error_description}` : '';
    const fix = code === 'invalid_client' ? ' Check clientId and clientSecret, and `authentication`.' : '';
    const { clientSecret } = this.#options;
    const message = `${this.#url.origin} refused to give a token (${status}${code ? ` ${code}` : ''})${description}.${fix}`;
    const transient = status === 429 || status >= 500;
    return new TokenError({
      code: transient ? authorizationServerUnavailable : (code ?? 'token_refused'),
      message: message.replaceAll(clientSecret, '[redacted]'),
    });
  }
}

function failure(error: unknown, signal: AbortSignal): TokenError {
  if (signal.aborted) throw error;
  if (error instanceof TokenError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new TokenError({
    message: `The authorization server could not be reached: ${message}`,
    code: authorizationServerUnavailable,
    cause: error,
  });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // No JSON: the caller reports the status instead.
    return undefined;
  }
}

/** RFC 6749, 2.3.1: both are form-encoded before they go into the header. */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
