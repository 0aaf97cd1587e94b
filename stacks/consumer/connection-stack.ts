import { principalArn } from '../../domain/account.ts';
import type { ConnectionStage } from '../../domain/connection-state.ts';
import { defined } from '../../domain/defined.ts';
import type { Quotas } from '../../domain/limits.ts';
import type { ServicePort } from '../../domain/ports.ts';
import { serviceOwners } from '../../domain/service-name.ts';
import { connectionStackId } from '../../domain/stack-ids.ts';
import { connectionTags } from '../../domain/tags.ts';
import { addAwsProvider } from '../aws-provider.ts';
import { AwsStack, type DeploymentProps } from '../aws-stack.ts';
import type { Construct } from '../cdktf.ts';
import { Connection } from './connection.ts';
import { connectionDnsName, connectionHost } from './connection-dns.ts';
import type { NetworkReference } from './network-reference.ts';
import { ServicePreflight } from './service-preflight.ts';

export interface ConnectionStackProps {
  /** Tray's account, and the region of the network. */
  readonly deployment: DeploymentProps;
  /** Tray OrgID. */
  readonly organizationId: string;
  /** AWS accounts of the organization: who may own the service. */
  readonly awsAccounts: readonly string[];
  /** The network that the endpoint is placed in. */
  readonly network: NetworkReference;
  /** A DNS label of up to 40 characters; becomes the host `<connectionId>.<zone>`. */
  readonly connectionId: string;
  /** Full name of the service, e.g. `com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0`. */
  readonly serviceName: string;
  /** Region of the service. @default the one in its name */
  readonly serviceRegion?: string;
  /** Says that AWS Marketplace owns the service, where its name does not. @default false */
  readonly marketplace?: boolean;
  /** AZ ids in which the endpoint gets an interface. @default every zone of the network */
  readonly zoneIds?: readonly string[];
  /** Ports of the service; at least one. */
  readonly ports: readonly ServicePort[];
  /** Name that the service's certificate carries; a private zone makes it resolve to the endpoint. @default none */
  readonly hostname?: string;
  /** `accepted` once the customer has accepted the endpoint; adds its names. @default 'requested' */
  readonly stage?: ConnectionStage;
  /** SNS topic, in the network's region, that alarms go to. @default alarms change state and tell nobody */
  readonly alarmTopicArn?: string;
  /** What the account's quotas are, where they were raised. @default AWS's own */
  readonly quotas?: Partial<Quotas>;
  /**
   * Looks at the service on every plan and warns of what will not work; same-region services only. Plans fail until the customer
   * has allow-listed Tray. @default false
   */
  readonly preflight?: boolean;
}

/** `conn-<connectionId>`: one PrivateLink connection. */
export class ConnectionStack extends AwsStack {
  readonly connection: Connection;
  readonly principalArn: string;

  constructor(scope: Construct, props: ConnectionStackProps) {
    const { deployment, organizationId, connectionId } = props;
    const tags = connectionTags(organizationId, connectionId);
    super(scope, connectionStackId(connectionId), { deployment, tags });
    this.principalArn = principalArn({
      partition: this.partition,
      accountId: deployment.accountId,
      orgId: organizationId,
    });
    // Only the endpoint is requested as the organization; everything else here is Tray's own business.
    const principal = addAwsProvider(this, {
      alias: 'principal',
      region: deployment.region,
      accountId: deployment.accountId,
      assumeRoleArns: [
        ...(deployment.assumeRoleArn === undefined ? [] : [deployment.assumeRoleArn]),
        this.principalArn,
      ],
      sessionName: connectionId,
      tags,
    });
    const network = props.network.bind(this);
    this.connection = new Connection(this, 'connection', {
      ...props,
      accountId: deployment.accountId,
      region: deployment.region,
      network,
      principal,
    });
    if (props.preflight === true && !this.connection.crossRegion) {
      new ServicePreflight(this, 'preflight', {
        service: this.connection.service,
        owners: serviceOwners(this.connection.service, props.awsAccounts),
        zoneIds: this.connection.zoneIds,
        principal,
      });
    }
    this.#outputs(props, network.zoneName);
  }

  #outputs(props: ConnectionStackProps, zoneName: string): void {
    const { connection } = this;
    const { endpoint } = connection;
    this.output('connection_id', props.connectionId, 'The connection');
    this.output('stage', connection.stage, 'requested, or accepted: names exist from then on');
    this.output('endpoint_id', endpoint.id, 'The endpoint; exactly this one is to be accepted');
    this.output('endpoint_arn', endpoint.arn, 'The endpoint');
    this.output('endpoint_state', endpoint.state, "AWS's own state of the endpoint, as it was last read");
    this.output(
      'endpoint_dns_name',
      connection.regionalEntry.dnsName,
      "AWS's own name of the endpoint; resolves everywhere, leads somewhere within the network",
    );
    this.output('security_group_id', connection.securityGroup.id, 'Its security group');
    this.output('service_name', connection.service.name, 'The service');
    this.output('service_region', connection.service.region, 'Where the service lives');
    this.output('region', props.deployment.region, 'Where the endpoint lives');
    this.output('zone_ids', connection.zoneIds, 'AZ ids of the endpoint');
    this.output(
      'dns_name',
      connectionDnsName(props.connectionId, zoneName),
      'Resolves within the network once accepted',
    );
    this.output(
      'host',
      connectionHost(props.connectionId, zoneName, props.hostname),
      'What connectors dial; resolves within the network once accepted',
    );
    this.output(
      'ports',
      connection.ports.map(({ port, protocol, tlsServerName }) => ({
        port,
        protocol,
        ...defined({ tls_server_name: tlsServerName }),
      })),
      'Ports of the service',
    );
    this.output(
      'customer_handover',
      {
        tray_org_id: props.organizationId,
        tray_account_id: props.deployment.accountId,
        tray_principal_arn: this.principalArn,
        endpoint_id: endpoint.id,
        endpoint_region: props.deployment.region,
        service_name: connection.service.name,
        service_region: connection.service.region,
        ports: connection.ports.map(({ port }) => port),
      },
      "What the customer's administrator needs to accept this request and no other",
    );
  }
}
