/** A SOCKS5 client as plain as it gets, so that a test sees every byte. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Emulator } from '../../../../../emulator/index.ts';

export interface Stand {
  readonly emulator: Emulator;
  readonly identity: string;
}

/** How it ended for the client: connected, a reply with an error, a reset, or an end without a word. */
export type Outcome = { readonly socket: Socket } | { readonly reply: number } | { readonly ended: string };

export function entrance(emulator: Emulator): Socket {
  if (emulator.socks === undefined) throw new Error('the data plane is off');
  return connect({ ...emulator.socks });
}

export function request(host: string, port: number, command = 1): Buffer {
  const name = Buffer.from(host);
  return Buffer.from([5, command, 0, 3, name.length, ...name, port >>> 8, port & 255]);
}

export function hello(identity: string): Buffer {
  const name = Buffer.from(identity);
  return Buffer.from([5, 1, 2, 1, name.length, ...name, 0]);
}

/** Asks for its way only when it has been let in, as clients do. */
export async function through(stand: Stand, host: string, port: number): Promise<Outcome> {
  const socket = entrance(stand.emulator);
  socket.write(hello(stand.identity));
  return await outcome(socket, request(host, port));
}

export function outcome(socket: Socket, asking?: Buffer): Promise<Outcome> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    let asked = asking === undefined;
    const over = (how: string) => () => resolve({ ended: how });
    const failed = (error: Error & { code?: string }) => resolve({ ended: error.code ?? error.message });
    const closed = over('closed');
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (!asked && bytes.length === 4 && bytes[3] === 0) {
        asked = true;
        socket.write(asking ?? '');
      }
      // Two bytes of method, two of authentication, ten of reply.
      if (bytes.length < 14) return;
      socket.off('data', read);
      socket.off('close', closed);
      socket.off('error', failed);
      if (bytes[5] !== 0) return resolve({ reply: bytes[5] ?? -1 });
      socket.pause();
      if (bytes.length > 14) socket.unshift(bytes.subarray(14));
      resolve({ socket });
    };
    socket.on('data', read);
    socket.once('close', closed);
    socket.once('error', failed);
  });
}

/** Connected, or the test fails. */
export async function reach(stand: Stand, host: string, port: number): Promise<Socket> {
  const found = await through(stand, host, port);
  if (!('socket' in found)) throw new Error(`not connected: ${JSON.stringify(found)}`);
  return found.socket;
}

export async function ask(socket: Socket, text: string): Promise<string> {
  const heard = once(socket, 'data');
  socket.resume();
  if (text !== '') socket.write(text);
  const [chunk] = (await heard) as [Buffer];
  socket.pause();
  return chunk.toString();
}

/** `ECONNRESET`, or `closed` for an orderly end. */
export function howItEnds(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let code = 'closed';
    socket.on('error', (error: Error & { code?: string }) => {
      code = error.code ?? error.message;
    });
    socket.once('close', () => resolve(code));
    socket.resume();
  });
}
