import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { pager } from '../../core/pager.ts';
import type { Action, Call } from '../../core/service.ts';
import { restAnswer } from '../../protocols/rest.ts';
import { readCode } from './code.ts';
import { describeFunction, readConfiguration } from './configuration.ts';
import { conflict, invalidParameter } from './errors.ts';
import { requireExecutionRole } from './execution-role.ts';
import { functionArn, functionOf, onFunction } from './lookup.ts';
import { placeInterfaces, removeInterfacesLater } from './network.ts';
import { functions, type LambdaFunction } from './state.ts';
import { readTags } from './tags.ts';

const page = pager({
  token: 'Marker',
  size: (input) => input.integer('MaxItems', { min: 1, max: 10_000 }) ?? 50,
  invalidToken: () => invalidParameter('Invalid pagination token'),
  sorted: true,
});

export const createFunction: Action = {
  handle: (call) => {
    const { input } = call;
    const arn = functionArn(call);
    const name = arn.split(':').at(-1) ?? '';
    if (call.table(functions).has(name)) throw conflict(`Function already exist: ${name}`);
    if (input.boolean('Publish'))
      throw invalidParameter('The emulator keeps no version of a function but $LATEST');
    if ((input.string('PackageType') ?? 'Zip') !== 'Zip') {
      throw invalidParameter('The emulator runs functions of the package type Zip alone');
    }
    const code = input.struct('Code');
    if (code === undefined) throw input.missing('Code');
    const configuration = readConfiguration(call, name);
    const given = readCode(code);
    requireExecutionRole(call, configuration.roleArn, configuration.subnetIds.length > 0);
    const architectures = input.strings('Architectures');
    const item: LambdaFunction = {
      name,
      arn,
      architectures: architectures.length === 0 ? ['x86_64'] : architectures,
      configuration,
      code: given,
      state: 'Pending',
      lastUpdate: undefined,
      lastModified: call.now(),
      revisionId: randomUUID(),
      networkInterfaceIds: placeInterfaces(call, name, configuration),
      reservedConcurrency: undefined,
      running: 0,
      policy: new Map(),
      tags: readTags(input),
    };
    call.table(functions).put(name, item);
    const answer = describeFunction(item);
    call.after(call.world.settings.transitionSeconds, () => {
      item.state = 'Active';
      item.lastUpdate = 'Successful';
    });
    return restAnswer(answer, { status: 201 });
  },
  resources: (call) => [...onFunction(call), ...passRole(call)],
};

export const getFunction: Action = {
  handle: (call) => {
    const item = functionOf(call);
    return {
      Configuration: describeFunction(item),
      Code: { RepositoryType: 'S3' },
      Tags: Object.keys(item.tags).length === 0 ? undefined : { ...item.tags },
      Concurrency:
        item.reservedConcurrency === undefined
          ? undefined
          : { ReservedConcurrentExecutions: item.reservedConcurrency },
    };
  },
  resources: onFunction,
};

export const getFunctionConfiguration: Action = {
  handle: (call) => describeFunction(functionOf(call)),
  resources: onFunction,
};

export const listFunctions: Action = {
  handle: (call) => {
    const { items, next } = page(call.input, call.table(functions).visible(), ({ name }) => name);
    return { Functions: items.map(describeFunction), NextMarker: next };
  },
};

export const listVersionsByFunction: Action = {
  handle: (call) => {
    const item = functionOf(call);
    return { Versions: [{ ...describeFunction(item), FunctionArn: `${item.arn}:$LATEST` }] };
  },
  resources: onFunction,
};

export const getFunctionCodeSigningConfig: Action = {
  handle: (call) => ({ FunctionName: functionOf(call).name }),
  resources: onFunction,
};

export const updateFunctionCode: Action = {
  handle: (call) => {
    const item = changeable(call);
    if (call.input.boolean('Publish'))
      throw invalidParameter('The emulator keeps no version of a function but $LATEST');
    const code = readCode(call.input);
    if (call.input.boolean('DryRun')) return describeFunction(item);
    item.code = code;
    return updated(call, item);
  },
  resources: onFunction,
};

export const updateFunctionConfiguration: Action = {
  handle: (call) => {
    const item = changeable(call);
    const before = item.configuration;
    const configuration = readConfiguration(call, item.name, before);
    requireExecutionRole(call, configuration.roleArn, configuration.subnetIds.length > 0);
    const places = (own: typeof before) => JSON.stringify([own.subnetIds, own.securityGroupIds]);
    if (places(before) !== places(configuration)) {
      const former = item.networkInterfaceIds;
      item.networkInterfaceIds = placeInterfaces(call, item.name, configuration);
      removeInterfacesLater(call, former);
    }
    item.configuration = configuration;
    return updated(call, item);
  },
  resources: (call) => [...onFunction(call), ...passRole(call)],
};

export const deleteFunction: Action = {
  handle: (call) => {
    const item = functionOf(call);
    call.table(functions).delete(item.name);
    removeInterfacesLater(call, item.networkInterfaceIds);
    return restAnswer({}, { status: 204, empty: true });
  },
  resources: onFunction,
};

/** Whoever hands a role to a function needs the right to pass it. */
function passRole(call: Call) {
  const resource = call.input.string('Role');
  if (resource === undefined || resource === '') return [];
  return [{ action: 'iam:PassRole', resource, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } }];
}

function changeable(call: Call): LambdaFunction {
  const item = functionOf(call);
  requireActive(item);
  if (item.lastUpdate === 'InProgress') {
    throw conflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${item.arn}`,
    );
  }
  const revision = call.input.string('RevisionId');
  if (revision !== undefined && revision !== item.revisionId) {
    throw new AwsError(
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      412,
    );
  }
  return item;
}

export function requireActive(item: LambdaFunction): void {
  if (item.state === 'Active') return;
  throw conflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${item.state}`,
  );
}

function updated(call: Call, item: LambdaFunction) {
  item.lastModified = call.now();
  item.revisionId = randomUUID();
  item.lastUpdate = 'InProgress';
  call.after(call.world.settings.transitionSeconds, () => {
    item.lastUpdate = 'Successful';
  });
  return describeFunction(item);
}
