import type { AccessCheck, Action, Call, Service } from '../core/service.ts';

/** A refusal, in the words of AWS's message; the protocol adds the code. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}

/** Throws `AccessRefused` unless the caller's policies allow the call on every resource that it touches. */
export function authorize(call: Call, service: Service, action: Action): void {
  if (action.public || call.identity.kind === 'administrator') return;
  const name = `${service.iamPrefix ?? service.signingName}:${call.action}`;
  const checks: readonly AccessCheck[] = action.resources?.(call) ?? [{ resource: '*' }];
  throw new AccessRefused(`${name} ${checks.length}`);
}
