/**
 * The machine-readable output of `terraform … -json`: one JSON object a line.
 * Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui (the same in OpenTofu).
 */

/** An error or warning as Terraform reports it. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string | undefined;
  /** The address of the resource it concerns, such as `aws_vpc_endpoint.service`. */
  readonly address?: string | undefined;
  /** The place in the configuration, where it is the configuration that is wrong. */
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } } | undefined;
}

/** The resource that a message speaks of. */
export interface ResourceReference {
  readonly addr: string;
  readonly resource_type: string;
  readonly resource_name: string;
}

/** What an operation did, in numbers of resources. */
export interface ChangeSummary {
  readonly add: number;
  readonly change: number;
  readonly import?: number;
  readonly remove: number;
  readonly operation: 'plan' | 'apply' | 'destroy';
}

/** One line of output. `type` may take values that this version does not know: they pass through. */
export interface TerraformMessage {
  readonly type: string;
  readonly '@level': string;
  readonly '@message': string;
  readonly '@timestamp'?: string;
  readonly hook?: {
    readonly resource?: ResourceReference;
    readonly action?: string;
    readonly elapsed_seconds?: number;
    readonly id_key?: string;
    readonly id_value?: string;
  };
  readonly change?: { readonly resource: ResourceReference; readonly action: string };
  readonly changes?: ChangeSummary;
  readonly diagnostic?: Diagnostic;
}

/** A line as a message, or undefined where it is not one (plain text of a crash, say). */
export function parseMessage(line: string): TerraformMessage | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is TerraformMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    '@message' in value
  );
}
