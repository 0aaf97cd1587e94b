/**
 * What AWS's service models say of the inputs of actions, as `scripts/emulator-models.ts` extracts it. Members are
 * written `<wire name>[!] <type>`, with `!` for those that are required. Types are `string`, `boolean`,
 * `integer [min] [max]`, `enum <name>`, `structure <name>`, `list [item element] of <type>`, and others by AWS's words.
 */
export interface ServiceModel {
  readonly actions: Readonly<Record<string, ActionModel>>;
  readonly structures: Readonly<Record<string, readonly string[]>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

export interface ActionModel {
  /** The structure of the input. */
  readonly input?: string;
  /** Wire name of the parameter that makes a repeated call answer as the first. */
  readonly token?: string;
  /** `MaxResults` and ids are not taken together. */
  readonly pagesExcludeIds?: boolean;
  /** Documented filters; `tag` stands for `tag:<key>`. */
  readonly filters?: readonly string[];
}

export type MemberType =
  | { readonly kind: 'string' | 'boolean' | 'other' }
  | { readonly kind: 'integer'; readonly min: number | undefined; readonly max: number | undefined }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'structure'; readonly name: string }
  | { readonly kind: 'list'; readonly element: string | undefined; readonly of: MemberType };

export interface MemberModel {
  readonly name: string;
  readonly required: boolean;
  readonly type: MemberType;
}

const parsed = new WeakMap<ServiceModel, Map<string, readonly MemberModel[]>>();

/** The members of a structure, read once. */
export function membersOf(model: ServiceModel, structure: string): readonly MemberModel[] {
  let known = parsed.get(model);
  if (known === undefined) {
    known = new Map();
    parsed.set(model, known);
  }
  let members = known.get(structure);
  if (members === undefined) {
    members = (model.structures[structure] ?? []).map((text) => readMember(model, text));
    known.set(structure, members);
  }
  return members;
}

function readMember(model: ServiceModel, text: string): MemberModel {
  const space = text.indexOf(' ');
  const name = text.slice(0, space);
  const required = name.endsWith('!');
  return {
    name: required ? name.slice(0, -1) : name,
    required,
    type: readType(model, text.slice(space + 1)),
  };
}

function readType(model: ServiceModel, text: string): MemberType {
  const list = /^list(?: (\S+))? of (.*)$/.exec(text);
  if (list !== null) return { kind: 'list', element: list[1], of: readType(model, list[2] ?? '') };
  const [kind = '', ...rest] = text.split(' ');
  switch (kind) {
    case 'string':
    case 'boolean':
      return { kind };
    case 'integer':
      return { kind, min: bound(rest[0]), max: bound(rest[1]) };
    case 'enum':
      return { kind, values: model.enums[rest[0] ?? ''] ?? [] };
    case 'structure':
      return { kind, name: rest[0] ?? '' };
    default:
      return { kind: 'other' };
  }
}

function bound(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}
