import { Agenda } from './agenda.ts';
import type { Clock } from './clock.ts';
import { Credentials } from './credentials.ts';
import { FirstAnswers } from './idempotency.ts';
import { IdSource } from './ids.ts';
import { Metrics } from './metrics.ts';
import type { Runner } from './runner.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { State } from './state.ts';

/** Everything the emulated AWS knows: state, callers, time, what is yet to happen, and the source of ids. */
export class World {
  readonly clock: Clock;
  readonly state: State;
  readonly agenda = new Agenda();
  readonly ids: IdSource;
  readonly metrics = new Metrics();
  readonly firstAnswers = new FirstAnswers();
  readonly credentials: Credentials;
  readonly settings: Settings;
  /** Runs programs; absent in a world without processes. */
  runner: Runner | undefined;
  readonly #initial: Settings;

  constructor(options: {
    clock: Clock;
    accounts: readonly string[];
    seed?: string | undefined;
    settings?: Partial<Settings> | undefined;
  }) {
    this.clock = options.clock;
    this.ids = new IdSource(options.seed ?? 'emulator');
    this.credentials = new Credentials(options.accounts);
    this.#initial = { ...defaultSettings, ...options.settings };
    this.settings = { ...this.#initial };
    this.state = new State({ readsBeforeVisible: () => this.settings.readsBeforeVisible });
  }

  /** Back to an AWS in which nobody has done anything yet. The clock goes on: time does not run backwards. */
  reset(): void {
    this.state.clear();
    this.agenda.clear();
    this.metrics.clear();
    this.ids.reset();
    this.firstAnswers.clear();
    this.credentials.reset();
    Object.assign(this.settings, this.#initial);
  }
}
