import { AwsError } from '../core/aws-error.ts';
import { type OutputValue, Repeated } from '../core/output.ts';

/**
 * The part of CBOR (RFC 8949) that AWS's RPC protocol uses: integers, floats, texts, arrays, maps with text keys,
 * true, false, null, and tag 1 for times.
 */
const MAX_DEPTH = 32;
const TAG_EPOCH_TIME = 1;
const BREAK = 0xff;

export type CborValue = string | number | boolean | null | Date | CborValue[] | { [name: string]: CborValue };

export function encodeCbor(value: Exclude<OutputValue, undefined>): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: Exclude<OutputValue, undefined>, parts: Buffer[]): void {
  if (value === null) parts.push(Buffer.from([0xf6]));
  else if (typeof value === 'boolean') parts.push(Buffer.from([value ? 0xf5 : 0xf4]));
  else if (typeof value === 'number') writeNumber(value, parts);
  else if (typeof value === 'string') {
    const text = Buffer.from(value);
    parts.push(head(3, text.length), text);
  } else if (value instanceof Date) {
    parts.push(head(6, TAG_EPOCH_TIME));
    writeNumber(value.getTime() / 1000, parts);
  } else if (value instanceof Repeated) write(value.items, parts);
  else if (isList(value)) {
    const items = value.filter((item) => item !== undefined);
    parts.push(head(4, items.length));
    for (const item of items) write(item, parts);
  } else {
    const fields = Object.entries(value).flatMap(([name, field]) =>
      field === undefined ? [] : [[name, field] as const],
    );
    parts.push(head(5, fields.length));
    for (const [name, field] of fields) {
      write(name, parts);
      write(field, parts);
    }
  }
}

function writeNumber(value: number, parts: Buffer[]): void {
  if (Number.isSafeInteger(value)) {
    parts.push(value >= 0 ? head(0, value) : head(1, -1 - value));
    return;
  }
  const float = Buffer.alloc(9, 0xfb);
  float.writeDoubleBE(value, 1);
  parts.push(float);
}

/** Major type and argument, in the shortest form. */
function head(major: number, argument: number): Buffer {
  const top = major << 5;
  if (argument < 24) return Buffer.from([top | argument]);
  if (argument < 0x100) return Buffer.from([top | 24, argument]);
  if (argument < 0x1_0000) return Buffer.from([top | 25, argument >> 8, argument & 0xff]);
  if (argument < 0x1_0000_0000) {
    const bytes = Buffer.from([top | 26, 0, 0, 0, 0]);
    bytes.writeUInt32BE(argument, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9, top | 27);
  bytes.writeBigUInt64BE(BigInt(argument), 1);
  return bytes;
}

/** Throws `SerializationException` for anything that is not one complete value of the part above. */
export function decodeCbor(bytes: Buffer): CborValue {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (!reader.isAtEnd) throw malformed('there is more than one value');
  return value;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): CborValue {
    if (depth > MAX_DEPTH) throw malformed('it is nested too deeply');
    const first = this.#byte();
    const major = first >> 5;
    const info = first & 0x1f;
    switch (major) {
      case 0:
        return this.#argument(info);
      case 1:
        return -1 - this.#argument(info);
      case 2:
        return this.#chunks(info, 2).toString('base64');
      case 3:
        return this.#chunks(info, 3).toString('utf8');
      case 4:
        return this.#list(info, depth);
      case 5:
        return this.#map(info, depth);
      case 6:
        return this.#tagged(this.#argument(info), depth);
      default:
        return this.#simple(info);
    }
  }

  #list(info: number, depth: number): CborValue[] {
    const items: CborValue[] = [];
    this.#repeat(info, () => items.push(this.value(depth + 1)));
    return items;
  }

  #map(info: number, depth: number): CborValue {
    const map: { [name: string]: CborValue } = Object.create(null);
    this.#repeat(info, () => {
      const name = this.value(depth + 1);
      if (typeof name !== 'string') throw malformed('a map has a key that is no text');
      map[name] = this.value(depth + 1);
    });
    return { ...map };
  }

  #repeat(info: number, readOne: () => void): void {
    if (info === 31) {
      while (!this.#endsHere()) readOne();
      return;
    }
    const count = this.#argument(info);
    // Every item takes a byte at least: a larger count is a lie, and must not become work.
    if (count > this.#bytes.length - this.#at) throw malformed('it ends too early');
    for (let index = 0; index < count; index += 1) readOne();
  }

  #tagged(tag: number, depth: number): CborValue {
    const value = this.value(depth + 1);
    if (tag !== TAG_EPOCH_TIME) return value;
    if (typeof value !== 'number') throw malformed('a time is not a number');
    return new Date(value * 1000);
  }

  #simple(info: number): CborValue {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return half(this.#take(2).readUInt16BE());
      case 26:
        return this.#take(4).readFloatBE();
      case 27:
        return this.#take(8).readDoubleBE();
      default:
        throw malformed(`the simple value ${info} has no meaning here`);
    }
  }

  #argument(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.#byte();
    if (info === 25) return this.#take(2).readUInt16BE();
    if (info === 26) return this.#take(4).readUInt32BE();
    if (info === 27) return Number(this.#take(8).readBigUInt64BE());
    throw malformed('a length has a form that does not exist');
  }

  /** A text or byte string, in one piece or in several. */
  #chunks(info: number, major: number): Buffer {
    if (info !== 31) return this.#take(this.#argument(info));
    const chunks: Buffer[] = [];
    while (!this.#endsHere()) {
      const first = this.#byte();
      if (first >> 5 !== major) throw malformed('a text has a piece of another kind');
      chunks.push(this.#take(this.#argument(first & 0x1f)));
    }
    return Buffer.concat(chunks);
  }

  #endsHere(): boolean {
    if (this.#bytes[this.#at] !== BREAK) return false;
    this.#at += 1;
    return true;
  }

  #byte(): number {
    return this.#take(1).readUInt8();
  }

  #take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw malformed('it ends too early');
    const part = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return part;
  }
}

/** A half-precision float from its sixteen bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function isList(value: OutputValue): value is readonly OutputValue[] {
  return Array.isArray(value);
}

function malformed(why: string): AwsError {
  return new AwsError('SerializationException', `The body of the request is not valid CBOR: ${why}`);
}
