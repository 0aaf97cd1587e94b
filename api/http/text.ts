import type { FastifyRequest } from 'fastify';
import { type FieldError, ProblemError } from '../operations/problem.ts';

/**
 * The gate for text. PostgreSQL stores neither NUL nor half a surrogate pair, JSON can say both, and no name, id or key
 * has them: they are refused in one place, for every string of a request, before anything is done with it.
 *
 * @throws ProblemError `validation_failed` naming each place.
 */
export function refuseUnstorable(request: FastifyRequest): void {
  const errors: FieldError[] = [
    ...unstorable('path', request.params),
    ...unstorable('query', request.query),
    ...unstorable('header', request.headers),
    ...unstorable('body', request.body),
  ].slice(0, 20);
  const [first] = errors;
  if (!first) return;
  throw new ProblemError('validation_failed', `${first.in} ${first.pointer}: ${first.message}`, { errors });
}

/** In this mode whole pairs are one character, and only halves are surrogates. */
const halfPair = /\p{Surrogate}/u;
const halfPairs = /\p{Surrogate}/gu;

/** Whether PostgreSQL, and everybody else, can take the text as it is. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !halfPair.test(text);
}

/** Walks with a list instead of recursion: what is nested deeply must not exhaust the stack. */
function* unstorable(part: FieldError['in'], value: unknown): Generator<FieldError> {
  const open: { readonly value: unknown; readonly pointer: string }[] = [{ value, pointer: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value === 'string') {
      if (!isStorable(next.value)) yield fault(part, next.pointer, 'contains');
    } else if (typeof next.value === 'object' && next.value !== null) {
      for (const [key, item] of Object.entries(next.value)) {
        const pointer = `${next.pointer}/${escapePointer(key)}`;
        if (!isStorable(key)) yield fault(part, pointer, 'has a name with');
        open.push({ value: item, pointer });
      }
    }
  }
}

function fault(part: FieldError['in'], pointer: string, verb: string): FieldError {
  return {
    in: part,
    pointer: pointer.slice(0, 200).replaceAll('\u0000', '\ufffd').replaceAll(halfPairs, '\ufffd'),
    code: 'unstorable_text',
    message: `${verb} a NUL character or half a surrogate pair`,
    fix: 'send well-formed Unicode text without U+0000',
  };
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
