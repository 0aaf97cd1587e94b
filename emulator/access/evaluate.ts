import type { PolicyDocument, Statement } from '../core/policy-document.ts';
import { holds, type RequestContext, substitute } from './conditions.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

export interface AccessRequest {
  /** `ec2:CreateVpcEndpoint` */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

export type Verdict = 'allow' | 'explicitDeny' | 'implicitDeny';

/** What a set of policies says together: one Deny that applies beats every Allow; nothing that applies is a no. */
export function evaluate(policies: readonly PolicyDocument[], request: AccessRequest): Verdict {
  const applying = policies
    .flatMap((policy) => policy.statements)
    .filter((statement) => applies(statement, request));
  if (applying.some((statement) => statement.effect === 'Deny')) return 'explicitDeny';
  return applying.length > 0 ? 'allow' : 'implicitDeny';
}

/** Whether a statement is about this action, resource and context. Principals are not looked at here. */
export function applies(statement: Statement, request: AccessRequest): boolean {
  return (
    coversAction(statement, request.action) &&
    coversResource(statement, request) &&
    statement.conditions.every((condition) => holds(condition, request.context))
  );
}

export function coversAction(statement: Statement, action: string): boolean {
  const matches = (pattern: string) => matchesWildcard(pattern, action, { ignoreCase: true });
  if (statement.actions !== undefined) return statement.actions.some(matches);
  return !(statement.notActions ?? []).some(matches);
}

/** Trust policies name no resource: theirs is the role that they belong to. */
function coversResource(statement: Statement, request: AccessRequest): boolean {
  const matches = (pattern: string) => {
    const filled = substitute(pattern, request.context);
    return filled !== undefined && matchesArn(filled, request.resource);
  };
  if (statement.resources !== undefined) return statement.resources.some(matches);
  if (statement.notResources !== undefined) return !statement.notResources.some(matches);
  return true;
}
