import dns from 'node:dns';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { handler, limits, refusal } from '../../../../stacks/consumer/probe/handler/index.mjs';
import { selfSigned } from '../../emulator/data-plane/support/self-signed.ts';

const host = 'orders.privatelink.tray.internal';
const servers: net.Server[] = [];
const sockets = new Set<Socket>();

/** What the resolver answers; a name that is not there is unknown. */
let names: Record<string, string[]>;

beforeEach(() => {
  process.env.NETWORK_CIDR = '127.0.0.0/8';
  names = { [host]: ['127.0.0.1'] };
  jest.spyOn(dns, 'lookup').mockImplementation(((name: string, ...rest: unknown[]) => {
    const done = rest.at(-1) as (...answer: unknown[]) => void;
    // Servers of the tests listen at an address, and ask for it all the same.
    if (net.isIP(name) > 0) return done(null, name, 4);
    const found = names[name];
    if (found === undefined) return done(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }));
    done(
      null,
      found.map((address) => ({ address, family: 4 })),
    );
  }) as never);
});

afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env.NETWORK_CIDR;
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listen(server: net.Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** The one result of one port. */
async function probe(port: number, how: { tls?: boolean; serverName?: string } = {}) {
  const { tls: speaksTls = false, ...rest } = how;
  const order = { version: 1, targets: [{ host, ports: [{ port, tls: speaksTls, ...rest }] }] };
  const answer = await handler(order);
  return answer.results?.[0];
}

describe('the probe', () => {
  test('says of an open port that it is, and whether the service spoke, waited or hung up', async () => {
    const waits = await listen(net.createServer());
    const speaks = await listen(net.createServer((socket) => socket.write('220 hello')));
    const hangsUp = await listen(net.createServer((socket) => socket.end()));
    expect(await probe(waits)).toMatchObject({
      dns: { outcome: 'resolved' },
      tcp: { outcome: 'connected', peer: 'silent' },
    });
    expect(await probe(speaks)).toMatchObject({ tcp: { outcome: 'connected', peer: 'spoke' } });
    expect(await probe(hangsUp)).toMatchObject({ tcp: { outcome: 'connected', peer: 'closed' } });
  });

  test('says of a port without a listener that it is refused', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((done) => server.close(done));
    expect(await probe(port)).toMatchObject({ tcp: { outcome: 'refused' } });
  });

  test('describes the certificate, and judges the name as clients do: a wildcard stands for one label', async () => {
    const { certificate, privateKey } = selfSigned('*.example.com');
    const port = await listen(tls.createServer({ cert: certificate, key: privateKey }));
    const matching = await probe(port, { tls: true, serverName: 'db.example.com' });
    expect(matching?.tls).toMatchObject({ outcome: 'established', nameMatches: true, trusted: false });
    expect(matching?.tls?.names).toEqual(['*.example.com']);
    const short = await probe(port, { tls: true, serverName: 'eu.db.example.com' });
    expect(short?.tls).toMatchObject({ outcome: 'established', nameMatches: false });
  });

  test('tells plain text, silence and a close on a TLS port apart', async () => {
    const plain = await listen(
      net.createServer((socket) =>
        socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
      ),
    );
    const closes = await listen(net.createServer((socket) => socket.once('data', () => socket.end())));
    expect((await probe(plain, { tls: true }))?.tls).toMatchObject({ outcome: 'not_tls' });
    expect((await probe(closes, { tls: true }))?.tls).toMatchObject({ outcome: 'closed' });
    const silent = await listen(net.createServer());
    expect((await probe(silent, { tls: true }))?.tls).toMatchObject({ outcome: 'silent' });
  });

  test('dials nothing outside of its block, nor a name of which one address is outside', async () => {
    const seen = jest.fn();
    const port = await listen(net.createServer(seen));
    process.env.NETWORK_CIDR = '100.64.0.0/24';
    expect(await probe(port)).toEqual({
      host,
      port,
      dns: { outcome: 'outside', addresses: ['127.0.0.1'], milliseconds: expect.any(Number) },
    });
    names[host] = ['100.64.0.9', '127.0.0.1'];
    expect(await probe(port)).toMatchObject({ dns: { outcome: 'outside' } });
    expect(seen).not.toHaveBeenCalled();
  });

  test('says of a name that nobody knows that it is not found', async () => {
    names = {};
    expect(await probe(443)).toMatchObject({ dns: { outcome: 'not_found' } });
  });

  test('takes no order without the block of its network', async () => {
    delete process.env.NETWORK_CIDR;
    const answer = await handler({ version: 1, targets: [{ host, ports: [{ port: 443, tls: false }] }] });
    expect(answer).toMatchObject({ refused: expect.stringContaining('NETWORK_CIDR') });
  });

  const port = { port: 443, tls: false };
  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['another version', { version: 2, targets: [{ host, ports: [port] }] }],
    ['an unknown field', { version: 1, targets: [{ host, ports: [port] }], timeoutMs: 1 }],
    ['an address for a host', { version: 1, targets: [{ host: '100.64.0.9', ports: [port] }] }],
    ['an address in another spelling', { version: 1, targets: [{ host: '0x7f.1', ports: [port] }] }],
    ['a number for a host', { version: 1, targets: [{ host: '2130706433', ports: [port] }] }],
    ['an IPv6 address', { version: 1, targets: [{ host: '::1', ports: [port] }] }],
    ['a port that is none', { version: 1, targets: [{ host, ports: [{ port: 0, tls: false }] }] }],
    [
      'a range of ports',
      { version: 1, targets: [{ host, ports: Array.from({ length: limits.portsPerHost + 1 }, () => port) }] },
    ],
    [
      'many hosts',
      { version: 1, targets: Array.from({ length: limits.hosts + 1 }, () => ({ host, ports: [port] })) },
    ],
  ])('refuses an order with %s', async (_name, order) => {
    expect(refusal(order)).toEqual(expect.any(String));
    expect(await handler(order)).toEqual({ version: 1, refused: expect.any(String) });
  });
});
