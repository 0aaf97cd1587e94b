import type { Identity } from '../core/identity.ts';
import type { Call } from '../core/service.ts';
import type { RequestContext } from './conditions.ts';

/** The condition keys of a request: AWS's global ones, and those of the resource. */
export function requestContext(
  call: Pick<Call, 'identity' | 'region' | 'now' | 'service'>,
  own: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): RequestContext {
  const now = call.now();
  const global: Record<string, string> = {
    ...principalKeys(call.identity),
    'aws:RequestedRegion': call.region,
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:SourceIp': '127.0.0.1',
    // The emulator has no TLS; policies that insist on it are about AWS.
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    ...(call.service === 'ec2' ? { 'ec2:Region': call.region } : {}),
  };
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries({ ...global, ...own })) {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
}

function principalKeys(identity: Identity): Record<string, string> {
  const keys: Record<string, string> = {
    'aws:PrincipalArn': identity.kind === 'session' ? identity.roleArn : identity.arn,
    'aws:PrincipalAccount': identity.accountId,
    'aws:PrincipalType': identity.kind === 'session' ? 'AssumedRole' : 'User',
    'aws:userid': identity.userId,
  };
  if (identity.kind === 'administrator') keys['aws:username'] = 'administrator';
  else for (const [key, value] of identity.tags) keys[`aws:PrincipalTag/${key}`] = value;
  return keys;
}
