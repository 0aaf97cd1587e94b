import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { WireRequest, WireResponse } from '../core/protocol.ts';
import type { DataPlane } from '../data-plane/index.ts';
import type { ControlApi } from './control-api.ts';
import type { Dispatcher } from './dispatch.ts';

/** Larger than any request that AWS's control planes take, Lambda's apart. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A function's code of 50 MB in base64, as Lambda bounds it. */
const MAX_CODE_BYTES = 70_167_211;
const codePath = /^\/2015-03-31\/functions(\/|$)/;

class BodyTooLarge extends Error {}

/** The HTTP side: reads bounded requests, hands them on, writes answers. Never throws out of a request. */
export class HttpServer {
  readonly #server: Server;
  readonly #dispatcher: Dispatcher;
  readonly #control: ControlApi;
  readonly #dataPlane: DataPlane | undefined;
  readonly #logger: Logger;

  constructor(parts: {
    dispatcher: Dispatcher;
    control: ControlApi;
    dataPlane: DataPlane | undefined;
    logger: Logger;
  }) {
    this.#dispatcher = parts.dispatcher;
    this.#control = parts.control;
    this.#dataPlane = parts.dataPlane;
    this.#logger = parts.logger;
    this.#server = createServer(
      { keepAliveTimeout: 75_000, requestTimeout: 30_000, headersTimeout: 10_000 },
      (request, response) => {
        this.#serve(request, response).catch((error: unknown) => {
          this.#logger.error({ err: error }, 'a request failed outside of every handler');
          response.destroy();
        });
      },
    );
    this.#server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      else socket.destroy();
    });
  }

  /** Resolves with the port, once the server accepts connections. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Finishes what is under way; idle connections are closed at once. */
  async close(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.close((error) => (error === undefined ? resolve() : reject(error)));
      this.#server.closeIdleConnections();
      setTimeout(() => this.#server.closeAllConnections(), 2_000).unref();
    });
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let request: WireRequest;
    try {
      request = await readRequest(message);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) return void response.destroy();
      const text = error.message;
      response.shouldKeepAlive = false;
      return write(response, { status: 413, headers: { 'content-type': 'text/plain' }, body: text });
    }
    if (this.#control.owns(request.path)) {
      const answer = await this.#control.handle(request);
      this.#dataPlane?.recheck();
      return write(response, answer);
    }
    const outcome = await this.#dispatcher.dispatch(request);
    this.#dataPlane?.recheck();
    if ('dropped' in outcome) response.destroy();
    else write(response, outcome.response);
  }
}

async function readRequest(message: IncomingMessage): Promise<WireRequest> {
  const most = codePath.test((message.url ?? '').split('?')[0] ?? '') ? MAX_CODE_BYTES : MAX_BODY_BYTES;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new BodyTooLarge(`The request is larger than ${most} bytes`);
    chunks.push(chunk);
  }
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return {
    method: message.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)),
    headers,
    body: Buffer.concat(chunks),
  };
}

function write(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
