import type { FastifyReply } from 'fastify';
import type { Operation, OperationId } from '../contract.ts';
import type { Store } from '../store/store.ts';
import type { Answer, Call, Handler, Handlers, RouteHandler } from './call.ts';
import { callerOf } from './callers.ts';
import { hashRequest, once } from './idempotency.ts';

const json = 'application/json; charset=utf-8';

/** Turns a handler of the contract into one of Fastify. */
export function routeHandler(
  operation: Operation,
  handlers: Handlers,
  store: Store,
  stopping: AbortSignal,
): RouteHandler {
  // The types of call and answer belong together; here they are only passed through.
  const handler = handlers[operation.id] as unknown as Handler<OperationId>;
  return async (request, reply) => {
    let serialised: Serialised | undefined;
    const call: Call<OperationId> = {
      path: request.params as Call<OperationId>['path'],
      query: request.query as Call<OperationId>['query'],
      body: request.body as Call<OperationId>['body'],
      headers: request.headers,
      get caller() {
        return callerOf(request);
      },
      get signal() {
        return AbortSignal.any([stopping, goneSignal(reply)]);
      },
      once: async ({ organizationId, names }, work) => {
        const key = request.headers['idempotency-key'];
        const subject = callerOf(request).subject;
        const remembered =
          typeof key === 'string'
            ? {
                subject,
                organizationId,
                key,
                requestHash: hashRequest(request.method, request.url, request.body),
              }
            : undefined;
        let answer: Answer<OperationId> | undefined;
        const outcome = await once(store, remembered, names, async (transaction) => {
          answer = await work(transaction);
          return serialise(reply, answer);
        });
        serialised = {
          ...outcome.answer,
          headers: {
            ...outcome.answer.headers,
            ...(outcome.replayed ? { 'idempotency-replayed': 'true' } : {}),
          },
        };
        return answer ?? ({ status: outcome.answer.status } as Answer<OperationId>);
      },
    };
    const answer = await handler(call);
    if (answer.document) return reply.send(answer.document.answer(request.headers, reply));
    return serialised ? sendSerialised(reply, serialised) : send(reply, answer);
  };
}

interface Serialised {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function send(reply: FastifyReply, answer: Answer<OperationId>): FastifyReply {
  reply.code(answer.status);
  if (answer.body === undefined) return reply.headers(answer.headers ?? {}).send();
  return reply
    .type(json)
    .headers(answer.headers ?? {})
    .send(answer.body);
}

/** As the contract's serialiser writes it, so that a remembered answer is the first one byte by byte. */
function serialise(reply: FastifyReply, answer: Answer<OperationId>): Serialised {
  const write: unknown = reply.getSerializationFunction(String(answer.status), 'application/json');
  const body: unknown = typeof write === 'function' ? write(answer.body) : JSON.stringify(answer.body);
  if (typeof body !== 'string') throw new Error(`the contract cannot write the answer ${answer.status}`);
  return { status: answer.status, headers: { ...answer.headers }, body };
}

function sendSerialised(reply: FastifyReply, answer: Serialised): FastifyReply {
  return reply.code(answer.status).type(json).headers(answer.headers).send(answer.body);
}

/** Aborted when the client has gone, also while earlier requests of its socket are still being answered. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const { socket } = reply.request.raw;
  const abort = () => gone.abort();
  socket.once('close', abort);
  reply.raw.once('close', () => {
    socket.off('close', abort);
    abort();
  });
  return gone.signal;
}
