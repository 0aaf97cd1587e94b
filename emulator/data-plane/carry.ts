/** One open connection: dials the real target, speaks what the load balancer speaks, and carries bytes both ways. */
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { World } from '../core/world.ts';
import { serverOptions } from './certificates.ts';
import { splitAddress } from './health.ts';
import { proxyHeader } from './proxy-protocol.ts';
import type { Destination } from './verdict.ts';

const DIAL_MILLISECONDS = 10_000;

/** Resolves with the connected socket; rejects when the target refuses or does not answer. */
export function dial(to: Destination): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...splitAddress(to.realAddress),
      allowHalfOpen: true,
      timeout: DIAL_MILLISECONDS,
    });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(new Error(`${to.realAddress} does not answer`)));
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

export interface Ends {
  readonly client: Socket;
  readonly target: Socket;
  readonly to: Destination;
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
  /** What the client sent with its request. */
  readonly first: Buffer;
  onBytes(count: number): void;
  /** Both ends are closed, or one broke. */
  onEnd(broken: boolean): void;
}

export function needsCertificate(world: World, to: Destination): string | undefined {
  const listener = to.forward?.listener;
  if (listener?.protocol !== 'TLS' || serverOptions(world, listener) !== undefined) return undefined;
  return listener.certificateArns[0] ?? 'the listener';
}

/** Starts carrying. Errors of either end reset the other, as a connection through a load balancer would be. */
export function carry(world: World, ends: Ends): void {
  const { client, target, to, first } = ends;
  let over = false;
  let open = 2;
  const stop = (broken: boolean) => {
    if (over) return;
    over = true;
    if (broken) {
      client.resetAndDestroy();
      target.resetAndDestroy();
    }
    ends.onEnd(broken);
  };
  for (const socket of [client, target]) {
    socket.on('error', () => stop(true));
    socket.on('data', (chunk) => ends.onBytes(chunk.length));
    socket.once('close', () => {
      open--;
      if (open === 0) stop(false);
    });
  }
  if (to.forward?.group.attributes['proxy_protocol_v2.enabled'] === 'true') {
    const { source, destination } = ends;
    target.write(proxyHeader({ source, destination, vpcEndpointId: to.vpcEndpointId }));
  }
  if (first.length > 0) client.unshift(first);
  const options =
    to.forward?.listener.protocol === 'TLS' ? serverOptions(world, to.forward.listener) : undefined;
  const near: Duplex = options === undefined ? client : new TLSSocket(client, options);
  // Load balancers do not check the certificates of their targets.
  const far: Duplex =
    to.forward?.group.protocol === 'TLS' ? connectTls({ socket: target, rejectUnauthorized: false }) : target;
  if (near !== client) near.on('error', () => stop(true));
  if (far !== target) far.on('error', () => stop(true));
  near.pipe(far);
  far.pipe(near);
}
