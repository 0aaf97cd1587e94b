import type { Registry } from 'prom-client';
import type { Context } from '../../context.ts';
import type { OpenapiDocument } from '../../contract.ts';
import type { Handlers } from '../call.ts';

export interface OperationsOptions {
  readonly document: OpenapiDocument;
  readonly metrics: Registry;
  readonly version: string;
  readonly isStopping: () => boolean;
}

/** For supervisors, load balancers, Prometheus, and whoever builds a client. */
export function operationsHandlers(
  context: Context,
  options: OperationsOptions,
): Pick<Handlers, 'getHealth' | 'getReadiness' | 'getMetrics' | 'getOpenapi'> {
  return {
    getHealth: async () => ({
      status: 200,
      body: { status: 'ok', version: options.version, uptimeSeconds: Math.floor(process.uptime()) },
    }),

    getReadiness: async () => {
      const database = await context.store.ping().then(
        () => 'ok' as const,
        () => 'failed' as const,
      );
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
      body: await options.metrics.metrics(),
      headers: { 'content-type': options.metrics.contentType },
    }),

    getOpenapi: async () => ({ status: 200, body: options.document }),
  };
}
