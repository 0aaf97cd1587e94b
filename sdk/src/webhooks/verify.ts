import { timingSafeEqual } from 'node:crypto';
import type { ConnectionHealthChanged, ConnectionStateChanged } from '../contract.generated.ts';
import { ConfigurationError, WebhookVerificationError } from '../errors/index.ts';
import { parseSecret, sign } from './signature.ts';

/** A type that this version does not know: answer 2xx and ignore it. */
export interface UnknownWebhookEvent {
  readonly type: string & {};
  readonly timestamp: string;
  readonly data: unknown;
}

export type WebhookEvent = ConnectionStateChanged | ConnectionHealthChanged | UnknownWebhookEvent;

/** The headers of the request: Node's, a Fetch API `Headers`, or a plain object. Names are case-insensitive. */
export type WebhookHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null };

export interface VerifyWebhookOptions {
  /** The raw body, byte for byte as it came: a body that was parsed and written again does not verify. */
  readonly body: string | Uint8Array;
  readonly headers: WebhookHeaders;
  /** `whsec_…`; several while a secret is being replaced. */
  readonly secret: string | readonly string[];
  /** How far the sender's clock may differ from ours, in seconds. @default 300 */
  readonly toleranceSeconds?: number;
}

export interface WebhookMessage {
  /** The same for every delivery of the event: remember it to handle an event once. */
  readonly id: string;
  /** When this delivery was signed. */
  readonly sentAt: Date;
  readonly event: WebhookEvent;
}

/**
 * Checks that a webhook comes from the sender that it claims, is recent, and has not been changed (Standard Webhooks).
 *
 * @throws WebhookVerificationError `missing_header`, `malformed_header`, `timestamp_too_old`, `timestamp_too_new`,
 * `signature_mismatch` or `malformed_body`.
 */
export function verifyWebhook(options: VerifyWebhookOptions): WebhookMessage {
  const { body, headers, secret, toleranceSeconds = 300 } = options;
  const keys = (typeof secret === 'string' ? [secret] : secret).map(parseSecret);
  if (keys.length === 0) throw new ConfigurationError('secret is an empty list: no webhook can be verified.');
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new ConfigurationError(
      'body must be the raw body, a string or bytes: turn body parsing off for this route.',
    );
  }
  if (!(toleranceSeconds > 0))
    throw new ConfigurationError('toleranceSeconds must be a number greater than 0.');
  const id = required(headers, 'webhook-id');
  const timestamp = required(headers, 'webhook-timestamp');
  const signatures = required(headers, 'webhook-signature');
  const sentAt = checkTimestamp(timestamp, toleranceSeconds);
  const offered = signatures.split(' ').filter((one) => one.startsWith('v1,'));
  if (offered.length === 0) {
    throw refusal('malformed_header', 'webhook-signature has no signature of version v1.');
  }
  if (!matches(keys, offered, id, timestamp, body)) {
    throw refusal(
      'signature_mismatch',
      'No signature matches: the secret is wrong, or the body is not the raw body that was sent.',
    );
  }
  return { id, sentAt, event: parseEvent(body) };
}

/** Whether the event is a change of a connection's state; narrows its type. */
export function isConnectionStateChanged(event: WebhookEvent): event is ConnectionStateChanged {
  return event.type === 'connection.state_changed';
}

/** Whether the event is a change of a connection's health; narrows its type. */
export function isConnectionHealthChanged(event: WebhookEvent): event is ConnectionHealthChanged {
  return event.type === 'connection.health_changed';
}

function matches(
  keys: readonly Buffer[],
  offered: readonly string[],
  id: string,
  timestamp: string,
  body: string | Uint8Array,
): boolean {
  let found = false;
  for (const key of keys) {
    const expected = Buffer.from(sign(key, id, timestamp, body));
    for (const signature of offered) {
      const candidate = Buffer.from(signature);
      // No early end: the time it takes must not tell which one was nearly right.
      if (candidate.length === expected.length && timingSafeEqual(candidate, expected)) found = true;
    }
  }
  return found;
}

function checkTimestamp(text: string, toleranceSeconds: number): Date {
  if (!/^\d{1,12}$/.test(text))
    throw refusal('malformed_header', 'webhook-timestamp is not a number of seconds.');
  const seconds = Number(text);
  const age = Date.now() / 1000 - seconds;
  if (age > toleranceSeconds) {
    throw refusal(
      'timestamp_too_old',
      `The webhook was signed ${Math.round(age)} s ago: it may be a replay of an old one.`,
    );
  }
  if (age < -toleranceSeconds) {
    throw refusal(
      'timestamp_too_new',
      `The webhook is from ${Math.round(-age)} s in the future: check the clocks.`,
    );
  }
  return new Date(seconds * 1000);
}

function parseEvent(body: string | Uint8Array): WebhookEvent {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refusal('malformed_body', 'The body is signed, but is not JSON.');
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    throw refusal('malformed_body', 'The body is signed, but is not an event: it has no type.');
  }
  return value as WebhookEvent;
}

function required(headers: WebhookHeaders, name: string): string {
  const value = read(headers, name);
  if (value === undefined || value === '') throw refusal('missing_header', `The header ${name} is missing.`);
  return value;
}

function read(headers: WebhookHeaders, name: string): string | undefined {
  if (isHeaders(headers)) return headers.get(name) ?? undefined;
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name) return typeof value === 'string' ? value : value?.[0];
  }
  return undefined;
}

function isHeaders(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return 'get' in headers && typeof headers.get === 'function';
}

function refusal(code: string, message: string): WebhookVerificationError {
  return new WebhookVerificationError({ code, message });
}
