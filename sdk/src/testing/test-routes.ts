import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionTest } from '../contract.generated.ts';
import { defined } from '../defined.ts';
import { checkQuery } from './checks.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './problem.ts';
import type { Router } from './router.ts';
import type { FakeState } from './state.ts';

/** Tests are over at once, and find what the connection's state says. */
export function addTestRoutes(router: Router, state: FakeState): void {
  const path = '/v1/connections/:connectionId/tests';
  router.add('POST', path, (request) => {
    const connection = state.connection(request.params.connectionId ?? '');
    if (connection.state === 'deleting' || connection.state === 'deleted')
      throw new Refusal('illegal_state', `Connection ${connection.id} is ${connection.state}.`);
    const test = state.tests.put(finished(connection));
    const { finishedAt: _finishedAt, startedAt: _startedAt, verdict: _verdict, ...rest } = test;
    const queued = { ...rest, state: 'queued', matrix: [], findings: [] };
    return {
      status: 202,
      body: queued,
      headers: { location: `/v1/connections/${connection.id}/tests/${test.id}` },
    };
  });

  router.add('GET', path, (request) => {
    checkQuery(request, ['limit', 'cursor']);
    const connection = state.connection(request.params.connectionId ?? '');
    const tests = state.tests.all().filter(({ connectionId }) => connectionId === connection.id);
    return pageOf(request, tests, ({ id }) => id);
  });

  router.add('GET', `${path}/:testId`, (request) => {
    checkQuery(request, ['waitFor', 'timeout']);
    const connection = state.connection(request.params.connectionId ?? '');
    const test = state.tests.get(request.params.testId ?? '');
    if (test?.connectionId !== connection.id)
      throw new Refusal('test_not_found', `There is no test ${request.params.testId} of ${connection.id}.`);
    return { status: 200, body: test };
  });
}

function finished(connection: Connection): ConnectionTest {
  const now = new Date().toISOString();
  const up = connection.state === 'available';
  const { nextAction } = connection;
  const { what: text, command } = nextAction;
  const fix = { text, ...defined({ command }) };
  return {
    id: randomUUID(),
    connectionId: connection.id,
    trigger: 'caller',
    state: 'finished',
    verdict: up ? 'healthy' : 'unreachable',
    matrix: connection.ports.map(({ port, protocol }) => ({
      zoneId: null,
      host: connection.host ?? connection.id,
      port,
      protocol,
      verdict: up ? 'passed' : 'skipped',
    })),
    findings: up
      ? []
      : [
          {
            step: 'state',
            severity: 'error',
            zoneIds: [],
            ports: connection.ports.map(({ port }) => port),
            actor: nextAction.actor,
            summary: `The connection is ${connection.state}.`,
            causes: [
              {
                code: connection.state === 'pending_acceptance' ? 'not_accepted' : 'endpoint_pending',
                message: nextAction.what,
                evidence: [`the connection is ${connection.state}`],
                fix,
              },
            ],
            fix,
          },
        ],
    createdAt: now,
    startedAt: now,
    finishedAt: now,
    requestedBy: { kind: 'caller', subject: 'test' },
  };
}
