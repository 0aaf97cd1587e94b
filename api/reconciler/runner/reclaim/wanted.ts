import { escapeTemplate, unescapeTemplate } from '../../../../stacks/index.ts';
import { plainName, recordKey } from '../../../aws/hosted-zones.ts';
import type { Tags } from '../../../aws/tags.ts';
import type { StateDocument } from '../../../terraform-state/document.ts';
import type { TerraformDocument } from '../../stacks/synthesis.ts';

export type Configuration = Readonly<Record<string, unknown>>;

/** A resource that a document wants. */
export interface Wanted {
  readonly address: string;
  readonly configuration: Configuration;
  /** The document that it stands in is the one to be carried out now. */
  readonly current: boolean;
  /** The provider's included; undefined when one of them is known to Terraform alone. */
  readonly tags: Tags | undefined;
}

/** What is to be imported, and under which address of the document. */
export interface Import {
  readonly address: string;
  readonly importId: string;
}

/** All resources of one type that the documents want, those of the first document first. */
export function wantedOf(documents: readonly TerraformDocument[], type: string): Wanted[] {
  return documents.flatMap((document, index) =>
    Object.entries(document.resource?.[type] ?? {}).map(([name, configuration]) => ({
      address: `${type}.${name}`,
      configuration,
      current: index === 0,
      tags: literals({ ...defaultTags(document), ...(configuration.tags as Tags | undefined) }),
    })),
  );
}

/** The document with `import` blocks. */
export function withImports(document: TerraformDocument, imports: readonly Import[]): TerraformDocument {
  if (imports.length === 0) return document;
  return {
    ...document,
    import: imports.map(({ address, importId }) => ({ to: address, id: escapeTemplate(importId) })),
  };
}

/** By what a resource is told from all others of its type: as its import id, which needs no look at AWS. */
export function identityOf(type: string, attributes: Configuration): string {
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : '');
  switch (type) {
    case 'aws_route53_record': {
      const suffix = text('set_identifier') === '' ? '' : `_${text('set_identifier')}`;
      return recordKey(text('zone_id'), text('fqdn') || text('name'), text('type')) + suffix;
    }
    case 'aws_route_table_association':
      return `${text('subnet_id')}/${text('route_table_id')}`;
    case 'aws_route53_zone':
      return text('zone_id') || text('id');
    case 'aws_ecs_cluster':
      return text('name');
    // `arn:…:service/<cluster>/<name>`
    case 'aws_ecs_service':
      return text('id').replace(/^.*:service\//, '');
    case 'aws_ecs_task_definition':
      return text('arn');
    default:
      return text('id');
  }
}

/** Identities of what a state holds, as `<type> <identity>`. */
export function heldBy(state: StateDocument | undefined): Set<string> {
  return new Set(
    (state?.managed ?? []).map(({ type, attributes }) => `${type} ${identityOf(type, attributes)}`),
  );
}

/** The text of a value without expressions; undefined for anything else. */
export function literal(value: unknown): string | undefined {
  return typeof value === 'string' ? unescapeTemplate(value) : undefined;
}

/** The resource and attribute that a value refers to. */
export function referenceOf(value: unknown): { address: string; attribute: string } | undefined {
  if (typeof value !== 'string') return undefined;
  const [, address, attribute] = /^\$\{(\w+\.[\w-]+)\.(\w+)\}$/.exec(value) ?? [];
  return address === undefined || attribute === undefined ? undefined : { address, attribute };
}

/** A name as Route 53 gives it back. */
export function literalName(value: unknown): string | undefined {
  const text = literal(value);
  return text === undefined ? undefined : plainName(text);
}

function literals(tags: Tags): Tags | undefined {
  const entries = Object.entries(tags).map(([key, value]) => [literal(key) ?? key, literal(value)] as const);
  return entries.some(([, value]) => value === undefined)
    ? undefined
    : (Object.fromEntries(entries) as Record<string, string>);
}

function defaultTags(document: TerraformDocument): Tags {
  const [provider] = document.provider?.aws ?? [];
  const [block] = (provider?.default_tags ?? []) as readonly { tags: Tags }[];
  return block?.tags ?? {};
}
