import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolUsage } from '../store/connect.ts';
import type { ChangeFeed } from './change-feed.ts';

export interface MetricsOptions {
  /** Others' metrics can be registered there too; a new one otherwise. */
  readonly registry?: Registry;
  readonly pool?: PoolUsage;
  readonly feed: ChangeFeed;
  /** How many sockets are open. */
  readonly sockets: () => number;
}

export interface Metrics {
  readonly registry: Registry;
  /** Counts what the server does, by operation and status: labels never name a customer. */
  observe(server: FastifyInstance): void;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = options.registry ?? new Registry();
  if (!options.registry) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by operation and status.',
    labelNames: ['operation', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte to the answer, by operation. Long polls are not counted.',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  new Gauge({
    name: 'http_waiting_requests',
    help: 'Requests that wait for a connection to change.',
    registers,
    collect() {
      this.set(options.feed.size);
    },
  });
  new Gauge({
    name: 'http_open_sockets',
    help: 'Sockets of clients that are open.',
    registers,
    collect() {
      this.set(options.sockets());
    },
  });
  const { pool } = options;
  if (pool) {
    new Gauge({
      name: 'database_connections',
      help: 'Connections to the database, by use; waiting counts those who want one.',
      labelNames: ['use'],
      registers,
      collect() {
        this.set({ use: 'busy' }, pool.totalCount - pool.idleCount);
        this.set({ use: 'idle' }, pool.idleCount);
        this.set({ use: 'waiting' }, pool.waitingCount);
      },
    });
  }
  const observe = (server: FastifyInstance) => {
    server.addHook('onResponse', async (request, reply) => {
      const operation = request.routeOptions.config.operation?.id ?? 'none';
      requests.inc({ operation, status: reply.statusCode });
      const waits = typeof request.query === 'object' && request.query !== null && 'waitFor' in request.query;
      if (!waits) duration.observe({ operation }, reply.elapsedTime / 1_000);
    });
  };
  return { registry, observe };
}
