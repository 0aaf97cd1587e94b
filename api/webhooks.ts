import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { request } from 'undici';
import type { components } from './contract.generated.ts';
import { asError } from './faults.ts';
import type { Store } from './store/store.ts';
import type { DueDelivery } from './store/webhook-deliveries.ts';

export interface WebhookOptions {
  readonly store: Store;
  readonly url: URL;
  /** `whsec_` and base64, as Standard Webhooks has it. */
  readonly secret: string;
  readonly logger: Logger;
  /** How often to look for something to send; one second by default. */
  readonly intervalMilliseconds?: number;
}

const attemptSeconds = 10;
const leaseSeconds = 60;
const batch = 20;
/** Seconds between attempts; after the last one the delivery is given up, three days after the first. */
const pauses = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 57_600, 86_400];

/**
 * Tells one destination of every change of state, signed by the scheme of Standard Webhooks
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Any number of processes
 * may send: a delivery that one has taken is not the others' for a while.
 */
export class WebhookSender {
  readonly #options: WebhookOptions;
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Ends after the deliveries that are under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  /** Sends what is due. @returns how many deliveries were tried. */
  async sendDue(): Promise<number> {
    const due = await this.#options.store.webhookDeliveries.take(batch, leaseSeconds);
    await Promise.all(due.map((delivery) => this.#send(delivery)));
    return due.length;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      let sent = 0;
      try {
        sent = await this.sendDue();
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'webhook deliveries cannot be read');
      }
      if (sent < batch) {
        await pause(this.#options.intervalMilliseconds ?? 1_000, undefined, { signal }).catch(
          () => undefined,
        ); // stopped
      }
    }
  }

  async #send(delivery: DueDelivery): Promise<void> {
    const { store, logger } = this.#options;
    const { event, attempts } = delivery;
    try {
      await this.#post(`evt_${event.id}`, JSON.stringify(message(delivery)));
      await store.webhookDeliveries.delivered(event.id);
    } catch (error) {
      const why = asError(error).message;
      const retryIn = pauses[attempts];
      logger.warn({ eventId: event.id, attempts: attempts + 1, why }, 'webhook not delivered');
      if (retryIn === undefined) await store.webhookDeliveries.abandoned(event.id, why);
      else await store.webhookDeliveries.failed(event.id, why, retryIn);
    }
  }

  async #post(id: string, body: string): Promise<void> {
    const timestamp = Math.floor(Date.now() / 1_000);
    const response = await request(this.#options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign(this.#options.secret, { id, timestamp, body }),
      },
      body,
      signal: AbortSignal.timeout(attemptSeconds * 1_000),
    });
    await response.body.dump();
    if (response.statusCode < 200 || response.statusCode > 299) {
      throw new Error(`the destination answered ${response.statusCode}`);
    }
  }
}

/** The value of the header `webhook-signature`. */
export function sign(
  secret: string,
  message: { readonly id: string; readonly timestamp: number; readonly body: string },
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${message.id}.${message.timestamp}.${message.body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

type Message =
  | components['schemas']['ConnectionStateChanged']
  | components['schemas']['ConnectionHealthChanged'];

function message(delivery: DueDelivery): Message {
  const { event, organizationId, endpointId } = delivery;
  if (event.health) {
    return {
      type: 'connection.health_changed',
      timestamp: event.at.toISOString(),
      data: {
        connectionId: event.connection_id,
        organizationId,
        eventId: String(event.id),
        ...event.health,
      },
    };
  }
  return {
    type: 'connection.state_changed',
    timestamp: event.at.toISOString(),
    data: {
      connectionId: event.connection_id,
      organizationId,
      eventId: String(event.id),
      ...(event.from_state === null ? {} : { from: event.from_state }),
      to: event.to_state,
      ...(event.reason ? { reason: event.reason } : {}),
      ...(endpointId === null ? {} : { endpointId }),
    },
  };
}
