import type { LocalIssuer } from '../../api/http/local-issuer.ts';
import { allScopes } from '../../api/http/start.ts';
import type { Store } from '../../api/store/store.ts';
import { Client } from './client.ts';
import { malformed } from './malformed.ts';
import { race } from './races.ts';
import { Random } from './random.ts';
import { inParallel, Judge, type Report } from './report.ts';
import type { Target } from './target-process.ts';
import { checkReach, hop, makeTenant } from './tenants.ts';
import { exchange } from './wire.ts';

export interface AttackOptions {
  readonly target: Target;
  readonly store: Store;
  readonly issuer: LocalIssuer;
  readonly seed: number;
  readonly sequences: number;
  readonly requests: number;
  readonly onProgress?: (phase: string, done: number, of: number) => void;
}

export interface AttackReport extends Report {
  readonly seed: number;
  /** Bytes that the process held at most, where the system tells. */
  readonly peakMemory?: number;
}

/** Settings that keep the limits on requests out of the way of an attack on everything else. */
export const unlimited = {
  REQUESTS_PER_MINUTE: '1000000',
  HTTP_REQUEST_TIMEOUT_SECONDS: '5',
  HTTP_HEADERS_TIMEOUT_SECONDS: '5',
};

const hands = 8;
/** Longer than any timeout of the target, on a busy machine too. */
const deadlineMilliseconds = 60_000;

/** Tenants over each other's things, requests that are none, and races. The same seed attacks in the same way. */
export async function attack(options: AttackOptions): Promise<AttackReport> {
  const { target, store, issuer, seed, onProgress } = options;
  const judge = new Judge();
  const client = new Client(target.url, deadlineMilliseconds);
  const token = (subject: string, organizations: readonly string[]) =>
    issuer
      .issue({ subject, scopes: allScopes, organizations, lifetimeSeconds: 43_200 })
      .then((issued) => issued.token);
  try {
    const operator = await token('operator', ['*']);
    // Names of the same length, so that one can stand for the other.
    const ids = [`hop-a-${seed % 1_000}`, `hop-b-${seed % 1_000}`] as const;
    const [first, second] = [await token(ids[0], [ids[0]]), await token(ids[1], [ids[1]])];
    const tenants = [
      await makeTenant(client, store, {
        organizationId: ids[0],
        token: first,
        operator,
        account: '222222222222',
      }),
      await makeTenant(client, store, {
        organizationId: ids[1],
        token: second,
        operator,
        account: '333333333333',
      }),
    ] as const;
    await inParallel(
      options.sequences,
      hands,
      (index) => hop(new Random(seed * 1_000_003 + index), client, judge, tenants),
      (done) => onProgress?.('sequences', done, options.sequences),
    );
    await checkReach(client, judge, tenants, operator);
    const forged = [first, second, await token('nul\u0000', ['*']), await token('half \ud800', [ids[0]])];
    await inParallel(
      options.requests,
      hands,
      async (index) => {
        const sent = malformed(new Random(seed * 7_000_003 + index), forged);
        const answer = await exchange(target.port, sent.bytes, {
          deadlineMilliseconds,
          ...(sent.close ? { close: true } : {}),
        });
        const shown = sent.bytes
          .toString('latin1')
          .slice(0, 160)
          .replaceAll(/Bearer \S+/g, 'Bearer …');
        judge.answer(`malformed ${sent.kind} ${index} ${JSON.stringify(shown)}`, answer, sent.close);
      },
      (done) => onProgress?.('malformed requests', done, options.requests),
    );
    await race(client, judge, store, tenants, operator);
    const ended = target.ended();
    if (ended !== undefined) judge.fault(`the process ended with ${ended}: ${target.log()}`);
    else await answersStill(client, judge, first);
  } finally {
    await client.close();
  }
  const memory = await target.memory();
  return { seed, ...judge.report(), ...(memory ? { peakMemory: memory.peak } : {}) };
}

async function answersStill(client: Client, judge: Judge, token: string): Promise<void> {
  const answer = await client.send({ method: 'GET', path: '/v1/connections', token });
  if (answer.status !== 200)
    judge.fault(`after the attack a list is answered with ${answer.status} ${answer.body}`);
}
