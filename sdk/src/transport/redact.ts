/** Takes a secret out of a text that goes into an error: servers and proxies sometimes repeat what they were sent. */
export function redact(text: string, secret: string): string {
  return secret.length >= 8 ? text.replaceAll(secret, '[redacted]') : text;
}
