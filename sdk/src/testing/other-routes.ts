import type { CreateServiceCheck, Region, ServiceCheck, TrayIntake } from '../contract.generated.ts';
import { bodyOf, checkQuery } from './checks.ts';
import { createConnection } from './connection-routes.ts';
import { registerOrganization } from './organization-routes.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './problem.ts';
import type { Router } from './router.ts';
import type { FakeState } from './state.ts';

const regions: readonly Region[] = [
  {
    code: 'eu-west-1',
    name: 'Europe (Ireland)',
    partition: 'aws',
    enabled: true,
    optIn: false,
    zoneIds: ['euw1-az1', 'euw1-az2', 'euw1-az3'],
    crossRegionExcludedZoneIds: [],
  },
  {
    code: 'us-east-1',
    name: 'US East (N. Virginia)',
    partition: 'aws',
    enabled: true,
    optIn: false,
    zoneIds: ['use1-az1', 'use1-az2', 'use1-az3', 'use1-az4', 'use1-az5', 'use1-az6'],
    crossRegionExcludedZoneIds: ['use1-az3'],
  },
];

export function addOtherRoutes(router: Router, state: FakeState): void {
  router.add('GET', '/v1/regions', () => ({ status: 200, body: { items: regions } }));

  router.add('GET', '/v1/runs/:runId', (request) => {
    const run = state.runs.get(request.params.runId ?? '');
    if (!run) throw new Refusal('run_not_found', `There is no run ${request.params.runId}.`);
    return { status: 200, body: run };
  });

  router.add('GET', '/v1/runs/:runId/progress', (request) => {
    checkQuery(request, ['limit', 'cursor']);
    const id = request.params.runId ?? '';
    if (!state.runs.get(id)) throw new Refusal('run_not_found', `There is no run ${id}.`);
    const lines = state.progress.get(id) ?? [];
    return pageOf(request, lines, ({ sequence }) => String(sequence), { alwaysNext: true });
  });

  router.add('POST', '/v1/service-checks', (request) => {
    const body = bodyOf<CreateServiceCheck>(
      request,
      ['organizationId', 'service', 'ports'],
      ['region', 'hostname'],
    );
    state.organization(body.organizationId);
    return { status: 200, body: serviceCheck(body) };
  });

  router.add('POST', '/v1/intakes', (request) => {
    const intake = bodyOf<TrayIntake>(request, [
      'customer_name',
      'location',
      'tray_org_id',
      'aws_account_id',
      'service_name',
      'ports',
    ]);
    const existing = state.organizations.get(intake.tray_org_id);
    if (existing && !existing.awsAccountIds.includes(intake.aws_account_id)) {
      throw new Refusal(
        'invalid_value',
        `${intake.aws_account_id} is not an account of ${intake.tray_org_id}.`,
      );
    }
    const organization =
      existing ??
      registerOrganization(state, intake.tray_org_id, {
        customerName: intake.customer_name,
        awsAccountIds: [intake.aws_account_id],
      });
    const live = state.connections
      .all()
      .find(
        (connection) =>
          connection.organizationId === organization.id &&
          connection.service.name === intake.service_name &&
          connection.state !== 'deleting' &&
          connection.state !== 'deleted',
      );
    const connection = live ?? createConnection(state, connectionOf(intake));
    return {
      status: live ? 200 : 201,
      body: { organization, connection },
      headers: {
        location: `/v1/connections/${connection.id}`,
        etag: state.connections.etag(connection.id) ?? '',
      },
    };
  });

  router.add('GET', '/healthz', () => ({
    status: 200,
    body: { status: 'ok', version: '0.0.0-fake', uptimeSeconds: 1 },
  }));

  router.add('GET', '/readyz', () => ({
    status: 200,
    body: { status: 'ready', checks: { database: 'ok', process: 'ok' } },
  }));
}

function connectionOf(intake: TrayIntake) {
  return {
    organizationId: intake.tray_org_id,
    service: { name: intake.service_name, region: intake.location },
    ports: intake.ports.map(({ port, protocol, tls_server_name: tlsServerName }) =>
      tlsServerName ? { port, protocol, tlsServerName } : { port, protocol },
    ),
  };
}

function serviceCheck(body: CreateServiceCheck): ServiceCheck {
  const serviceRegion = body.service.region ?? body.service.name.split('.')[3] ?? 'eu-west-1';
  const region = body.region ?? serviceRegion;
  return {
    verdict: 'ready',
    service: {
      name: body.service.name,
      kind: 'customer',
      region: serviceRegion,
      zoneIds: body.service.zoneIds ?? [],
    },
    region,
    regionChoice: { crossRegion: region !== serviceRegion, reason: "The service's own region." },
    considered: [{ region, roundTripMs: 1, basis: 'estimated', verdict: 'chosen' }],
    zoneIds: [],
    checks: [
      {
        name: 'service_visible',
        verdict: 'passed',
        message: "The service exists and allows Tray's principal.",
        actor: 'none',
      },
    ],
    checkedAt: new Date().toISOString(),
  };
}
