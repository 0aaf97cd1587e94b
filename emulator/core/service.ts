import type { Cancel } from './agenda.ts';
import type { AwsError } from './aws-error.ts';
import type { Contract } from './contract.ts';
import type { Identity } from './identity.ts';
import type { Input } from './input.ts';
import type { Output } from './output.ts';
import type { Protocol } from './protocol.ts';
import type { Collection, Scope, Table } from './state.ts';
import type { World } from './world.ts';

/** One call of one caller, as a handler sees it. */
export interface Call {
  readonly service: string;
  readonly action: string;
  readonly requestId: string;
  readonly identity: Identity;
  readonly accountId: string;
  /** From the credential scope: for global services it is whatever region the client signs for, mostly us-east-1. */
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`, by the region. */
  readonly partition: string;
  readonly scope: Scope;
  readonly input: Input;
  readonly world: World;
  /** The caller's own items of a collection, in the call's region. */
  table<T extends object>(collection: Collection<T>): Table<T>;
  /** Now, by the emulator's clock. */
  now(): Date;
  /** Later: see `Agenda`. A fault of the kind `stuck` that matched this call holds it back until the fault is gone. */
  after(seconds: number, run: () => void): Cancel;
  /** `arn:<partition>:<service>:<region>:<account>:<resource>`, of the caller's account and region. */
  arn(service: string, resource: string, place?: { region?: string; accountId?: string }): string;
  /** `vpc-0…`: a new resource id. */
  newId(prefix: string): string;
}

/** A question to the caller's policies: may it do the action to this resource, under these condition keys? */
export interface AccessCheck {
  readonly resource: string;
  /** Condition keys that AWS knows for this resource type, such as `ec2:VpceServiceOwner`. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** A permission other than the action's own, such as `vpce:AllowMultiRegion`. */
  readonly action?: string;
}

export interface Action {
  /** Does the work. Synchronous, so that every call is atomic. Throws `AwsError` for what AWS refuses. */
  handle(call: Call): Output;
  /** For an answer that waits for a program: what the world is left to do while it runs. `handle` is not called then. */
  wait?(call: Call): Promise<Output>;
  /**
   * The resources that the caller's policies are asked about, when the action supports resource-level permissions.
   * Without it the resource is `*`. Every check must pass.
   */
  resources?(call: Call): readonly AccessCheck[];
  /** No permission is needed at all, as for GetCallerIdentity. */
  public?: boolean;
}

/** A service: a folder of handlers, the protocols it speaks and the table of what it can do. */
export interface Service extends Contract {
  /** As in the credential scope of a signature: `ec2`, `elasticloadbalancing`, `monitoring`. */
  readonly signingName: string;
  /** As in IAM policies, where that differs: `cloudwatch`. */
  readonly iamPrefix?: string;
  /** In order of preference: the first that accepts the request. */
  readonly protocols: readonly Protocol[];
  readonly actions: Readonly<Record<string, Action>>;
  /** What a client token is answered that was used with other parameters; EC2's error by default. */
  tokenMismatch?(): AwsError;
}
