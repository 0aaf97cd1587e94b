import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { readProxyHeader } from './proxy-header.ts';

/** How long a client may take to send its header. */
const headerTimeoutMs = 10_000;

/** A proxy before the database that reads PROXY headers, as HAProxy or PgBouncer behind a load balancer would. */
export interface DatabaseProxy {
  /** On loopback. */
  readonly port: number;
  /** Endpoints that connections came through, each once, in order of their first appearance. */
  readonly endpointIds: readonly string[];
  close(): Promise<void>;
}

/** Listens on a free port, takes the header off each connection, and hands the rest on to the database. */
export async function startDatabaseProxy(databasePort: number): Promise<DatabaseProxy> {
  const endpointIds = new Set<string>();
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    track(client);
    // Health checks of the load balancer come and go without a word.
    client.on('error', () => client.destroy());
    client.setTimeout(headerTimeoutMs, () => client.destroy());
    let bytes = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      try {
        const header = readProxyHeader(bytes);
        if (header === undefined) return;
        if (header.endpointId !== undefined) endpointIds.add(header.endpointId);
        client.off('data', read);
        client.setTimeout(0);
        const database = connect(databasePort, '127.0.0.1');
        track(database);
        database.on('error', () => client.destroy());
        client.once('close', () => database.destroy());
        database.once('close', () => client.destroy());
        database.write(bytes.subarray(header.length));
        client.pipe(database).pipe(client);
      } catch {
        client.destroy();
      }
    };
    client.on('data', read);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get endpointIds() {
      return [...endpointIds];
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
