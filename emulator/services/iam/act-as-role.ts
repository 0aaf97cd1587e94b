/** What AWS's services do in a customer's account, they do as a role that trusts them. */
import { AccessRefused, authorize } from '../../access/authorize.ts';
import { applies } from '../../access/evaluate.ts';
import { AwsError } from '../../core/aws-error.ts';
import { checkContract } from '../../core/contract.ts';
import type { RoleSession } from '../../core/identity.ts';
import { Input, type Tree } from '../../core/input.ts';
import type { Output } from '../../core/output.ts';
import { parsePolicy } from '../../core/policy-document.ts';
import type { Action, Call, Service } from '../../core/service.ts';
import { GLOBAL_REGION } from '../../core/state.ts';
import { policiesOfSession } from './session-policies.ts';
import { type Role, roles } from './state.ts';

/** A session of the role for a service's own use; `undefined` when there is no such role or it does not trust the service. */
export function serviceSession(
  call: Call,
  roleArn: string,
  principal: string,
  sessionName: string,
): RoleSession | undefined {
  const [, accountId = '', path = ''] = /^arn:[\w-]+:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  const roleName = path.slice(path.lastIndexOf('/') + 1);
  const role = call.world.state.table(roles, { accountId, region: GLOBAL_REGION }).get(roleName);
  if (role?.arn !== roleArn || !trustsService(call, role, principal)) return undefined;
  return {
    kind: 'session',
    accountId,
    accessKeyId: '',
    arn: `arn:${call.partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    userId: `${role.roleId}:${sessionName}`,
    roleArn,
    roleName,
    tags: new Map(Object.entries(role.tags)),
    sessionPolicies: [],
    sessionToken: '',
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

function trustsService(call: Call, role: Role, principal: string): boolean {
  const service = principal.slice(0, principal.indexOf('.')).replace(/-tasks$/, '');
  const context = new Map([
    ['aws:sourceaccount', [call.accountId]],
    ['aws:sourcearn', [call.arn(service, '*')]],
  ]);
  const request = { action: 'sts:AssumeRole', resource: role.arn, context };
  const named = parsePolicy(role.trustPolicy, 'trust').statements.filter(
    (statement) =>
      applies(statement, request) &&
      [...(statement.principals?.get('Service') ?? []), ...(statement.principals?.get('*') ?? [])].includes(
        principal,
      ),
  );
  return named.length > 0 && named.every(({ effect }) => effect === 'Allow');
}

/** A refusal as AWS's services repeat it: `AccessDeniedException: User: … is not authorized to …`. */
export class RoleCallFailed extends Error {
  override readonly name = 'RoleCallFailed';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Makes a call of another service as the role: its policies decide as for anybody's. Throws `RoleCallFailed`. */
export function callAs(
  call: Call,
  session: RoleSession,
  service: Service,
  action: string,
  parameters: Tree,
): Output {
  const known = service.actions[action];
  if (known === undefined) throw new Error(`${service.signingName} has no ${action}`);
  const codes = { missing: 'InvalidParameterException', invalid: 'InvalidParameterException' };
  const inner: Call = {
    ...call,
    service: service.signingName,
    action,
    identity: session,
    input: new Input(parameters, codes),
  };
  try {
    checkContract(service, action, inner.input);
    authorize(inner, service, known, (own) => policiesOfSession(call.world, own));
    return known.handle(inner);
  } catch (error) {
    if (error instanceof AccessRefused) throw new RoleCallFailed('AccessDeniedException', error.message);
    if (error instanceof AwsError) throw new RoleCallFailed(error.code, error.message);
    throw error;
  }
}

/** Whether the role may do what no service here does, such as to read an image. Throws `RoleCallFailed` when not. */
export function requireAllowed(
  call: Call,
  session: RoleSession,
  iamPrefix: string,
  action: string,
  resource: string,
): void {
  const answer: Action = { handle: () => ({}), resources: () => [{ resource }] };
  const model = { actions: {}, structures: {}, enums: {} };
  const service: Service = { signingName: iamPrefix, model, protocols: [], actions: { [action]: answer } };
  callAs(call, session, service, action, {});
}
