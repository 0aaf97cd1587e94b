import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KnownProblemCode } from '../../../../sdk/src/index.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The client's end of the connection that it came over. */
  readonly port: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `hang` never answers, `reset` breaks the connection, `stall` stops in the middle of the body. */
export type Reaction = Answer | 'hang' | 'reset' | 'stall';

export interface TestServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** Settles when that many requests have come. */
  requests(count: number): Promise<void>;
  /** How many requests were broken off by the client. */
  readonly aborted: number;
  close(): Promise<void>;
}

/** A real HTTP server that answers as the test says: by a list, of which the last goes on, or by a function. */
export async function startServer(
  script: readonly Reaction[] | ((request: Received, index: number) => Reaction),
): Promise<TestServer> {
  const received: Received[] = [];
  let aborted = 0;
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    response.on('close', () => {
      if (!response.writableFinished) aborted += 1;
    });
    request.on('end', () => {
      const port = request.socket.remotePort;
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
        port,
      };
      const index = received.push(one) - 1;
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
      react(
        typeof script === 'function' ? script(one, index) : (script[index] ?? script.at(-1) ?? 'hang'),
        response,
      );
    });
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    get aborted() {
      return aborted;
    },
    requests: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count, resolve });
          }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

function react(reaction: Reaction, response: ServerResponse): void {
  if (reaction === 'hang') return;
  if (reaction === 'reset') {
    response.destroy();
    return;
  }
  if (reaction === 'stall') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 }).write('{"id":');
    return;
  }
  const { status, body, headers } = reaction;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { ...(text === '' ? {} : { 'content-type': type }), ...headers }).end(text);
}

export function problem(
  status: number,
  code: KnownProblemCode,
  more: {
    readonly headers?: Record<string, string>;
    readonly detail?: string;
    readonly errors?: readonly object[];
  } = {},
): Answer {
  const { headers, detail = 'What went wrong.', ...rest } = more;
  const type = `urn:tray-privatelink:problem:${code}`;
  return {
    status,
    body: { type, title: 'A problem', status, code, detail, requestId: 'req-of-the-server', ...rest },
    ...(headers ? { headers } : {}),
  };
}
