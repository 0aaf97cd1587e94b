/** Health checks of target groups: defaults by protocol, and the values that AWS takes. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { HealthCheck } from './state.ts';

interface GroupTraits {
  readonly protocol: string;
  readonly targetType: string;
}

const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP'];

export function newHealthCheck(input: Input, group: GroupTraits): HealthCheck {
  const isWeb = group.protocol === 'HTTP' || group.protocol === 'HTTPS';
  // A load balancer behind a load balancer answers HTTP, so that is what is asked of it.
  const protocol = isWeb || group.targetType === 'alb' ? 'HTTP' : 'TCP';
  return read(
    input,
    {
      enabled: true,
      protocol,
      port: 'traffic-port',
      path: undefined,
      matcher: undefined,
      interval: 30,
      timeout: defaultTimeout(input.string('HealthCheckProtocol') ?? protocol, group),
      healthyThreshold: 5,
      unhealthyThreshold: 2,
    },
    group,
  );
}

export function changedHealthCheck(input: Input, current: HealthCheck, group: GroupTraits): HealthCheck {
  return read(input, current, group);
}

function read(input: Input, before: HealthCheck, group: GroupTraits): HealthCheck {
  const protocol = input.string('HealthCheckProtocol') ?? before.protocol;
  if (!PROTOCOLS.includes(protocol)) {
    throw new AwsError(
      'ValidationError',
      `Health check protocol '${protocol}' must be one of: ${PROTOCOLS.join(', ')}`,
    );
  }
  const isWeb = protocol !== 'TCP';
  const isWebGroup = group.protocol === 'HTTP' || group.protocol === 'HTTPS';
  if (!isWeb && (isWebGroup || group.targetType === 'alb')) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      `Health check protocol 'TCP' is not supported for target groups with the protocol '${group.protocol}' and the target type '${group.targetType}'`,
    );
  }
  if (!isWeb && (input.has('HealthCheckPath') || input.has('Matcher'))) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'You cannot specify a health check path or matcher for health checks with the protocol TCP',
    );
  }
  const matcher = input.struct('Matcher');
  const healthCheck: HealthCheck = {
    enabled: input.boolean('HealthCheckEnabled') ?? before.enabled,
    protocol,
    port: readPort(input.string('HealthCheckPort') ?? before.port),
    path: isWeb ? (input.string('HealthCheckPath') ?? before.path ?? '/') : undefined,
    matcher: isWeb
      ? (matcher?.string('HttpCode') ??
        matcher?.string('GrpcCode') ??
        before.matcher ??
        (isWebGroup ? '200' : '200-399'))
      : undefined,
    interval: input.integer('HealthCheckIntervalSeconds', { min: 5, max: 300 }) ?? before.interval,
    timeout: input.integer('HealthCheckTimeoutSeconds', { min: 2, max: 120 }) ?? before.timeout,
    healthyThreshold: input.integer('HealthyThresholdCount', { min: 2, max: 10 }) ?? before.healthyThreshold,
    unhealthyThreshold:
      input.integer('UnhealthyThresholdCount', { min: 2, max: 10 }) ?? before.unhealthyThreshold,
  };
  if (!healthCheck.enabled) {
    throw new AwsError(
      'ValidationError',
      `Health check cannot be disabled for the target type '${group.targetType}'`,
    );
  }
  if (healthCheck.timeout > healthCheck.interval) {
    throw new AwsError('ValidationError', 'Health check interval must be greater than the timeout.');
  }
  return healthCheck;
}

/** Seconds. */
function defaultTimeout(protocol: string, group: GroupTraits): number {
  if (protocol !== 'HTTP') return group.protocol === 'HTTP' || group.protocol === 'HTTPS' ? 5 : 10;
  return group.protocol === 'HTTP' || group.protocol === 'HTTPS' ? 5 : 6;
}

function readPort(text: string): string {
  if (text === 'traffic-port') return text;
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535) return text;
  throw new AwsError(
    'ValidationError',
    `Health check port '${text}' must be in the range 1-65535 or 'traffic-port'`,
  );
}
