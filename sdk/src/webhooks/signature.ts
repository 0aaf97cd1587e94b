import { createHmac } from 'node:crypto';
import { ConfigurationError } from '../errors/index.ts';

const prefix = 'whsec_';

/** The key in a Standard Webhooks secret. No error repeats the secret. */
export function parseSecret(secret: string): Buffer {
  const encoded =
    typeof secret === 'string' && secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  const key =
    typeof encoded === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded)
      ? Buffer.from(encoded, 'base64')
      : Buffer.alloc(0);
  if (key.length < 24) {
    throw new ConfigurationError('The webhook secret must be whsec_ and at least 24 bytes in base64.', {
      code: 'invalid_webhook_secret',
    });
  }
  return key;
}

/** `v1,<base64>`: HMAC-SHA256 over id, timestamp and the raw body. */
export function sign(key: Buffer, id: string, timestamp: string, body: string | Uint8Array): string {
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  return `v1,${hmac.digest('base64')}`;
}
