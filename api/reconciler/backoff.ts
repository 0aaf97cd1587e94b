/** How long to wait before the next attempt. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Around `base × 2^attempts`, up to the cap: half of it certain, half of it chance, so that those who failed together come back apart. */
export function nextAttemptAt(attempts: number, backoff: Backoff, now: Date = new Date()): Date {
  const full = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempts, 20));
  return new Date(now.getTime() + full / 2 + Math.random() * (full / 2));
}
