import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { alreadyExists, deleteConflict, noSuchEntity } from './errors.ts';
import { iamArn, onArn, onProfile, onRole, requireProfile, requireRole } from './lookup.ts';
import { readName, readPath } from './names.ts';
import { page, renderPaging } from './paging.ts';
import { renderRole } from './roles.ts';
import { type InstanceProfile, instanceProfiles, roles } from './state.ts';
import { readIamTags, renderIamTags } from './tags.ts';

export const createInstanceProfile: Action = {
  resources: onArn((call) =>
    iamArn(
      call,
      `instance-profile${call.input.string('Path') ?? '/'}${call.input.requiredString('InstanceProfileName')}`,
    ),
  ),
  handle: (call) => {
    const name = readName(call.input, 'InstanceProfileName', 128);
    if (call.table(instanceProfiles).has(name)) {
      throw alreadyExists(`Instance Profile ${name} already exists.`);
    }
    const path = readPath(call.input);
    const profile = call.table(instanceProfiles).put(name, {
      name,
      profileId: call.world.ids.unique('AIPA'),
      arn: iamArn(call, `instance-profile${path}${name}`),
      path,
      createDate: call.now(),
      roleName: undefined,
      tags: readIamTags(call.input),
    });
    return { InstanceProfile: renderProfile(profile, call) };
  },
};

export const getInstanceProfile: Action = {
  resources: onProfile,
  handle: (call) => ({ InstanceProfile: renderProfile(requireProfile(call), call) }),
};

export const deleteInstanceProfile: Action = {
  resources: onProfile,
  handle: (call) => {
    const profile = requireProfile(call);
    if (profile.roleName !== undefined) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    call.table(instanceProfiles).delete(profile.name);
    return {};
  },
};

/** A profile holds one role. */
export const addRoleToInstanceProfile: Action = {
  resources: onProfile,
  handle: (call) => {
    const profile = requireProfile(call);
    const { roleName } = requireRole(call);
    if (profile.roleName !== undefined) {
      throw new AwsError(
        'LimitExceeded',
        'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
        409,
      );
    }
    profile.roleName = roleName;
    return {};
  },
};

export const removeRoleFromInstanceProfile: Action = {
  resources: onProfile,
  handle: (call) => {
    const profile = requireProfile(call);
    const roleName = call.input.requiredString('RoleName');
    if (profile.roleName !== roleName) {
      throw noSuchEntity(`Role ${roleName} is not in instance profile ${profile.name}.`);
    }
    profile.roleName = undefined;
    return {};
  },
};

export const listInstanceProfiles: Action = {
  handle: (call) =>
    listProfiles(call, (profile) => profile.path.startsWith(call.input.string('PathPrefix') ?? '/')),
};

/** Terraform asks before it deletes a role. */
export const listInstanceProfilesForRole: Action = {
  resources: onRole,
  handle: (call) => {
    const { roleName } = requireRole(call);
    return listProfiles(call, (profile) => profile.roleName === roleName);
  },
};

function listProfiles(call: Call, isWanted: (profile: InstanceProfile) => boolean): Output {
  const found = call.table(instanceProfiles).visible().filter(isWanted);
  const { items, next } = page(call.input, found, (profile) => profile.arn);
  return { InstanceProfiles: items.map((profile) => renderProfile(profile, call)), ...renderPaging(next) };
}

function renderProfile(profile: InstanceProfile, call: Call): Output {
  const role = profile.roleName === undefined ? undefined : call.table(roles).get(profile.roleName);
  return {
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.profileId,
    Arn: profile.arn,
    Path: profile.path,
    CreateDate: profile.createDate,
    Roles: role === undefined ? [] : [renderRole(role)],
    Tags: renderIamTags(profile.tags),
  };
}
