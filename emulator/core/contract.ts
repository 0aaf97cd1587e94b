import type { AwsError } from './aws-error.ts';
import { type Input, isTree, type Tree } from './input.ts';
import { type MemberModel, type MemberType, membersOf, type ServiceModel } from './model.ts';

export interface Contract {
  readonly model: ServiceModel;
  /** Says what is wrong with the form of an id, by the wire name of the parameter that holds it. */
  checkId?(action: string, parameter: string, id: string): AwsError | undefined;
}

/**
 * Holds the parameters of a call against AWS's model, before anything else looks at them: what is required is there,
 * enumerations and numbers are within their bounds, ids have the form of their kind.
 */
export function checkContract({ model, ...contract }: Contract, action: string, input: Input): void {
  const structure = model.actions[action]?.input;
  if (structure === undefined) return;
  checkStructure(structure, input.tree(), '');

  function checkStructure(name: string, tree: Tree, path: string): void {
    for (const member of membersOf(model, name)) {
      const value = Object.hasOwn(tree, member.name) ? (tree[member.name] ?? undefined) : undefined;
      if (value !== undefined) checkValue(member, member.type, value, `${path}${member.name}`);
      else if (member.required) throw input.missing(`${path}${member.name}`);
    }
  }

  function checkValue(member: MemberModel, type: MemberType, value: unknown, path: string): void {
    switch (type.kind) {
      case 'structure':
        if (isTree(value)) checkStructure(type.name, value, `${path}.`);
        else if (value === '') checkStructure(type.name, {}, `${path}.`);
        else throw input.invalid(path, 'must be a structure');
        return;
      case 'list':
        for (const [index, item] of itemsOf(value, type.element).entries())
          checkValue(member, type.of, item, `${path}.${index + 1}`);
        return;
      default:
        checkText(member, type, value, path);
    }
  }

  function checkText(member: MemberModel, type: MemberType, value: unknown, path: string): void {
    // An empty text is how query protocols write that a parameter was not given.
    if (
      value === '' ||
      !(typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    )
      return;
    const text = String(value);
    if (type.kind === 'enum' && !type.values.includes(text))
      throw input.invalid(
        path,
        `Value '${shorten(text)}' at '${camelCase(path)}' failed to satisfy constraint: '${shorten(text)}' must be one of: ${type.values.slice(0, 40).join(', ')}`,
      );
    if (type.kind === 'boolean' && !/^(true|false)$/i.test(text))
      throw input.invalid(path, `must be true or false, not '${shorten(text)}'`);
    if (type.kind === 'integer') checkInteger(type, text, path);
    if (type.kind === 'string') {
      const problem = contract.checkId?.(action, member.name, text);
      if (problem !== undefined) throw problem;
    }
  }

  function checkInteger(
    { min, max }: Extract<MemberType, { kind: 'integer' }>,
    text: string,
    path: string,
  ): void {
    if (!/^-?\d{1,15}$/.test(text)) throw input.invalid(path, `must be an integer, not '${shorten(text)}'`);
    const value = Number(text);
    if ((min !== undefined && value < min) || (max !== undefined && value > max))
      throw input.invalid(path, `must be between ${min ?? '-∞'} and ${max ?? '∞'}, not ${value}`);
  }
}

/** A list as JSON, the query protocols and XML have it. What is no list at all is left to whoever reads it. */
function itemsOf(value: unknown, element: string | undefined): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isTree(value)) return [];
  const inner = element === undefined ? undefined : value[element];
  if (inner !== undefined) return Array.isArray(inner) ? inner : [inner];
  return Object.keys(value).every((key) => /^\d{1,5}$/.test(key)) ? Object.values(value) : [];
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function camelCase(path: string): string {
  return path.replace(/(^|\.)([A-Z])/g, (_all, dot: string, letter: string) => dot + letter.toLowerCase());
}
