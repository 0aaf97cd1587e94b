import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, test } from '@jest/globals';
import { CUSTOMER, TRAY } from '../support/aws.ts';
import { makePlace } from '../support/private-link.ts';
import {
  allowIn,
  connected,
  end,
  group,
  networkInterface,
  PORT,
  reject,
  type Scenario,
} from './support/scenario.ts';

let scenario: Scenario | undefined;

afterEach(async () => {
  if (scenario !== undefined) await end(scenario);
  scenario = undefined;
});

const CURL = '/usr/bin/curl';
const SECONDS = 5;

/** What curl printed and its exit code, standing at an interface. */
function curl({ aws, from, names }: Scenario): Promise<{ code: number; text: string }> {
  const { host, port } = aws.emulator.socks ?? { host: '', port: 0 };
  const url = `http://${names[0]}:${PORT}/`;
  const args = [
    '-sS',
    '-m',
    `${SECONDS}`,
    '--socks5-hostname',
    `${host}:${port}`,
    '--proxy-user',
    `${from}:`,
    url,
  ];
  return new Promise((resolve) => {
    execFile(CURL, args, (error, text) => resolve({ code: Number(error?.code ?? 0), text }));
  });
}

// A machine without curl has nothing to try it with.
(existsSync(CURL) ? describe : describe.skip)('curl', () => {
  test('curl through the SOCKS entrance reaches the service while it is available, and not any more after it is rejected', async () => {
    scenario = await connected({
      onTarget: (socket) =>
        socket.once('data', () =>
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'),
        ),
    });
    expect(await curl(scenario)).toEqual({ code: 0, text: 'hello' });
    await reject(scenario);
    const timedOut = 28;
    const handshakeFailed = 97;
    expect([timedOut, handshakeFailed]).toContain((await curl(scenario)).code);
  });
});

test("another tenant's interface reaches nothing, over any address or name that the emulator knows", async () => {
  scenario = await connected();
  const { aws, from, names, consumer, producer, target } = scenario;
  const plane = aws.emulator.dataPlane;
  const to = `127.0.0.1:${target.port}`;
  await plane.mapAddress({ vpcId: consumer.vpcId, address: `10.1.0.99:${PORT}`, to });
  // The same addresses as the first tenant's network, and a group that is open both ways.
  const place = await makePlace(aws, TRAY, { cidr: '10.1' });
  const open = await group(aws, TRAY, place.vpcId, 'open');
  await allowIn(aws, TRAY, open, PORT, '0.0.0.0/0');
  const stranger = await networkInterface(aws, TRAY, place.subnetIds[0] ?? '', open);
  const interfaces = await Promise.all(
    [TRAY, CUSTOMER].map((account) => aws.ec2(account).send(new DescribeNetworkInterfacesCommand({}))),
  );
  const { LoadBalancers } = await aws.elbv2(CUSTOMER).send(new DescribeLoadBalancersCommand({}));
  const hosts = [
    ...names,
    ...(LoadBalancers ?? []).map(({ DNSName }) => DNSName ?? ''),
    ...interfaces.flatMap(({ NetworkInterfaces }) =>
      (NetworkInterfaces ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress ?? ''),
    ),
    ...(await plane.addresses()).map(({ address }) => address.split(':')[0] ?? ''),
  ];
  expect(hosts.length).toBeGreaterThan(10);
  expect(await plane.path(from, names[0] ?? '', PORT)).toMatchObject({ kind: 'open' });
  expect(await plane.path(from, '10.1.0.99', PORT)).toMatchObject({ kind: 'open' });
  expect(producer.vpcId).not.toBe(place.vpcId);
  const reached = await Promise.all(
    hosts.map(async (host) => ((await plane.path(stranger, host, PORT)).kind === 'open' ? [host] : [])),
  );
  expect(reached.flat()).toEqual([]);
});
