/** Puts a member that a file names into a fresh object, whatever its name: `__proto__` too is then a member and nothing else. */
export function put<T>(into: { [name: string]: T }, name: string, value: T): void {
  if (name === '__proto__') Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
  else into[name] = value;
}
