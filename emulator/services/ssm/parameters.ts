/** Parameters: put, get, list, delete. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { invalid, notFound } from './errors.ts';
import { findParameter, onNames, parameterArn, parameterOf } from './lookup.ts';
import { pageByPath, pageOfDescriptions } from './paging.ts';
import { type Parameter, parameters } from './state.ts';
import { readTags } from './tags.ts';

const STANDARD_BYTES = 4096;
const ADVANCED_BYTES = 8192;

export const putParameter: Action = {
  handle: (call) => {
    const { input } = call;
    const name = input.requiredString('Name');
    const value = input.requiredString('Value');
    if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name) || name.split('/').length > 16 || name.length > 1011) {
      throw invalid(
        'Parameter name: can\'t be prefixed with "ssm" (case-insensitive) and must be a path of letters, numbers and .-_',
      );
    }
    const existing = call.table(parameters).get(name);
    if (existing !== undefined && input.boolean('Overwrite') !== true) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const type = input.string('Type') ?? existing?.type;
    if (type === undefined) {
      throw invalid('A parameter type is required when you create a parameter.');
    }
    const given = input.string('Tier') ?? existing?.tier ?? 'Standard';
    const bytes = Buffer.byteLength(value);
    const tier = given === 'Intelligent-Tiering' ? (bytes > STANDARD_BYTES ? 'Advanced' : 'Standard') : given;
    const most = tier === 'Standard' ? STANDARD_BYTES : ADVANCED_BYTES;
    if (bytes > most) {
      throw invalid(`${tier} tier parameters support a maximum parameter value of ${most} characters.`);
    }
    const allowedPattern = input.string('AllowedPattern') ?? existing?.allowedPattern;
    const isSecure = type === 'SecureString';
    const parameter: Parameter = {
      name,
      arn: parameterArn(call, name),
      type,
      value,
      version: (existing?.version ?? 0) + 1,
      changedAt: call.now().getTime(),
      changedBy: call.identity.arn,
      description: input.string('Description') ?? existing?.description,
      keyId: isSecure ? (input.string('KeyId') ?? existing?.keyId ?? 'alias/aws/ssm') : undefined,
      allowedPattern,
      tier,
      dataType: input.string('DataType') ?? existing?.dataType ?? 'text',
      tags: existing?.tags ?? readTags(input),
    };
    call.table(parameters).put(name, parameter);
    return { Version: parameter.version, Tier: tier };
  },
  resources: onNames('Name'),
};

export const getParameter: Action = {
  handle: (call) => ({ Parameter: render(call, parameterOf(call)) }),
  resources: onNames('Name'),
};

export const getParameters: Action = {
  handle: (call) => {
    const found = call.input.strings('Names').map((name) => [name, findParameter(call, name)] as const);
    return {
      Parameters: found.flatMap(([, parameter]) => (parameter ? [render(call, parameter)] : [])),
      InvalidParameters: found.flatMap(([name, parameter]) => (parameter ? [] : [name])),
    };
  },
  resources: onNames('Names'),
};

export const getParametersByPath: Action = {
  handle: (call) => {
    const path = call.input.requiredString('Path').replace(/\/?$/, '/');
    const deep = call.input.boolean('Recursive') === true;
    const found = call
      .table(parameters)
      .visible()
      .filter(({ name }) => name.startsWith(path) && (deep || !name.slice(path.length).includes('/')));
    const { items, next } = pageByPath(call.input, found, ({ name }) => name);
    return { Parameters: items.map((parameter) => render(call, parameter)), NextToken: next };
  },
  resources: onNames('Path'),
};

export const describeParameters: Action = {
  handle: (call) => {
    const filters = call.input.structs('ParameterFilters').map((filter) => ({
      key: filter.requiredString('Key'),
      option: filter.string('Option') ?? 'Equals',
      values: filter.strings('Values'),
    }));
    const found = call
      .table(parameters)
      .visible()
      .filter((parameter) => filters.every((filter) => matches(parameter, filter)));
    const { items, next } = pageOfDescriptions(call.input, found, ({ name }) => name);
    return {
      Parameters: items.map((parameter) => ({
        Name: parameter.name,
        ARN: parameter.arn,
        Type: parameter.type,
        KeyId: parameter.keyId,
        LastModifiedDate: new Date(parameter.changedAt),
        LastModifiedUser: parameter.changedBy,
        Description: parameter.description,
        AllowedPattern: parameter.allowedPattern,
        Version: parameter.version,
        Tier: parameter.tier,
        Policies: [],
        DataType: parameter.dataType,
      })),
      NextToken: next,
    };
  },
};

export const deleteParameter: Action = {
  handle: (call) => {
    if (!call.table(parameters).delete(call.input.requiredString('Name'))) throw notFound();
    return {};
  },
  resources: onNames('Name'),
};

export const deleteParameters: Action = {
  handle: (call) => {
    const names = call.input.strings('Names');
    const deleted = names.filter((name) => call.table(parameters).delete(name));
    return {
      DeletedParameters: deleted,
      InvalidParameters: names.filter((name) => !deleted.includes(name)),
    };
  },
  resources: onNames('Names'),
};

function matches(
  parameter: Parameter,
  { key, option, values }: { key: string; option: string; values: readonly string[] },
): boolean {
  const tag = key.startsWith('tag:') ? parameter.tags[key.slice(4)] : undefined;
  if (key.startsWith('tag:')) return tag !== undefined && (values.length === 0 || values.includes(tag));
  const text = { Name: parameter.name, Type: parameter.type, KeyId: parameter.keyId, Tier: parameter.tier }[
    key
  ];
  if (key === 'Path') {
    return values.some((path) => parameter.name.startsWith(path.replace(/\/?$/, '/')));
  }
  if (text === undefined) return false;
  const test = (value: string) =>
    option === 'BeginsWith'
      ? text.startsWith(value)
      : option === 'Contains'
        ? text.includes(value)
        : text === value;
  return values.some(test);
}

/** Without decryption a secure string comes as what a key service would have made of it. */
function render(call: Call, parameter: Parameter): Output {
  const isHidden = parameter.type === 'SecureString' && call.input.boolean('WithDecryption') !== true;
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: isHidden ? Buffer.from(`encrypted with ${parameter.keyId}`).toString('base64') : parameter.value,
    Version: parameter.version,
    LastModifiedDate: new Date(parameter.changedAt),
    ARN: parameter.arn,
    DataType: parameter.dataType,
  };
}
