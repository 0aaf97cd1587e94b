/**
 * The attributes of load balancers, target groups and listeners: which exist for which kind, their defaults, and the
 * values that AWS takes. From the API reference of LoadBalancerAttribute, TargetGroupAttribute and ListenerAttribute.
 */
import { AwsError } from '../../core/aws-error.ts';

export type Attributes = Record<string, string>;

type Rule = (value: string) => string | undefined;

const flag: Rule = (value) =>
  value === 'true' || value === 'false' ? undefined : "must be 'true' or 'false'";
const text: Rule = () => undefined;
const oneOf =
  (...choices: string[]): Rule =>
  (value) =>
    choices.includes(value) ? undefined : `must be one of: ${choices.join(', ')}`;
const within =
  (min: number, max: number, ...words: string[]): Rule =>
  (value) =>
    words.includes(value) || (/^\d{1,7}$/.test(value) && Number(value) >= min && Number(value) <= max)
      ? undefined
      : `must be between ${min} and ${max}${words.map((word) => ` or '${word}'`).join('')}`;

interface Attribute {
  readonly value: string;
  readonly rule: Rule;
}

type Catalogue = Readonly<Record<string, Attribute>>;

const everyLoadBalancer: Catalogue = {
  'deletion_protection.enabled': { value: 'false', rule: flag },
  'access_logs.s3.enabled': { value: 'false', rule: flag },
  'access_logs.s3.bucket': { value: '', rule: text },
  'access_logs.s3.prefix': { value: '', rule: text },
  'ipv6.deny_all_igw_traffic': { value: 'false', rule: flag },
  'zonal_shift.config.enabled': { value: 'false', rule: flag },
};

const networkLoadBalancer: Catalogue = {
  ...everyLoadBalancer,
  'load_balancing.cross_zone.enabled': { value: 'false', rule: flag },
  'dns_record.client_routing_policy': {
    value: 'any_availability_zone',
    rule: oneOf('availability_zone_affinity', 'partial_availability_zone_affinity', 'any_availability_zone'),
  },
  'secondary_ips.auto_assigned.per_subnet': { value: '0', rule: within(0, 7) },
};

const applicationLoadBalancer: Catalogue = {
  ...everyLoadBalancer,
  'load_balancing.cross_zone.enabled': { value: 'true', rule: oneOf('true') },
  'idle_timeout.timeout_seconds': { value: '60', rule: within(1, 4000) },
  'client_keep_alive.seconds': { value: '3600', rule: within(60, 604800) },
  'connection_logs.s3.enabled': { value: 'false', rule: flag },
  'connection_logs.s3.bucket': { value: '', rule: text },
  'connection_logs.s3.prefix': { value: '', rule: text },
  'routing.http.desync_mitigation_mode': {
    value: 'defensive',
    rule: oneOf('monitor', 'defensive', 'strictest'),
  },
  'routing.http.drop_invalid_header_fields.enabled': { value: 'false', rule: flag },
  'routing.http.preserve_host_header.enabled': { value: 'false', rule: flag },
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': { value: 'false', rule: flag },
  'routing.http.xff_client_port.enabled': { value: 'false', rule: flag },
  'routing.http.xff_header_processing.mode': { value: 'append', rule: oneOf('append', 'preserve', 'remove') },
  'routing.http2.enabled': { value: 'true', rule: flag },
  'waf.fail_open.enabled': { value: 'false', rule: flag },
};

const targetGroupHealth: Catalogue = {
  'load_balancing.cross_zone.enabled': {
    value: 'use_load_balancer_configuration',
    rule: oneOf('true', 'false', 'use_load_balancer_configuration'),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.count': {
    value: '1',
    rule: within(1, 1000, 'off'),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': {
    value: 'off',
    rule: within(1, 100, 'off'),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': {
    value: '1',
    rule: within(1, 1000),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    value: 'off',
    rule: within(1, 100, 'off'),
  },
};

const deregistrationDelay: Catalogue = {
  'deregistration_delay.timeout_seconds': { value: '300', rule: within(0, 3600) },
};

const webTargetGroup: Catalogue = {
  ...deregistrationDelay,
  ...targetGroupHealth,
  'stickiness.enabled': { value: 'false', rule: flag },
  'stickiness.type': { value: 'lb_cookie', rule: oneOf('lb_cookie', 'app_cookie') },
  'stickiness.lb_cookie.duration_seconds': { value: '86400', rule: within(1, 604800) },
  'stickiness.app_cookie.cookie_name': { value: '', rule: text },
  'stickiness.app_cookie.duration_seconds': { value: '86400', rule: within(1, 604800) },
  'load_balancing.algorithm.type': {
    value: 'round_robin',
    rule: oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
  },
  'load_balancing.algorithm.anomaly_mitigation': { value: 'off', rule: oneOf('on', 'off') },
  'slow_start.duration_seconds': {
    value: '0',
    rule: (value) => (value === '0' ? undefined : within(30, 900)(value)),
  },
};

function networkTargetGroup(protocol: string, targetType: string): Catalogue {
  const datagrams = protocol === 'UDP' || protocol === 'TCP_UDP';
  const seesClient = datagrams || targetType !== 'ip';
  return {
    ...deregistrationDelay,
    ...targetGroupHealth,
    'stickiness.enabled': { value: 'false', rule: flag },
    'stickiness.type': { value: 'source_ip', rule: oneOf('source_ip') },
    'proxy_protocol_v2.enabled': { value: 'false', rule: flag },
    'preserve_client_ip.enabled': { value: String(seesClient), rule: datagrams ? oneOf('true') : flag },
    'deregistration_delay.connection_termination.enabled': { value: String(datagrams), rule: flag },
    'target_health_state.unhealthy.connection_termination.enabled': {
      value: String(!datagrams),
      rule: datagrams ? oneOf('false') : flag,
    },
    'target_health_state.unhealthy.draining_interval_seconds': { value: '0', rule: within(0, 360000) },
  };
}

const webHeaders = [
  'request.x_amzn_mtls_clientcert_serial_number.header_name',
  'request.x_amzn_mtls_clientcert_issuer.header_name',
  'request.x_amzn_mtls_clientcert_subject.header_name',
  'request.x_amzn_mtls_clientcert_validity.header_name',
  'request.x_amzn_mtls_clientcert_leaf.header_name',
  'request.x_amzn_mtls_clientcert.header_name',
  'request.x_amzn_tls_version.header_name',
  'request.x_amzn_tls_cipher_suite.header_name',
];

const webResponseHeaders = [
  'strict_transport_security',
  'access_control_allow_origin',
  'access_control_allow_methods',
  'access_control_allow_headers',
  'access_control_allow_credentials',
  'access_control_expose_headers',
  'access_control_max_age',
  'content_security_policy',
  'x_content_type_options',
  'x_frame_options',
];

function webListener(protocol: string): Catalogue {
  const catalogue: Record<string, Attribute> = {
    'routing.http.response.server.enabled': { value: 'true', rule: flag },
  };
  for (const header of webResponseHeaders) {
    catalogue[`routing.http.response.${header}.header_value`] = { value: '', rule: text };
  }
  if (protocol === 'HTTPS') {
    for (const header of webHeaders) catalogue[`routing.http.${header}`] = { value: '', rule: text };
  }
  return catalogue;
}

export function loadBalancerCatalogue(type: 'network' | 'application'): Catalogue {
  return type === 'network' ? networkLoadBalancer : applicationLoadBalancer;
}

export function targetGroupCatalogue(protocol: string, targetType: string): Catalogue {
  return protocol === 'HTTP' || protocol === 'HTTPS'
    ? webTargetGroup
    : networkTargetGroup(protocol, targetType);
}

/** TLS and UDP listeners have no attributes: their idle timeouts (350 s and 120 s) are fixed. */
export function listenerCatalogue(protocol: string): Catalogue {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return webListener(protocol);
  if (protocol === 'TCP' || protocol === 'TCP_UDP') {
    return { 'tcp.idle_timeout.seconds': { value: '350', rule: within(60, 6000) } };
  }
  return {};
}

export function defaults(catalogue: Catalogue): Attributes {
  return Object.fromEntries(Object.entries(catalogue).map(([key, attribute]) => [key, attribute.value]));
}

/** Checks all changes first, so that a refused call changes nothing. `what` is the resource's kind in AWS's words. */
export function change(
  current: Attributes,
  changes: readonly { key: string; value: string }[],
  catalogue: Catalogue,
  what: string,
): Attributes {
  const seen = new Set<string>();
  for (const { key, value } of changes) {
    const attribute = catalogue[key];
    if (attribute === undefined) {
      throw new AwsError(
        'InvalidConfigurationRequest',
        `The provided ${what} attribute key '${key}' is not recognized or is not supported for this ${what}`,
      );
    }
    if (seen.has(key)) {
      throw new AwsError('ValidationError', `The attribute '${key}' was specified more than once`);
    }
    seen.add(key);
    const problem = attribute.rule(value);
    if (problem !== undefined) {
      throw new AwsError(
        'ValidationError',
        `'${value}' is not a valid value for attribute '${key}': ${problem}`,
      );
    }
  }
  return { ...current, ...Object.fromEntries(changes.map(({ key, value }) => [key, value])) };
}
