import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { alreadyExists, deleteConflict, noSuchEntity } from './errors.ts';
import { findManagedPolicy, iamArn, onArn, onRole, requireRole, roleNotFound } from './lookup.ts';
import { readName, readPath } from './names.ts';
import { page, renderPaging } from './paging.ts';
import { encodeDocument, readDocument } from './policy-documents.ts';
import { instanceProfiles, type Role, roles } from './state.ts';
import { readIamTags, renderIamTags } from './tags.ts';

const TRUST_POLICY_LIMIT = 2048;

export const createRole: Action = {
  resources: onArn((call) =>
    iamArn(call, `role${call.input.string('Path') ?? '/'}${call.input.requiredString('RoleName')}`),
  ),
  handle: (call) => {
    const { input } = call;
    const roleName = readName(input, 'RoleName', 64);
    if (
      call.table(roles).find((role) => role.roleName.toLowerCase() === roleName.toLowerCase()) !== undefined
    ) {
      throw alreadyExists(`Role with name ${roleName} already exists.`);
    }
    const path = readPath(input);
    const role: Role = {
      roleName,
      roleId: call.world.ids.unique('AROA'),
      arn: iamArn(call, `role${path}${roleName}`),
      path,
      createDate: call.now(),
      trustPolicy: readDocument(input, 'AssumeRolePolicyDocument', 'trust', TRUST_POLICY_LIMIT),
      description: input.string('Description') ?? '',
      maxSessionDuration: readDuration(call) ?? 3600,
      permissionsBoundary: readBoundary(call),
      inlinePolicies: {},
      attachedPolicies: [],
      tags: readIamTags(input),
    };
    call.table(roles).put(roleName, role);
    return { Role: renderRole(role) };
  },
};

export const getRole: Action = {
  resources: onRole,
  handle: (call) => {
    const name = call.input.requiredString('RoleName');
    // Through what describe calls see, for the sake of eventual consistency.
    const role = call
      .table(roles)
      .visible()
      .find((candidate) => candidate.roleName === name);
    if (role === undefined) throw roleNotFound(name);
    return { Role: renderRole(role) };
  },
};

export const listRoles: Action = {
  handle: (call) => {
    const prefix = call.input.string('PathPrefix') ?? '/';
    const found = call
      .table(roles)
      .visible()
      .filter((role) => role.path.startsWith(prefix));
    const { items, next } = page(call.input, found, (role) => role.arn);
    return { Roles: items.map(renderRole), ...renderPaging(next) };
  },
};

export const updateRole: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    role.description = call.input.string('Description') ?? role.description;
    role.maxSessionDuration = readDuration(call) ?? role.maxSessionDuration;
    return {};
  },
};

/** The older call, which answers the role. */
export const updateRoleDescription: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    role.description = call.input.string('Description') ?? '';
    return { Role: renderRole(role) };
  },
};

export const updateAssumeRolePolicy: Action = {
  resources: onRole,
  handle: (call) => {
    requireRole(call).trustPolicy = readDocument(call.input, 'PolicyDocument', 'trust', TRUST_POLICY_LIMIT);
    return {};
  },
};

export const putRolePermissionsBoundary: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    call.input.requiredString('PermissionsBoundary');
    role.permissionsBoundary = readBoundary(call);
    return {};
  },
};

export const deleteRolePermissionsBoundary: Action = {
  resources: onRole,
  handle: (call) => {
    requireRole(call).permissionsBoundary = undefined;
    return {};
  },
};

export const deleteRole: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    if (role.attachedPolicies.length > 0)
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(role.inlinePolicies).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    if (call.table(instanceProfiles).find((profile) => profile.roleName === role.roleName) !== undefined) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    call.table(roles).delete(role.roleName);
    return {};
  },
};

function readDuration(call: Call): number | undefined {
  return call.input.integer('MaxSessionDuration', { min: 3600, max: 43_200 });
}

function readBoundary(call: Call): string | undefined {
  const arn = call.input.string('PermissionsBoundary');
  if (arn === undefined || arn === '') return undefined;
  if (findManagedPolicy(call.world, call.scope, arn) === undefined) {
    throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  }
  return arn;
}

export function renderRole(role: Role): Output {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: role.createDate,
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    Description: role.description === '' ? undefined : role.description,
    MaxSessionDuration: role.maxSessionDuration,
    PermissionsBoundary:
      role.permissionsBoundary === undefined
        ? undefined
        : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.permissionsBoundary },
    Tags: renderIamTags(role.tags),
    RoleLastUsed: {},
  };
}
