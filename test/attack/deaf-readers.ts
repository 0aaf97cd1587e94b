import { connect, type Socket } from 'node:net';

export interface DeafReaders {
  /** How many of their sockets the server has not closed yet. */
  readonly open: () => number;
  /** Whether everything that they ask was handed to the system, or the server has closed. */
  readonly allSent: () => boolean;
  /** Begins to read. */
  listen(): void;
  close(): void;
}

/** Sockets that ask many times without waiting, and read nothing of what comes back. */
export function startDeafReaders(
  port: number,
  options: {
    readonly sockets: number;
    readonly requests: number;
    readonly path: string;
    readonly headers?: string;
  },
): DeafReaders {
  const request = `GET ${options.path} HTTP/1.1\r\nHost: x\r\n${options.headers ?? ''}\r\n`;
  const bytes = Buffer.from(request.repeat(options.requests));
  const open = new Set<Socket>();
  const waiting = new Set<Socket>();
  for (let i = 0; i < options.sockets; i += 1) {
    const socket = connect(port, '127.0.0.1');
    open.add(socket);
    // Without a listener for data nothing is ever read; writing shows when the other side has closed.
    socket.pause();
    socket.on('error', () => undefined); // reset by the server, as it should
    socket.on('close', () => open.delete(socket));
    waiting.add(socket);
    socket.write(bytes, () => waiting.delete(socket));
  }
  return {
    open: () => open.size,
    allSent: () => waiting.size === 0,
    listen: () => {
      for (const socket of open) socket.resume();
    },
    close: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
