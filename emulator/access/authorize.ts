import type { RoleSession } from '../core/identity.ts';
import type { PolicyDocument } from '../core/policy-document.ts';
import type { AccessCheck, Action, Call, Service } from '../core/service.ts';
import { requestContext } from './context.ts';
import { coversAction, evaluate, type Verdict } from './evaluate.ts';

/** The policies that a role session is held to, as they are now. All of the present sets must allow. */
export interface SessionPolicies {
  readonly identity: readonly PolicyDocument[];
  readonly boundary: PolicyDocument | undefined;
  readonly session: readonly PolicyDocument[];
}

/** A refusal, in the words of AWS's message; the protocol adds the code. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}

/** Throws `AccessRefused` unless the caller's policies allow the call on every resource that it touches. */
export function authorize(
  call: Call,
  service: Service,
  action: Action,
  policiesOf: (session: RoleSession) => SessionPolicies,
): void {
  const { identity } = call;
  if (action.public || identity.kind === 'administrator') return;
  const policies = policiesOf(identity);
  const name = `${service.iamPrefix ?? service.signingName}:${call.action}`;
  // Whoever may not do this at all is told so before anything about resources is looked up.
  const isMentioned = policies.identity.some((policy) =>
    policy.statements.some((statement) => statement.effect === 'Allow' && coversAction(statement, name)),
  );
  if (!isMentioned) throw refusal(call, { action: name, resource: '*' }, 'implicitDeny');
  for (const check of action.resources?.(call) ?? [{ resource: '*' }]) {
    requireAllowed(call, { action: name, ...check }, policies);
  }
}

function requireAllowed(
  call: Call,
  check: AccessCheck & { action: string },
  policies: SessionPolicies,
): void {
  const request = {
    action: check.action,
    resource: check.resource,
    context: requestContext(call, check.context),
  };
  const verdicts = [
    evaluate(policies.identity, request),
    ...(policies.boundary === undefined ? [] : [evaluate([policies.boundary], request)]),
    ...(policies.session.length === 0 ? [] : [evaluate(policies.session, request)]),
  ];
  const verdict = verdicts.find((v) => v === 'explicitDeny') ?? verdicts.find((v) => v === 'implicitDeny');
  if (verdict !== undefined) throw refusal(call, check, verdict);
}

function refusal(call: Call, check: { action: string; resource: string }, verdict: Verdict): AccessRefused {
  const target = check.resource === '*' ? '' : ` on resource: ${check.resource}`;
  const reason =
    verdict === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${check.action} action`;
  return new AccessRefused(
    `User: ${call.identity.arn} is not authorized to perform: ${check.action}${target} ${reason}`,
  );
}
