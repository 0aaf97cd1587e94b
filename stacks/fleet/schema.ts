import { z } from 'zod';
import { partitions } from '../../domain/partition.ts';
import {
  accountId,
  bucketName,
  cidr,
  connectionId,
  distinct,
  distinctlyNamed,
  hostname,
  kmsKeyId,
  mapping,
  orgId,
  patterned,
  region,
  reservedDomain,
  roleArn,
  some,
  tableName,
  title,
  topicArn,
  trustedPrincipalArn,
  wholeNumber,
  zoneId,
} from './fields.ts';
import { producer } from './producer-schema.ts';

/*
 * The structure of a fleet file: which keys there are, and what each value looks like by itself. Nothing is changed
 * here, not even by defaults; how the parts fit together is the business of resolve.ts.
 */

const tray = mapping({
  accountId,
  partition: z.enum(partitions).optional(),
  assumeRoleArn: roleArn.optional(),
  trustedPrincipalArns: some(
    distinct(trustedPrincipalArn),
    'nobody could act for an organization',
    'name principals, or leave trustedPrincipalArns out',
  ).optional(),
  regions: some(distinct(region), 'no region is enabled', 'list the regions in which Tray may make networks'),
  addressPool: mapping({ cidr, networkPrefixLength: wholeNumber(16, 25).optional() }).optional(),
  zone: hostname.optional(),
  reservedDomains: distinct(reservedDomain).optional(),
  sharedAwsAccounts: z.boolean().optional(),
  alarmTopicArns: z.record(region, topicArn).optional(),
  roundTrips: z
    .record(
      region,
      z.record(
        region,
        z.number().refine((milliseconds) => milliseconds > 0, {
          error: 'a round trip takes time',
          params: { fix: 'use milliseconds above 0' },
        }),
      ),
    )
    .optional(),
  quotas: mapping({
    rulesPerSecurityGroup: wholeNumber(1, 1_000).optional(),
    interfaceEndpointsPerVpc: wholeNumber(1, 10_000).optional(),
    gatewayEndpointsPerRegion: wholeNumber(1, 10_000).optional(),
    listenersPerLoadBalancer: wholeNumber(1, 10_000).optional(),
    targetsPerLoadBalancer: wholeNumber(1, 100_000).optional(),
  }).optional(),
});

const backend = z.discriminatedUnion('type', [
  mapping({ type: z.literal('local') }),
  mapping({
    type: z.literal('s3'),
    bucket: bucketName,
    region,
    keyPrefix: patterned(
      /^[\w!.*'()-]+(?:\/[\w!.*'()-]+)*$/,
      'a key prefix',
      'use a path such as tray/privatelink, without a slash at its ends',
    ).optional(),
    kmsKeyId: kmsKeyId.optional(),
  }),
]);

const organization = mapping({
  id: orgId,
  customerName: title,
  awsAccounts: some(
    distinct(accountId),
    'the organization has no AWS account, so it can own no service',
    'list the 12-digit numbers of its accounts',
  ),
  partition: z.enum(partitions).optional(),
  declaredCidrs: distinct(cidr).optional(),
});

const connector = mapping({
  id: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  cpu: z.number().optional(),
  memory: z.number().optional(),
  count: z.number().optional(),
  environment: z.record(z.string(), z.string()).optional(),
  secrets: z.record(z.string(), z.string()).optional(),
  connections: distinct(z.string()).optional(),
});

const access = z.enum(['read', 'read-write']).optional();
const principals = z
  .union([
    z.enum(['tray-only', 'any']),
    some(distinct(accountId), 'nobody but Tray is meant', 'list accounts, or write principals: tray-only'),
  ])
  .optional();
const bucketAccess = mapping({ name: bucketName, access, principals });
const tableAccess = mapping({ name: tableName, account: accountId.optional(), access, principals });

const network = mapping({
  organization: z.string(),
  region,
  cidr: cidr.optional(),
  zoneIds: some(
    distinct(zoneId),
    'a network needs a zone',
    "list AZ ids, or leave zoneIds out for the region's first two",
  ).optional(),
  gateways: mapping({
    s3: mapping({ buckets: distinctlyNamed(z.union([bucketName, bucketAccess])).optional() }).optional(),
    dynamodb: mapping({
      tables: distinctlyNamed(z.union([tableName, tableAccess])).optional(),
    }).optional(),
  }).optional(),
  awsServices: distinct(z.string()).optional(),
  probe: z.boolean().optional(),
  connectors: z.array(connector).optional(),
});

const service = z.union([
  z.string(),
  mapping({
    name: z.string(),
    region: region.optional(),
    zoneIds: some(
      distinct(zoneId),
      'a service is in at least one zone',
      'list its AZ ids, or leave zoneIds out',
    ).optional(),
    owner: z.enum(['customer', 'aws-marketplace']).optional(),
  }),
]);

const connection = mapping({
  id: connectionId,
  organization: z.string(),
  service,
  ports: some(
    z.array(
      mapping({ port: z.number(), protocol: z.string().optional(), tlsServerName: z.string().optional() }),
    ),
    'a service without ports cannot be reached',
    'list at least one, such as { port: 443 }',
  ),
  region: region.optional(),
  zoneIds: some(
    distinct(zoneId),
    'an endpoint needs a zone',
    'list AZ ids of the network, or leave zoneIds out',
  ).optional(),
  hostname: hostname.optional(),
  stage: z.enum(['requested', 'accepted']).optional(),
});

export const fleetSchema = mapping({
  version: z.literal(1),
  tray,
  backend: backend.optional(),
  organizations: z.array(organization),
  networks: z.array(network).optional(),
  connections: z.array(connection).optional(),
  producers: z.array(producer).optional(),
});

/** A fleet file that has the right structure, as it is written. */
export type FleetInput = z.input<typeof fleetSchema>;
export type NetworkInput = NonNullable<FleetInput['networks']>[number];
export type ConnectionInput = NonNullable<FleetInput['connections']>[number];
export type ProducerInput = NonNullable<FleetInput['producers']>[number];
