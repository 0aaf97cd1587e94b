/** The entrance: a SOCKS5 server on loopback. Its user name says at which interface of which VPC the client stands. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Logger } from 'pino';
import type { World } from '../core/world.ts';
import { carry, dial, needsCertificate } from './carry.ts';
import type { Counters } from './counters.ts';
import { addressOf, judge, type Question } from './path.ts';
import { replies, reply, SocksReader } from './socks.ts';
import type { Verdict } from './verdict.ts';

export interface Limits {
  /** Open, hanging and half-open connections together. */
  readonly connections: number;
  readonly connectionsPerIdentity: number;
  /** Of the wall clock: how long a client may take for its handshake. */
  readonly handshakeMilliseconds: number;
  /** Of the emulator's clock: how long what AWS drops hangs, if the client does not give up before. */
  readonly droppedSeconds: number;
  /** Of the emulator's clock. */
  readonly idleSeconds: number;
}

export const defaultLimits: Limits = {
  connections: 1_000,
  connectionsPerIdentity: 250,
  handshakeMilliseconds: 10_000,
  droppedSeconds: 350,
  idleSeconds: 350,
};

/** A client's connection that has an identity: it hangs, or it carries bytes. */
interface Held {
  readonly socket: Socket;
  /** When it ends if nothing happens, by the emulator's clock. */
  endsAt: number;
  /** What keeps an open one open; absent for one that hangs. */
  readonly question: Question | undefined;
  /** Resets the other end, too. */
  cut(): void;
}

export class Entrance {
  readonly #world: World;
  readonly #counters: Counters;
  readonly #limits: Limits;
  readonly #logger: Logger;
  readonly #server: Server;
  readonly #identities: ReadonlyMap<string, string>;
  readonly #sockets = new Set<Socket>();
  readonly #byIdentity = new Map<string, number>();
  readonly #held = new Set<Held>();
  #turn = 0;

  constructor(parts: {
    world: World;
    counters: Counters;
    limits: Limits;
    logger: Logger;
    /** Names that the control API gave to interfaces. */
    identities: ReadonlyMap<string, string>;
  }) {
    this.#world = parts.world;
    this.#counters = parts.counters;
    this.#limits = parts.limits;
    this.#logger = parts.logger;
    this.#identities = parts.identities;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  get isBusy(): boolean {
    return this.#held.size > 0;
  }

  /** Ends what is open and would not be opened any more, what was idle for too long, and what hung for long enough. */
  recheck(): void {
    const now = this.#world.clock.now();
    for (const held of [...this.#held]) {
      const isOver =
        now >= held.endsAt ||
        (held.question !== undefined && judge(this.#world, held.question).kind !== 'open');
      if (isOver) this.#end(held);
    }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cutAll();
    await closed;
  }

  cutAll(): void {
    for (const held of [...this.#held]) this.#end(held);
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #end(held: Held): void {
    this.#held.delete(held);
    held.cut();
  }

  #accept(socket: Socket): void {
    if (this.#sockets.size >= this.#limits.connections) {
      socket.resetAndDestroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // A client that goes away is nothing that anybody needs to hear of.
    socket.on('error', () => socket.destroy());
    const deadline = setTimeout(() => socket.destroy(), this.#limits.handshakeMilliseconds);
    socket.once('close', () => clearTimeout(deadline));
    const reader = new SocksReader();
    let from = '';
    const refuse = (answer: Buffer, why: string) => {
      this.#logger.debug({ why }, 'a SOCKS client was refused');
      socket.off('data', read);
      socket.end(answer);
      socket.resume();
    };
    const read = (chunk: Buffer) => {
      for (const event of reader.push(chunk)) {
        if (event.kind === 'invalid') {
          if (event.reply === undefined) return void socket.destroy();
          return refuse(event.reply, event.why);
        }
        if (event.kind === 'methods') {
          if (!event.hasPassword)
            return refuse(Buffer.from([0x05, 0xff]), 'no user name: the interface is needed');
          socket.write(Buffer.from([0x05, 0x02]));
        } else if (event.kind === 'identity') {
          from = this.#identities.get(event.name) ?? event.name;
          if (addressOf(this.#world, from) === undefined) {
            return refuse(Buffer.from([0x01, 0x01]), `there is no network interface ${event.name}`);
          }
          if (!this.#take(socket, from)) {
            return refuse(Buffer.from([0x01, 0x01]), `${from} has too many connections`);
          }
          socket.write(Buffer.from([0x01, 0x00]));
        } else {
          if (event.command !== 0x01)
            return refuse(reply(replies.commandNotSupported), 'only CONNECT is carried');
          socket.off('data', read);
          socket.pause();
          this.#connect(socket, { from, host: event.host, port: event.port, turn: this.#turn++ }, reader.rest)
            .catch((error: unknown) => {
              this.#logger.error({ err: error }, 'a connection failed outside of every handler');
              socket.resetAndDestroy();
            })
            .finally(() => clearTimeout(deadline));
          return;
        }
      }
    };
    socket.on('data', read);
  }

  #take(socket: Socket, from: string): boolean {
    const count = this.#byIdentity.get(from) ?? 0;
    if (count >= this.#limits.connectionsPerIdentity) return false;
    this.#byIdentity.set(from, count + 1);
    socket.once('close', () => {
      const left = (this.#byIdentity.get(from) ?? 1) - 1;
      if (left === 0) this.#byIdentity.delete(from);
      else this.#byIdentity.set(from, left);
    });
    return true;
  }

  async #connect(socket: Socket, question: Question, first: Buffer): Promise<void> {
    this.#world.agenda.runDue(this.#world.clock.now());
    const verdict = judge(this.#world, question);
    this.#logger.debug({ question, verdict: verdict.kind }, 'data plane');
    switch (verdict.kind) {
      case 'name_not_found':
        socket.end(reply(replies.hostUnreachable));
        socket.resume();
        return;
      case 'dropped':
        return this.#hang(socket, verdict.vpcEndpointId);
      case 'reset':
        return this.#reset(socket, verdict.vpcEndpointId);
      case 'open':
        return await this.#open(socket, question, verdict, first);
    }
  }

  #reset(socket: Socket, vpcEndpointId: string | undefined): void {
    this.#counters.add(vpcEndpointId, 'RstPacketsReceived');
    socket.resetAndDestroy();
  }

  #hang(socket: Socket, vpcEndpointId: string | undefined): void {
    this.#counters.add(vpcEndpointId, 'PacketsDropped');
    const endsAt = this.#world.clock.now() + this.#limits.droppedSeconds * 1000;
    const held: Held = {
      socket,
      endsAt,
      question: undefined,
      cut: () => socket.destroy(),
    };
    this.#hold(held);
    // Read, so that the client's leaving is noticed; nothing of it goes anywhere.
    socket.on('end', () => socket.destroy());
    socket.resume();
  }

  #hold(held: Held): void {
    this.#held.add(held);
    held.socket.once('close', () => this.#held.delete(held));
  }

  async #open(
    socket: Socket,
    question: Question,
    verdict: Extract<Verdict, { kind: 'open' }>,
    first: Buffer,
  ): Promise<void> {
    const { to } = verdict;
    const missing = needsCertificate(this.#world, to);
    if (missing !== undefined) {
      this.#logger.warn(
        { certificate: missing },
        'a TLS listener has no certificate: give it to the control API',
      );
      return this.#reset(socket, to.vpcEndpointId);
    }
    const target = await dial(to).catch(() => undefined);
    if (target === undefined) return this.#reset(socket, to.vpcEndpointId);
    const keep = to.forward && `${to.forward.target.id}:${to.forward.target.port}`;
    const kept: Question = { ...question, host: verdict.resolved, keep };
    // The world may have changed while the target was dialled.
    if (socket.destroyed || judge(this.#world, kept).kind !== 'open') {
      target.resetAndDestroy();
      socket.resetAndDestroy();
      return;
    }
    const idle = () => this.#world.clock.now() + this.#limits.idleSeconds * 1000;
    const held: Held = {
      socket,
      endsAt: idle(),
      question: kept,
      cut: () => {
        socket.resetAndDestroy();
        target.resetAndDestroy();
      },
    };
    this.#hold(held);
    this.#counters.add(to.vpcEndpointId, 'NewConnections');
    this.#counters.add(to.vpcEndpointId, 'ActiveConnections');
    socket.write(reply(replies.succeeded));
    carry(this.#world, {
      client: socket,
      target,
      to,
      source: { address: addressOf(this.#world, question.from) ?? '0.0.0.0', port: socket.remotePort ?? 0 },
      destination: { address: verdict.resolved, port: question.port },
      first,
      onBytes: (count) => {
        held.endsAt = idle();
        this.#counters.add(to.vpcEndpointId, 'BytesProcessed', count);
      },
      onEnd: (broken) => {
        this.#held.delete(held);
        this.#counters.add(to.vpcEndpointId, 'ActiveConnections', -1);
        if (broken) this.#counters.add(to.vpcEndpointId, 'RstPacketsReceived');
      },
    });
  }
}
