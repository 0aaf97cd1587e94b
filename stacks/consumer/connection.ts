import type { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import type { ConnectionStage } from '../../domain/connection-state.ts';
import { assertCrossRegionSupport, zoneSupportsCrossRegion } from '../../domain/cross-region.ts';
import { defined } from '../../domain/defined.ts';
import { parseClaimableHostname } from '../../domain/hostname-claim.ts';
import { parseConnectionId } from '../../domain/identifiers.ts';
import { assertRulesFit, type PortRange, portRanges, type Quotas, quotasWith } from '../../domain/limits.ts';
import { parsePorts, type ServicePort } from '../../domain/ports.ts';
import { parseServiceName, type ServiceName } from '../../domain/service-name.ts';
import { Construct } from '../cdktf.ts';
import { checkProp, InvalidPropsError } from '../invalid-props.ts';
import { ConnectionAlarms } from './connection-alarms.ts';
import { ConnectionDns } from './connection-dns.ts';
import { interfaceEndpointPolicy } from './gateway-policies.ts';
import { HandshakeCheck } from './handshake-check.ts';
import type { INetwork } from './network-reference.ts';
import { RegionalEntry } from './regional-entry.ts';
import { ClosedSecurityGroup } from './security-group.ts';

export interface ConnectionProps {
  /** A DNS label of up to 40 characters; becomes the host `<connectionId>.<zone>`. */
  readonly connectionId: string;
  /** Full name of the service, e.g. `com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0`. */
  readonly serviceName: string;
  /** Region of the service. @default the one in its name */
  readonly serviceRegion?: string;
  /** Says that AWS Marketplace owns the service, where its name does not. @default false */
  readonly marketplace?: boolean;
  /** Tray's account. */
  readonly accountId: string;
  /** Region of the network. */
  readonly region: string;
  readonly network: INetwork;
  /** AZ ids in which the endpoint gets an interface. @default every zone of the network */
  readonly zoneIds?: readonly string[];
  /** Ports of the service; at least one. */
  readonly ports: readonly ServicePort[];
  /** Name that the service's certificate carries; a private zone makes it resolve to the endpoint. @default none */
  readonly hostname?: string;
  /** @default 'requested' */
  readonly stage?: ConnectionStage;
  /** Provider that acts as the organization's principal. */
  readonly principal: AwsProvider;
  /** SNS topic, in the network's region, that alarms go to. @default alarms change state and tell nobody */
  readonly alarmTopicArn?: string;
  /** What the account's quotas are. @default AWS's own */
  readonly quotas?: Partial<Quotas>;
}

/** One PrivateLink connection: the endpoint, who may use it, what watches over it and, once accepted, its names. */
export class Connection extends Construct {
  readonly service: ServiceName;
  readonly crossRegion: boolean;
  readonly stage: ConnectionStage;
  readonly zoneIds: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly securityGroup: ClosedSecurityGroup;
  readonly endpoint: VpcEndpoint;
  /** AWS's own name of the endpoint. */
  readonly regionalEntry: RegionalEntry;
  /** Present from the stage `accepted` on. */
  readonly dns: ConnectionDns | undefined;

  constructor(scope: Construct, id: string, props: ConnectionProps) {
    super(scope, id);
    const path = this.node.path;
    const { connectionId, network } = props;
    checkProp(path, 'connectionId', () => parseConnectionId(connectionId));
    this.ports = checkProp(path, 'ports', () => parsePorts(props.ports));
    const { hostname } = props;
    if (hostname !== undefined)
      checkProp(path, 'hostname', () => parseClaimableHostname(hostname, { zone: network.zoneName }));
    this.service = this.#checkService(props);
    this.crossRegion = this.service.region !== props.region;
    this.zoneIds = this.#checkZones(props.zoneIds ?? network.zoneIds);
    this.stage = props.stage ?? 'requested';

    this.securityGroup = this.#addSecurityGroup(props);
    this.endpoint = new VpcEndpoint(this, 'endpoint', {
      provider: props.principal,
      vpcEndpointType: 'Interface',
      serviceName: this.service.name,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds(this.zoneIds),
      securityGroupIds: [this.securityGroup.id],
      ...(this.crossRegion ? { serviceRegion: this.service.region } : {}),
      // No private DNS here: AWS refuses it before acceptance, and the provider would turn it off again in the next apply.
      // https://github.com/hashicorp/terraform-provider-aws/issues/7148
      // https://github.com/hashicorp/terraform-provider-aws/issues/37628
      // Endpoints to services other than AWS's own take no policy.
      // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
      ...(this.service.kind === 'aws' ? { policy: interfaceEndpointPolicy(props.accountId) } : {}),
      tags: { Name: `tray-${connectionId}` },
    });
    this.regionalEntry = new RegionalEntry(this, 'regional-entry', this.endpoint);
    new ConnectionAlarms(this, 'alarm', {
      connectionId,
      endpointId: this.endpoint.id,
      serviceName: this.service.name,
      vpcId: network.vpcId,
      ...defined({ topicArn: props.alarmTopicArn }),
    });
    new HandshakeCheck(this, 'handshake', {
      endpoint: this.endpoint,
      serviceName: this.service.name,
      accepted: this.stage === 'accepted',
    });
    this.dns =
      this.stage === 'accepted'
        ? new ConnectionDns(this, 'dns', {
            connectionId,
            target: this.regionalEntry,
            network,
            ...defined({ hostname }),
          })
        : undefined;
  }

  #checkService(props: ConnectionProps): ServiceName {
    const path = this.node.path;
    const service = checkProp(path, 'serviceName', () =>
      parseServiceName(props.serviceName, {
        ...defined({ region: props.serviceRegion, marketplace: props.marketplace }),
      }),
    );
    if (service.region !== props.region) {
      checkProp(path, 'serviceName', () => assertCrossRegionSupport(service));
    }
    return service;
  }

  #checkZones(zoneIds: readonly string[]): readonly string[] {
    const path = this.node.path;
    if (zoneIds.length === 0) {
      throw new InvalidPropsError(path, 'zoneIds', 'is empty', 'name at least one zone of the network');
    }
    const excluded = this.crossRegion
      ? zoneIds.find((zoneId) => !zoneSupportsCrossRegion(zoneId))
      : undefined;
    if (excluded !== undefined) {
      throw new InvalidPropsError(
        path,
        'zoneIds',
        `has ${excluded}, which cross-region PrivateLink does not reach`,
        'leave it out, or connect from a network in the region of the service',
      );
    }
    return [...new Set(zoneIds)].sort();
  }

  #ranges(props: ConnectionProps): readonly PortRange[] {
    const ranges = portRanges(this.ports);
    checkProp(this.node.path, 'ports', () => assertRulesFit(ranges.length, quotasWith(props.quotas)));
    return ranges;
  }

  #addSecurityGroup(props: ConnectionProps): ClosedSecurityGroup {
    const name = `tray-${props.connectionId}`;
    const securityGroup = new ClosedSecurityGroup(this, 'security-group', {
      vpcId: props.network.vpcId,
      namePrefix: `${name}-`,
      description: `Connection ${props.connectionId}, from within the network`,
      tags: { Name: name },
      ...defined({ quotas: props.quotas }),
    });
    for (const { transport, from, to, protocol } of this.#ranges(props)) {
      securityGroup.allowFrom(props.network.cidr, {
        transport,
        port: from,
        toPort: to,
        description: `${protocol} ${from === to ? from : `${from}-${to}`} from the network`,
      });
    }
    return securityGroup;
  }
}
