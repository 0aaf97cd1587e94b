import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { matchesAny } from './conditions.ts';

/** A document that never changes while the process lives: its bytes exist once, however many ask for them. */
export class StaticDocument {
  readonly bytes: Buffer;
  /** An entity tag, quotes included. */
  readonly etag: string;
  readonly #contentType: string;

  constructor(text: string | Buffer, contentType: string) {
    this.bytes = Buffer.from(text);
    this.etag = `"${createHash('sha256').update(this.bytes).digest('base64url').slice(0, 22)}"`;
    this.#contentType = contentType;
  }

  /**
   * Sets what goes with the document. Node writes a Buffer to the socket as it is, so an answer that waits to be read costs a
   * reference and no copy.
   *
   * @returns what to send: the bytes, or nothing to those who have them (304).
   */
  answer(headers: IncomingHttpHeaders, reply: FastifyReply): Buffer | undefined {
    reply.header('etag', this.etag).header('cache-control', 'no-cache');
    if (matchesAny(headers['if-none-match'], 'if-none-match', this.etag)) {
      reply.code(304).removeHeader('content-type').removeHeader('content-length');
      return undefined;
    }
    reply.type(this.#contentType);
    return this.bytes;
  }
}
