import type { PolicyDocument } from './policy-document.ts';

/** Who makes a call. */
export type Identity = Administrator | RoleSession;

/** The holder of the access key `AKIA0000<account>`: may do everything in the account. */
export interface Administrator {
  readonly kind: 'administrator';
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly arn: string;
  readonly userId: string;
}

/** Temporary credentials of AssumeRole, held to the role's policies as they are at the time of each call. */
export interface RoleSession {
  readonly kind: 'session';
  readonly accountId: string;
  readonly accessKeyId: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session name>` */
  readonly arn: string;
  /** `<role id>:<session name>` */
  readonly userId: string;
  readonly roleArn: string;
  readonly roleName: string;
  readonly tags: ReadonlyMap<string, string>;
  /** Session policies of AssumeRole narrow the role's own. */
  readonly sessionPolicies: readonly PolicyDocument[];
  readonly sessionToken: string;
  /** Wall-clock milliseconds: clients compare it with their own clock, which the emulator cannot move. */
  readonly expiresAt: number;
}
