import { DomainError } from '../domain/errors.ts';

/** A construct was given a prop that it cannot build from. Thrown at construction, so that nothing half-made is synthesised. */
export class InvalidPropsError extends Error {
  /** Path of the construct, e.g. `conn-acme-orders-db/endpoint`. */
  readonly construct: string;
  /** Name of the prop at fault, e.g. `ports`. */
  readonly prop: string;
  /** What is wrong with it. */
  readonly problem: string;
  /** What to write instead. */
  readonly fix: string;

  constructor(construct: string, prop: string, problem: string, fix: string) {
    super(`${construct}: ${prop} ${problem}; ${fix}`);
    this.name = 'InvalidPropsError';
    this.construct = construct;
    this.prop = prop;
    this.problem = problem;
    this.fix = fix;
  }
}

/** Runs a rule of the domain on one prop, and says which prop of which construct broke it. */
export function checkProp<T>(construct: string, prop: string, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (error instanceof DomainError) throw new InvalidPropsError(construct, prop, error.message, error.fix);
    throw error;
  }
}
