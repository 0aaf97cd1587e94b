/** What the users of a bucket or table may do. */
export type Access = 'read' | 'read-write';

/**
 * Whose keys work. `tray-only`: those of Tray's account, so that keys of somebody else's cannot carry data out of the network.
 * `any`: whatever the bucket's or table's own policy admits, a customer's own keys and presigned URLs of other accounts included.
 * A list of accounts: those, besides Tray's.
 */
export type Principals = 'tray-only' | 'any' | readonly string[];

/** A bucket that connectors may use. */
export interface BucketAccess {
  readonly name: string;
  /** @default 'read-write' */
  readonly access?: Access;
  /** @default 'tray-only' */
  readonly principals?: Principals;
}

/** A table that connectors may use. */
export interface TableAccess {
  readonly name: string;
  /** Account that owns the table. @default Tray's */
  readonly account?: string;
  /** @default 'read-write' */
  readonly access?: Access;
  /** @default 'tray-only' */
  readonly principals?: Principals;
}

/** What connectors may reach through a network's gateway endpoints. */
export interface GatewayAllowLists {
  /** `{ buckets }`: buckets that connectors may use. @default no bucket; image layers of ECR stay reachable */
  readonly s3?: { readonly buckets: readonly (string | BucketAccess)[] };
  /** `{ tables }`: tables that connectors may use. @default no table */
  readonly dynamodb?: { readonly tables: readonly (string | TableAccess)[] };
}
