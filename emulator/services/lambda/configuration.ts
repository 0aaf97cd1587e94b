/** A function's settings: read from a call over those that it has, and shown. */
import type { Input } from '../../core/input.ts';
import type { Output } from '../../core/output.ts';
import type { Call } from '../../core/service.ts';
import { securityGroups, subnets } from '../ec2/state.ts';
import { invalidParameter } from './errors.ts';
import type { Configuration, LambdaFunction } from './state.ts';

const MAX_ENVIRONMENT_BYTES = 4096;
const RUNTIME = /^nodejs\d+\.x$/;
const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** What the call gives, and for the rest what was there before, or Lambda's defaults. */
export function readConfiguration(call: Call, name: string, before?: Configuration): Configuration {
  const { input } = call;
  const runtime = input.string('Runtime') ?? before?.runtime ?? '';
  if (!RUNTIME.test(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' is not supported: the emulator runs functions with nodejs22.x and its like`,
    );
  }
  const handler = input.string('Handler') ?? before?.handler ?? '';
  if (!/^[^\s]{1,128}$/.test(handler)) throw invalidParameter("Handler must be given, as 'index.handler'");
  const roleArn = input.string('Role') ?? before?.roleArn ?? '';
  if (!ROLE.test(roleArn)) throw input.invalid('Role', 'must be the ARN of a role');
  if (input.strings('Layers').length > 0) throw invalidParameter('The emulator has no layers');
  return {
    runtime,
    handler,
    roleArn,
    description: input.string('Description') ?? before?.description ?? '',
    timeout: input.integer('Timeout', { min: 1, max: 900 }) ?? before?.timeout ?? 3,
    memorySize: input.integer('MemorySize', { min: 128, max: 10_240 }) ?? before?.memorySize ?? 128,
    ephemeralStorage:
      input.struct('EphemeralStorage')?.integer('Size', { min: 512, max: 10_240 }) ??
      before?.ephemeralStorage ??
      512,
    environment: readEnvironment(input) ?? before?.environment,
    ...readVpc(call, before),
    tracingMode: input.struct('TracingConfig')?.string('Mode') ?? before?.tracingMode ?? 'PassThrough',
    logging: readLogging(input, name, before),
  };
}

function readEnvironment(input: Input): Record<string, string> | undefined {
  const given = input.struct('Environment');
  if (given === undefined) return undefined;
  const variables = Object.fromEntries(given.map('Variables'));
  const size = Buffer.byteLength(JSON.stringify(variables));
  if (size > MAX_ENVIRONMENT_BYTES) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the ${MAX_ENVIRONMENT_BYTES / 1024}KB limit. String measured: ${JSON.stringify(variables).slice(0, 100)}…`,
    );
  }
  const reserved = Object.keys(variables).filter((name) =>
    /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_.*)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/.test(
      name,
    ),
  );
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const wrong = Object.entries(variables).find(
    ([key, value]) => !/^[A-Za-z]\w+$/.test(key) || value.includes('\0'),
  );
  if (wrong !== undefined)
    throw input.invalid(`Environment.Variables.${wrong[0]}`, 'has a name or value of a wrong form');
  return variables;
}

function readVpc(call: Call, before: Configuration | undefined) {
  const given = call.input.struct('VpcConfig');
  const kept = { subnetIds: before?.subnetIds ?? [], securityGroupIds: before?.securityGroupIds ?? [] };
  const subnetIds = given?.has('SubnetIds') ? given.strings('SubnetIds') : kept.subnetIds;
  const securityGroupIds = given?.has('SecurityGroupIds')
    ? given.strings('SecurityGroupIds')
    : kept.securityGroupIds;
  if ((subnetIds.length === 0) !== (securityGroupIds.length === 0)) {
    throw invalidParameter('SubnetIds and SecurityIds must coexist or be both empty list.');
  }
  const found = subnetIds.map((id) => {
    const subnet = call.table(subnets).get(id);
    if (subnet === undefined) {
      throw invalidParameter(
        `Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID '${id}' does not exist`,
      );
    }
    return subnet;
  });
  const groups = securityGroupIds.map((id) => {
    const group = call.table(securityGroups).get(id);
    if (group === undefined) {
      throw invalidParameter(
        `Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group '${id}' does not exist`,
      );
    }
    return group;
  });
  const [first] = found;
  if ([...found, ...groups].some(({ vpcId }) => vpcId !== first?.vpcId)) {
    throw invalidParameter('Security Groups and subnets must belong to the same VPC.');
  }
  return { subnetIds, securityGroupIds, vpcId: first?.vpcId };
}

function readLogging(
  input: Input,
  name: string,
  before: Configuration | undefined,
): Configuration['logging'] {
  const given = input.struct('LoggingConfig');
  return {
    format: given?.string('LogFormat') ?? before?.logging.format ?? 'Text',
    group: given?.string('LogGroup') ?? before?.logging.group ?? `/aws/lambda/${name}`,
    applicationLevel: given?.string('ApplicationLogLevel') ?? before?.logging.applicationLevel,
    systemLevel: given?.string('SystemLogLevel') ?? before?.logging.systemLevel,
  };
}

export function describeFunction(item: LambdaFunction): Output {
  const { configuration: own } = item;
  const isPending = item.state === 'Pending';
  return {
    FunctionName: item.name,
    FunctionArn: item.arn,
    Runtime: own.runtime,
    Role: own.roleArn,
    Handler: own.handler,
    CodeSize: item.code.zip.length,
    Description: own.description,
    Timeout: own.timeout,
    MemorySize: own.memorySize,
    LastModified: item.lastModified.toISOString().replace('Z', '+0000'),
    CodeSha256: item.code.sha256,
    Version: '$LATEST',
    VpcConfig: {
      SubnetIds: [...own.subnetIds],
      SecurityGroupIds: [...own.securityGroupIds],
      VpcId: own.vpcId ?? '',
      Ipv6AllowedForDualStack: false,
    },
    Environment: own.environment && { Variables: { ...own.environment } },
    TracingConfig: { Mode: own.tracingMode },
    RevisionId: item.revisionId,
    State: item.state,
    StateReason: isPending ? 'The function is being created.' : undefined,
    StateReasonCode: isPending ? 'Creating' : undefined,
    LastUpdateStatus: item.lastUpdate,
    PackageType: 'Zip',
    Architectures: [...item.architectures],
    EphemeralStorage: { Size: own.ephemeralStorage },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: own.logging.format,
      LogGroup: own.logging.group,
      ApplicationLogLevel: own.logging.applicationLevel,
      SystemLogLevel: own.logging.systemLevel,
    },
  };
}
