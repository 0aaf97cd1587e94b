import { Collection } from '../../core/state.ts';

/** What IAM keeps per account. Roles and policies are kept by name and by ARN. */
export type IamTags = Record<string, string>;

export interface Role {
  readonly roleName: string;
  readonly roleId: string;
  readonly arn: string;
  readonly path: string;
  readonly createDate: Date;
  trustPolicy: string;
  description: string;
  /** Seconds. */
  maxSessionDuration: number;
  permissionsBoundary: string | undefined;
  /** Policy documents by policy name. */
  readonly inlinePolicies: Record<string, string>;
  /** ARNs of managed policies. */
  attachedPolicies: string[];
  readonly tags: IamTags;
}

export interface InstanceProfile {
  readonly name: string;
  readonly profileId: string;
  readonly arn: string;
  readonly path: string;
  readonly createDate: Date;
  roleName: string | undefined;
  readonly tags: IamTags;
}

export interface PolicyVersion {
  readonly versionId: string;
  readonly document: string;
  readonly createDate: Date;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly policyName: string;
  readonly policyId: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly createDate: Date;
  updateDate: Date;
  defaultVersionId: string;
  /** Number of the next version: numbers are not used twice. */
  nextVersion: number;
  versions: PolicyVersion[];
  readonly tags: IamTags;
}

export const roles = new Collection<Role>('iam', 'role', { scope: 'account' });
export const managedPolicies = new Collection<ManagedPolicy>('iam', 'policy', { scope: 'account' });
export const instanceProfiles = new Collection<InstanceProfile>('iam', 'instance-profile', {
  scope: 'account',
});
