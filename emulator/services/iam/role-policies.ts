import type { Action, Call } from '../../core/service.ts';
import { noSuchEntity } from './errors.ts';
import { findManagedPolicy, onRole, requireRole } from './lookup.ts';
import { readName } from './names.ts';
import { page, renderPaging } from './paging.ts';
import { encodeDocument, readDocument } from './policy-documents.ts';

/** All inline policies of a role together. */
const INLINE_LIMIT = 10_240;

export const putRolePolicy: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    const name = readName(call.input, 'PolicyName', 128);
    role.inlinePolicies[name] = readDocument(call.input, 'PolicyDocument', 'identity', INLINE_LIMIT);
    return {};
  },
};

export const getRolePolicy: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    const name = call.input.requiredString('PolicyName');
    const document = Object.hasOwn(role.inlinePolicies, name) ? role.inlinePolicies[name] : undefined;
    if (document === undefined) throw policyNotFound(name);
    return { RoleName: role.roleName, PolicyName: name, PolicyDocument: encodeDocument(document) };
  },
};

export const deleteRolePolicy: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    const name = call.input.requiredString('PolicyName');
    if (!Object.hasOwn(role.inlinePolicies, name)) throw policyNotFound(name);
    delete role.inlinePolicies[name];
    return {};
  },
};

export const listRolePolicies: Action = {
  resources: onRole,
  handle: (call) => {
    const names = Object.keys(requireRole(call).inlinePolicies).sort();
    const { items, next } = page(call.input, names, (name) => name);
    return { PolicyNames: items, ...renderPaging(next) };
  },
};

export const attachRolePolicy: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    const arn = requirePolicyArn(call);
    if (!role.attachedPolicies.includes(arn)) role.attachedPolicies.push(arn);
    return {};
  },
};

export const detachRolePolicy: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    const arn = call.input.requiredString('PolicyArn');
    if (!role.attachedPolicies.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
    role.attachedPolicies = role.attachedPolicies.filter((attached) => attached !== arn);
    return {};
  },
};

export const listAttachedRolePolicies: Action = {
  resources: onRole,
  handle: (call) => {
    const { items, next } = page(call.input, requireRole(call).attachedPolicies, (arn) => arn);
    return {
      AttachedPolicies: items.map((arn) => ({
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
        PolicyArn: arn,
      })),
      ...renderPaging(next),
    };
  },
};

function requirePolicyArn(call: Call): string {
  const arn = call.input.requiredString('PolicyArn');
  if (findManagedPolicy(call.world, call.scope, arn) === undefined) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
  return arn;
}

function policyNotFound(name: string) {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`);
}
