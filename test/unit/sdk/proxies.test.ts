import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { createAgent } from '../../../sdk/src/transport/agent.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A proxy that leads every tunnel and every request to one server, whatever the name, and notes what was asked for. */
async function proxyTo(target: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('through the proxy');
  });
  server.on('connect', (request, socket, head) => {
    asked.push(`CONNECT ${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    const end = () => {
      upstream.destroy();
      socket.destroy();
    };
    upstream.on('error', end).on('close', end);
    socket.on('error', end).on('close', end);
  });
  return { url: await listen(server), asked };
}

async function get(dispatcher: Dispatcher, origin: string): Promise<string> {
  const { body } = await dispatcher.request({ origin, path: '/', method: 'GET' });
  return body.text();
}

function agent(env: Record<string, string>, options = {}): Dispatcher {
  const made = createAgent(options, env);
  closing.push(() => made.destroy());
  return made;
}

describe('proxies of the environment', () => {
  test.each(['HTTP_PROXY', 'http_proxy'])('%s is obeyed', async (name) => {
    const api = await listen(createServer((_, response) => response.end('the API')));
    const proxy = await proxyTo(api);
    expect(await get(agent({ [name]: proxy.url }), 'http://api.example.com')).toBe('the API');
    expect(proxy.asked).toEqual(['CONNECT api.example.com:80']);
  });

  test.each(['HTTPS_PROXY', 'https_proxy'])('%s is asked for a tunnel to an https address', async (name) => {
    const notTls = await listen(createServer((_, response) => response.end()));
    const proxy = await proxyTo(notTls);
    await expect(get(agent({ [name]: proxy.url }), 'https://api.example.com')).rejects.toThrow();
    expect(proxy.asked[0]).toBe('CONNECT api.example.com:443');
  });

  test('NO_PROXY keeps hosts and their subdomains out of it', async () => {
    const proxy = await proxyTo('http://127.0.0.1:9');
    const direct = agent({ HTTP_PROXY: proxy.url, NO_PROXY: 'example.invalid' });
    await expect(get(direct, 'http://api.example.invalid')).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    expect(proxy.asked).toEqual([]);
  });

  test.each(['127.0.0.1', 'localhost'])('%s is never reached through one', async (host) => {
    const api = await listen(createServer((_, response) => response.end('the API')));
    const proxy = await proxyTo('http://127.0.0.1:9');
    const origin = `http://${host}:${new URL(api).port}`;
    expect(await get(agent({ HTTP_PROXY: proxy.url }), origin)).toBe('the API');
    expect(proxy.asked).toEqual([]);
  });

  test('proxies of the environment are ignored on request, and where everything is in NO_PROXY', () => {
    const HTTP_PROXY = 'http://proxy.example.com:3128';
    expect(agent({ HTTP_PROXY })).toBeInstanceOf(EnvHttpProxyAgent);
    expect(agent({ HTTP_PROXY }, { environmentProxy: false })).toBeInstanceOf(Agent);
    expect(agent({ HTTP_PROXY, NO_PROXY: '*' })).toBeInstanceOf(Agent);
    expect(agent({ HTTP_PROXY: '' })).toBeInstanceOf(Agent);
  });

  test('proxies of the environment that are none are refused without being repeated', () => {
    expect(() => createAgent({}, { HTTPS_PROXY: 'user:secret@proxy' })).toThrow(
      /^HTTPS_PROXY of the environment is not the URL of an HTTP proxy/,
    );
    expect(() => createAgent({}, { HTTPS_PROXY: 'user:secret@proxy' })).not.toThrow(/secret/);
  });
});
