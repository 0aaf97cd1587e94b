import { Refusal } from './problem.ts';
import type { FakeReply, FakeRequest } from './router.ts';

/** The first successful answer to each Idempotency-Key. */
export class IdempotencyKeys {
  readonly #answers = new Map<string, { readonly request: string; readonly reply: FakeReply }>();

  answer(request: FakeRequest, handle: (request: FakeRequest) => FakeReply): FakeReply {
    const key = request.headers['idempotency-key'];
    if (key === undefined || request.method !== 'POST') return handle(request);
    const fingerprint = JSON.stringify([request.path, request.body]);
    const known = this.#answers.get(key);
    if (known && known.request !== fingerprint) {
      throw new Refusal('idempotency_key_reused', 'The key was used for another request.');
    }
    if (known) return { ...known.reply, headers: { ...known.reply.headers, 'idempotency-replayed': 'true' } };
    const reply = handle(request);
    this.#answers.set(key, { request: fingerprint, reply });
    return reply;
  }
}
