import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakePrivateLinkApi } from '../../../../sdk/src/testing/index.ts';

/** The fake behind a real socket, for other processes. Whatever waits for its acceptance is accepted. */
export async function serveFake(api: FakePrivateLinkApi): Promise<{ url: string; close(): Promise<void> }> {
  const { baseUrl, dispatcher } = api.clientOptions;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      name === 'host' || name === 'connection' || value === undefined ? [] : [[name, String(value)] as const],
    );
    const answer = await dispatcher.request({
      origin: new URL(baseUrl).origin,
      path: request.url ?? '/',
      method: request.method as 'GET',
      headers: Object.fromEntries(headers),
      body: chunks.length > 0 ? Buffer.concat(chunks).toString() : null,
    });
    const text = await answer.body.text();
    const id = /^\/v1\/connections\/([^/?]+)(\?.*)?$/.exec(request.url ?? '')?.[1];
    if (id !== undefined && api.connection(id)?.state === 'pending_acceptance') api.accept(id);
    response.writeHead(answer.statusCode, answer.headers).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
