/** Who may call a function: its resource policy, and the caller's own policies. */
import { requestContext } from '../../access/context.ts';
import { applies, evaluate } from '../../access/evaluate.ts';
import { AwsError } from '../../core/aws-error.ts';
import { parsePolicy, type Statement } from '../../core/policy-document.ts';
import type { Action, Call } from '../../core/service.ts';
import { restAnswer } from '../../protocols/rest.ts';
import { policiesOfSession } from '../iam/session-policies.ts';
import { conflict, invalidParameter, notFound } from './errors.ts';
import { functionOf, onFunction } from './lookup.ts';
import type { LambdaFunction } from './state.ts';

export const addPermission: Action = {
  handle: (call) => {
    const { input } = call;
    const item = functionOf(call);
    const id = input.requiredString('StatementId');
    if (!/^[\w-]{1,100}$/.test(id)) throw input.invalid('StatementId', 'must be letters, digits, - and _');
    if (item.policy.has(id)) {
      throw conflict(
        `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const action = input.requiredString('Action');
    if (!/^(lambda:[A-Za-z]+|\*)$/.test(action)) throw input.invalid('Action', 'must be an action of lambda');
    const condition = conditionOf(call);
    const statement = {
      Sid: id,
      Effect: 'Allow',
      Principal: principalOf(call, input.requiredString('Principal')),
      Action: action,
      Resource: item.arn,
      ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    };
    item.policy.set(id, statement);
    return restAnswer({ Statement: JSON.stringify(statement) }, { status: 201 });
  },
  resources: onFunction,
};

export const getPolicy: Action = {
  handle: (call) => {
    const item = functionOf(call);
    if (item.policy.size === 0) throw notFound('The resource you requested does not exist.');
    return { Policy: documentOf(item), RevisionId: item.revisionId };
  },
  resources: onFunction,
};

export const removePermission: Action = {
  handle: (call) => {
    const id = call.input.requiredString('StatementId');
    if (!functionOf(call).policy.delete(id)) {
      throw notFound(`Statement ${id} is not found in resource policy.`);
    }
    return restAnswer({}, { status: 204, empty: true });
  },
  resources: onFunction,
};

/** Within one account either policy is enough, across accounts both must allow; an explicit Deny beats both. */
export function requireInvocation(call: Call, item: LambdaFunction): void {
  const action = 'lambda:InvokeFunction';
  const request = { action, resource: item.arn, context: requestContext(call) };
  const named =
    item.policy.size > 0 &&
    parsePolicy(documentOf(item), 'trust').statements.some(
      (statement) => applies(statement, request) && names(statement, call),
    );
  const isOwn = item.arn.split(':')[4] === call.accountId;
  const { identity } = call;
  let own: ReturnType<typeof evaluate> = 'allow';
  let isBounded = false;
  if (identity.kind === 'session') {
    const policies = policiesOfSession(call.world, identity);
    own = evaluate(policies.identity, request);
    const limits = [
      ...(policies.boundary === undefined ? [] : [[policies.boundary]]),
      ...(policies.session.length === 0 ? [] : [policies.session]),
    ].map((documents) => evaluate(documents, request));
    if (limits.includes('explicitDeny')) own = 'explicitDeny';
    isBounded = limits.includes('implicitDeny');
  }
  const byIdentity = own === 'allow' && !isBounded;
  const isAllowed = own !== 'explicitDeny' && (isOwn ? byIdentity || named : byIdentity && named);
  if (isAllowed) return;
  const why =
    own === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : byIdentity
        ? 'because no resource-based policy allows the lambda:InvokeFunction action'
        : 'because no identity-based policy allows the lambda:InvokeFunction action';
  throw new AwsError(
    'AccessDeniedException',
    `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${item.arn} ${why}`,
    403,
  );
}

function names(statement: Statement, { identity }: Call): boolean {
  const own = [
    '*',
    identity.accountId,
    identity.arn,
    ...(identity.kind === 'session' ? [identity.roleArn] : []),
  ];
  return (statement.principals?.get('AWS') ?? []).some(
    (principal) => own.includes(principal) || principal.endsWith(`:iam::${identity.accountId}:root`),
  );
}

function documentOf(item: LambdaFunction): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: [...item.policy.values()] });
}

function principalOf(call: Call, text: string): object | string {
  if (text === '*') return '*';
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(text)) return { Service: text };
  if (/^\d{12}$/.test(text)) return { AWS: call.arn('iam', 'root', { region: '', accountId: text }) };
  if (/^arn:[a-z-]+:(iam|sts)::\d{12}:.+$/.test(text)) return { AWS: text };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}

function conditionOf({ input }: Call): Record<string, Record<string, string>> {
  const equals: Record<string, string> = {};
  const account = input.string('SourceAccount');
  const organization = input.string('PrincipalOrgID');
  const arn = input.string('SourceArn');
  if (account !== undefined) equals['AWS:SourceAccount'] = account;
  if (organization !== undefined) equals['aws:PrincipalOrgID'] = organization;
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(arn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': arn } }),
  };
}
