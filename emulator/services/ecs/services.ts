/** Services: create, describe, list, update, delete. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { clusterName, clusterOf, clusterResource, serviceOf, serviceResource, shortName } from './lookup.ts';
import { page } from './paging.ts';
import { deploy, isFargate, liveTasks, settle, stopTasks } from './service-deployment.ts';
import { drain } from './service-drain.ts';
import { changedSettings, newSettings, readRollout } from './service-input.ts';
import {
  type AwsvpcConfiguration,
  type Deployment,
  type Rollout,
  type Service,
  services,
  type Task,
} from './state.ts';
import { describeTags, readTags } from './tags.ts';

const MAX_DESCRIBED = 10;
const MAX_SERVICES = 5000;
/** The version that LATEST stands for on Linux. */
const PLATFORM_VERSION = '1.4.0';

export const createService: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const name = call.input.requiredString('serviceName');
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
      throw new AwsError(
        'InvalidParameterException',
        'Service name can only contain letters, numbers, hyphens and underscores, and be up to 255 characters long.',
      );
    }
    const key = `${cluster.name}/${name}`;
    const existing = call.table(services).get(key);
    const clientToken = call.input.string('clientToken');
    if (existing?.status === 'ACTIVE') {
      // The same request again, after an answer that was lost on the way.
      if (clientToken !== undefined && clientToken === existing.clientToken) {
        return { service: describe(call, existing, true) };
      }
      throw new AwsError('InvalidParameterException', 'Creation of service was not idempotent.');
    }
    if (existing?.status === 'DRAINING') {
      throw new AwsError('InvalidParameterException', 'Unable to Start a service that is still Draining.');
    }
    if (call.table(services).filter((each) => each.clusterArn === cluster.arn).length >= MAX_SERVICES) {
      throw new AwsError(
        'InvalidParameterException',
        `A cluster can have no more than ${MAX_SERVICES} services.`,
      );
    }
    const schedulingStrategy = call.input.string('schedulingStrategy') ?? 'REPLICA';
    if (schedulingStrategy !== 'REPLICA') {
      throw new AwsError(
        'InvalidParameterException',
        `The scheduling strategy ${schedulingStrategy} needs container instances, which are not emulated; use REPLICA.`,
      );
    }
    refuseForeignNetworks(call);
    const rollout = readRollout(call, cluster);
    const service: Service = {
      arn: call.arn('ecs', `service/${key}`),
      name,
      clientToken,
      clusterArn: cluster.arn,
      clusterName: cluster.name,
      status: 'ACTIVE',
      desiredCount: readCount(call) ?? 0,
      deployments: [],
      events: [],
      schedulingStrategy,
      createdAt: call.now().getTime(),
      createdBy: call.identity.arn,
      settings: newSettings(call),
      tags: readTags(call.input),
    };
    deploy(call, service, rollout);
    call.table(services).put(key, service);
    return { service: describe(call, service, true) };
  },
  resources: serviceResource,
};

export const describeServices: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const names = call.input.strings('services').map(shortName);
    if (names.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.');
    if (names.length > MAX_DESCRIBED) {
      throw new AwsError(
        'InvalidParameterException',
        `At most ${MAX_DESCRIBED} services can be described at once.`,
      );
    }
    const withTags = call.input.strings('include').includes('TAGS');
    const found = names.map((name) => [name, call.table(services).get(`${cluster.name}/${name}`)] as const);
    return {
      services: found.flatMap(([, service]) =>
        service === undefined ? [] : [describe(call, service, withTags)],
      ),
      failures: found.flatMap(([name, service]) =>
        service === undefined
          ? [{ arn: call.arn('ecs', `service/${cluster.name}/${name}`), reason: 'MISSING' }]
          : [],
      ),
    };
  },
  resources: (call) =>
    call.input.strings('services').map((name) => ({
      resource: call.arn('ecs', `service/${clusterName(call)}/${shortName(name)}`),
    })),
};

export const listServices: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const launchType = call.input.string('launchType');
    const arns = call
      .table(services)
      .visible()
      .filter(
        (service) =>
          service.clusterArn === cluster.arn &&
          service.status !== 'INACTIVE' &&
          (launchType === undefined || service.deployments[0]?.rollout.launchType === launchType),
      )
      .map((service) => service.arn);
    const { items, next } = page(call.input, arns, (arn) => arn);
    return { serviceArns: items, nextToken: next };
  },
  resources: clusterResource,
};

export const updateService: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const service = activeService(call);
    const current = service.deployments[0]?.rollout;
    const rollout = readRollout(call, cluster, current);
    const count = readCount(call);
    service.settings = changedSettings(call, service.settings);
    service.desiredCount = count ?? service.desiredCount;
    const isNew = JSON.stringify(rollout) !== JSON.stringify(current);
    if (isNew || call.input.boolean('forceNewDeployment') === true) deploy(call, service, rollout);
    else if (count !== undefined) settle(call, service);
    return { service: describe(call, service, true) };
  },
  resources: serviceResource,
};

export const deleteService: Action = {
  handle: (call) => {
    const service = activeService(call);
    const force = call.input.boolean('force') ?? false;
    if (service.desiredCount > 0 && !force) {
      throw new AwsError(
        'InvalidParameterException',
        'The service cannot be stopped while it is scaled above 0.',
      );
    }
    service.status = 'DRAINING';
    service.desiredCount = 0;
    stopTasks(call, liveTasks(call, service), 'Service was deleted');
    call.after(call.world.settings.transitionSeconds, () => drain(call, service));
    return { service: describe(call, service, true) };
  },
  resources: serviceResource,
};

/** Service Connect and VPC Lattice would open ways between networks that nothing here could check. */
function refuseForeignNetworks(call: Call): void {
  const connects = call.input.struct('serviceConnectConfiguration')?.boolean('enabled') === true;
  if (connects || call.input.structs('vpcLatticeConfigurations').length > 0) {
    throw new AwsError(
      'InvalidParameterException',
      'Service Connect and VPC Lattice are not emulated; leave them out.',
    );
  }
}

function activeService(call: Call): Service {
  const service = serviceOf(call);
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  return service;
}

function readCount(call: Call): number | undefined {
  return call.input.integer('desiredCount', { min: 0, max: MAX_SERVICES });
}

function describe(call: Call, service: Service, withTags: boolean): Output {
  const live = liveTasks(call, service);
  const primary = service.deployments[0];
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount: service.desiredCount,
    ...counts(live),
    ...(primary === undefined ? {} : describeRollout(primary.rollout, primary.rollout.platformVersion)),
    ...service.settings,
    deployments: service.deployments.map((deployment) =>
      describeDeployment(
        deployment,
        live.filter((task) => task.deploymentId === deployment.id),
      ),
    ),
    roleArn: `arn:${call.partition}:iam::${call.accountId}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: service.events.map((event) => ({ ...event, createdAt: new Date(event.createdAt) })),
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    schedulingStrategy: service.schedulingStrategy,
    tags: withTags ? describeTags(service.tags) : undefined,
  };
}

function describeDeployment(deployment: Deployment, live: readonly Task[]): Output {
  return {
    id: deployment.id,
    status: deployment.status,
    desiredCount: deployment.desiredCount,
    ...counts(live),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...describeRollout(
      deployment.rollout,
      deployment.rollout.platformVersion === 'LATEST' ? PLATFORM_VERSION : deployment.rollout.platformVersion,
    ),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function describeRollout(rollout: Rollout, platformVersion: string | undefined): Output {
  const { capacityProviderStrategy: strategy } = rollout;
  return {
    taskDefinition: rollout.taskDefinitionArn,
    launchType: rollout.launchType,
    capacityProviderStrategy: strategy.length === 0 ? undefined : strategy.map((item) => ({ ...item })),
    platformVersion,
    platformFamily: isFargate(rollout) ? 'Linux' : undefined,
    networkConfiguration: rollout.awsvpc && { awsvpcConfiguration: describeNetwork(rollout.awsvpc) },
  };
}

function describeNetwork(awsvpc: AwsvpcConfiguration): Output {
  return { ...awsvpc };
}

function counts(live: readonly Task[]): { readonly runningCount: number; readonly pendingCount: number } {
  const runningCount = live.filter((task) => task.lastStatus === 'RUNNING').length;
  return { runningCount, pendingCount: live.length - runningCount };
}
