import type { Registry } from 'prom-client';
import type { OpenapiDocument } from '../../contract.ts';
import type { Context } from '../../operations/context.ts';
import type { Handlers } from '../call.ts';
import { StaticDocument } from '../documents.ts';
import { SharedAnswer } from '../shared-answer.ts';

export interface OperationsOptions {
  readonly database: DatabaseCheck;
  readonly metrics: Registry;
  readonly version: string;
  readonly isStopping: () => boolean;
}

const goodForMilliseconds = 1_000;

/** Whether the database answers, asked once a second at most, however many ask. */
export type DatabaseCheck = SharedAnswer<'ok' | 'failed'>;

export function databaseCheck(context: Context): DatabaseCheck {
  return new SharedAnswer(
    () =>
      context.store.ping().then(
        () => 'ok' as const,
        () => 'failed' as const,
      ),
    goodForMilliseconds,
  );
}

/** For supervisors, load balancers and Prometheus. */
export function healthHandlers(
  context: Context,
  options: OperationsOptions,
): Pick<Handlers, 'getHealth' | 'getReadiness' | 'getMetrics'> {
  const metrics = new SharedAnswer(() => options.metrics.metrics(), 0);
  return {
    getHealth: async () => ({
      status: 200,
      body: { status: 'ok', version: options.version, uptimeSeconds: Math.floor(process.uptime()) },
    }),

    getReadiness: async () => {
      const database = await options.database.get();
      const process = options.isStopping() ? 'stopping' : 'ok';
      const terraform = context.terraformProblem
        ? { terraform: context.terraformProblem() === undefined ? ('ok' as const) : ('failed' as const) }
        : {};
      const checks = { database, process, ...terraform } as const;
      // Without Terraform requests are taken as ever, and wait: that is no reason to send them elsewhere.
      if (database === 'ok' && process === 'ok') return { status: 200, body: { status: 'ready', checks } };
      return { status: 503, body: { status: 'not_ready', checks }, headers: { 'retry-after': '2' } };
    },

    getMetrics: async () => ({
      status: 200,
      body: await metrics.get(),
      headers: { 'content-type': options.metrics.contentType },
    }),
  };
}

/** For whoever builds a client. */
export function documentHandlers(document: OpenapiDocument): Pick<Handlers, 'getOpenapi'> {
  const bytes = new StaticDocument(JSON.stringify(document), 'application/json; charset=utf-8');
  // The body is named for the type alone.
  return { getOpenapi: async () => ({ status: 200, body: document, document: bytes }) };
}
