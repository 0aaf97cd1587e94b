/** Names and ARNs: ECS takes either everywhere. */
import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import {
  type Cluster,
  clusters,
  type Service,
  services,
  type TaskDefinition,
  taskDefinitions,
} from './state.ts';

/** What follows the last `/`: the name in an ARN, or the whole of a name. */
export function shortName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** `cluster` of the request, an active one; `default` when the request names none. */
export function clusterOf(call: Call): Cluster {
  const cluster = call.table(clusters).get(clusterName(call));
  if (cluster?.status !== 'ACTIVE') throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return cluster;
}

export function clusterName(call: Call): string {
  return shortName(call.input.string('cluster') ?? 'default');
}

export function serviceOf(call: Call): Service {
  const cluster = clusterOf(call);
  const service = call
    .table(services)
    .get(`${cluster.name}/${shortName(call.input.requiredString('service'))}`);
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return service;
}

/** An ARN, `<family>:<revision>`, or `<family>` for its newest active revision. */
export function findTaskDefinition(call: Call, reference: string): TaskDefinition | undefined {
  const name = reference.startsWith('arn:') ? shortName(reference) : reference;
  if (name.includes(':')) return call.table(taskDefinitions).get(name);
  return call
    .table(taskDefinitions)
    .filter((definition) => definition.family === name && definition.status === 'ACTIVE')
    .sort((a, b) => b.revision - a.revision)[0];
}

export function clusterResource(call: Call): AccessCheck[] {
  return [{ resource: call.arn('ecs', `cluster/${clusterName(call)}`) }];
}

export function serviceResource(call: Call): AccessCheck[] {
  const name = shortName(call.input.string('service') ?? call.input.string('serviceName') ?? '');
  return [
    {
      resource: call.arn('ecs', `service/${clusterName(call)}/${name}`),
      context: { 'ecs:cluster': call.arn('ecs', `cluster/${clusterName(call)}`) },
    },
  ];
}

/** ECS names things with 32 hexadecimal digits. */
export function newHexId(call: Call, kind: string): string {
  return call.world.ids.hex(`${call.accountId}/${call.region}/ecs/${kind}`, 32);
}

export function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
