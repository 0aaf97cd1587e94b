import { AwsError } from './aws-error.ts';
import type { Input } from './input.ts';
import type { Output } from './output.ts';

/** What is looked at of a call. */
interface RepeatableCall {
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly action: string;
  readonly input: Input;
  now(): Date;
}

interface FirstAnswer {
  readonly fingerprint: string;
  readonly at: number;
  readonly output: Output;
}

/** AWS remembers tokens for a day at least. */
const REMEMBERED_MILLISECONDS = 24 * 3600 * 1000;
/** More than any test makes: a bound for an emulator that runs for weeks. */
const MAX_REMEMBERED = 50_000;

/**
 * The answers of calls that carried a client token: the same call again gets the first answer and does nothing, the same
 * token with other parameters is refused. Failures are not remembered.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export class FirstAnswers {
  readonly #answers = new Map<string, FirstAnswer>();

  once(
    call: RepeatableCall,
    tokenName: string | undefined,
    run: () => Output,
    mismatch = parameterMismatch,
  ): Output {
    const token = tokenName === undefined ? undefined : call.input.string(tokenName);
    if (tokenName === undefined || token === undefined || token === '') return run();
    // A dry run says whether the call may be made, and is none itself.
    if (call.input.boolean('DryRun') === true) return run();
    const key = JSON.stringify([call.accountId, call.region, call.service, call.action, token]);
    const fingerprint = fingerprintOf(call, tokenName);
    const now = call.now().getTime();
    const earlier = this.#answers.get(key);
    if (earlier !== undefined && now - earlier.at < REMEMBERED_MILLISECONDS) {
      if (earlier.fingerprint !== fingerprint) throw mismatch();
      return earlier.output;
    }
    const output = run();
    this.#answers.delete(key);
    this.#answers.set(key, { fingerprint, at: now, output });
    this.#forget();
    return output;
  }

  clear(): void {
    this.#answers.clear();
  }

  #forget(): void {
    if (this.#answers.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}

function parameterMismatch(): AwsError {
  return new AwsError(
    'IdempotentParameterMismatch',
    'The client token has been used with different parameters in an earlier request.',
  );
}

/** The parameters without the token and what makes no difference, in an order that does not depend on the caller's. */
function fingerprintOf(call: RepeatableCall, tokenName: string): string {
  const { [tokenName]: _token, DryRun: _dryRun, ...parameters } = call.input.tree();
  return JSON.stringify(sorted(parameters));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}
