import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone/index.js';
import { Construct } from '../cdktf.ts';
import type { INetwork } from './network-reference.ts';
import type { RegionalEntry } from './regional-entry.ts';
import { zoneComment } from './zone-comment.ts';

export interface ConnectionDnsProps {
  readonly connectionId: string;
  /** Where the names lead. */
  readonly target: RegionalEntry;
  readonly network: INetwork;
  /** @default no name but `<connectionId>.<zone>` */
  readonly hostname?: string;
}

/** The name that connectors dial: the hostname where there is one, so that the service's certificate matches. */
export function connectionHost(connectionId: string, zoneName: string, hostname?: string): string {
  return hostname ?? connectionDnsName(connectionId, zoneName);
}

/** `<connectionId>.<zone>` */
export function connectionDnsName(connectionId: string, zoneName: string): string {
  return `${connectionId}.${zoneName}`;
}

/** The names under which connectors find an accepted connection. */
export class ConnectionDns extends Construct {
  /** `<connectionId>.<zone>` */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ConnectionDnsProps) {
    super(scope, id);
    const { network, hostname } = props;
    const { target } = props;
    this.name = connectionDnsName(props.connectionId, network.zoneName);
    this.#alias('record', network.hostedZoneId(), this.name, target);
    if (hostname !== undefined) {
      // A zone for the one name alone: everything else under its domain goes on resolving as before.
      const zone = new Route53Zone(this, 'hostname-zone', {
        name: hostname,
        comment: zoneComment(`Connection ${props.connectionId}`, this),
        vpc: [{ vpcId: network.vpcId }],
      });
      this.#alias('hostname-record', zone.zoneId, hostname, target);
    }
  }

  /** An alias, since the apex of a zone cannot be a CNAME. */
  #alias(id: string, zoneId: string, name: string, target: RegionalEntry): void {
    new Route53Record(this, id, {
      zoneId,
      name,
      type: 'A',
      alias: {
        name: target.dnsName,
        zoneId: target.hostedZoneId,
        evaluateTargetHealth: false,
      },
    });
  }
}
