/**
 * `instanceof` by name instead of by prototype. An application can hold several copies of this package (two versions
 * in one dependency tree, or the ESM and the CommonJS build in one process), and an error of one copy must be
 * recognised by the classes of another.
 */
const prefix = '@tray/privatelink-sdk/error/';
const ownBrand = Symbol.for(`${prefix}brand`);

type ErrorClass = abstract new (...args: never[]) => Error;

/** Marks `errorClass` and everything made from it, and gives it the name that stack traces show. */
export function brand(errorClass: ErrorClass, className: string, shownName = className): void {
  const key = Symbol.for(prefix + className);
  Object.defineProperty(errorClass, ownBrand, { value: key });
  Object.defineProperty(errorClass.prototype, key, { value: true });
  Object.defineProperty(errorClass.prototype, 'name', {
    value: shownName,
    configurable: true,
    writable: true,
  });
}

export function isInstance(errorClass: ErrorClass, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.hasOwn(errorClass, ownBrand)) {
    const key: unknown = Reflect.get(errorClass, ownBrand);
    return typeof key === 'symbol' && Reflect.has(value, key);
  }
  // A class that somebody derived from ours has no brand of its own: the ordinary rule holds for it.
  return Object.prototype.isPrototypeOf.call(errorClass.prototype, value);
}
