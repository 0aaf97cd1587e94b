import { DomainError } from '../../../../domain/errors.ts';

/** The rule that `action` breaks; fails the test when it breaks none, or throws anything else. */
export function brokenRule(action: () => unknown): { code: string; message: string; fix: string } {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, message: error.message, fix: error.fix };
    throw error;
  }
  throw new Error('no rule was broken');
}
