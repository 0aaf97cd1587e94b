import type { z } from 'zod';
import { nearestSpelling } from '../../domain/suggest.ts';
import { describe, type FleetDocument } from './document.ts';
import { fixesOfUnknownKeys } from './fields.ts';
import type { Path, Problems } from './problems.ts';
import { type FleetInput, fleetSchema } from './schema.ts';

/** A value of which any part may be missing, because it was wrong and has been reported. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

type Issue = z.core.$ZodIssue;

/**
 * Reports every structural problem, and returns what is left when the values at fault are taken out: so that the rules
 * that hold between values can be checked in the same pass. List entries keep their places.
 */
export function checkStructure(document: FleetDocument, problems: Problems): Draft<FleetInput> {
  const result = fleetSchema.safeParse(document.value);
  if (result.success) return document.value as Draft<FleetInput>;
  const draft = structuredClone(document.value);
  for (const issue of result.error.issues.flatMap((one) => expand(one, [], document.value))) {
    report(issue, document, problems);
    remove(draft, issue.path);
  }
  return draft as Draft<FleetInput>;
}

/** An issue with its place from the top, one thing at fault, and unions reduced to the branch that was meant. */
interface FlatIssue {
  readonly path: Path;
  readonly issue: Issue;
  readonly message: string;
  /** Where the issue itself does not carry it. */
  readonly fix?: string;
}

function expand(issue: Issue, base: Path, root: unknown): FlatIssue[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    const fixes = fixesOfUnknownKeys(issue.message);
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      issue,
      message: 'unknown key',
      fix: fixes[index] ?? lookAtExample,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that takes this kind of value has better things to say than that the kind is wrong.
    const meant = issue.errors.find(
      (branch) => !branch.some((one) => one.path.length === 0 && one.code === 'invalid_type'),
    );
    if (meant) return meant.flatMap((one) => expand(one, path, root));
    const value = at(root, path);
    const message = value === undefined ? '' : `expected a string or a mapping, not ${describe(value)}`;
    return [{ path, issue, message }];
  }
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [{ path, issue, message: first?.message ?? issue.message, fix: fixOf(first ?? issue) }];
  }
  return [{ path, issue, message: issue.message }];
}

function report(flat: FlatIssue, document: FleetDocument, problems: Problems): void {
  const { path, issue, message } = flat;
  const value = at(document.value, path);
  const source = document.sourceOf(path) ?? String(value);
  if (issue.code === 'invalid_type' || (value === undefined && issue.code !== 'unrecognized_keys')) {
    problems.add(path, ...typeProblem(path, issue, value, source));
    return;
  }
  if (issue.code === 'invalid_value') {
    problems.add(path, ...choiceProblem(issue.values, value, source));
    return;
  }
  if (issue.code === 'invalid_union') {
    const options = 'discriminator' in issue && issue.discriminator === 'type' ? ['local', 's3'] : [];
    if (options.length > 0) {
      problems.add(path, ...choiceProblem(options, value, source));
      return;
    }
  }
  problems.add(path, message, flat.fix ?? fixOf(issue));
}

const lookAtExample = 'see fleet.example.yaml';

/** Rules and refinements say what is wrong in the message, and what to write instead beside it. */
function fixOf(issue: Issue): string {
  const fix: unknown = issue.code === 'custom' ? issue.params?.fix : undefined;
  return typeof fix === 'string' ? fix : lookAtExample;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function typeProblem(
  path: Path,
  issue: Issue,
  value: unknown,
  source: string,
): [message: string, fix: string] {
  const key = path.at(-1);
  const expected = issue.code === 'invalid_type' ? (typeNames[issue.expected] ?? issue.expected) : 'a value';
  if (value === undefined) {
    const example = examples[String(key)];
    return ['is missing', `add ${example ?? `${key} (${expected})`}`];
  }
  if (value === null) {
    return ['has no value', `write ${expected}, or remove the ${typeof key === 'number' ? 'entry' : 'key'}`];
  }
  if (expected === 'a string' && typeof value === 'number')
    return [`${source} is a number`, `put it in quotes: "${source}"`];
  if (expected === 'a string' && typeof value === 'boolean')
    return [`${source} is not a string`, `put it in quotes: "${source}"`];
  if (expected === 'a number' && typeof value === 'string')
    return [`"${value}" is a string`, 'write a number, without quotes'];
  return [`expected ${expected}, not ${describe(value)}`, lookAtExample];
}

const examples: Readonly<Record<string, string>> = {
  version: 'version: 1',
  accountId: 'accountId: "111111111111"',
  customerName: 'customerName: Acme Corp.',
  awsAccounts: 'awsAccounts: ["222222222222"]',
  service: 'service: com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
  ports: 'ports: [{ port: 443 }]',
  port: 'port: 443',
  regions: 'regions: [eu-west-1]',
  region: 'region: eu-west-1',
  organization: 'organization: acme',
  image: 'image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/connector:1',
};

function choiceProblem(
  values: readonly unknown[],
  value: unknown,
  source: string,
): [message: string, fix: string] {
  const options = values.map(String);
  const near = typeof value === 'string' ? nearestSpelling(value, options) : undefined;
  const use =
    options.length === 1
      ? `use ${options[0]}`
      : `use ${options.slice(0, -1).join(', ')} or ${options.at(-1)}`;
  const shown =
    typeof value === 'object' ? describe(value) : typeof value === 'string' ? `"${source}"` : source;
  return [`${shown} is not one of the values`, near ? `did you mean ${near}? ${use}` : use];
}

function at(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined;
  }
  return value;
}

function remove(root: Record<string, unknown>, path: Path): void {
  const step = path.at(-1);
  const parent = at(root, path.slice(0, -1));
  if (step === undefined || typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, step))
    return;
  if (Array.isArray(parent)) parent[Number(step)] = undefined;
  else delete (parent as Record<string, unknown>)[step];
}
