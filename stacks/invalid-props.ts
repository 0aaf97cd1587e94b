/** A construct was given a prop that it cannot build from. Thrown at construction, so that nothing half-made is synthesised. */
export class InvalidPropsError extends Error {
  /** Path of the construct, e.g. `conn-acme-orders-db/endpoint`. */
  readonly construct: string;
  /** Name of the prop at fault, e.g. `ports`. */
  readonly prop: string;
  /** What to write instead. */
  readonly fix: string;

  constructor(construct: string, prop: string, problem: string, fix: string) {
    super(`${construct}: ${prop} ${problem}; ${fix}`);
    this.name = 'InvalidPropsError';
    this.construct = construct;
    this.prop = prop;
    this.fix = fix;
  }
}
