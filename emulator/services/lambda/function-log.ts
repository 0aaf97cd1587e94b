import type { RoleSession } from '../../core/identity.ts';
import type { Scope } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { append } from '../logs/event-store.ts';
import { type LogGroup, logGroups } from '../logs/state.ts';
import { allows } from './execution-role.ts';
import type { LambdaFunction } from './state.ts';

const TAIL_BYTES = 4096;

/** The lines of one invocation. They go where the function's role may write, and their end goes with the answer. */
export class FunctionLog {
  /** `2025/01/01/[$LATEST]<32 digits>` */
  readonly stream: string;
  readonly #write: (text: string) => void;
  #tail = Buffer.alloc(0);

  constructor(world: World, scope: Scope, item: LambdaFunction, session: RoleSession) {
    const now = world.clock.now();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
    this.stream = `${day}/[$LATEST]${world.ids.hex('lambda-log-stream', 32)}`;
    const name = item.configuration.logging.group;
    const [, partition = 'aws'] = item.arn.split(':');
    const arn = `arn:${partition}:logs:${scope.region}:${scope.accountId}:log-group:${name}`;
    const may = (action: string) =>
      allows(world, session, `logs:${action}`, `${arn}:log-stream:${this.stream}`);
    const groups = world.state.table(logGroups, scope);
    let group: LogGroup | undefined = groups.get(name);
    if (group === undefined && may('CreateLogGroup')) {
      group = groups.put(name, {
        name,
        arn,
        createdAt: now,
        logGroupClass: 'STANDARD',
        retentionInDays: undefined,
        kmsKeyId: undefined,
        tags: {},
        streams: {},
      });
    }
    if (group !== undefined && may('CreateLogStream')) {
      group.streams = { ...group.streams, [this.stream]: { name: this.stream, createdAt: now } };
    }
    const mayPut = may('PutLogEvents');
    this.#write = (message) => {
      // A line of nothing is no event, and a group that was deleted meanwhile gets no more lines.
      const stream = mayPut && message !== '' ? groups.get(name)?.streams[this.stream] : undefined;
      if (stream === undefined) return;
      const timestamp = world.clock.now();
      append(stream, { timestamp, message }, timestamp);
    };
  }

  line(text: string): void {
    this.#write(text);
    this.#tail = Buffer.concat([this.#tail, Buffer.from(`${text}\n`)]).subarray(-TAIL_BYTES);
  }

  get tail(): string {
    return this.#tail.toString('utf8');
  }
}
