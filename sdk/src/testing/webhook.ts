import { randomUUID } from 'node:crypto';
import type { ConnectionStateChanged } from '../contract.generated.ts';
import { parseSecret, sign } from '../webhooks/signature.ts';
import type { WebhookEvent } from '../webhooks/verify.ts';

/** A secret that anybody may know, for tests. */
export const testWebhookSecret = 'whsec_dHJheS1wcml2YXRlbGluay10ZXN0LXNlY3JldC0wMDAx';

export interface SignedWebhook {
  readonly headers: {
    readonly 'content-type': 'application/json';
    readonly 'webhook-id': string;
    readonly 'webhook-timestamp': string;
    readonly 'webhook-signature': string;
  };
  /** The raw body, as it must be sent. */
  readonly body: string;
}

export interface SignWebhookOptions {
  /** `whsec_…`; with several the webhook carries a signature of each. @default testWebhookSecret */
  readonly secret?: string | readonly string[];
  readonly id?: string;
  /** When it is signed. @default now */
  readonly at?: Date;
}

/** Headers and body of a webhook as the API would send it. */
export function signTestWebhook(event: WebhookEvent, options: SignWebhookOptions = {}): SignedWebhook {
  const { secret = testWebhookSecret, id = `evt_${randomUUID()}`, at = new Date() } = options;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const body = JSON.stringify(event);
  const secrets = typeof secret === 'string' ? [secret] : secret;
  const signatures = secrets.map((one) => sign(parseSecret(one), id, timestamp, body));
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
    body,
  };
}

/** The event of a connection that waits for its acceptance; give what should be different. */
export function connectionStateChanged(
  data: Partial<ConnectionStateChanged['data']> = {},
  timestamp = new Date().toISOString(),
): ConnectionStateChanged {
  return {
    type: 'connection.state_changed',
    timestamp,
    data: {
      connectionId: 'acme-orders-db',
      organizationId: 'acme',
      eventId: '1',
      from: 'provisioning',
      to: 'pending_acceptance',
      ...data,
    },
  };
}
