import { requestContext } from '../../access/context.ts';
import { applies } from '../../access/evaluate.ts';
import type { Identity } from '../../core/identity.ts';
import { parsePolicy, type Statement } from '../../core/policy-document.ts';
import type { Call } from '../../core/service.ts';
import type { Role } from '../iam/state.ts';

/**
 * What a role's trust policy says to the caller. `direct`: it names the caller itself, and that is enough within one
 * account. `delegated`: it names the caller's account, whose own policies then decide.
 */
export function trusts(
  role: Role,
  call: Call,
  action: 'sts:AssumeRole' | 'sts:TagSession',
  keys: Readonly<Record<string, string | readonly string[] | undefined>>,
): 'direct' | 'delegated' | 'no' {
  const request = { action, resource: role.arn, context: requestContext(call, keys) };
  const applying = parsePolicy(role.trustPolicy, 'trust').statements.filter((statement) =>
    applies(statement, request),
  );
  const named = (statement: Statement) => naming(statement, call.identity);
  if (applying.some((statement) => statement.effect === 'Deny' && named(statement) !== 'no')) return 'no';
  const answers = applying.filter((statement) => statement.effect === 'Allow').map(named);
  return (
    answers.find((answer) => answer === 'direct') ?? answers.find((answer) => answer === 'delegated') ?? 'no'
  );
}

function naming(statement: Statement, identity: Identity): 'direct' | 'delegated' | 'no' {
  const principals = statement.principals?.get('AWS') ?? [];
  const own = identity.kind === 'session' ? [identity.arn, identity.roleArn] : [identity.arn];
  if (principals.some((principal) => own.includes(principal))) return 'direct';
  const isAccount = (principal: string) =>
    principal === '*' ||
    principal === identity.accountId ||
    /^arn:[^:]+:iam::(\d{12}):root$/.exec(principal)?.[1] === identity.accountId;
  return principals.some(isAccount) ? 'delegated' : 'no';
}
