/**
 * Targets of a target group, and their health. Every registered target turns healthy by itself, until the control API says where
 * an address of the VPC really listens: from then on the data plane's checks say what is healthy.
 */
import { isIPv4 } from 'node:net';
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import { contains, parseCidr } from '../../core/ipv4.ts';
import type { Output } from '../../core/output.ts';
import { isReal } from '../../core/real-addresses.ts';
import type { Action, Call } from '../../core/service.ts';
import { vpcs } from '../ec2/state.ts';
import { namedResource, targetGroupOf } from './lookup.ts';
import { listeners, loadBalancers, type Target, type TargetGroup } from './state.ts';
import { balancersOf } from './target-groups.ts';

interface TargetName {
  readonly id: string;
  readonly port: number;
  readonly availabilityZone: string | undefined;
}

export const registerTargets: Action = {
  handle: (call) => {
    const group = targetGroupOf(call);
    const wanted = readTargets(call.input, group);
    if (wanted.length === 0) throw call.input.missing('Targets');
    for (const target of wanted) checkTarget(call, group, target);
    const added = wanted.map((target): Target => ({ ...target, state: 'initial' }));
    const kept = group.targets.filter((target) => !added.some((other) => isSame(target, other)));
    group.targets = [...kept, ...added];
    if (group.targetType === 'alb' && group.targets.length > 1) {
      group.targets = kept;
      throw new AwsError('TooManyTargets', 'A target group of the type alb can have one target');
    }
    call.after(call.world.settings.transitionSeconds, () => {
      if (isReal(call.world, group.vpcId)) return;
      for (const target of added) if (target.state === 'initial') target.state = 'healthy';
    });
    return {};
  },
  resources: namedResource,
};

/** A target in use drains for the time that the group's attribute gives it; one that was never used goes at once. */
export const deregisterTargets: Action = {
  handle: (call) => {
    const group = targetGroupOf(call);
    const named = readTargets(call.input, group);
    const leaving = named.map((name) => {
      const target = group.targets.find((candidate) => isSame(candidate, name));
      if (target === undefined) {
        throw new AwsError(
          'InvalidTarget',
          `The following targets are not registered: '${name.id}:${name.port}'`,
        );
      }
      return target;
    });
    if (balancersOf(call, group).length === 0) {
      group.targets = group.targets.filter((target) => !leaving.includes(target));
      return {};
    }
    for (const target of leaving) target.state = 'draining';
    call.after(Number(group.attributes['deregistration_delay.timeout_seconds'] ?? 300), () => {
      group.targets = group.targets.filter(
        (target) => !leaving.includes(target) || target.state !== 'draining',
      );
    });
    return {};
  },
  resources: namedResource,
};

export const describeTargetHealth: Action = {
  handle: (call) => {
    const group = targetGroupOf(call);
    const isUsed = balancersOf(call, group).length > 0;
    const asked = readTargets(call.input, group);
    if (asked.length === 0) {
      return { TargetHealthDescriptions: group.targets.map((target) => describe(group, target, isUsed)) };
    }
    return {
      TargetHealthDescriptions: asked.map((name) => {
        const target = group.targets.find((candidate) => isSame(candidate, name));
        return target === undefined ? unknown(name) : describe(group, target, isUsed);
      }),
    };
  },
};

function readTargets(input: Input, group: TargetGroup): TargetName[] {
  return input.structs('Targets').map((target) => ({
    id: target.requiredString('Id'),
    port: target.integer('Port', { min: 1, max: 65535 }) ?? group.port,
    availabilityZone: target.string('AvailabilityZone'),
  }));
}

function isSame(a: TargetName, b: TargetName): boolean {
  return a.id === b.id && a.port === b.port;
}

function checkTarget(call: Call, group: TargetGroup, target: TargetName): void {
  if (group.targetType === 'ip') {
    checkAddress(call, group, target);
    return;
  }
  if (target.availabilityZone !== undefined) {
    throw new AwsError(
      'ValidationError',
      `An Availability Zone cannot be specified for targets of the type '${group.targetType}'`,
    );
  }
  if (group.targetType === 'alb') {
    checkBalancer(call, group, target);
  } else if (!/^i-[0-9a-f]{8,17}$/.test(target.id)) {
    // Instances are outside of this emulator: ids that could be one's are taken at their word.
    throw new AwsError('ValidationError', `Instance ID '${target.id}' is not valid`);
  }
}

/** Addresses are of the VPC, or private ones reached through it: those are named with the zone `all`. */
function checkAddress(call: Call, group: TargetGroup, target: TargetName): void {
  if (!isIPv4(target.id)) throw new AwsError('ValidationError', `The IP address '${target.id}' is not valid`);
  const address = parseCidr(`${target.id}/32`);
  const isIn = (cidr: string | undefined) => {
    const block = parseCidr(cidr ?? '');
    return block !== undefined && address !== undefined && contains(block, address);
  };
  const own = call.table(vpcs).get(group.vpcId)?.cidrAssociations ?? [];
  if (own.some(({ cidrBlock }) => isIn(cidrBlock))) return;
  if (!privateBlocks.some(isIn)) {
    throw new AwsError(
      'ValidationError',
      `The IP address '${target.id}' is not within the VPC '${group.vpcId}', nor private: targets outside of the VPC must be in ${privateBlocks.join(', ')}`,
    );
  }
  if (target.availabilityZone === undefined) {
    throw new AwsError(
      'ValidationError',
      `You must specify an Availability Zone, or 'all', for the IP address '${target.id}', which is outside of the VPC '${group.vpcId}'`,
    );
  }
}

const privateBlocks = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];

function checkBalancer(call: Call, group: TargetGroup, target: TargetName): void {
  const balancer = call.table(loadBalancers).get(target.id);
  if (balancer?.type !== 'application') {
    throw new AwsError(
      'InvalidTarget',
      `'${target.id}' is not an Application Load Balancer of this account and region`,
    );
  }
  if (balancer.vpcId !== group.vpcId) {
    throw new AwsError(
      'InvalidTarget',
      `'${target.id}' is not in the VPC of the target group, ${group.vpcId}`,
    );
  }
  const listens = call
    .table(listeners)
    .find((listener) => listener.loadBalancerArn === target.id && listener.port === target.port);
  if (listens === undefined || target.port !== group.port) {
    throw new AwsError(
      'InvalidTarget',
      `The Application Load Balancer '${target.id}' must have a listener on the target group's port, ${group.port}`,
    );
  }
}

function describe(group: TargetGroup, target: Target, isUsed: boolean): Output {
  return {
    Target: { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone },
    HealthCheckPort: group.healthCheck.port === 'traffic-port' ? String(target.port) : group.healthCheck.port,
    TargetHealth: healthOf(target, isUsed),
  };
}

function healthOf(target: Target, isUsed: boolean): Output {
  if (target.state === 'draining') {
    return {
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    };
  }
  if (!isUsed) {
    return {
      State: 'unused',
      Reason: 'Target.NotInUse',
      Description: 'Target group is not configured to receive traffic from the load balancer',
    };
  }
  if (target.state === 'initial') {
    return {
      State: 'initial',
      Reason: 'Elb.InitialHealthChecking',
      Description: 'Initial health checks in progress',
    };
  }
  if (target.state === 'unhealthy') {
    return { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };
  }
  return { State: 'healthy' };
}

function unknown(name: TargetName): Output {
  return {
    Target: { Id: name.id, Port: name.port },
    TargetHealth: {
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: 'Target is not registered to the target group',
    },
  };
}
