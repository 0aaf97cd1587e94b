import type { Store } from '../../api/store/store.ts';
import type { Answer, Client, Sent } from './client.ts';
import type { Judge } from './report.ts';
import { freshService, type Tenant } from './tenants.ts';

const atOnce = 50;

/** Of nobody who is under attack otherwise: an account belongs to one organization. */
const accounts = { registered: '444444444444', brought: '555555555555' };

interface Race {
  readonly what: string;
  readonly requests: readonly Sent[];
  /** What happens once the first is answered. */
  readonly meanwhile?: () => Promise<void>;
  /** What is right about all answers together; says what is not. */
  readonly right: (answers: readonly Answer[]) => string | undefined;
}

/** Fifty requests at once that are the same, or stand in each other's way. */
export async function race(
  client: Client,
  judge: Judge,
  store: Store,
  tenants: readonly [Tenant, Tenant],
  operator: string,
): Promise<void> {
  const etag = await currentEtag(client, tenants[0]);
  const all = [
    ...racesOfOne(tenants[0], operator, etag),
    ...racesForAService(tenants, await proof(client, store, tenants[0])),
    ...racesOfIntakes(tenants[0], operator),
  ];
  for (const { what, requests, meanwhile, right } of all) {
    const answering = requests.map((request) => client.send(request));
    if (meanwhile) await Promise.race(answering).then(meanwhile);
    const answers = await Promise.all(answering);
    for (const answer of answers) judge.answer(`race: ${what}`, answer);
    const wrong = right(answers);
    if (wrong !== undefined) judge.fault(`race: ${what}: ${wrong} (${count(answers)})`);
  }
}

const ports = [{ port: 443, protocol: 'TCP' }];
const same = (request: Sent) => Array.from({ length: atOnce }, () => request);

function racesOfOne(tenant: Tenant, operator: string, etag: string): readonly Race[] {
  const { organizationId, token } = tenant;
  const id = `race-${freshService().slice(-12)}`;
  const service = { name: freshService() };
  const [connectionId = ''] = tenant.connectionIds;
  return [
    {
      what: 'one organization registered',
      requests: same({
        method: 'PUT',
        path: `/v1/organizations/${id}`,
        token: operator,
        body: { customerName: 'Race', awsAccountIds: [accounts.registered] },
      }),
      right: (answers) => exactly(answers, 201, 1) ?? only(answers, [200, 201]),
    },
    {
      what: 'one key, one connection',
      requests: same({
        method: 'POST',
        path: '/v1/connections',
        token,
        headers: { 'idempotency-key': id },
        body: { organizationId, service, ports },
      }),
      right: (answers) =>
        only(answers, [201, 409]) ??
        (new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body)).size === 1
          ? undefined
          : 'the key has made several connections'),
    },
    {
      what: 'one id, many services',
      requests: Array.from({ length: atOnce }, () => ({
        method: 'POST',
        path: '/v1/connections',
        token,
        body: { id, organizationId, service: { name: freshService() }, ports },
      })),
      right: (answers) => exactly(answers, 201, 1) ?? only(answers, [201, 409]),
    },
    {
      what: 'one version, many changes',
      requests: Array.from({ length: atOnce }, (_, index) => ({
        method: 'PATCH',
        path: `/v1/connections/${connectionId}`,
        token,
        headers: { 'if-match': etag },
        body: { description: `change ${index}` },
      })),
      right: (answers) => exactly(answers, 200, 1) ?? only(answers, [200, 412]),
    },
    {
      what: 'one connection, many deletions',
      requests: same({ method: 'DELETE', path: `/v1/connections/${id}`, token }),
      right: (answers) => only(answers, [202]),
    },
  ];
}

interface Proof {
  readonly service: string;
  /** Does what the reconciler does when AWS shows the service to the first tenant. */
  readonly prove: () => Promise<void>;
}

async function proof(client: Client, store: Store, { organizationId, token }: Tenant): Promise<Proof> {
  const service = freshService();
  const body = { organizationId, service: { name: service }, ports };
  const answer = await client.send({ method: 'POST', path: '/v1/connections', token, body });
  const { id } = JSON.parse(answer.body) as { id: string };
  const actor = { kind: 'system', component: 'attack' } as const;
  await store.connections.transition(id, { from: 'requested', to: 'checking', actor });
  const network = await store.transaction((held) =>
    held.networks.ensure(
      { organizationId, region: 'eu-west-1', zoneIds: ['euw1-az1'] },
      (taken) => `100.64.${taken.length}.0/24`,
    ),
  );
  return {
    service,
    prove: async () => {
      await store.connections.transition(id, {
        from: 'checking',
        to: 'provisioning',
        actor,
        networkId: network.id,
        serviceOwnerAccountId: '222222222222',
      });
    },
  };
}

/** Asking proves nothing, so that both get what nobody has proven; from the proof on it is refused to the other. */
function racesForAService(
  [owner, rival]: readonly [Tenant, Tenant],
  { service, prove }: Proof,
): readonly Race[] {
  const ask = ({ organizationId, token }: Tenant, name: string): Sent => ({
    method: 'POST',
    path: '/v1/connections',
    token,
    body: { organizationId, service: { name }, ports },
  });
  const both = (name: string) =>
    Array.from({ length: atOnce / 2 }, () => [ask(owner, name), ask(rival, name)]).flat();
  const half = (answers: readonly Answer[], remainder: number) =>
    answers.filter((_, index) => index % 2 === remainder);
  return [
    {
      what: 'one service that nobody has proven, two organizations',
      requests: both(freshService()),
      right: (answers) => only(answers, [201]),
    },
    {
      what: 'one service that is being proven, two organizations',
      requests: both(service),
      meanwhile: prove,
      right: (answers) => only(half(answers, 0), [201]) ?? only(half(answers, 1), [201, 409]),
    },
    {
      what: 'one service that is proven, two organizations',
      requests: both(service),
      right: (answers) => only(half(answers, 0), [201]) ?? only(half(answers, 1), [409]),
    },
  ];
}

function racesOfIntakes(tenant: Tenant, operator: string): readonly Race[] {
  const intake = (organization: string, account: string): Sent => ({
    method: 'POST',
    path: '/v1/intakes',
    token: operator,
    body: {
      customer_name: 'Race',
      location: 'eu-west-1',
      tray_org_id: organization,
      aws_account_id: account,
      service_name: freshService(),
      ports,
    },
  });
  const right: Race['right'] = (answers) =>
    exactly(answers, 201, 1) ?? only(answers, [200, 201]) ?? oneConnection(answers);
  return [
    {
      what: 'one intake of a new organization',
      requests: same(intake(`intake-${freshService().slice(-12)}`, accounts.brought)),
      right,
    },
    {
      what: 'one intake of a known organization',
      requests: same(intake(tenant.organizationId, '222222222222')),
      right,
    },
  ];
}

function oneConnection(answers: readonly Answer[]): string | undefined {
  const ids = answers
    .filter(({ status }) => status === 200 || status === 201)
    .map(({ body }) => (JSON.parse(body) as { connection: { id: string } }).connection.id);
  return new Set(ids).size === 1 ? undefined : `the intake has made ${new Set(ids).size} connections`;
}

async function currentEtag(client: Client, tenant: Tenant): Promise<string> {
  const answer = await client.send({
    method: 'GET',
    path: `/v1/connections/${tenant.connectionIds[0]}`,
    token: tenant.token,
  });
  return answer.headers.etag ?? '';
}

/** Limits may speak up at any time. */
function only(answers: readonly Answer[], statuses: readonly number[]): string | undefined {
  const other = answers.find(({ status }) => status === undefined || ![...statuses, 429].includes(status));
  return other === undefined ? undefined : `one is ${other.status} ${other.body.slice(0, 200)}`;
}

function exactly(answers: readonly Answer[], status: number, wanted: number): string | undefined {
  const found = answers.filter((answer) => answer.status === status).length;
  return found === wanted ? undefined : `${found} are ${status} instead of ${wanted}`;
}

function count(answers: readonly Answer[]): string {
  const counts = new Map<string, number>();
  for (const { status } of answers) counts.set(String(status), (counts.get(String(status)) ?? 0) + 1);
  return [...counts].map(([status, number]) => `${number} × ${status}`).join(', ');
}
