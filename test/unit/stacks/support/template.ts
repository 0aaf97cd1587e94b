import { type App, type TerraformStack, Testing } from '../../../../stacks/cdktf.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A block of Terraform with its type and logical id. */
export interface Block {
  readonly type: string;
  readonly id: string;
  /** `aws_subnet.network_subnet_euw1-az1` */
  readonly address: string;
  readonly body: JsonObject;
}

/** The Terraform of one stack, as objects. */
export class Template {
  readonly document: JsonObject;

  private constructor(document: JsonObject) {
    this.document = document;
  }

  /** Synthesises the stack, running the checks that constructs add. */
  static of(stack: TerraformStack): Template {
    return new Template(object(JSON.parse(Testing.synth(stack, true))));
  }

  /** Every resource, of one type where one is given. */
  resources(type?: string): Block[] {
    return this.#blocks('resource', type);
  }

  dataSources(type?: string): Block[] {
    return this.#blocks('data', type);
  }

  /** The one resource at this address; fails with the addresses that there are. */
  resource(address: string): JsonObject {
    const block = this.resources().find((candidate) => candidate.address === address);
    if (block === undefined) {
      const addresses = this.resources().map((candidate) => candidate.address);
      throw new Error(`no ${address} among ${addresses.join(', ')}`);
    }
    return block.body;
  }

  /** Types of all resources, sorted, each once. */
  resourceTypes(): string[] {
    return [...new Set(this.resources().map((block) => block.type))].sort();
  }

  output(name: string): Json | undefined {
    return object(object(this.document.output)[name]).value;
  }

  providers(): JsonObject[] {
    const { aws } = object(this.document.provider);
    return Array.isArray(aws) ? aws.map(object) : [];
  }

  #blocks(kind: 'resource' | 'data', only?: string): Block[] {
    return Object.entries(object(this.document[kind])).flatMap(([type, blocks]) =>
      only !== undefined && only !== type
        ? []
        : Object.entries(object(blocks)).map(([id, body]) => ({
            type,
            id,
            address: `${type}.${id}`,
            body: object(body),
          })),
    );
  }
}

/** The value as an object; an empty one when it is anything else. */
export function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** A reference as Terraform writes it in JSON. */
export function ref(expression: string): string {
  return `\${${expression}}`;
}

/** A policy document that a resource carries as text. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly (JsonObject & { readonly Sid: string })[];
}

export function policyOf(body: JsonObject, argument = 'policy'): PolicyDocument {
  const text = body[argument];
  if (typeof text !== 'string') throw new Error(`${argument} is not the text of a policy`);
  return JSON.parse(text);
}

/** The statement with this Sid; fails with the Sids that there are. */
export function statement(policy: PolicyDocument, sid: string): JsonObject {
  const found = policy.Statement.find((candidate) => candidate.Sid === sid);
  if (found === undefined) {
    throw new Error(`no ${sid} among ${policy.Statement.map((candidate) => candidate.Sid).join(', ')}`);
  }
  return found;
}

/** An app that writes nowhere that matters. */
export function testApp(): App {
  return Testing.app({ stackTraces: false });
}
