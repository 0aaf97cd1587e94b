import { isTree } from './input.ts';

/** A policy as IAM takes it, checked for form. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  /** Principals by type (`AWS`, `Service`, …); `undefined` in identity policies. */
  readonly principals: ReadonlyMap<string, readonly string[]> | undefined;
  readonly conditions: readonly Condition[];
}

export interface Condition {
  /** `StringEquals`, with its prefix and suffix: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Thrown for a document that IAM would call malformed; the service decides on the error code. */
export class MalformedPolicy extends Error {
  override readonly name = 'MalformedPolicy';
}

const statementFields = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);

const operators =
  /^(For(Any|All)Values?:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Numeric(Not)?Equals|Numeric(LessThan|GreaterThan)(Equals)?|Date(Not)?Equals|Date(LessThan|GreaterThan)(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?$/;

/** `kind` decides whether a statement must have a principal (trust and endpoint policies) or must not (identity). */
export function parsePolicy(text: string, kind: 'identity' | 'trust'): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedPolicy('The policy is not in the valid JSON format.');
  }
  if (!isTree(value)) throw new MalformedPolicy('The policy must be a JSON object.');
  if (value.Version !== undefined && value.Version !== '2012-10-17' && value.Version !== '2008-10-17') {
    throw new MalformedPolicy('The policy must contain a valid version string.');
  }
  const list = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  if (list.length === 0) throw new MalformedPolicy('Policy statement must contain at least one statement.');
  return { statements: list.map((statement) => parseStatement(statement, kind)) };
}

function parseStatement(value: unknown, kind: 'identity' | 'trust'): Statement {
  if (!isTree(value)) throw new MalformedPolicy('Syntax errors in policy: a statement must be an object.');
  for (const name of Object.keys(value)) {
    if (!statementFields.has(name))
      throw new MalformedPolicy(`Syntax errors in policy: unknown element ${name}.`);
  }
  const effect = value.Effect;
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new MalformedPolicy('Policy statement must have an effect.');
  const actions = texts(value.Action, 'Action');
  const notActions = texts(value.NotAction, 'NotAction');
  if ((actions === undefined) === (notActions === undefined)) {
    throw new MalformedPolicy('Policy statement must contain actions.');
  }
  for (const action of [...(actions ?? []), ...(notActions ?? [])]) {
    if (action !== '*' && !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action)) {
      throw new MalformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
  }
  const resources = texts(value.Resource, 'Resource');
  const notResources = texts(value.NotResource, 'NotResource');
  const principals = parsePrincipals(value.Principal);
  if (kind === 'identity') {
    if (principals !== undefined)
      throw new MalformedPolicy('Policy document should not specify a principal.');
    if ((resources === undefined) === (notResources === undefined)) {
      throw new MalformedPolicy('Policy statement must contain resources.');
    }
    for (const resource of [...(resources ?? []), ...(notResources ?? [])]) {
      if (resource !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/s.test(resource)) {
        throw new MalformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
      }
    }
  } else if (principals === undefined && value.NotPrincipal === undefined) {
    throw new MalformedPolicy('Missing required field Principal');
  }
  return {
    sid: typeof value.Sid === 'string' ? value.Sid : undefined,
    effect,
    actions,
    notActions,
    resources,
    notResources,
    principals,
    conditions: parseConditions(value.Condition),
  };
}

function parsePrincipals(value: unknown): ReadonlyMap<string, readonly string[]> | undefined {
  if (value === undefined) return undefined;
  if (value === '*') return new Map([['AWS', ['*']]]);
  if (!isTree(value)) throw new MalformedPolicy('Invalid principal in policy.');
  return new Map(Object.entries(value).map(([type, list]) => [type, texts(list, 'Principal') ?? []]));
}

function parseConditions(value: unknown): readonly Condition[] {
  if (value === undefined) return [];
  if (!isTree(value)) throw new MalformedPolicy('Syntax errors in policy: Condition must be an object.');
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!operators.test(operator)) throw new MalformedPolicy(`Invalid Condition type : ${operator}.`);
    if (!isTree(keys)) throw new MalformedPolicy(`Syntax errors in policy: ${operator} must be an object.`);
    return Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values, key) ?? [] }));
  });
}

function texts(value: unknown, name: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'boolean' || typeof item === 'number') return String(item);
    throw new MalformedPolicy(`Syntax errors in policy: ${name} must be a string or a list of strings.`);
  });
}
