import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** An address in front of a PostgreSQL that can be cut off from it. */
export async function serveOn(target: URL) {
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((client) => {
    if (!open) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  const drop = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: url.href,
    cut: () => {
      open = false;
      drop();
    },
    mend: () => {
      open = true;
    },
    close: () =>
      new Promise<void>((settle) => {
        drop();
        server.close(() => settle());
      }),
  };
}
