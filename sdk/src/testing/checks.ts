import type { FieldError } from '../contract.generated.ts';
import { Refusal } from './problem.ts';
import type { FakeRequest } from './router.ts';

/** The body as an object with these fields, refused with the field's pointer when it is not. */
export function bodyOf<T>(
  request: FakeRequest,
  required: readonly string[],
  optional: readonly string[] = [],
): T {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ in: 'body', pointer: '/', code: 'type', message: 'must be object' }]);
  }
  const errors: FieldError[] = [
    ...required
      .filter((name) => !Object.hasOwn(body, name))
      .map((name) => ({ in: 'body' as const, pointer: `/${name}`, code: 'required', message: 'is missing' })),
    ...Object.keys(body)
      .filter((name) => !required.includes(name) && !optional.includes(name))
      .map((name) => ({
        in: 'body' as const,
        pointer: `/${name}`,
        code: 'additionalProperties',
        message: 'is not a field',
      })),
  ];
  if (errors.length > 0) throw invalid(errors);
  return body as T;
}

export function checkQuery(request: FakeRequest, names: readonly string[]): void {
  const errors = [...request.query.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => ({
      in: 'query' as const,
      pointer: `/${name}`,
      code: 'unknown',
      message: 'is not a parameter',
    }));
  if (errors.length > 0) throw invalid(errors);
}

/** `If-Match`, and `If-None-Match: *`, against the version there is. */
export function checkPreconditions(request: FakeRequest, etag: string | undefined): void {
  const ifMatch = request.headers['if-match'];
  if (ifMatch !== undefined && ifMatch !== etag) {
    throw new Refusal('precondition_failed', `The resource is at version ${etag ?? '(none)'}.`);
  }
  if (request.headers['if-none-match'] === '*' && etag !== undefined) {
    throw new Refusal('precondition_failed', 'The resource exists.');
  }
}

function invalid(errors: readonly FieldError[]): Refusal {
  const detail = errors
    .map(({ in: where, pointer, message }) => `${where} ${pointer}: ${message}`)
    .join('; ');
  return new Refusal('validation_failed', detail, errors);
}
