/** The role that a function runs with: whether Lambda may assume it, and what it allows. */
import { applies, evaluate } from '../../access/evaluate.ts';
import type { RoleSession } from '../../core/identity.ts';
import { parsePolicy } from '../../core/policy-document.ts';
import type { Call } from '../../core/service.ts';
import { GLOBAL_REGION } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { policiesOfSession } from '../iam/session-policies.ts';
import { type Role, roles } from '../iam/state.ts';
import { invalidParameter } from './errors.ts';

/** Of Lambda's execution role: longer than any invocation. Milliseconds. */
const SESSION_MILLISECONDS = 12 * 3600 * 1000;

export function requireExecutionRole(call: Call, roleArn: string, needsInterfaces: boolean): void {
  const role = roleOf(call.world, call.accountId, roleArn);
  if (role === undefined || !trustsLambda(role, call.accountId)) {
    throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
  }
  if (!needsInterfaces) return;
  const session = sessionOf(role, call.accountId, 'lambda');
  // In the order in which Lambda uses them.
  for (const action of ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DeleteNetworkInterface']) {
    if (!allows(call.world, session, `ec2:${action}`, '*')) {
      throw invalidParameter(
        `The provided execution role does not have permissions to call ${action} on EC2`,
      );
    }
  }
}

/** Temporary keys of the role, or `undefined` when Lambda may not assume it any more. */
export function assumeExecutionRole(
  world: World,
  accountId: string,
  roleArn: string,
  functionName: string,
): { readonly session: RoleSession; readonly secret: string } | undefined {
  const role = roleOf(world, accountId, roleArn);
  if (role === undefined || !trustsLambda(role, accountId)) return undefined;
  const session = {
    ...sessionOf(role, accountId, functionName),
    accessKeyId: world.ids.unique('ASIA').slice(0, 20),
    sessionToken: world.ids.hex(`token/${roleArn}`, 64),
  };
  world.credentials.add(session);
  return { session, secret: world.ids.hex(`secret/${roleArn}`, 40) };
}

/** Whether the session's policies allow an action as they are now. */
export function allows(world: World, session: RoleSession, action: string, resource: string): boolean {
  const policies = policiesOfSession(world, session);
  const request = { action, resource, context: new Map<string, readonly string[]>() };
  return (
    evaluate(policies.identity, request) === 'allow' &&
    (policies.boundary === undefined || evaluate([policies.boundary], request) === 'allow')
  );
}

function roleOf(world: World, accountId: string, arn: string): Role | undefined {
  const role = world.state
    .table(roles, { accountId, region: GLOBAL_REGION })
    .get(arn.split('/').at(-1) ?? '');
  return role?.arn === arn ? role : undefined;
}

function trustsLambda(role: Role, accountId: string): boolean {
  const request = {
    action: 'sts:AssumeRole',
    resource: role.arn,
    context: new Map([['aws:sourceaccount', [accountId]]]),
  };
  const naming = parsePolicy(role.trustPolicy, 'trust').statements.filter(
    (statement) =>
      applies(statement, request) && statement.principals?.get('Service')?.includes('lambda.amazonaws.com'),
  );
  return naming.length > 0 && naming.every(({ effect }) => effect === 'Allow');
}

function sessionOf(role: Role, accountId: string, name: string): RoleSession {
  const partition = role.arn.split(':')[1] ?? 'aws';
  return {
    kind: 'session',
    accountId,
    accessKeyId: '',
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${role.roleName}/${name}`,
    userId: `${role.roleId}:${name}`,
    roleArn: role.arn,
    roleName: role.roleName,
    tags: new Map(Object.entries(role.tags)),
    sessionPolicies: [],
    sessionToken: '',
    expiresAt: Date.now() + SESSION_MILLISECONDS,
  };
}
