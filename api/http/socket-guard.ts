import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import { ProblemError } from '../operations/problem.ts';
import { type HttpLimits, headerLimit } from '../settings/http-limits.ts';
import { lingeringEnd, problemBytes, refuse } from './raw-problem.ts';
import { requestFault } from './request-line.ts';

/** Requests beyond the limit that one socket, and all together, may have lying about until the socket is closed. */
const ignoredPerSocket = 128;
const ignoredInAll = 4_096;
/** Bytes of answers that nobody has taken yet. Shared documents do not count: they exist once. */
const untakenPerSocket = 1_048_576;
const untakenInAll = 67_108_864;
const sweepMilliseconds = 1_000;

interface Held {
  readonly socket: Socket;
  readonly address: string;
  /** In the order in which they came, and in which they are answered. */
  readonly inFlight: Set<ServerResponse>;
  served: number;
  ignored: number;
  untaken: number;
  /** Takes no further request; closed when the last answer is out. */
  last: boolean;
  /** Since when an answer waits to be taken. */
  stalledSince: number | undefined;
  /** The last request that was let through, answered or not. */
  latest: ServerResponse | undefined;
  /** Called once nothing is in flight. */
  atRest: (() => void) | undefined;
}

/**
 * Stands between sockets and requests: who gets a socket, how many requests it may have in flight, and for how long
 * anybody may let the process wait. Node parses ahead of what it answers (a chunk of 64 KiB holds 1,600 short requests),
 * so without a limit here one sender that never reads fills the heap.
 */
export class SocketGuard {
  readonly #limits: HttpLimits;
  readonly #held = new Map<Socket, Held>();
  readonly #byAddress = new Map<string, Set<Held>>();
  #untaken = 0;
  #ignored = 0;
  #draining = false;
  #sweep: NodeJS.Timeout | undefined;

  constructor(limits: HttpLimits) {
    this.#limits = limits;
  }

  /** How many sockets are open. */
  get size(): number {
    return this.#held.size;
  }

  /**
   * A server whose requests have passed the guard.
   *
   * @param refusal what is wrong with a request that no route could answer; undefined when a route shall.
   */
  serve(
    handler: (request: IncomingMessage, response: ServerResponse) => void,
    refusal: (request: IncomingMessage) => ProblemError | undefined,
  ): Server {
    const limits = this.#limits;
    const accept = (request: IncomingMessage, response: ServerResponse, fault?: ProblemError) => {
      if (!this.#admit(request, response)) return;
      const problem = fault ?? requestFault(request) ?? refusal(request);
      if (problem) refuse(request, response, problem);
      else handler(request, response);
    };
    const server = createServer(
      {
        maxHeaderSize: headerLimit,
        requireHostHeader: false, // checked with the other headers, and answered with a problem
        headersTimeout: limits.headersSeconds * 1_000,
        requestTimeout: limits.requestSeconds * 1_000,
        keepAliveTimeout: limits.keepAliveSeconds * 1_000,
        connectionsCheckingInterval: sweepMilliseconds,
        noDelay: true,
      },
      (request, response) => accept(request, response),
    );
    // Ours, which answers with a problem, comes first; Node's cuts off without a word.
    server.maxConnections = limits.sockets + 64;
    // Counted by the guard: Node would answer the next pipelined request with an empty 503.
    server.maxRequestsPerSocket = 0;
    // Counted by the guard: Node would drop headers beyond it silently.
    server.maxHeadersCount = 0;
    server.on('checkExpectation', (request, response) => {
      const detail =
        'The only expectation that is understood is 100-continue. Send the request without Expect.';
      accept(request, response, new ProblemError('expectation_failed', detail));
    });
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      const detail = `${request.method} is no method of this server.`;
      lingeringEnd(socket, problemBytes(new ProblemError('not_implemented', detail)));
    });
    server.on('connection', (socket) => this.#take(socket));
    this.#sweep = setInterval(() => this.#cutOffTheDeaf(), sweepMilliseconds);
    this.#sweep.unref();
    return server;
  }

  /** Answers from now on are the last of their sockets. */
  drain(): void {
    this.#draining = true;
    for (const held of this.#held.values()) {
      for (const response of held.inFlight) lastOf(response);
    }
  }

  /** Closes what has nothing in flight now; the rest closes with its last answer. */
  close(): void {
    this.drain();
    clearInterval(this.#sweep);
    for (const held of this.#held.values()) {
      held.last = true;
      if (held.inFlight.size === 0) held.socket.destroySoon();
    }
  }

  /** Bytes of an answer that was made for this request alone. */
  count(request: IncomingMessage, bytes: number): void {
    const held = this.#held.get(request.socket);
    if (!held || held.inFlight.size === 0) return;
    held.untaken += bytes;
    this.#untaken += bytes;
    if (this.#untaken <= untakenInAll) return;
    const [worst] = [...this.#held.values()].sort((a, b) => b.untaken - a.untaken);
    if (worst !== undefined && worst.untaken > untakenPerSocket) worst.socket.destroy();
  }

  /**
   * Answers what cannot be parsed, or did not arrive in time: in its turn, after the answers to what came before it on the
   * socket, and at most once.
   */
  answerFault(socket: Socket, problem: ProblemError): void {
    const held = this.#held.get(socket);
    const bytes = problemBytes(problem);
    if (!held) {
      lingeringEnd(socket, bytes);
      return;
    }
    const { latest } = held;
    const arriving = latest !== undefined && !latest.req.complete;
    if (arriving && !latest.headersSent) {
      // Its body broke off: the response is still there to carry the problem.
      held.last = true;
      refuse(latest.req, latest, problem);
    } else if (arriving || held.last) {
      // Answered before its body was complete, or on its way out: there is nothing left to say.
      held.last = true;
      if (held.inFlight.size === 0) socket.destroySoon();
    } else {
      held.last = true;
      if (held.inFlight.size === 0) lingeringEnd(socket, bytes);
      else held.atRest = () => lingeringEnd(socket, bytes);
    }
  }

  #take(socket: Socket): void {
    const address = normalizeIP(socket.remoteAddress ?? '');
    const held: Held = {
      socket,
      address,
      inFlight: new Set(),
      served: 0,
      ignored: 0,
      untaken: 0,
      last: false,
      stalledSince: undefined,
      latest: undefined,
      atRest: undefined,
    };
    const neighbours = this.#byAddress.get(address) ?? new Set();
    neighbours.add(held);
    this.#byAddress.set(address, neighbours);
    this.#held.set(socket, held);
    socket.once('close', () => this.#forget(held));
    const crowd =
      neighbours.size > this.#limits.socketsPerAddress
        ? neighbours
        : this.#held.size > this.#limits.sockets
          ? this.#largestCrowd()
          : undefined;
    if (crowd === undefined) return;
    // Whoever holds a socket without asking for anything makes room; those who wait for answers keep theirs.
    const idle = first(crowd, (other) => other !== held && other.inFlight.size === 0 && !other.last);
    if (idle) {
      idle.last = true;
      idle.socket.destroy();
      return;
    }
    held.last = true;
    const detail = 'Too many sockets are open. Use fewer, or try again after the seconds in Retry-After.';
    const problem = new ProblemError('overloaded', detail, { headers: { 'retry-after': '5' } });
    lingeringEnd(socket, problemBytes(problem));
  }

  #largestCrowd(): ReadonlySet<Held> {
    let largest: ReadonlySet<Held> = new Set();
    for (const crowd of this.#byAddress.values()) if (crowd.size > largest.size) largest = crowd;
    return largest;
  }

  #forget(held: Held): void {
    this.#held.delete(held.socket);
    const neighbours = this.#byAddress.get(held.address);
    neighbours?.delete(held);
    if (neighbours?.size === 0) this.#byAddress.delete(held.address);
    this.#untaken -= held.untaken;
    this.#ignored -= held.ignored;
    // Responses that close with the socket report after it.
    held.untaken = 0;
    held.ignored = 0;
  }

  #admit(request: IncomingMessage, response: ServerResponse): boolean {
    const held = this.#held.get(request.socket);
    if (!held || request.socket.destroyed) return false;
    const { requestsInFlight, requestsPerSocket } = this.#limits;
    if (held.inFlight.size >= requestsInFlight || held.untaken > untakenPerSocket) held.last = true;
    if (held.last) {
      // Unanswered: the client sees the end after the answers before, and repeats the rest on another socket, as
      // https://www.rfc-editor.org/rfc/rfc9112#section-9.3.2 has it.
      held.ignored += 1;
      this.#ignored += 1;
      if (held.ignored > ignoredPerSocket || this.#ignored > ignoredInAll) held.socket.destroy();
      return false;
    }
    held.inFlight.add(response);
    held.latest = response;
    held.served += 1;
    if (held.served >= requestsPerSocket) held.last = true;
    if (held.last || this.#draining) lastOf(response);
    response.once('close', () => this.#answered(held, response));
    return true;
  }

  #answered(held: Held, response: ServerResponse): void {
    held.inFlight.delete(response);
    if (held.inFlight.size > 0) return;
    this.#untaken -= held.untaken;
    held.untaken = 0;
    held.stalledSince = undefined;
    const { atRest } = held;
    held.atRest = undefined;
    if (atRest) atRest();
    else if (held.last) held.socket.destroySoon();
  }

  #cutOffTheDeaf(): void {
    const now = Date.now();
    for (const held of this.#held.values()) {
      const head = first(held.inFlight, () => true);
      if (head?.writableEnded !== true) continue; // nothing in flight, or still being made
      held.stalledSince ??= now;
      if (now - held.stalledSince >= this.#limits.writeSeconds * 1_000) held.socket.destroy();
    }
  }
}

function lastOf(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function first<T>(items: Iterable<T>, wanted: (item: T) => boolean): T | undefined {
  for (const item of items) if (wanted(item)) return item;
  return undefined;
}
