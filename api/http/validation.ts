import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify';
import { defined } from '../../domain/defined.ts';
import { type FieldError, ProblemError } from '../operations/problem.ts';

const most = 20;

/**
 * Validates requests against the contract. A body means what it says: "5432" is not a port. Parameters and headers are
 * text, so there numbers and lists are read from it. Nothing is dropped silently: unknown fields and parameters are
 * refused.
 */
export function useContractValidation(server: FastifyInstance): void {
  const strict = compiler(false);
  const fromText = compiler('array');
  server.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : fromText).compile(schema as object),
  );
  server.addHook('onRoute', (route) => {
    if (!route.schema || route.config?.operation === undefined) return;
    const querystring = (route.schema.querystring ?? { type: 'object', properties: {} }) as object;
    route.schema = { ...route.schema, querystring: { ...querystring, additionalProperties: false } };
  });
}

function compiler(coerceTypes: false | 'array'): Ajv2020 {
  const ajv = new Ajv2020({
    coerceTypes,
    allErrors: true,
    useDefaults: true,
    removeAdditional: false,
    // The document is linted; here its annotations (examples, x-…) are of no interest.
    strict: false,
    validateFormats: true,
  });
  addFormats.default(ajv);
  return ajv;
}

const parts = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const;

/** The problem that names every field at fault. */
export function validationProblem(
  validation: readonly FastifySchemaValidationError[],
  context: string | undefined,
): ProblemError {
  const part = isPart(context) ? parts[context] : 'body';
  const errors = dedupe(validation.map((error) => fieldError(error, part))).slice(0, most);
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = first?.pointer === '' ? part : `${part} ${first?.pointer}`;
  return new ProblemError('validation_failed', `${where}: ${first?.message}${more}`, { errors });
}

function isPart(context: string | undefined): context is keyof typeof parts {
  return context !== undefined && context in parts;
}

function fieldError(error: FastifySchemaValidationError, part: FieldError['in']): FieldError {
  const { keyword, params }: Pick<ErrorObject, 'keyword' | 'params'> = error;
  const at = (name: unknown) => `${error.instancePath}/${escapePointer(String(name))}`;
  const named = (pointer: string, message: string, fix?: string): FieldError => ({
    in: part,
    pointer,
    code: keyword,
    message,
    ...defined({ fix }),
  });
  switch (keyword) {
    case 'required':
      return named(at(params.missingProperty), 'is missing');
    case 'additionalProperties':
      return named(at(params.additionalProperty), 'is not known here', 'check its spelling, or remove it');
    case 'enum':
      return named(error.instancePath, 'is none of the allowed values', `use ${list(params.allowedValues)}`);
    case 'const':
      return named(error.instancePath, `must be ${JSON.stringify(params.allowedValue)}`);
    case 'pattern':
      return named(error.instancePath, `does not match ${params.pattern}`);
    default:
      return named(error.instancePath, error.message ?? 'is not valid');
  }
}

/** Alternatives (`oneOf`) report each branch: the fields are what matters. */
function dedupe(errors: readonly FieldError[]): FieldError[] {
  const telling = errors.filter((error) => error.code !== 'oneOf' && error.code !== 'anyOf');
  const seen = new Set<string>();
  return (telling.length > 0 ? telling : errors).filter((error) => {
    const key = `${error.pointer} ${error.code}`;
    return !seen.has(key) && seen.add(key);
  });
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : String(values);
}

function escapePointer(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}
