import { z } from 'zod';
import { protocols } from '../../domain/ports.ts';
import {
  accountId,
  allowedPrincipal,
  certificateArn,
  cidr,
  distinct,
  endpointId,
  kmsKeyId,
  loadBalancerArn,
  mapping,
  patterned,
  region,
  roleArn,
  securityGroupId,
  shortId,
  some,
  subnetId,
  tags,
  targetGroupArn,
  topicArn,
  vpcId,
  wholeNumber,
  zoneId,
} from './fields.ts';

/*
 * The customer's side. Names are those of the inputs of modules/privatelink-producer in camel case; what differs from
 * region to region (VPC, subnets, targets, certificates, accepted endpoints) stands below `regions`.
 */

const target = mapping({
  id: z.string().min(1),
  port: wholeNumber(1, 65_535).optional(),
  availabilityZone: z.literal('all').optional(),
});

const healthCheck = mapping({
  protocol: z.enum(['TCP', 'HTTP', 'HTTPS']).optional(),
  port: wholeNumber(1, 65_535).optional(),
  path: z
    .string()
    .refine((path) => path.startsWith('/'), {
      error: 'a path begins with a slash',
      params: { fix: 'use for instance /health' },
    })
    .optional(),
  matcher: z.string().optional(),
  interval: wholeNumber(5, 300).optional(),
  timeout: wholeNumber(2, 120).optional(),
  healthyThreshold: wholeNumber(2, 10).optional(),
  unhealthyThreshold: wholeNumber(2, 10).optional(),
});

/** What is the same in every region. */
const port = mapping({
  port: z.number(),
  protocol: z.string().optional(),
  tlsServerName: z.string().optional(),
  sslPolicy: z.string().min(1).optional(),
  alpnPolicy: z.enum(['HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred', 'None']).optional(),
  tcpIdleTimeoutSeconds: wholeNumber(60, 6000).optional(),
  targetType: z.enum(['ip', 'instance', 'alb']).optional(),
  targetPort: wholeNumber(1, 65_535).optional(),
  targetProtocol: z.enum(protocols).optional(),
  healthCheck: healthCheck.optional(),
  proxyProtocolV2: z.boolean().optional(),
  deregistrationDelay: wholeNumber(0, 3600).optional(),
  connectionTermination: z.boolean().optional(),
});

const keyName = () =>
  patterned(
    /^[A-Za-z0-9](?:[\w-]{0,30}[A-Za-z0-9])?$/,
    'a name',
    'use up to 32 letters, digits, hyphens and underscores',
  );

/** What one region adds to a port. */
const regionalPort = mapping({
  targets: z.record(keyName(), target).optional(),
  certificateArn: certificateArn.optional(),
  existingTargetGroup: mapping({ arn: targetGroupArn }).optional(),
  existingListener: z.boolean().optional(),
});

const regional = mapping({
  vpcId: vpcId.optional(),
  subnets: z.record(zoneId, subnetId).optional(),
  existingLoadBalancer: mapping({
    arn: loadBalancerArn,
    allowWithoutSecurityGroup: z.boolean().optional(),
  }).optional(),
  securityGroupIds: distinct(securityGroupId).optional(),
  ingressCidrBlocks: z.record(keyName(), cidr).optional(),
  egressCidrBlocks: z.record(keyName(), cidr).optional(),
  ports: z.record(z.string(), regionalPort).optional(),
  acceptedEndpointIds: distinct(endpointId).optional(),
  connectionNotifications: mapping({
    topic: mapping({ arn: topicArn }).optional(),
    events: some(
      distinct(z.enum(['Accept', 'Connect', 'Delete', 'Reject'])),
      'no event would be reported',
      'list some, or leave events out for all',
    ).optional(),
    kmsKeyId: kmsKeyId.optional(),
  }).optional(),
});

export const producer = mapping({
  id: shortId,
  organization: z.string(),
  accountId,
  assumeRoleArn: roleArn.optional(),
  name: patterned(
    /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
    'a name for a load balancer',
    'use up to 32 letters, digits and hyphens, with no hyphen at either end, not starting with "internal-"',
  ).optional(),
  allowedPrincipals: distinct(allowedPrincipal).optional(),
  acceptanceRequired: z.boolean().optional(),
  acceptEveryRequestWithoutReview: z.boolean().optional(),
  supportedRegions: distinct(region).optional(),
  privateDns: mapping({
    name: patterned(
      /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'a DNS name of yours',
      'use a full, lower-case name such as orders.example.com',
    ),
    route53: mapping({
      zoneId: patterned(
        /^Z[A-Z0-9]{1,31}$/,
        'the id of a hosted zone',
        'use an id such as Z0123456789ABCDEFGHIJ',
      ),
    }).optional(),
    recordExists: z.boolean().optional(),
  }).optional(),
  enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: z.boolean().optional(),
  enableDeletionProtection: z.boolean().optional(),
  tags: tags.optional(),
  ports: some(
    z.record(keyName(), port),
    'a service without ports cannot be reached',
    'add one, such as postgres: { port: 5432 }',
  ),
  regions: some(
    z.record(region, regional),
    'the producer is in no region',
    'add one, such as eu-west-1: { vpcId: vpc-…, subnets: { … } }',
  ),
});
