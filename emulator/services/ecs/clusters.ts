/** Clusters: create, describe, list, change, delete. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { checkProviders, readStrategy } from './capacity-provider-strategy.ts';
import { asDocument } from './document.ts';
import { clusterName, clusterOf, clusterResource, shortName } from './lookup.ts';
import { page } from './paging.ts';
import { type Cluster, clusters, services, tasks } from './state.ts';
import { describeTags, readTags } from './tags.ts';

const INSIGHTS = ['enabled', 'enhanced', 'disabled'];

/** Idempotent: an active cluster of the same name is the answer. */
export const createCluster: Action = {
  handle: (call) => {
    const { input } = call;
    const name = input.string('clusterName') ?? 'default';
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
      throw new AwsError(
        'InvalidParameterException',
        'Identifier can only contain letters, numbers, hyphens and underscores, and be up to 255 characters long.',
      );
    }
    const providers = input.strings('capacityProviders');
    const strategy = readStrategy(input, 'defaultCapacityProviderStrategy');
    checkProviders(providers, strategy);
    const existing = call.table(clusters).get(name);
    if (existing?.status === 'ACTIVE') {
      return { cluster: describeCluster(call, existing, ['SETTINGS', 'CONFIGURATIONS', 'TAGS']) };
    }
    const cluster = call.table(clusters).put(name, {
      arn: call.arn('ecs', `cluster/${name}`),
      name,
      status: 'ACTIVE',
      settings: { containerInsights: 'disabled', ...readSettings(input) },
      configuration: asDocument(input.raw('configuration')),
      serviceConnectDefaults: readConnectDefaults(call),
      capacityProviders: providers,
      defaultCapacityProviderStrategy: strategy,
      tags: readTags(input),
    });
    return { cluster: describeCluster(call, cluster, ['SETTINGS', 'CONFIGURATIONS', 'TAGS']) };
  },
  resources: (call) => [
    { resource: call.arn('ecs', `cluster/${call.input.string('clusterName') ?? 'default'}`) },
  ],
};

export const describeClusters: Action = {
  handle: (call) => {
    const names = call.input.strings('clusters').map(shortName);
    const wanted = names.length === 0 ? ['default'] : names;
    const include = call.input.strings('include');
    const found = wanted.map((name) => [name, call.table(clusters).get(name)] as const);
    return {
      clusters: found.flatMap(([, cluster]) =>
        cluster === undefined ? [] : [describeCluster(call, cluster, include)],
      ),
      failures: found.flatMap(([name, cluster]) =>
        cluster === undefined ? [{ arn: call.arn('ecs', `cluster/${name}`), reason: 'MISSING' }] : [],
      ),
    };
  },
};

export const listClusters: Action = {
  handle: (call) => {
    const arns = call
      .table(clusters)
      .visible()
      .filter((cluster) => cluster.status === 'ACTIVE')
      .map((cluster) => cluster.arn);
    const { items, next } = page(call.input, arns, (arn) => arn);
    return { clusterArns: items, nextToken: next };
  },
};

export const updateCluster: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    cluster.settings = { ...cluster.settings, ...readSettings(call.input) };
    if (call.input.has('configuration')) cluster.configuration = asDocument(call.input.raw('configuration'));
    if (call.input.has('serviceConnectDefaults')) cluster.serviceConnectDefaults = readConnectDefaults(call);
    return { cluster: describeCluster(call, cluster, ['SETTINGS', 'CONFIGURATIONS', 'TAGS']) };
  },
  resources: clusterResource,
};

export const updateClusterSettings: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    cluster.settings = { ...cluster.settings, ...readSettings(call.input) };
    return { cluster: describeCluster(call, cluster, ['SETTINGS']) };
  },
  resources: clusterResource,
};

export const deleteCluster: Action = {
  handle: (call) => {
    const cluster = call.table(clusters).get(clusterName(call));
    if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    const ownServices = call.table(services).filter((service) => service.clusterArn === cluster.arn);
    if (ownServices.some((service) => service.status !== 'INACTIVE')) {
      throw new AwsError(
        'ClusterContainsServicesException',
        'The Cluster cannot be deleted while Services are active.',
      );
    }
    if (call.table(tasks).find((task) => task.clusterArn === cluster.arn && task.lastStatus !== 'STOPPED')) {
      throw new AwsError(
        'ClusterContainsTasksException',
        'The Cluster cannot be deleted while Tasks are active.',
      );
    }
    cluster.status = 'INACTIVE';
    for (const service of ownServices) call.table(services).delete(`${cluster.name}/${service.name}`);
    return { cluster: describeCluster(call, cluster, []) };
  },
  resources: clusterResource,
};

export function describeCluster(call: Call, cluster: Cluster, include: readonly string[]): Output {
  const own = call.table(tasks).filter((task) => task.clusterArn === cluster.arn);
  const active = call
    .table(services)
    .filter((service) => service.clusterArn === cluster.arn && service.status === 'ACTIVE').length;
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: own.filter((task) => task.lastStatus === 'RUNNING').length,
    pendingTasksCount: own.filter((task) => ['PROVISIONING', 'PENDING'].includes(task.lastStatus)).length,
    activeServicesCount: active,
    statistics: [],
    tags: include.includes('TAGS') ? describeTags(cluster.tags) : [],
    settings: include.includes('SETTINGS')
      ? Object.entries(cluster.settings).map(([name, value]) => ({ name, value }))
      : [],
    configuration: include.includes('CONFIGURATIONS') ? cluster.configuration : undefined,
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultCapacityProviderStrategy.map((item) => ({ ...item })),
    serviceConnectDefaults: cluster.serviceConnectDefaults,
  };
}

function readSettings(input: Input): Record<string, string> {
  return Object.fromEntries(
    input.structs('settings').map((setting) => {
      const name = setting.requiredString('name');
      const value = setting.requiredString('value');
      if (name !== 'containerInsights' || !INSIGHTS.includes(value)) {
        throw new AwsError(
          'InvalidParameterException',
          `Invalid cluster setting ${name}=${value}. The setting is containerInsights, its values ${INSIGHTS.join(', ')}.`,
        );
      }
      return [name, value];
    }),
  );
}

function readConnectDefaults(call: Call): Output | undefined {
  const namespace = call.input.struct('serviceConnectDefaults')?.string('namespace');
  if (namespace === undefined || namespace === '') return undefined;
  throw new AwsError(
    'NamespaceNotFoundException',
    `The namespace '${namespace}' was not found: Cloud Map is not emulated.`,
  );
}
