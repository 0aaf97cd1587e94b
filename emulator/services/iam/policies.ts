import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { awsManagedPolicies } from './aws-managed.ts';
import { alreadyExists, deleteConflict, noSuchEntity } from './errors.ts';
import { iamArn, onArn, onPolicy, requireOwnPolicy, requirePolicy } from './lookup.ts';
import { readName, readPath } from './names.ts';
import { page, renderPaging } from './paging.ts';
import { encodeDocument, readDocument } from './policy-documents.ts';
import { type ManagedPolicy, managedPolicies, type PolicyVersion, roles } from './state.ts';
import { readIamTags, renderIamTags } from './tags.ts';

const SIZE_LIMIT = 6144;
const VERSION_LIMIT = 5;

export const createPolicy: Action = {
  resources: onArn((call) =>
    iamArn(call, `policy${call.input.string('Path') ?? '/'}${call.input.requiredString('PolicyName')}`),
  ),
  handle: (call) => {
    const { input } = call;
    const policyName = readName(input, 'PolicyName', 128);
    const path = readPath(input);
    const arn = iamArn(call, `policy${path}${policyName}`);
    if (call.table(managedPolicies).find((policy) => policy.policyName === policyName) !== undefined) {
      throw alreadyExists(`A policy called ${policyName} already exists. Duplicate names are not allowed.`);
    }
    const now = call.now();
    const document = readDocument(input, 'PolicyDocument', 'identity', SIZE_LIMIT);
    const policy = call.table(managedPolicies).put(arn, {
      arn,
      policyName,
      policyId: call.world.ids.unique('ANPA'),
      path,
      description: input.string('Description'),
      createDate: now,
      updateDate: now,
      defaultVersionId: 'v1',
      nextVersion: 2,
      versions: [{ versionId: 'v1', document, createDate: now }],
      tags: readIamTags(input),
    });
    return { Policy: renderPolicy(policy, call) };
  },
};

export const getPolicy: Action = {
  resources: onPolicy,
  handle: (call) => ({ Policy: renderPolicy(requirePolicy(call), call) }),
};

export const listPolicies: Action = {
  handle: (call) => {
    const prefix = call.input.string('PathPrefix') ?? '/';
    const scope = call.input.string('Scope') ?? 'All';
    const onlyAttached = call.input.boolean('OnlyAttached') ?? false;
    const all = [
      ...(scope === 'AWS' ? [] : call.table(managedPolicies).visible()),
      ...(scope === 'Local' ? [] : awsManagedPolicies(call.partition)),
    ];
    const found = all.filter(
      (policy) =>
        policy.path.startsWith(prefix) && (!onlyAttached || attachedTo(call, policy.arn).length > 0),
    );
    const { items, next } = page(call.input, found, (policy) => policy.arn);
    return { Policies: items.map((policy) => renderPolicy(policy, call)), ...renderPaging(next) };
  },
};

export const deletePolicy: Action = {
  resources: onPolicy,
  handle: (call) => {
    const policy = requireOwnPolicy(call);
    if (attachedTo(call, policy.arn).length > 0) {
      throw deleteConflict('Cannot delete a policy attached to entities.');
    }
    if (policy.versions.length > 1) {
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    call.table(managedPolicies).delete(policy.arn);
    return {};
  },
};

export const getPolicyVersion: Action = {
  resources: onPolicy,
  handle: (call) => {
    const policy = requirePolicy(call);
    return { PolicyVersion: renderVersion(requireVersion(call, policy), policy) };
  },
};

export const listPolicyVersions: Action = {
  resources: onPolicy,
  handle: (call) => {
    const policy = requirePolicy(call);
    const versions = [...policy.versions].reverse();
    const { items, next } = page(call.input, versions, (version) => version.versionId);
    return {
      Versions: items.map((version) => ({ ...renderVersion(version, policy), Document: undefined })),
      ...renderPaging(next),
    };
  },
};

export const createPolicyVersion: Action = {
  resources: onPolicy,
  handle: (call) => {
    const policy = requireOwnPolicy(call);
    if (policy.versions.length >= VERSION_LIMIT) {
      throw new AwsError(
        'LimitExceeded',
        `A managed policy can have up to ${VERSION_LIMIT} versions. Before you create a new version, you must delete an existing version.`,
        409,
      );
    }
    const document = readDocument(call.input, 'PolicyDocument', 'identity', SIZE_LIMIT);
    const version: PolicyVersion = {
      versionId: `v${policy.nextVersion++}`,
      document,
      createDate: call.now(),
    };
    policy.versions.push(version);
    policy.updateDate = call.now();
    if (call.input.boolean('SetAsDefault') === true) policy.defaultVersionId = version.versionId;
    return { PolicyVersion: { ...renderVersion(version, policy), Document: undefined } };
  },
};

export const setDefaultPolicyVersion: Action = {
  resources: onPolicy,
  handle: (call) => {
    const policy = requireOwnPolicy(call);
    policy.defaultVersionId = requireVersion(call, policy).versionId;
    return {};
  },
};

export const deletePolicyVersion: Action = {
  resources: onPolicy,
  handle: (call) => {
    const policy = requireOwnPolicy(call);
    const version = requireVersion(call, policy);
    if (version.versionId === policy.defaultVersionId) {
      throw deleteConflict('Cannot delete the default version of a policy.');
    }
    policy.versions = policy.versions.filter((other) => other !== version);
    return {};
  },
};

export const listEntitiesForPolicy: Action = {
  resources: onPolicy,
  handle: (call) => ({
    PolicyGroups: [],
    PolicyUsers: [],
    PolicyRoles: attachedTo(call, requirePolicy(call).arn).map((role) => ({
      RoleName: role.roleName,
      RoleId: role.roleId,
    })),
    IsTruncated: false,
  }),
};

function requireVersion(call: Call, policy: ManagedPolicy): PolicyVersion {
  const id = call.input.requiredString('VersionId');
  const version = policy.versions.find((candidate) => candidate.versionId === id);
  if (version === undefined) {
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  }
  return version;
}

function attachedTo(call: Call, arn: string) {
  return call.table(roles).filter((role) => role.attachedPolicies.includes(arn));
}

function renderVersion(version: PolicyVersion, policy: ManagedPolicy): Output {
  return {
    Document: encodeDocument(version.document),
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: version.createDate,
  };
}

function renderPolicy(policy: ManagedPolicy, call: Call): Output {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachedTo(call, policy.arn).length,
    PermissionsBoundaryUsageCount: call.table(roles).filter((role) => role.permissionsBoundary === policy.arn)
      .length,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: policy.createDate,
    UpdateDate: policy.updateDate,
    Tags: renderIamTags(policy.tags),
  };
}
