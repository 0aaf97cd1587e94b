/** Names of load balancers and target groups, and what AWS makes of them. */
import { AwsError } from '../../core/aws-error.ts';
import type { Call } from '../../core/service.ts';

const MAX_NAME = 32;

export function checkName(name: string, what: 'load balancer' | 'target group'): string {
  const refuse = (why: string) => new AwsError('ValidationError', `The ${what} name '${name}' ${why}`);
  if (name.length > MAX_NAME) throw refuse(`cannot be longer than '${MAX_NAME}' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw refuse('can only contain characters that are alphanumeric characters and hyphens(-)');
  }
  if (name.startsWith('-') || name.endsWith('-')) throw refuse('cannot begin or end with a hyphen(-)');
  if (what === 'load balancer' && name.startsWith('internal-')) throw refuse("cannot begin with 'internal-'");
  return name;
}

/** Sixteen hexadecimal digits: the last part of an ARN. */
export function newSuffix(call: Call, kind: string): string {
  return call.world.ids.hex(`${call.accountId}/${call.region}/elb/${kind}`, 16);
}

export function dnsName(
  call: Call,
  balancer: { type: 'network' | 'application'; scheme: string; name: string; suffix: string },
): string {
  const domain = call.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  if (balancer.type === 'network') return `${balancer.name}-${balancer.suffix}.elb.${call.region}.${domain}`;
  const digits = BigInt(`0x${balancer.suffix}`).toString().slice(0, 10);
  const prefix = balancer.scheme === 'internal' ? 'internal-' : '';
  return `${prefix}${balancer.name}-${digits}.${call.region}.elb.${domain}`;
}
