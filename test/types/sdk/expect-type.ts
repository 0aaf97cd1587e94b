/** Compiles when the value has the type. */
export function expectType<T>(value: T): T {
  return value;
}
