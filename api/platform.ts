import type { AddressPool } from '../domain/address-pool.ts';
import type { Quotas } from '../domain/limits.ts';
import type { Partition } from '../domain/partition.ts';
import type { RoundTrips } from '../domain/region-choice.ts';

/** What Tray's side looks like: the same for every request. */
export interface Platform {
  readonly trayAccountId: string;
  readonly partition: Partition;
  /** Regions where networks are placed. */
  readonly regions: readonly string[];
  readonly addressPool: AddressPool;
  /** Private hosted zone of every network: connections are `<id>.<zone>` in it. */
  readonly zone: string;
  /** Domains of Tray's own: no connection answers for a name in them. */
  readonly reservedDomains?: readonly string[];
  /** Measured round trips; they win over the estimate. */
  readonly roundTrips?: RoundTrips;
  /** Days that a customer has to accept. */
  readonly acceptanceDays: number;
  /** Whether networks have a probe, by which connections are tested. @default true */
  readonly probe?: boolean;
  /** Quotas that AWS has raised for Tray's account. @default none */
  readonly quotas?: Partial<Quotas>;
}
