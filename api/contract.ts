import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { operations } from './contract.generated.ts';

export type OperationId = Exclude<keyof operations, 'onConnectionStateChanged' | 'onConnectionHealthChanged'>;

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
  readonly components: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

const methods = new Set(['get', 'put', 'post', 'patch', 'delete', 'head', 'options']);

/** Read once: parsing takes longer than all of the server's other preparations. */
const text = JSON.stringify(parse(readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8')));

/** The contract. A fresh copy each time: those who compile it rewrite it. */
export function loadDocument(): OpenapiDocument {
  return JSON.parse(text) as OpenapiDocument;
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
 * The document as routes are made from it, without what no route needs: examples, and problems, which are written in
 * one place for all operations.
 */
export function forRoutes(): OpenapiDocument {
  const document = JSON.parse(text, (key, value) =>
    key === 'examples' ? undefined : value,
  ) as OpenapiDocument;
  for (const item of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (methods.has(method)) Object.assign(operation, { responses: writtenByRoutes(operation.responses) });
    }
  }
  const { responses: _problems, ...components } = document.components;
  return { ...document, components };
}

function writtenByRoutes(responses: DocumentOperation['responses']): DocumentOperation['responses'] {
  const answers = Object.entries(responses).filter(
    ([, response]) => !isReference(response) && JSON.stringify(response).includes('application/json'),
  );
  return answers.length > 0 ? Object.fromEntries(answers) : { default: { description: 'Written as it is.' } };
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$ref' in value;
}
