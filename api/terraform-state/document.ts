import { z } from 'zod';

/** What this project reads of a state: https://developer.hashicorp.com/terraform/internals/json-format leaves the file itself open. */
const schema = z.object({
  version: z.literal(4),
  serial: z.number().int().nonnegative(),
  lineage: z.string(),
  outputs: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  resources: z
    .array(
      z.object({
        mode: z.enum(['managed', 'data']),
        type: z.string(),
        name: z.string(),
        module: z.string().optional(),
        instances: z.array(
          z.object({
            attributes: z.record(z.string(), z.unknown()).nullish(),
            deposed: z.string().optional(),
          }),
        ),
      }),
    )
    .default([]),
});

/** A state as far as this project looks into it. */
export class StateDocument {
  readonly serial: number;
  readonly lineage: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Attributes of the managed resources of the root module, by address. */
  readonly resources: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Attributes of everything that it manages, what is about to be replaced (`deposed`) included. */
  readonly managed: readonly {
    readonly type: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];

  private constructor(document: z.infer<typeof schema>) {
    this.serial = document.serial;
    this.lineage = document.lineage;
    this.outputs = Object.fromEntries(
      Object.entries(document.outputs).map(([name, output]) => [name, output.value]),
    );
    const resources = new Map<string, Readonly<Record<string, unknown>>>();
    this.managed = document.resources.flatMap(({ mode, type, instances }) =>
      mode === 'managed' ? instances.map(({ attributes }) => ({ type, attributes: attributes ?? {} })) : [],
    );
    for (const { mode, module, type, name, instances } of document.resources) {
      const instance = instances.find(({ deposed }) => deposed === undefined);
      if (mode === 'managed' && module === undefined && instance !== undefined)
        resources.set(`${type}.${name}`, instance.attributes ?? {});
    }
    this.resources = resources;
  }

  /** @throws InvalidStateError for anything but a state of Terraform 0.12 or later. */
  static parse(body: Buffer | string): StateDocument {
    let value: unknown;
    try {
      value = JSON.parse(body.toString());
    } catch (error) {
      throw new InvalidStateError('it is not JSON', { cause: error });
    }
    const result = schema.safeParse(value);
    if (!result.success) throw new InvalidStateError(z.prettifyError(result.error));
    return new StateDocument(result.data);
  }

  /** No resource is left: a destroy has done its work. */
  get isEmpty(): boolean {
    return this.managed.length === 0;
  }
}

export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';

  constructor(problem: string, options?: ErrorOptions) {
    super(`this is not a Terraform state: ${problem}`, options);
  }
}
