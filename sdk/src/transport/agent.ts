import { Agent } from 'undici';

export interface AgentOptions {
  /**
   * For how long an idle connection is kept, in milliseconds. Keep it below the server's own limit, or requests meet
   * connections that the server is just closing. Node's servers close after 5 seconds unless told otherwise.
   * @default 4000
   */
  readonly keepAliveTimeout?: number;
  /**
   * How many connections are opened to the API at most; more requests than that wait, and every `waitUntil` holds one.
   * @default no limit: as many as there are calls at once
   */
  readonly connections?: number;
  /** How long opening a connection may take, TLS included, in milliseconds. @default 5000 */
  readonly connectTimeout?: number;
}

export function createAgent(options: AgentOptions = {}): Agent {
  return new Agent({
    keepAliveTimeout: options.keepAliveTimeout ?? 4_000,
    // A server's `Keep-Alive: timeout=…` is obeyed (undici stays 2 s below it), but never for longer than this.
    keepAliveMaxTimeout: 60_000,
    connections: options.connections ?? null,
    pipelining: 1,
    connect: { timeout: options.connectTimeout ?? 5_000 },
    // The transport has its own clock per attempt, which knows of long polls; undici's would only get in its way.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
