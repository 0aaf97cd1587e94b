import type { Listener, Target, TargetGroup } from '../services/elbv2/state.ts';

/** Where on the way something happened, in the order of the way. */
export type Where =
  | 'source'
  | 'egress'
  | 'network_acl'
  | 'route'
  | 'address'
  | 'ingress'
  | 'endpoint'
  | 'service'
  | 'zone'
  | 'load_balancer'
  | 'listener'
  | 'inbound_rules'
  | 'targets'
  | 'target_ingress'
  | 'target';

/** What carries the bytes when the way is open. */
export interface Destination {
  /** Where it really listens on this machine: `127.0.0.1:41234`. */
  readonly realAddress: string;
  /** In the VPC: `10.20.0.10:5432`. */
  readonly address: string;
  /** Absent when the way does not lead through an endpoint. */
  readonly vpcEndpointId: string | undefined;
  /** Absent when the way does not lead through a load balancer. */
  readonly forward:
    | { readonly listener: Listener; readonly group: TargetGroup; readonly target: Target }
    | undefined;
}

export type Verdict =
  | {
      readonly kind: 'open';
      readonly to: Destination;
      readonly via: readonly string[];
      readonly resolved: string;
    }
  /** Packets are lost: the client hangs until its own timeout. */
  | {
      readonly kind: 'dropped' | 'reset';
      readonly where: Where;
      readonly why: string;
      readonly via: readonly string[];
      readonly resolved: string | undefined;
      /** The endpoint that the way came to, for its counters. */
      readonly vpcEndpointId: string | undefined;
    }
  | { readonly kind: 'name_not_found'; readonly why: string };

/** Thrown where the way ends, so that each step of the way can be written as what lets it go on. */
export class WayEnds extends Error {
  readonly kind: 'dropped' | 'reset';
  readonly where: Where;

  constructor(kind: 'dropped' | 'reset', where: Where, why: string) {
    super(why);
    this.kind = kind;
    this.where = where;
  }
}

export const dropped = (where: Where, why: string) => new WayEnds('dropped', where, why);
export const reset = (where: Where, why: string) => new WayEnds('reset', where, why);
