/** Listeners: create, describe, change, delete. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { AccessCheck, Action, Call } from '../../core/service.ts';
import { describeAttributes, readAttributes } from './attribute-lists.ts';
import { change, defaults, listenerCatalogue } from './attributes.ts';
import { checkTargets, describeAction, readActions } from './forwarding.ts';
import { isSecure, readCertificates } from './listener-certificates.ts';
import { balancerOfListener, listenerOf, loadBalancerOf, namedResource } from './lookup.ts';
import { newSuffix } from './names.ts';
import { page } from './paging.ts';
import { type Listener, type LoadBalancer, listeners } from './state.ts';
import { readTags } from './tags.ts';

const MAX_LISTENERS = 50;
const PROTOCOLS = { network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'], application: ['HTTP', 'HTTPS'] } as const;
const ALPN_POLICIES = ['HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred', 'None'];
/** What AWS sets when a TLS or HTTPS listener names no policy. */
const DEFAULT_SSL_POLICY = 'ELBSecurityPolicy-2016-08';

export const createListener: Action = {
  handle: (call) => {
    const balancer = loadBalancerOf(call);
    const protocol = readProtocol(call.input.requiredString('Protocol'), balancer);
    const port = readPort(call);
    const siblings = call.table(listeners).filter((each) => each.loadBalancerArn === balancer.arn);
    checkPort(port, siblings, balancer);
    if (siblings.length >= MAX_LISTENERS) {
      throw new AwsError('TooManyListeners', 'The maximum number of listeners has been reached');
    }
    const actions = readActions(call);
    checkTargets(call, balancer, protocol, actions);
    const path = balancer.arn.slice(balancer.arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
    const arn = call.arn('elasticloadbalancing', `listener/${path}/${newSuffix(call, 'listener')}`);
    const listener = call.table(listeners).put(arn, {
      arn,
      loadBalancerArn: balancer.arn,
      port,
      protocol,
      sslPolicy: readSslPolicy(call, protocol, undefined),
      alpnPolicy: readAlpnPolicy(call, protocol) ?? [],
      certificateArns: readDefaultCertificate(call, protocol),
      actions,
      attributes: defaults(listenerCatalogue(protocol)),
      tags: readTags(call.input),
    });
    return { Listeners: [describe(listener)] };
  },
  resources: namedResource,
};

export const describeListeners: Action = {
  handle: (call) => {
    const arns = call.input.strings('ListenerArns');
    const byBalancer = call.input.has('LoadBalancerArn');
    if (!byBalancer && arns.length === 0) {
      throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
    }
    const balancerArn = byBalancer ? loadBalancerOf(call).arn : undefined;
    const all = call.table(listeners).visible();
    if (arns.some((arn) => !all.some((listener) => listener.arn === arn))) {
      throw new AwsError('ListenerNotFound', 'One or more listeners not found');
    }
    const chosen = all.filter(
      (listener) =>
        (balancerArn === undefined || listener.loadBalancerArn === balancerArn) &&
        (arns.length === 0 || arns.includes(listener.arn)),
    );
    const { items, next } = page(call.input, chosen, ({ arn }) => arn);
    return { Listeners: items.map(describe), NextMarker: next };
  },
};

export const modifyListener: Action = {
  handle: (call) => {
    const listener = listenerOf(call);
    const balancer = balancerOfListener(call, listener);
    const { input } = call;
    const protocol = input.has('Protocol')
      ? readProtocol(input.requiredString('Protocol'), balancer)
      : listener.protocol;
    const port = input.has('Port') ? readPort(call) : listener.port;
    const siblings = call
      .table(listeners)
      .filter((each) => each.loadBalancerArn === balancer.arn && each.arn !== listener.arn);
    checkPort(port, siblings, balancer);
    const actions = input.has('DefaultActions') ? readActions(call) : listener.actions;
    checkTargets(call, balancer, protocol, actions);
    const certificates = input.has('Certificates') ? readDefaultCertificate(call, protocol) : [];
    if (isSecure(protocol) && certificates.length === 0 && listener.certificateArns.length === 0) {
      throw noCertificate(protocol);
    }
    const sslPolicy = readSslPolicy(call, protocol, listener.sslPolicy);
    const alpnPolicy = readAlpnPolicy(call, protocol) ?? listener.alpnPolicy;

    if (protocol !== listener.protocol) listener.attributes = defaults(listenerCatalogue(protocol));
    listener.protocol = protocol;
    listener.port = port;
    listener.actions = actions;
    listener.sslPolicy = sslPolicy;
    listener.alpnPolicy = protocol === 'TLS' ? alpnPolicy : [];
    if (!isSecure(protocol)) listener.certificateArns = [];
    else if (certificates.length > 0) {
      listener.certificateArns = [...certificates, ...listener.certificateArns.slice(1)];
    }
    return { Listeners: [describe(listener)] };
  },
  resources: namedResource,
};

export const deleteListener: Action = {
  handle: (call) => {
    call.table(listeners).delete(listenerOf(call).arn);
    return {};
  },
  resources: namedResource,
};

export const describeListenerAttributes: Action = {
  handle: (call) => ({ Attributes: describeAttributes(listenerOf(call).attributes) }),
  resources: listenerResource,
};

export const modifyListenerAttributes: Action = {
  handle: (call) => {
    const listener = listenerOf(call);
    const catalogue = listenerCatalogue(listener.protocol);
    listener.attributes = change(listener.attributes, readAttributes(call.input), catalogue, 'listener');
    return { Attributes: describeAttributes(listener.attributes) };
  },
  resources: listenerResource,
};

function listenerResource(call: Call): AccessCheck[] {
  return [{ resource: call.input.string('ListenerArn') ?? '*' }];
}

function describe(listener: Listener): Output {
  const certificate = listener.certificateArns[0];
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    Certificates: certificate === undefined ? undefined : [{ CertificateArn: certificate }],
    SslPolicy: listener.sslPolicy,
    DefaultActions: listener.actions.map(describeAction),
    AlpnPolicy: listener.alpnPolicy.length === 0 ? undefined : listener.alpnPolicy,
  };
}

function readProtocol(text: string, balancer: LoadBalancer): string {
  const allowed: readonly string[] = PROTOCOLS[balancer.type === 'network' ? 'network' : 'application'];
  if (allowed.includes(text)) return text;
  throw new AwsError('ValidationError', `Listener protocol '${text}' must be one of '${allowed.join(', ')}'`);
}

function readPort(call: Call): number {
  const port = call.input.integer('Port', { min: 1, max: 65535 });
  if (port === undefined) throw new AwsError('ValidationError', 'A listener port must be specified');
  return port;
}

/** One listener per port, whatever its protocol: TCP and UDP on one port are the protocol TCP_UDP. */
function checkPort(port: number, siblings: readonly Listener[], balancer: LoadBalancer): void {
  if (siblings.some((sibling) => sibling.port === port)) {
    throw new AwsError(
      'DuplicateListener',
      `A listener already exists on this port for this load balancer '${balancer.arn}'`,
    );
  }
}

function readDefaultCertificate(call: Call, protocol: string): string[] {
  const certificates = readCertificates(call);
  if (!isSecure(protocol)) {
    if (certificates.length === 0) return [];
    throw new AwsError(
      'InvalidConfigurationRequest',
      `You cannot specify certificates for listeners with the protocol '${protocol}'`,
    );
  }
  if (certificates.length === 0) throw noCertificate(protocol);
  if (certificates.length > 1) {
    throw new AwsError(
      'TooManyCertificates',
      'A listener takes exactly one default certificate; add the others later',
    );
  }
  return certificates;
}

function noCertificate(protocol: string): AwsError {
  return new AwsError('ValidationError', `A certificate must be specified for ${protocol} listeners`);
}

function readSslPolicy(call: Call, protocol: string, current: string | undefined): string | undefined {
  const policy = call.input.string('SslPolicy');
  if (!isSecure(protocol)) {
    if (policy === undefined) return undefined;
    throw new AwsError(
      'InvalidConfigurationRequest',
      `You cannot specify a security policy for listeners with the protocol '${protocol}'`,
    );
  }
  if (policy !== undefined && !/^ELBSecurityPolicy-[\w-]+$/.test(policy)) {
    throw new AwsError('SSLPolicyNotFound', `SSL policy '${policy}' not found`);
  }
  return policy ?? current ?? DEFAULT_SSL_POLICY;
}

function readAlpnPolicy(call: Call, protocol: string): readonly string[] | undefined {
  if (!call.input.has('AlpnPolicy')) return undefined;
  const policies = call.input.strings('AlpnPolicy');
  if (policies.length > 0 && protocol !== 'TLS') {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'An ALPN policy can be specified for TLS listeners only',
    );
  }
  const unknown = policies.find((policy) => !ALPN_POLICIES.includes(policy));
  if (unknown !== undefined)
    throw new AwsError('ALPNPolicyNotFound', `ALPN policy '${unknown}' is not supported`);
  return policies;
}
