import type { App, TerraformStack } from '../../../../stacks/cdktf.ts';
import { ConnectionStack, type ConnectionStackProps } from '../../../../stacks/consumer/connection-stack.ts';
import { ConnectorsStack, type ConnectorsStackProps } from '../../../../stacks/consumer/connectors-stack.ts';
import { NetworkReference } from '../../../../stacks/consumer/network-reference.ts';
import { NetworkStack, type NetworkStackProps } from '../../../../stacks/consumer/network-stack.ts';
import {
  OrganizationStack,
  type OrganizationStackProps,
} from '../../../../stacks/consumer/organization-stack.ts';
import { Template, testApp } from './template.ts';

export const trayAccount = '111111111111';
export const customerAccount = '222222222222';
export const serviceName = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';
export const farServiceName = 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0';
export const deployment = { accountId: trayAccount, region: 'eu-west-1' } as const;
export const zoneIds = ['euw1-az1', 'euw1-az2'] as const;
export const zoneName = 'privatelink.tray.internal';

export const lookedUp = NetworkReference.fromLookup({
  organizationId: 'acme',
  region: 'eu-west-1',
  cidr: '100.64.0.0/24',
  zoneIds,
  zoneName,
});

export const given = NetworkReference.fromAttributes({
  vpcId: 'vpc-0aaaaaaaaaaaaaaaa',
  cidr: '100.64.0.0/24',
  subnetIds: { 'euw1-az1': 'subnet-0aaaaaaaaaaaaaaa1', 'euw1-az2': 'subnet-0aaaaaaaaaaaaaaa2' },
  zoneName,
  hostedZoneId: 'Z0AAAAAAAAAAA',
});

function template<Props>(Stack: new (app: App, props: Props) => TerraformStack, props: Props): Template {
  return Template.of(new Stack(testApp(), props));
}

export function organization(props: Partial<OrganizationStackProps> = {}): Template {
  return template(OrganizationStack, {
    deployment,
    organizationId: 'acme',
    customerName: 'Acme Corp.',
    awsAccounts: [customerAccount],
    ...props,
  });
}

export function network(props: Partial<NetworkStackProps> = {}): Template {
  return template(NetworkStack, {
    deployment,
    organizationId: 'acme',
    cidr: '100.64.0.0/24',
    zoneIds,
    zoneName,
    ...props,
  });
}

export function connection(props: Partial<ConnectionStackProps> = {}): Template {
  return template(ConnectionStack, {
    deployment,
    organizationId: 'acme',
    awsAccounts: [customerAccount],
    network: lookedUp,
    connectionId: 'orders-db',
    serviceName,
    ports: [{ port: 5432, protocol: 'TCP' }],
    ...props,
  });
}

export function connectors(props: Partial<ConnectorsStackProps> = {}): Template {
  return template(ConnectorsStack, {
    deployment,
    organizationId: 'acme',
    network: lookedUp,
    awsServices: ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'],
    connectors: [connector],
    ...props,
  });
}

export const connector = {
  id: 'orders-sync',
  image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/connector-postgres:4.2.0',
} as const;
