import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { defined } from '../domain/defined.ts';
import { supportedActions } from '../emulator/services/index.ts';

const usage = `Usage: node scripts/emulator-models.ts <botocore's data folder>

Writes emulator/models/*.generated.ts: what AWS's own service models say of every action that the emulator has.
The folder comes with botocore: python3 -c 'import botocore; print(botocore.__path__[0] + "/data")'`;

/** The folder of botocore's data for a name in a credential scope, where the two differ. */
const folders: Readonly<Record<string, string>> = {
  elasticloadbalancing: 'elbv2',
  monitoring: 'cloudwatch',
};

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  readonly member?: Member;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly documentation?: string;
}

interface Member {
  readonly shape: string;
  readonly locationName?: string;
  readonly queryName?: string;
  readonly documentation?: string;
}

interface Model {
  readonly metadata: { readonly protocol: string };
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** Collects what the inputs of the actions reach, in the notation of `emulator/core/model.ts`. */
class Extract {
  readonly structures = new Map<string, string>();
  readonly enums = new Map<string, readonly string[]>();
  readonly actions = new Map<string, string>();
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  action(name: string): void {
    const operation = this.#model.operations[name];
    if (operation === undefined) throw new Error(`${name} is not in the model`);
    const input = operation.input?.shape;
    const { members = {} } = input === undefined ? { members: {} } : this.#shape(input);
    const token = Object.entries(members).find(([member]) => member.toLowerCase() === 'clienttoken');
    const filters = Object.entries(members).find(([member]) => /^Filters?$/.test(member))?.[1];
    const pages =
      Object.entries(members).find(([member]) => member === 'MaxResults')?.[1].documentation ?? '';
    const excluded = /You cannot specify this parameter and the .*? parameter in the same request/.test(
      pages,
    );
    const facts = {
      ...defined({ input: input && this.#structure(input), token: token && this.#wireName(...token) }),
      ...(excluded ? { pagesExcludeIds: true } : {}),
      ...defined({ filters: filters && this.#filterNames(filters) }),
    };
    this.actions.set(name, JSON.stringify(facts));
  }

  #shape(name: string): Shape {
    const shape = this.#model.shapes[name];
    if (shape === undefined) throw new Error(`the shape ${name} is not in the model`);
    return shape;
  }

  #structure(name: string): string {
    if (this.structures.has(name)) return name;
    this.structures.set(name, '');
    const { members = {}, required = [] } = this.#shape(name);
    const fields = Object.entries(members).map(
      ([member, target]) =>
        `${this.#wireName(member, target)}${required.includes(member) ? '!' : ''} ${this.#type(target)}`,
    );
    this.structures.set(name, JSON.stringify(fields));
    return name;
  }

  #type({ shape: name }: Member): string {
    const shape = this.#shape(name);
    switch (shape.type) {
      case 'structure':
        return `structure ${this.#structure(name)}`;
      case 'list': {
        const { member } = shape;
        if (member === undefined) throw new Error(`the list ${name} has no member`);
        const item =
          this.#model.metadata.protocol === 'rest-xml' ? ` ${member.locationName ?? 'member'}` : '';
        return `list${item} of ${this.#type(member)}`;
      }
      case 'string':
        if (shape.enum === undefined) return 'string';
        this.enums.set(name, shape.enum);
        return `enum ${name}`;
      case 'integer':
      case 'long':
        return ['integer', shape.min ?? '', shape.max ?? ''].join(' ').trimEnd();
      case 'boolean':
        return 'boolean';
      default:
        return shape.type;
    }
  }

  /** As the emulator's input has it: EC2 has names of its own for the query, and the others the locations' names. */
  #wireName(member: string, target: Member): string {
    switch (this.#model.metadata.protocol) {
      case 'ec2': {
        const { queryName, locationName = member } = target;
        return queryName ?? `${locationName.charAt(0).toUpperCase()}${locationName.slice(1)}`;
      }
      case 'json':
      case 'smithy-rpc-v2-cbor':
        return member;
      default:
        return target.locationName ?? member;
    }
  }

  /** The documentation of a `Filters` member is a list of names; `tag` stands for `tag:<key>`. */
  #filterNames(filters: Member): string[] {
    const text = filters.documentation ?? this.#shape(filters.shape).documentation ?? '';
    return [...text.matchAll(/<li>\s*<p>\s*<code>([^<]+)<\/code>/g)].map((match) => match[1] ?? '');
  }
}

async function readModel(data: string, folder: string): Promise<{ model: Model; version: string }> {
  const version = (await readdir(join(data, folder))).sort().at(-1);
  if (version === undefined) throw new Error(`${folder} has no version`);
  const packed = await readFile(join(data, folder, version, 'service-2.json.gz'));
  return { model: JSON.parse(gunzipSync(packed).toString('utf8')) as Model, version };
}

function lines(entries: Iterable<readonly [string, string]>): string {
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `    ${JSON.stringify(name)}: ${value},\n`)
    .join('');
}

async function main(): Promise<void> {
  const [data] = process.argv.slice(2);
  if (data === undefined || data === '--help') {
    console.log(usage);
    process.exitCode = data === undefined ? 2 : 0;
    return;
  }
  const release = /__version__ = '([^']+)'/.exec(await readFile(join(data, '../__init__.py'), 'utf8'))?.[1];
  for (const service of new Set(supportedActions().map(([name]) => name))) {
    const folder = folders[service] ?? service;
    const { model, version } = await readModel(data, folder);
    const extract = new Extract(model);
    for (const [owner, action] of supportedActions()) if (owner === service) extract.action(action);
    const enums = [...extract.enums].map(([name, values]) => [name, JSON.stringify(values)] as const);
    const text = `// Written by scripts/emulator-models.ts from botocore ${release}, ${folder}/${version}/service-2.json. Do not edit.
import type { ServiceModel } from '../core/model.ts';

export const model: ServiceModel = {
  actions: {
${lines(extract.actions)}  },
  structures: {
${lines(extract.structures)}  },
  enums: {
${lines(enums)}  },
};
`;
    await writeFile(new URL(`../emulator/models/${service}.generated.ts`, import.meta.url), text);
  }
}

await main();
