import { z } from 'zod';
import { parseAccountId, parseAllowedPrincipal } from '../../domain/account.ts';
import { parseCidr } from '../../domain/cidr.ts';
import { DomainError } from '../../domain/errors.ts';
import { parseTableName } from '../../domain/gateway-access.ts';
import { parseHostname } from '../../domain/hostname.ts';
import { parseReservedDomain } from '../../domain/hostname-claim.ts';
import { parseBucketName, parseConnectionId, parseEndpointId, parseOrgId } from '../../domain/identifiers.ts';
import { getRegion } from '../../domain/regions.ts';
import { nearestSpelling } from '../../domain/suggest.ts';
import { parseZoneId } from '../../domain/zone-id.ts';

/** A mapping that refuses keys it does not know, each with the nearest one that it does. */
export function mapping<T extends z.ZodRawShape>(shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? JSON.stringify(issue.keys.map((key) => fixOfUnknownKey(key, known)))
        : undefined,
  });
}

/** A string that a rule of the domain takes. */
export function ruled(parse: (text: string) => unknown) {
  return z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      context.addIssue({ code: 'custom', message: error.message, params: { fix: error.fix } });
    }
  });
}

/** A string of a pattern that no rule of the domain has; `fix` shows what it looks like. */
export function patterned(pattern: RegExp, what: string, fix: string) {
  return z.string().superRefine((text, context) => {
    if (!pattern.test(text))
      context.addIssue({ code: 'custom', message: `"${text}" is not ${what}`, params: { fix } });
  });
}

export function wholeNumber(least: number, most: number) {
  return z.number().superRefine((value, context) => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    context.addIssue({
      code: 'custom',
      message: `${value} is out of range`,
      params: { fix: `use a whole number from ${least} to ${most}` },
    });
  });
}

/** A list whose values differ from each other. */
export function distinct<T extends z.ZodType<string>>(item: T) {
  return z.array(item).superRefine((list, context) => {
    for (const [index, value] of list.entries()) {
      if (list.indexOf(value) === index) continue;
      context.addIssue({ code: 'custom', path: [index], ...twice(value) });
    }
  });
}

/** A list of names, or of mappings with a name, in which each name comes once; a table of another account is another table. */
export function distinctlyNamed<T extends z.ZodType<string | { name: string; account?: string | undefined }>>(
  item: T,
) {
  const keyOf = (value: string | { name: string; account?: string | undefined }) =>
    typeof value === 'string' ? value : [value.account, value.name].filter(Boolean).join('/');
  return z.array(item).superRefine((list, context) => {
    const keys = list.map(keyOf);
    for (const [index, key] of keys.entries()) {
      if (keys.indexOf(key) === index) continue;
      context.addIssue({ code: 'custom', path: [index], ...twice(key) });
    }
  });
}

/** A list or a mapping that is not empty. `what` is wrong with an empty one, `fix` says what to write. */
export function some<T extends z.ZodType<object>>(entries: T, what: string, fix: string) {
  return entries.refine((value) => Object.keys(value).length > 0, { error: what, params: { fix } });
}

function twice(value: string) {
  return { message: `"${value}" is listed twice`, params: { fix: 'remove one' } };
}

export const accountId = ruled(parseAccountId);
export const orgId = ruled(parseOrgId);
export const connectionId = ruled(parseConnectionId);
export const endpointId = ruled(parseEndpointId);
export const region = ruled(getRegion);
export const zoneId = ruled(parseZoneId);
export const cidr = ruled(parseCidr);
export const hostname = ruled(parseHostname);
export const reservedDomain = ruled(parseReservedDomain);
export const bucketName = ruled(parseBucketName);
export const tableName = ruled(parseTableName);
export const allowedPrincipal = ruled(parseAllowedPrincipal);

/** Producers: a DNS label short enough to be part of other names. */
export const shortId = patterned(
  /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  'an id',
  'use up to 32 lower-case letters, digits and hyphens, with no hyphen at either end',
);

export const title = patterned(
  /^(?=.*\S)[^\p{Cc}]{1,200}$/u,
  'a name',
  'use 1 to 200 characters on one line',
);

export const roleArn = patterned(
  /^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'the ARN of a role',
  'use an ARN such as arn:aws:iam::111111111111:role/deployer',
);

/** Whoever may assume a role. Unlike an endpoint service's principals, these may have a path. */
export const trustedPrincipalArn = patterned(
  /^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)$/,
  'the ARN of an account, role or user',
  'name each principal, such as arn:aws:iam::111111111111:role/connector-runtime; wildcards are not taken',
);

export const topicArn = patterned(
  /^arn:(?:aws|aws-cn|aws-us-gov):sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/,
  'the ARN of an SNS topic',
  'use an ARN such as arn:aws:sns:eu-west-1:111111111111:privatelink-alarms',
);

export const loadBalancerArn = patterned(
  /^arn:(?:aws|aws-cn|aws-us-gov):elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/net\/[\w-]+\/[0-9a-f]+$/,
  'the ARN of a Network Load Balancer',
  'use its ARN: arn:aws:elasticloadbalancing:…:loadbalancer/net/…',
);

export const targetGroupArn = patterned(
  /^arn:(?:aws|aws-cn|aws-us-gov):elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[\w-]+\/[0-9a-f]+$/,
  'the ARN of a target group',
  'use its ARN: arn:aws:elasticloadbalancing:…:targetgroup/…',
);

export const certificateArn = patterned(
  /^arn:(?:aws|aws-cn|aws-us-gov):(?:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+|iam::\d{12}:server-certificate\/[\w+=,.@/-]+)$/,
  'the ARN of a certificate',
  'use its ARN in ACM: arn:aws:acm:<region>:<account>:certificate/…',
);

export const kmsKeyId = patterned(
  /^[\w:/-]{1,2048}$/,
  'a KMS key',
  'use its id, its ARN, or an alias such as alias/state',
);

export const vpcId = patterned(
  /^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  'the id of a VPC',
  'use "vpc-" and 17 hexadecimal digits',
);
export const subnetId = patterned(
  /^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  'the id of a subnet',
  'use "subnet-" and 17 hexadecimal digits',
);
export const securityGroupId = patterned(
  /^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  'the id of a security group',
  'use "sg-" and 17 hexadecimal digits',
);

export const tags = z.record(
  patterned(
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u,
    'a tag key',
    'use up to 128 letters, digits and _ . : / = + - @',
  ),
  z.string().max(256),
);

/** What to write in place of each unknown key of a mapping: the library lets such an issue carry one text and nothing else. */
export function fixesOfUnknownKeys(message: string): readonly string[] {
  return JSON.parse(message) as string[];
}

function fixOfUnknownKey(key: string, known: readonly string[]): string {
  const near = nearestSpelling(key, known);
  return near ? `did you mean "${near}"?` : `use one of ${known.join(', ')}`;
}
