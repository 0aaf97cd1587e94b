import type { Store } from '../../api/store/store.ts';
import type { Answer, Client, Sent } from './client.ts';
import type { Random } from './random.ts';
import type { Judge } from './report.ts';

export interface Tenant {
  readonly organizationId: string;
  readonly subject: string;
  readonly token: string;
  readonly connectionIds: readonly string[];
  readonly serviceNames: readonly string[];
  readonly runIds: readonly string[];
  readonly etag: string;
  readonly cursor: string;
}

let services = 0;

export function freshService(): string {
  services += 1;
  return `com.amazonaws.vpce.eu-west-1.vpce-svc-${(0xabc000000 + services).toString(16).padStart(17, '0')}`;
}

/** An organization with connections and runs, whose token sees nothing else. */
export async function makeTenant(
  client: Client,
  store: Store,
  options: {
    readonly organizationId: string;
    readonly token: string;
    readonly operator: string;
    readonly account: string;
  },
): Promise<Tenant> {
  const { organizationId, token, operator, account } = options;
  const body = { customerName: organizationId, awsAccountIds: [account] };
  await ok(client, { method: 'PUT', path: `/v1/organizations/${organizationId}`, token: operator, body });
  const connections: { id: string; etag: string; service: string }[] = [];
  for (let i = 0; i < 4; i += 1) {
    const service = freshService();
    const answer = await ok(client, {
      method: 'POST',
      path: '/v1/connections',
      token,
      body: { organizationId, service: { name: service }, ports: [{ port: 443, protocol: 'TCP' }] },
    });
    const { id } = JSON.parse(answer.body) as { id: string };
    connections.push({ id, service, etag: answer.headers.etag ?? '' });
  }
  const runs = [];
  for (const { id } of connections) {
    runs.push(
      await store.runs.create({ stack: `conn-${id}`, organizationId, connectionId: id, action: 'apply' }),
    );
  }
  const page = await ok(client, { method: 'GET', path: '/v1/connections?limit=2', token });
  return {
    organizationId,
    subject: organizationId,
    token,
    connectionIds: connections.map(({ id }) => id),
    serviceNames: connections.map(({ service }) => service),
    runIds: runs.map(({ id }) => id),
    etag: connections[0]?.etag ?? '"1"',
    cursor: (JSON.parse(page.body) as { nextCursor: string }).nextCursor,
  };
}

async function ok(client: Client, sent: Sent): Promise<Answer> {
  const answer = await client.send(sent);
  if (answer.status === undefined || answer.status >= 300) {
    throw new Error(
      `the attack cannot be prepared: ${sent.method} ${sent.path} -> ${answer.status} ${answer.body}`,
    );
  }
  return answer;
}

/** What a stranger asks for: once with a name that exists and is somebody else's, once with one that nobody has. */
interface Probe {
  readonly what: string;
  readonly names: readonly [theirs: string, nobodys: string];
  readonly ask: (name: string) => Omit<Sent, 'token'>;
}

function probe(random: Random, owner: Tenant): Probe {
  const connection = random.pick(owner.connectionIds);
  const noConnection = `pl-${letters(random, connection.length - 3)}`;
  const run = random.pick(owner.runIds);
  const noRun = `${run.slice(0, -12)}${hex(random, 12)}`;
  const organization = owner.organizationId;
  const noOrganization = letters(random, organization.length);
  const service = random.pick(owner.serviceNames);
  const noService = `${service.slice(0, -17)}${hex(random, 17)}`;
  const condition = random.chance(0.4) ? { 'if-match': random.pick(['"1"', '"2"', owner.etag, '*']) } : {};
  const known = random.chance(0.4) ? { 'if-none-match': random.pick(['"1"', owner.etag, '*']) } : {};
  const key = random.chance(0.5) ? { 'idempotency-key': `hop-${random.below(50)}` } : {};
  const ports = [{ port: 443, protocol: 'TCP' }];
  const named = (
    kind: 'connection' | 'run' | 'organization' | 'network' | 'service',
    what: string,
    ask: Probe['ask'],
  ): Probe => ({
    what,
    ask,
    names: {
      connection: [connection, noConnection],
      run: [run, noRun],
      organization: [organization, noOrganization],
      network: [`net-${organization}-eu-west-1`, `net-${noOrganization}-eu-west-1`],
      service: [service, noService],
    }[kind] as [string, string],
  });
  const fresh = freshService();
  const get =
    (path: (name: string) => string): Probe['ask'] =>
    (name) => ({ method: 'GET', path: path(name), headers: known });
  return random.pick([
    () =>
      named(
        'connection',
        'get',
        get((id) => `/v1/connections/${id}`),
      ),
    () =>
      named(
        'connection',
        'wait',
        get((id) => `/v1/connections/${id}?waitFor=available&timeout=1`),
      ),
    () =>
      named(
        'connection',
        'wait for change',
        get((id) => `/v1/connections/${id}?waitFor=change&timeout=1`),
      ),
    () =>
      named(
        'connection',
        'events',
        get((id) => `/v1/connections/${id}/events`),
      ),
    () =>
      named(
        'connection',
        'events by cursor',
        get((id) => `/v1/connections/${id}/events?cursor=${owner.cursor}`),
      ),
    () =>
      named(
        'connection',
        'runs',
        get((id) => `/v1/connections/${id}/runs`),
      ),
    () =>
      named(
        'connection',
        'acceptance',
        get((id) => `/v1/connections/${id}/acceptance`),
      ),
    () =>
      named('connection', 'patch', (id) => ({
        method: 'PATCH',
        path: `/v1/connections/${id}`,
        headers: condition,
        body: { description: 'reached' },
      })),
    () =>
      named('connection', 'delete', (id) => ({
        method: 'DELETE',
        path: `/v1/connections/${id}`,
        headers: condition,
      })),
    () =>
      named('connection', 'retry', (id) => ({
        method: 'POST',
        path: `/v1/connections/${id}/retry`,
        headers: { ...condition, ...key },
      })),
    () =>
      named(
        'run',
        'run',
        get((id) => `/v1/runs/${id}`),
      ),
    () =>
      named(
        'run',
        'progress',
        get((id) => `/v1/runs/${id}/progress`),
      ),
    () =>
      named(
        'organization',
        'organization',
        get((id) => `/v1/organizations/${id}`),
      ),
    () =>
      named('organization', 'put', (id) => ({
        method: 'PUT',
        path: `/v1/organizations/${id}`,
        headers: condition,
        body: { customerName: 'reached', awsAccountIds: ['999999999999'] },
      })),
    () =>
      named('organization', 'delete organization', (id) => ({
        method: 'DELETE',
        path: `/v1/organizations/${id}`,
      })),
    () =>
      named('organization', 'create for', (id) => ({
        method: 'POST',
        path: '/v1/connections',
        headers: key,
        body: { organizationId: id, service: { name: fresh }, ports },
      })),
    () =>
      named('organization', 'check for', (id) => ({
        method: 'POST',
        path: '/v1/service-checks',
        body: { organizationId: id, service: { name: fresh }, ports },
      })),
    () =>
      named('organization', 'intake for', (id) => ({
        method: 'POST',
        path: '/v1/intakes',
        headers: key,
        body: {
          customer_name: 'x',
          location: 'eu-west-1',
          tray_org_id: id,
          aws_account_id: '999999999999',
          service_name: fresh,
          ports: [{ port: 443, protocol: 'TCP' }],
        },
      })),
    () =>
      named(
        'organization',
        'list of',
        get((id) => `/v1/connections?organizationId=${id}`),
      ),
    () =>
      named(
        'organization',
        'networks of',
        get((id) => `/v1/networks?organizationId=${id}`),
      ),
    () =>
      named(
        'network',
        'network',
        get((id) => `/v1/networks/${id}`),
      ),
    () =>
      named(
        'service',
        'list by service',
        get((name) => `/v1/connections?serviceName=${name}`),
      ),
    () =>
      named(
        'organization',
        'list of by cursor',
        get((id) => `/v1/connections?organizationId=${id}&limit=2&cursor=${owner.cursor}`),
      ),
  ])();
}

/** A few steps by one tenant, over what is the other's and what is nobody's. */
export async function hop(
  random: Random,
  client: Client,
  judge: Judge,
  tenants: readonly [Tenant, Tenant],
): Promise<void> {
  const steps = 2 + random.below(4);
  for (let step = 0; step < steps; step += 1) {
    const [stranger, owner] = random.chance(0.5) ? tenants : ([tenants[1], tenants[0]] as const);
    if (random.chance(0.2)) {
      const id = random.pick(stranger.connectionIds);
      const own = {
        method: 'PATCH',
        path: `/v1/connections/${id}`,
        body: { description: `own ${random.below(9)}` },
      };
      const answer = await client.send({ ...own, token: stranger.token });
      judge.answer(`own ${own.method} ${own.path}`, answer);
      if (answer.status !== 200 && answer.status !== 429 && answer.status !== 503) {
        judge.fault(`a tenant cannot work on its own: ${answer.status} ${answer.body.slice(0, 200)}`);
      }
      continue;
    }
    const { what, names, ask } = probe(random, owner);
    const seen: string[] = [];
    let limited = false;
    for (const name of names) {
      const answer = await client.send({ ...ask(name), token: stranger.token });
      judge.answer(`${what} ${name}`, answer);
      limited ||= answer.status === 429 || answer.status === 503;
      seen.push(outline(answer, names));
    }
    if (!limited && seen[0] !== seen[1]) {
      judge.fault(
        `${what}: what is another's answers otherwise than what is nobody's:\n${seen[0]}\n${seen[1]}`,
      );
    }
  }
}

/** Nothing that belongs to a tenant was touched or seen by anybody else. */
export async function checkReach(
  client: Client,
  judge: Judge,
  tenants: readonly [Tenant, Tenant],
  operator: string,
): Promise<void> {
  for (const tenant of tenants) {
    const list = await client.send({ method: 'GET', path: '/v1/connections?limit=200', token: tenant.token });
    const { items } = JSON.parse(list.body) as {
      items: { organizationId: string; description?: string; state: string }[];
    };
    for (const item of items) {
      if (item.organizationId !== tenant.organizationId)
        judge.fault(`${tenant.organizationId} sees ${item.organizationId}`);
      if (item.description === 'reached' || item.state === 'deleting')
        judge.fault(`reached: ${JSON.stringify(item)}`);
    }
    for (const id of tenant.connectionIds) {
      const history = await client.send({
        method: 'GET',
        path: `/v1/connections/${id}/events?limit=200`,
        token: operator,
      });
      for (const { actor } of (JSON.parse(history.body) as { items: { actor: { subject?: string } }[] })
        .items) {
        if (actor.subject !== undefined && actor.subject !== tenant.subject)
          judge.fault(`${actor.subject} acted on ${id}`);
      }
    }
    const organization = await client.send({
      method: 'GET',
      path: `/v1/organizations/${tenant.organizationId}`,
      token: operator,
    });
    const { customerName } = JSON.parse(organization.body) as { customerName?: string };
    if (customerName !== tenant.organizationId)
      judge.fault(`organization ${tenant.organizationId} was reached`);
  }
}

/** An answer without what differs between any two requests. */
function outline(answer: Answer, names: readonly string[]): string {
  const ignored = /^(date|x-request-id|x-ratelimit-.*|keep-alive|connection|content-length)$/;
  const headers = Object.entries(answer.headers).filter(([name]) => !ignored.test(name));
  let text = `${answer.status} ${JSON.stringify(headers)} ${answer.body}`;
  for (const name of names) text = text.replaceAll(name, '<name>');
  return text.replaceAll(/"requestId":"[^"]*"/g, '"requestId":""');
}

function letters(random: Random, length: number): string {
  return Array.from({ length }, () => random.pick([...'abcdefghijklmnopqrstuvwxyz'])).join('');
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.pick([...'0123456789abcdef'])).join('');
}
