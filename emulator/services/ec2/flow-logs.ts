import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { AccessCheck, Action, Call } from '../../core/service.ts';
import { creating, onEach } from './access.ts';
import { describeAction } from './describe.ts';
import { invalidParameter, malformedId, notFound, unsuccessfulItem } from './errors.ts';
import { type FlowLog, flowLogs, networkInterfaces, subnets, vpcs } from './state.ts';
import { renderTags, requestedTags } from './tag-specifications.ts';

const DEFAULT_FORMAT =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: AWS's own placeholders
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';

const observable = {
  VPC: { collection: vpcs, kind: 'vpc' },
  Subnet: { collection: subnets, kind: 'subnet' },
  NetworkInterface: { collection: networkInterfaces, kind: 'networkInterface' },
} as const;

export const createFlowLogs: Action = {
  resources: (call): AccessCheck[] => creating(call, 'vpc-flow-log'),
  handle: (call) => {
    const { input } = call;
    const type = input.requiredString('ResourceType');
    if (!isObservable(type)) throw invalidParameter(`Invalid value '${type}' for ResourceType`);
    const destinationType = input.string('LogDestinationType') ?? 'cloud-watch-logs';
    if (destinationType === 'cloud-watch-logs' && !input.has('DeliverLogsPermissionArn')) {
      throw invalidParameter('DeliverLogsPermissionArn can not be empty');
    }
    if (!input.has('LogDestination') && !input.has('LogGroupName')) throw input.missing('LogDestination');
    const interval = input.integer('MaxAggregationInterval') ?? 600;
    if (interval !== 60 && interval !== 600) {
      throw invalidParameter(`Invalid value '${interval}' for MaxAggregationInterval. Use 60 or 600`);
    }
    const made: string[] = [];
    for (const resourceId of input.strings('ResourceId')) {
      const { collection, kind } = observable[type];
      const problem = malformedId(kind, resourceId);
      if (problem !== undefined) throw problem;
      if (!call.table<object>(collection).has(resourceId)) throw notFound(kind, resourceId);
      made.push(putFlowLog(call, resourceId, { destinationType, interval }).flowLogId);
    }
    if (made.length === 0) throw input.missing('ResourceId');
    return { flowLogIdSet: made, unsuccessful: [] };
  },
};

export const describeFlowLogs = describeAction<FlowLog>({
  collection: flowLogs,
  idParameter: 'FlowLogId',
  id: (log) => log.flowLogId,
  kind: 'flowLog',
  filters: {
    'flow-log-id': (log) => log.flowLogId,
    'resource-id': (log) => log.resourceId,
    'traffic-type': (log) => log.trafficType,
    'log-group-name': (log) => log.logGroupName,
    'log-destination-type': (log) => log.logDestinationType,
    'deliver-log-status': () => 'SUCCESS',
  },
  set: 'flowLogSet',
  render: renderFlowLog,
});

export const deleteFlowLogs: Action = {
  resources: onEach('vpc-flow-log', 'FlowLogId', flowLogs),
  handle: (call) => {
    const ids = call.input.strings('FlowLogId');
    if (ids.length === 0) throw call.input.missing('FlowLogId');
    return {
      unsuccessful: ids
        .filter((id) => !call.table(flowLogs).delete(id))
        .map((id) => unsuccessfulItem(id, notFound('flowLog', id))),
    };
  },
};

function putFlowLog(
  call: Call,
  resourceId: string,
  { destinationType, interval }: { destinationType: string; interval: number },
): FlowLog {
  const { input } = call;
  const destination = input.string('LogDestination');
  const logGroupName = input.string('LogGroupName') ?? logGroupOf(destination);
  const twin = call
    .table(flowLogs)
    .find(
      (log) =>
        log.resourceId === resourceId &&
        log.logDestination === destination &&
        log.logGroupName === logGroupName,
    );
  if (twin !== undefined) {
    throw new AwsError(
      'FlowLogAlreadyExists',
      `Error. There is an existing Flow Log with the same configuration and log destination. Flow Log ID: ${twin.flowLogId}`,
    );
  }
  const options = input.struct('DestinationOptions');
  const flowLogId = call.newId('fl');
  return call.table(flowLogs).put(flowLogId, {
    flowLogId,
    resourceId,
    trafficType: input.string('TrafficType') ?? 'ALL',
    logDestinationType: destinationType,
    logDestination: destination,
    logGroupName: destinationType === 'cloud-watch-logs' ? logGroupName : undefined,
    logFormat: input.string('LogFormat') ?? DEFAULT_FORMAT,
    deliverLogsPermissionArn: input.string('DeliverLogsPermissionArn'),
    deliverCrossAccountRole: input.string('DeliverCrossAccountRole'),
    maxAggregationInterval: interval,
    destinationOptions: options && {
      fileFormat: options.string('FileFormat') ?? 'plain-text',
      hiveCompatiblePartitions: options.boolean('HiveCompatiblePartitions') ?? false,
      perHourPartition: options.boolean('PerHourPartition') ?? false,
    },
    creationTime: call.now(),
    tags: requestedTags(input, 'vpc-flow-log'),
  });
}

function logGroupOf(destination: string | undefined): string | undefined {
  return /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(destination ?? '')?.[1];
}

function isObservable(type: string): type is keyof typeof observable {
  return Object.hasOwn(observable, type);
}

function renderFlowLog(log: FlowLog): Output {
  return {
    flowLogId: log.flowLogId,
    flowLogStatus: 'ACTIVE',
    deliverLogsStatus: 'SUCCESS',
    resourceId: log.resourceId,
    trafficType: log.trafficType,
    logDestinationType: log.logDestinationType,
    logDestination: log.logDestination,
    logGroupName: log.logGroupName,
    logFormat: log.logFormat,
    deliverLogsPermissionArn: log.deliverLogsPermissionArn,
    deliverCrossAccountRole: log.deliverCrossAccountRole,
    maxAggregationInterval: log.maxAggregationInterval,
    destinationOptions: log.destinationOptions,
    creationTime: log.creationTime,
    tagSet: renderTags(log.tags),
  };
}
