import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { operations } from './contract.generated.ts';

export type OperationId = Exclude<keyof operations, 'onConnectionStateChanged'>;

/** One operation of the document, as far as the server asks about it. */
export interface Operation {
  readonly id: OperationId;
  /** Upper case. */
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  /** Scopes that a token needs; `public` when it needs no token. */
  readonly scopes: readonly string[] | 'public';
  readonly takesBody: boolean;
}

interface DocumentOperation {
  readonly operationId: OperationId;
  readonly security?: readonly { readonly bearer?: readonly string[] }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenapiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly [key: string]: unknown;
}

const methods = new Set(['get', 'put', 'post', 'patch', 'delete', 'head', 'options']);

/** The contract. A fresh copy each time: those who compile it rewrite it. */
export function loadDocument(): OpenapiDocument {
  // Aliases in the examples are written out, so that no two parts of the document are the same object.
  const document: OpenapiDocument = parse(readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8'));
  return copy(document);
}

/** All operations, by id. */
export function listOperations(document: OpenapiDocument): Map<OperationId, Operation> {
  const found = new Map<OperationId, Operation>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!methods.has(method)) continue;
      const security = operation.security ?? [{ bearer: [] }];
      found.set(operation.operationId, {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        scopes:
          security.length === 0 ? 'public' : security.flatMap((requirement) => requirement.bearer ?? []),
        takesBody: operation.requestBody !== undefined,
      });
    }
  }
  return found;
}

/**
 * The document as routes are made from it: problems are written in one place for all operations, so that no route needs
 * a serialiser of its own for them.
 */
export function withoutProblems(document: OpenapiDocument): OpenapiDocument {
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]) =>
          methods.has(method)
            ? [method, { ...operation, responses: writtenByRoutes(operation.responses) }]
            : [method, operation],
        ),
      ),
    ]),
  );
  return { ...document, paths };
}

function writtenByRoutes(responses: DocumentOperation['responses']): DocumentOperation['responses'] {
  const answers = Object.entries(responses).filter(
    ([, response]) => JSON.stringify(response).includes('application/json') && !isReference(response),
  );
  return answers.length > 0 ? Object.fromEntries(answers) : { default: { description: 'Written as it is.' } };
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$ref' in value;
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
