import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { AccessRefused, authorize } from '../access/authorize.ts';
import { AwsError } from '../core/aws-error.ts';
import { checkContract } from '../core/contract.ts';
import type { Output } from '../core/output.ts';
import type { ParsedCall, Protocol, WireRequest, WireResponse } from '../core/protocol.ts';
import { partitionOf } from '../core/regions.ts';
import type { Call, Service } from '../core/service.ts';
import { type CredentialScope, readCredentialScope } from '../core/signature.ts';
import type { World } from '../core/world.ts';
import { policiesOfSession } from '../services/iam/session-policies.ts';
import type { CallLog } from './call-log.ts';
import type { Fault, Faults } from './faults.ts';
import { guessProtocol } from './guess-protocol.ts';

export interface DispatcherParts {
  readonly world: World;
  readonly services: ReadonlyMap<string, Service>;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly logger: Logger;
}

/** What the server does with a request: sends an answer, or cuts the connection. */
export type Outcome = { readonly response: WireResponse } | { readonly dropped: true };

/** Takes one AWS request all the way: caller, faults, permission, handler, answer. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  async dispatch(request: WireRequest): Promise<Outcome> {
    const { world, services, logger } = this.#parts;
    const requestId = randomUUID();
    let protocol = guessProtocol(request);
    let scope: CredentialScope | undefined;
    let parsed: ParsedCall | undefined;
    let faults: Fault[] = [];
    let caller = '';
    let answer: { response: WireResponse; errorCode?: string };
    try {
      scope = readCredentialScope(request);
      if (scope === undefined) {
        throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
      }
      const service = services.get(scope.service);
      protocol = service?.protocols.find((candidate) => candidate.accepts(request)) ?? protocol;
      parsed = protocol.parse(request);
      const action = service === undefined ? undefined : ownAction(service, parsed.action);
      if (service === undefined || action === undefined) {
        logger.warn(
          { service: scope.service, action: parsed.action, requestId },
          service === undefined ? 'service is not emulated' : 'action is not emulated',
        );
        throw protocol.unknownAction(parsed.action);
      }
      faults = this.#strike(scope, parsed);
      await delay(faults, 'before');
      this.#failOnFault(faults, protocol);
      if (isDropped(faults, 'before')) return this.#dropped(scope, parsed, requestId);

      world.agenda.runDue(world.clock.now());
      const identity = world.credentials.identify(scope);
      caller = identity.arn;
      const call = this.#call(scope, parsed, identity, requestId, faults);
      checkContract(service, parsed.action, parsed.input);
      authorize(call, service, action, (session) => policiesOfSession(world, session));
      const token = service.model.actions[parsed.action]?.token;
      const output: Output =
        action.wait === undefined
          ? world.firstAnswers.once(
              call,
              token,
              () => action.handle(call),
              service.tokenMismatch?.bind(service),
            )
          : await action.wait(call);
      answer = { response: protocol.success(parsed.action, output, requestId) };
      await delay(faults, 'after');
      if (isDropped(faults, 'after')) return this.#dropped(scope, parsed, requestId);
    } catch (thrown) {
      const error = this.#asAwsError(thrown, protocol, requestId);
      answer = { response: protocol.failure(error, requestId), errorCode: error.code };
    }
    this.#record(scope, parsed, {
      requestId,
      caller,
      status: answer.response.status,
      errorCode: answer.errorCode,
    });
    return { response: answer.response };
  }

  #call(
    credentials: CredentialScope,
    parsed: ParsedCall,
    identity: Call['identity'],
    requestId: string,
    faults: readonly Fault[],
  ): Call {
    const { world } = this.#parts;
    const { region } = credentials;
    const { accountId } = identity;
    const scope = { accountId, region };
    const stuck = faults.find((fault) => fault.kind === 'stuck');
    return {
      service: credentials.service,
      action: parsed.action,
      input: parsed.input,
      requestId,
      identity,
      accountId,
      region,
      partition: partitionOf(region),
      scope,
      world,
      table: (collection) => world.state.table(collection, scope),
      now: () => new Date(world.clock.now()),
      after: (seconds, run) =>
        world.agenda.schedule(world.clock.now() + seconds * 1000, run, () =>
          stuck === undefined ? false : this.#parts.faults.has(stuck.id),
        ),
      arn: (service, resource, place = {}) =>
        `arn:${partitionOf(region)}:${service}:${place.region ?? region}:${place.accountId ?? accountId}:${resource}`,
      newId: (prefix) => world.ids.resource(prefix, `${accountId}/${region}`),
    };
  }

  #strike(scope: CredentialScope, parsed: ParsedCall): Fault[] {
    return this.#parts.faults.strike({
      service: scope.service,
      action: parsed.action,
      accountId: this.#parts.world.credentials.accountOf(scope.accessKeyId) ?? '',
      region: scope.region,
    });
  }

  #failOnFault(faults: readonly Fault[], protocol: Protocol): void {
    if (faults.some((fault) => fault.kind === 'throttle')) throw protocol.throttled();
    const broken = faults.find((fault) => fault.kind === 'error');
    if (broken === undefined) return;
    const usual = protocol.broken();
    throw new AwsError(
      broken.code ?? usual.code,
      broken.message ?? usual.message,
      broken.status ?? usual.status,
    );
  }

  #asAwsError(thrown: unknown, protocol: Protocol, requestId: string): AwsError {
    if (thrown instanceof AwsError) return thrown;
    if (thrown instanceof AccessRefused) return protocol.denied(thrown.message);
    this.#parts.logger.error({ err: thrown, requestId }, 'a handler failed: this is a bug in the emulator');
    return protocol.broken();
  }

  #dropped(scope: CredentialScope, parsed: ParsedCall, requestId: string): Outcome {
    this.#record(scope, parsed, { requestId, caller: '', status: 0, errorCode: 'ConnectionDropped' });
    return { dropped: true };
  }

  #record(
    scope: CredentialScope | undefined,
    parsed: ParsedCall | undefined,
    result: { requestId: string; caller: string; status: number; errorCode: string | undefined },
  ): void {
    const { calls, logger, world } = this.#parts;
    const ignored = result.errorCode === undefined ? (parsed?.input.unread() ?? []) : [];
    const record = {
      at: new Date(world.clock.now()).toISOString(),
      requestId: result.requestId,
      service: (scope?.service ?? 'unknown').slice(0, 64),
      action: (parsed?.action ?? 'unknown').slice(0, 128),
      accountId: scope === undefined ? '' : (world.credentials.accountOf(scope.accessKeyId) ?? ''),
      region: (scope?.region ?? '').slice(0, 32),
      caller: result.caller,
      status: result.status,
      ...(result.errorCode === undefined ? {} : { errorCode: result.errorCode }),
      ...(ignored.length === 0
        ? {}
        : { ignoredParameters: ignored.slice(0, 20).map((name) => name.slice(0, 64)) }),
    };
    calls.add(record);
    logger.debug(record, 'call');
  }
}

function ownAction(service: Service, name: string) {
  return Object.hasOwn(service.actions, name) ? service.actions[name] : undefined;
}

function isDropped(faults: readonly Fault[], when: 'before' | 'after'): boolean {
  return faults.some((fault) => fault.kind === 'drop' && (fault.when ?? 'before') === when);
}

async function delay(faults: readonly Fault[], when: 'before' | 'after'): Promise<void> {
  const milliseconds = faults.reduce(
    (sum, fault) =>
      sum + (fault.kind === 'latency' && (fault.when ?? 'before') === when ? (fault.milliseconds ?? 0) : 0),
    0,
  );
  // An answer that nobody waits for any more keeps no process alive.
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
