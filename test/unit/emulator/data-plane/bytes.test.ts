import { connect as connectTls } from 'node:tls';
import { DeleteVpcEndpointsCommand, DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, test } from '@jest/globals';
import { until } from '../../../support/eventually.ts';
import { CUSTOMER, TRAY } from '../support/aws.ts';
import { accept, allowIn, connected, end, PORT, reject, type Scenario } from './support/scenario.ts';
import { selfSigned } from './support/self-signed.ts';
import { ask, entrance, hello, howItEnds, outcome, reach, request, through } from './support/socks-client.ts';

let scenario: Scenario | undefined;

afterEach(async () => {
  if (scenario !== undefined) await end(scenario);
  scenario = undefined;
});

async function start(options: Parameters<typeof connected>[0] = {}) {
  scenario = await connected(options);
  const stand = { emulator: scenario.aws.emulator, identity: scenario.from };
  return { ...scenario, stand, host: scenario.names[0] ?? '' };
}

const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))]);

test('bytes go both ways, and are counted at the endpoint', async () => {
  const { stand, host, aws, endpointId } = await start();
  const socket = await reach(stand, host, PORT);
  expect(await ask(socket, 'hello')).toBe('hello');
  expect(await aws.emulator.dataPlane.counters()).toEqual([
    {
      vpcEndpointId: endpointId,
      BytesProcessed: 10,
      NewConnections: 1,
      ActiveConnections: 1,
      PacketsDropped: 0,
      RstPacketsReceived: 0,
    },
  ]);
  socket.end();
  expect(await howItEnds(socket)).toBe('closed');
});

test('what the client sends with its request reaches the target, under a name for the interface', async () => {
  const { stand, host, from } = await start();
  await stand.emulator.dataPlane.nameInterface('connector', from);
  const socket = entrance(stand.emulator);
  socket.write(Buffer.concat([hello('connector'), request(host, PORT), Buffer.from('early')]));
  const found = await outcome(socket);
  if (!('socket' in found)) throw new Error(JSON.stringify(found));
  expect(await ask(found.socket, '')).toBe('early');
  found.socket.destroy();
});

test('before acceptance it hangs until the clock says that it has hung for long enough', async () => {
  const { stand, host, aws, endpointId } = await start({ accepted: false });
  const waiting = through(stand, host, PORT);
  await until(async () => (await aws.emulator.dataPlane.counters())[0]?.PacketsDropped === 1);
  await aws.emulator.advanceClock(349);
  expect(await settled(waiting)).toBe(false);
  await aws.emulator.advanceClock(1);
  expect(await waiting).toEqual({ ended: 'closed' });
  expect((await aws.emulator.dataPlane.counters())[0]).toMatchObject({ vpcEndpointId: endpointId });
});

test('after acceptance it connects', async () => {
  const { stand, host, aws, serviceId, endpointId } = await start({ accepted: false });
  await accept(aws, serviceId, endpointId);
  await aws.emulator.advanceClock(5);
  const socket = await reach(stand, host, PORT);
  expect(await ask(socket, 'hello')).toBe('hello');
  socket.destroy();
});

test('a port without listener and a target that refuses reset', async () => {
  const { stand, host, aws, target, endpointGroup } = await start();
  await allowIn(aws, TRAY, endpointGroup, 81, '10.1.0.0/16');
  await allowIn(aws, CUSTOMER, scenario?.balancerGroup ?? '', 81, '10.1.0.0/16');
  expect(await through(stand, host, 81)).toEqual({ ended: 'ECONNRESET' });
  await target.close();
  expect(await through(stand, host, PORT)).toEqual({ ended: 'ECONNRESET' });
});

test('a name that nobody has is an unreachable host', async () => {
  const { stand } = await start();
  expect(await through(stand, 'no.such.example', PORT)).toEqual({ reply: 4 });
});

test.each([
  ['the customer rejects', (s: Scenario) => reject(s)],
  [
    'the endpoint is deleted',
    (s: Scenario) => s.aws.ec2(TRAY).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [s.endpointId] })),
  ],
  ['nothing happens for 350 s of the clock', (s: Scenario) => s.aws.emulator.advanceClock(350)],
  ['the emulator is reset', (s: Scenario) => s.aws.emulator.reset()],
])('an open connection ends when %s', async (_what, cause) => {
  const { stand, host } = await start();
  const socket = await reach(stand, host, PORT);
  expect(await ask(socket, 'hello')).toBe('hello');
  const ended = howItEnds(socket);
  if (scenario !== undefined) await cause(scenario);
  expect(await ended).toBe('ECONNRESET');
});

test('a connection in use stays beyond 350 s', async () => {
  const { stand, host, aws } = await start();
  const socket = await reach(stand, host, PORT);
  for (const text of ['one', 'two', 'three']) {
    await aws.emulator.advanceClock(300);
    expect(await ask(socket, text)).toBe(text);
  }
  socket.destroy();
});

test("PROXY protocol v2 carries the consumer's address and the endpoint's id", async () => {
  const received: Buffer[] = [];
  const { stand, host, aws, targetGroupArn, endpointId, from } = await start({
    onTarget: (socket) => socket.on('data', (chunk) => received.push(chunk)),
  });
  await aws.elbv2(CUSTOMER).send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: targetGroupArn,
      Attributes: [{ Key: 'proxy_protocol_v2.enabled', Value: 'true' }],
    }),
  );
  const socket = await reach(stand, host, PORT);
  socket.write('after');
  await until(async () => Buffer.concat(received).toString('latin1').endsWith('after'));
  const bytes = Buffer.concat(received);
  const { NetworkInterfaces } = await aws
    .ec2(TRAY)
    .send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [from] }));
  expect(bytes.subarray(0, 12).toString('hex')).toBe('0d0a0d0a000d0a515549540a');
  expect([bytes[12], bytes[13]]).toEqual([0x21, 0x11]);
  expect(bytes.subarray(16, 20).join('.')).toBe(NetworkInterfaces?.[0]?.PrivateIpAddress);
  expect(bytes.readUInt16BE(26)).toBe(PORT);
  expect([bytes[28], bytes[31]]).toEqual([0xea, 0x01]);
  expect(bytes.readUInt16BE(29)).toBe(endpointId.length + 1);
  expect(bytes.toString('ascii', 32)).toBe(`${endpointId}after`);
  expect(bytes.readUInt16BE(14)).toBe(bytes.length - 16 - 'after'.length);
  socket.destroy();
});

describe('a TLS listener', () => {
  const certificateArn = `arn:aws:acm:eu-west-1:${CUSTOMER}:certificate/1`;

  test('a TLS listener ends TLS with the certificate that was given for its ARN, and resets without one', async () => {
    const { stand, host, aws } = await start({ certificateArn });
    expect(await through(stand, host, PORT)).toEqual({ ended: 'ECONNRESET' });
    const pair = selfSigned('db.example');
    await aws.emulator.dataPlane.putCertificate({ certificateArn, ...pair });
    const socket = await reach(stand, host, PORT);
    const tls = connectTls({ socket, servername: 'db.example', ca: pair.certificate });
    const echoed = new Promise<string>((resolve, reject) => {
      tls.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      tls.once('error', reject);
    });
    tls.write('secret');
    expect(await echoed).toBe('secret');
    expect(tls.authorized).toBe(true);
    tls.destroy();
  });

  test('a TLS listener refuses a key that is not the certificate’s', async () => {
    const { aws } = await start();
    const { certificate } = selfSigned('db.example');
    const { privateKey } = selfSigned('two.example');
    await expect(
      aws.emulator.dataPlane.putCertificate({ certificateArn, certificate, privateKey }),
    ).rejects.toThrow('not a certificate with its key');
  });
});
