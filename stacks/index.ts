/**
 * What other parts of the project build on. Import from here; the files behind it may move.
 */

export {
  type AwsService,
  awsServiceEndpointName,
  awsServiceNames,
  awsServiceOf,
  awsServices,
} from '../domain/aws-services.ts';
export type { BucketAccess, GatewayAllowLists, TableAccess } from '../domain/gateway-access.ts';
export {
  connectionStackId,
  connectorsStackId,
  networkStackId,
  organizationStackId,
  probeName,
} from '../domain/stack-ids.ts';
export { connectionTags, MANAGED_BY, networkTagValue, organizationTags, TAG } from '../domain/tags.ts';
export { buildFleetApp, type FleetApp, type FleetAppProps } from './app.ts';
export { AWS_PROVIDER_SOURCE, AWS_PROVIDER_VERSION } from './aws-provider.ts';
export { AwsStack, type AwsStackProps, type DeploymentProps } from './aws-stack.ts';
export type { BackendProps, HttpBackendProps, LocalBackendProps, S3BackendProps } from './backend.ts';
export { App, type TerraformStack } from './cdktf.ts';
export { connectionDnsName, connectionHost } from './consumer/connection-dns.ts';
export { ConnectionStack, type ConnectionStackProps } from './consumer/connection-stack.ts';
export type { ConnectorDefinition } from './consumer/connector.ts';
export { type ConnectorConnection, connectionEnvironment } from './consumer/connector-environment.ts';
export {
  ConnectorsStack,
  type ConnectorsStackProps,
  connectorsClusterName,
} from './consumer/connectors-stack.ts';
export {
  type BucketStatementProps,
  bucketEndpointStatement,
  dynamodbGatewayPolicy,
  s3GatewayPolicy,
} from './consumer/gateway-policies.ts';
export {
  type NetworkAttributes,
  type NetworkLookupProps,
  NetworkReference,
} from './consumer/network-reference.ts';
export { NetworkStack, type NetworkStackProps } from './consumer/network-stack.ts';
export { OrganizationStack, type OrganizationStackProps } from './consumer/organization-stack.ts';
export { type PolicyStatement, policyDocument } from './consumer/policy.ts';
export { type ProbeArchive, probeArchive } from './consumer/probe/archive.ts';
export { probeTimeoutSeconds } from './consumer/probe/probe.ts';
export { expression, quoted } from './expression.ts';
export { DEFAULT_FLEET_FILE, FleetFileError, inputErrorMessage, readFleetFile } from './fleet-file.ts';
export { InvalidPropsError } from './invalid-props.ts';
export { literal } from './literal.ts';
export type { ProducerModuleInputs } from './producer/module-inputs.ts';
export { ProducerStack, type ProducerStackProps, producerStackId } from './producer/producer-stack.ts';
export { escapeTemplate, hclOf, unescapeTemplate } from './template.ts';
