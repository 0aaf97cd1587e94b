import { requestContext } from '../../access/context.ts';
import { evaluate } from '../../access/evaluate.ts';
import { AwsError } from '../../core/aws-error.ts';
import type { RoleSession } from '../../core/identity.ts';
import { MalformedPolicy, type PolicyDocument, parsePolicy } from '../../core/policy-document.ts';
import type { Action, Call } from '../../core/service.ts';
import { GLOBAL_REGION } from '../../core/state.ts';
import { documentOf, policiesOfSession } from '../iam/session-policies.ts';
import { type Role, roles } from '../iam/state.ts';
import { trusts } from './trust.ts';

/**
 * Gives temporary credentials for a role, if its trust policy admits the caller and, unless it names the caller itself
 * in the same account, the caller's own policies do as well.
 */
export const assumeRole: Action = {
  // The permission depends on the trust policy, so the handler asks for it itself.
  public: true,
  handle: (call) => {
    const { input } = call;
    const roleArn = input.requiredString('RoleArn');
    const match = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn);
    if (match === null) throw new AwsError('ValidationError', `${roleArn} is invalid`);
    const [, partition = '', accountId = '', roleName = ''] = match;
    const sessionName = input.requiredString('RoleSessionName');
    if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
      throw new AwsError(
        'ValidationError',
        `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*, and have a length of 2 to 64`,
      );
    }
    const scope = { accountId, region: GLOBAL_REGION };
    const role = call.world.state.table(roles, scope).get(roleName);
    const tags = readSessionTags(call);
    if (role?.arn !== roleArn || !mayAssume(call, role, sessionName, tags)) {
      throw new AwsError(
        'AccessDenied',
        `User: ${call.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        403,
      );
    }
    const seconds = input.integer('DurationSeconds', { min: 900, max: 43_200 }) ?? 3600;
    if (seconds > role.maxSessionDuration) {
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    const session: RoleSession = {
      kind: 'session',
      accountId,
      accessKeyId: call.world.ids.unique('ASIA').slice(0, 20),
      arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
      userId: `${role.roleId}:${sessionName}`,
      roleArn: role.arn,
      roleName,
      tags: new Map([...Object.entries(role.tags), ...tags]),
      sessionPolicies: readSessionPolicies(call, accountId),
      sessionToken: call.world.ids.hex(`token/${roleArn}`, 64),
      expiresAt: Date.now() + seconds * 1000,
    };
    call.world.credentials.add(session);
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: call.world.ids.hex(`secret/${roleArn}`, 40),
        SessionToken: session.sessionToken,
        Expiration: new Date(session.expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    };
  },
};

function mayAssume(call: Call, role: Role, sessionName: string, tags: ReadonlyMap<string, string>): boolean {
  const keys = {
    'sts:ExternalId': call.input.string('ExternalId'),
    'sts:RoleSessionName': sessionName,
    ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(tags.size > 0 ? { 'aws:TagKeys': [...tags.keys()] } : {}),
  };
  const trust = trusts(role, call, 'sts:AssumeRole', keys);
  if (trust === 'no') return false;
  if (tags.size > 0 && trusts(role, call, 'sts:TagSession', keys) === 'no') return false;
  const { identity } = call;
  const isEnough = trust === 'direct' && role.arn.includes(`::${identity.accountId}:`);
  if (identity.kind === 'administrator' || isEnough) return true;
  const policies = policiesOfSession(call.world, identity);
  const request = { action: 'sts:AssumeRole', resource: role.arn, context: requestContext(call, keys) };
  return (
    evaluate(policies.identity, request) === 'allow' &&
    (policies.boundary === undefined || evaluate([policies.boundary], request) === 'allow') &&
    (policies.session.length === 0 || evaluate(policies.session, request) === 'allow')
  );
}

function readSessionTags(call: Call): ReadonlyMap<string, string> {
  return new Map(
    call.input.structs('Tags').map((tag) => [tag.requiredString('Key'), tag.string('Value') ?? '']),
  );
}

function readSessionPolicies(call: Call, accountId: string): PolicyDocument[] {
  const text = call.input.string('Policy');
  const arns = call.input.structs('PolicyArns').map((entry) => entry.requiredString('arn'));
  try {
    const inline = text === undefined || text === '' ? [] : [parsePolicy(text, 'identity')];
    const managed = arns.map((arn) => {
      const document = documentOf(call.world, { accountId, region: GLOBAL_REGION }, arn);
      if (document === undefined) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
      return document;
    });
    return [...inline, ...managed];
  } catch (error) {
    if (error instanceof MalformedPolicy) throw new AwsError('MalformedPolicyDocument', error.message);
    throw error;
  }
}
