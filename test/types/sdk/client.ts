/**
 * Compiled, never run. What must compile compiles; what must not carries @ts-expect-error, and an expectation without an
 * error is an error itself.
 */
import {
  ApiError,
  type ApiPromise,
  type Connection,
  type ConnectionState,
  clientCredentials,
  isConnectionStateChanged,
  type KnownConnectionState,
  NotFoundError,
  type Organization,
  PrivateLinkClient,
  type Problem,
  type ProblemCode,
  verifyWebhook,
} from '../../../sdk/src/index.ts';
import { FakePrivateLinkApi } from '../../../sdk/src/testing/index.ts';
import { expectType } from './expect-type.ts';

const client = new PrivateLinkClient({ baseUrl: 'https://privatelink.example.com', token: 't' });
const { signal } = new AbortController();
const service = { name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0' };

// What the client is made with.
new PrivateLinkClient();
new PrivateLinkClient({ token: async ({ rejectedToken }) => rejectedToken ?? 't' });
new PrivateLinkClient({
  token: clientCredentials({ tokenUrl: 'https://a', clientId: 'i', clientSecret: 's' }),
});
new PrivateLinkClient(new FakePrivateLinkApi().clientOptions);
// @ts-expect-error a token is no number
new PrivateLinkClient({ token: 7 });
// @ts-expect-error an option with a slip of the pen
new PrivateLinkClient({ base_url: 'https://privatelink.example.com' });
// @ts-expect-error client credentials need a secret
clientCredentials({ tokenUrl: 'https://a', clientId: 'i' });

// Answers have the types of the contract.
expectType<ApiPromise<Connection>>(client.connections.get('x'));
expectType<Organization>(await client.organizations.get('acme'));
expectType<readonly Connection[]>((await client.connections.list()).items);
expectType<Connection[]>(await client.connections.list().toArray({ limit: 5 }));
expectType<string | undefined>((await client.connections.get('x').withResponse()).etag);
for await (const { state } of client.connections.list({ state: ['available'] }))
  expectType<ConnectionState>(state);
// @ts-expect-error there is no such field
(await client.connections.get('x')).endpointId;
// @ts-expect-error a host is there only when the connection is available
expectType<string>((await client.connections.get('x')).host);
// @ts-expect-error answers are not for writing into
(await client.connections.get('x')).state = 'available';

// What may not have changed may be undefined.
expectType<Connection | undefined>(await client.connections.get('x', { ifNoneMatch: '"1"' }));
// @ts-expect-error so it cannot be used as if it were there
(await client.connections.get('x', { ifNoneMatch: '"1"' })).state;

// Parameters.
client.connections.create(
  { organizationId: 'acme', service, ports: [{ port: 443, protocol: 'TCP' }] },
  { signal },
);
client.connections.update('x', { hostname: null, ifMatch: '"3"' });
client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'], ifNoneMatch: '*' });
// @ts-expect-error ports are missing
client.connections.create({ organizationId: 'acme', service });
// @ts-expect-error there is no such protocol
client.connections.create({ organizationId: 'acme', service, ports: [{ port: 443, protocol: 'SCTP' }] });
// @ts-expect-error an option is no parameter
client.connections.get('x', { signal });
// @ts-expect-error the region of a connection is fixed
client.connections.update('x', { region: 'eu-west-1' });
// @ts-expect-error an unknown filter
client.connections.list({ organisation: 'acme' });
// @ts-expect-error only what creates something takes a key
client.connections.delete('x', {}, { idempotencyKey: 'k' });
// @ts-expect-error an id is no number
client.connections.get(7);
// @ts-expect-error toArray needs to know where to stop
client.connections.list().toArray();
// @ts-expect-error put creates only, or it does not
client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: [], ifNoneMatch: '"1"' });

// States that are not known yet pass, those that are known are offered, and known ones can be told apart exhaustively.
const state: ConnectionState = 'hibernating';
client.connections.list({ state: [state, 'available'] });
const known: KnownConnectionState = 'available';
// @ts-expect-error this is none of the known ones
const unknown: KnownConnectionState = 'hibernating';
const code: ProblemCode = 'something_new';

// Waiting.
expectType<Connection>(await client.connections.waitUntil('x', 'available', { signal, timeout: 1_000 }));
client.connections.waitUntil('x', ['available', 'failed'], {
  onChange: (now, before) => [now.state, before?.state],
});
client.connections.waitUntil('x', ({ endpoint }) => endpoint?.awsState === 'available');
// @ts-expect-error a state with a slip of the pen would be waited for without end
client.connections.waitUntil('x', 'availabel');
// @ts-expect-error a condition is a function of the connection
client.connections.waitUntil('x', ({ status }) => status === 'available');

// Resolving.
expectType<number>((await client.connections.resolve('x', { port: 443 })).port);
client.connections.resolve({ organizationId: 'acme', serviceName: service.name });
// @ts-expect-error the service is missing
client.connections.resolve({ organizationId: 'acme' });
// @ts-expect-error there is no such wish
client.connections.ensure({ organizationId: 'acme', service, ports: [] }, { onMismatch: 'replace' });

// Errors narrow.
try {
  await client.connections.get('x');
} catch (error) {
  if (error instanceof NotFoundError) {
    expectType<number>(error.status);
    expectType<ProblemCode>(error.code);
    expectType<Problem | undefined>(error.problem);
  }
  if (error instanceof ApiError && error.code === 'service_name_taken')
    expectType<string | undefined>(error.requestId);
  // @ts-expect-error it may be anything
  error.status;
}

// Webhooks narrow.
const { event } = verifyWebhook({ body: '', headers: { 'webhook-id': ['a'] }, secret: 'whsec_' });
if (isConnectionStateChanged(event)) expectType<ConnectionState>(event.data.to);
// @ts-expect-error the body is raw
verifyWebhook({ body: { type: 'x' }, headers: {}, secret: 'whsec_' });

export { code, known, unknown };
