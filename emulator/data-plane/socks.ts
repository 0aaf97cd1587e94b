/** SOCKS5 (RFC 1928) with user name and password (RFC 1929), as a server reads it. Strict, and without any I/O. */
export const replies = {
  succeeded: 0x00,
  failure: 0x01,
  hostUnreachable: 0x04,
  commandNotSupported: 0x07,
  addressNotSupported: 0x08,
} as const;

export type SocksEvent =
  /** The client's methods. Without user name and password nobody knows whose interface it means. */
  | { readonly kind: 'methods'; readonly hasPassword: boolean }
  | { readonly kind: 'identity'; readonly name: string }
  | { readonly kind: 'request'; readonly command: number; readonly host: string; readonly port: number }
  | { readonly kind: 'invalid'; readonly why: string; readonly reply: Buffer | undefined };

type Step = 'methods' | 'identity' | 'request' | 'over';

/** No message of the handshake is longer. */
const MAX_MESSAGE = 1 + 1 + 255 + 1 + 255;

/** Takes bytes as they come and gives events; what follows the request is left in `rest`. */
export class SocksReader {
  #bytes: Buffer = Buffer.alloc(0);
  #step: Step = 'methods';

  /** What the client sent behind its request: the first bytes for the other end. */
  get rest(): Buffer {
    return this.#bytes;
  }

  push(chunk: Buffer): SocksEvent[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const events: SocksEvent[] = [];
    while (this.#step !== 'over') {
      const read = readers[this.#step](this.#bytes);
      if (read === undefined) {
        if (this.#bytes.length > MAX_MESSAGE) events.push(this.#end('the message is too long'));
        break;
      }
      events.push(read.event);
      if (read.event.kind === 'invalid') {
        this.#step = 'over';
        break;
      }
      this.#bytes = this.#bytes.subarray(read.size);
      this.#step = following[this.#step];
    }
    return events;
  }

  #end(why: string): SocksEvent {
    this.#step = 'over';
    return invalid(why).event;
  }
}

const following: Readonly<Record<Exclude<Step, 'over'>, Step>> = {
  methods: 'identity',
  identity: 'request',
  request: 'over',
};

type Read = { readonly size: number; readonly event: SocksEvent };

const readers: Readonly<Record<Exclude<Step, 'over'>, (bytes: Buffer) => Read | undefined>> = {
  methods: (bytes) => {
    if (bytes.length > 0 && bytes[0] !== 0x05) return invalid('not SOCKS version 5');
    const count = bytes[1];
    if (count === 0) return invalid('no methods');
    if (count === undefined || bytes.length < 2 + count) return undefined;
    return {
      size: 2 + count,
      event: { kind: 'methods', hasPassword: bytes.subarray(2, 2 + count).includes(0x02) },
    };
  },
  identity: (bytes) => {
    if (bytes.length > 0 && bytes[0] !== 0x01) return invalid('not version 1 of user name and password');
    const length = bytes[1];
    if (length === 0) return invalid('an empty user name');
    if (length === undefined) return undefined;
    // The password says nothing here; clients without one send an empty one, which RFC 1929 does not have.
    const password = bytes[2 + length];
    if (password === undefined || bytes.length < 3 + length + password) return undefined;
    return {
      size: 3 + length + password,
      event: { kind: 'identity', name: bytes.toString('utf8', 2, 2 + length) },
    };
  },
  request: (bytes) => {
    if (bytes.length > 0 && bytes[0] !== 0x05) return invalid('not SOCKS version 5', replies.failure);
    if (bytes.length > 2 && bytes[2] !== 0x00) return invalid('a reserved byte is set', replies.failure);
    const [, command, , type, first] = bytes;
    if (command === undefined || type === undefined || first === undefined) return undefined;
    const length = addressLength(type, first);
    if (length === undefined) return invalid('an unknown kind of address', replies.addressNotSupported);
    if (length === 1) return invalid('an empty host name', replies.failure);
    const size = 4 + length + 2;
    if (bytes.length < size) return undefined;
    const port = bytes.readUInt16BE(4 + length);
    const host = readHost(type, bytes.subarray(4, 4 + length));
    if (host === undefined) return invalid('not a host name', replies.failure);
    return { size, event: { kind: 'request', command, host, port } };
  },
};

function addressLength(type: number, first: number): number | undefined {
  return type === 0x01 ? 4 : type === 0x03 ? 1 + first : type === 0x04 ? 16 : undefined;
}

function readHost(type: number, bytes: Buffer): string | undefined {
  if (type === 0x01) return bytes.join('.');
  if (type === 0x04) {
    const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
    return groups.join(':');
  }
  const name = bytes.toString('latin1', 1);
  return /^[\w.-]+$/.test(name) ? name : undefined;
}

function invalid(why: string, code?: number): Read {
  return {
    size: 0,
    event: { kind: 'invalid', why, reply: code === undefined ? undefined : reply(code) },
  };
}

/** With the address 0.0.0.0:0: clients have no use for the one on the other side. */
export function reply(code: number): Buffer {
  return Buffer.from([0x05, code, 0x00, 0x01, 0, 0, 0, 0, 0, 0]);
}
