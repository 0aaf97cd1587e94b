import type { Logger } from 'pino';
import { redact } from '../../redaction.ts';
import type { NewProgressLine } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { TerraformMessage } from '../../terraform/messages.ts';

/** Lines kept of one run; its errors are in the run's reason in any case. */
const lineLimit = 1_000;
const messageLimit = 2_000;
const flushMs = 500;

/** What tells nobody anything: reading what is there already, one line for each resource. */
const noise = new Set(['version', 'refresh_start', 'refresh_complete', 'resource_drift', 'outputs', 'log']);

/**
 * Keeps what Terraform reports in the database while it reports it, so that people can follow a run from anywhere. Losing a
 * line is no reason to lose a run: what cannot be written is logged and dropped.
 */
export class ProgressLog {
  readonly #store: Store;
  readonly #runId: string;
  readonly #logger: Logger;
  readonly #environment: Readonly<Record<string, string>>;
  #pending: NewProgressLine[] = [];
  #written = 0;
  #taken = 0;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param environment of the run: its secrets are cut out of what is kept. */
  constructor(
    store: Store,
    runId: string,
    logger: Logger,
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.#environment = environment;
    this.#store = store;
    this.#runId = runId;
    this.#logger = logger;
  }

  add(message: TerraformMessage): void {
    if (noise.has(message.type) || this.#taken > lineLimit) return;
    this.#taken += 1;
    if (this.#taken > lineLimit) {
      this.#push({ level: 'warn', type: 'truncated', message: `Further lines of this run are not kept.` });
      return;
    }
    const resource =
      message.hook?.resource?.addr ?? message.change?.resource.addr ?? message.diagnostic?.address;
    const text = message.diagnostic
      ? [message.diagnostic.summary, message.diagnostic.detail].filter(Boolean).join(': ')
      : message['@message'];
    const at = message['@timestamp'] === undefined ? Number.NaN : Date.parse(message['@timestamp']);
    this.#push({
      level: levelOf(message),
      type: message.type,
      message: redact(text, this.#environment).slice(0, messageLimit),
      ...(resource ? { resource } : {}),
      ...(Number.isNaN(at) ? {} : { at: new Date(at) }),
    });
  }

  /** Everything is written, or given up. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    await this.#writing;
  }

  #push(line: NewProgressLine): void {
    this.#pending.push(line);
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#pending;
    this.#pending = [];
    if (lines.length === 0) return;
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#store.runs.appendProgress(this.#runId, this.#written + 1, lines);
        this.#written += lines.length;
      } catch (error) {
        this.#logger.warn({ err: error, runId: this.#runId }, 'progress of a run could not be kept');
      }
    });
  }
}

function levelOf(message: TerraformMessage): NewProgressLine['level'] {
  const level = message.diagnostic?.severity === 'warning' ? 'warn' : message['@level'];
  return level === 'error' || level === 'warn' ? level : 'info';
}
