import { isPackageName } from '../names.js';

/** What somebody asks for: a name and what of it. Both Yarns write it as `name@range`. */
export interface Descriptor {
  readonly name: string;
  readonly range: string;
}

/**
 * Splits `name@range` at the first `@` that does not open a scope. A name alone has the range ''. A name with a colon is none: it would pass
 * for a protocol, or for the location of a workspace.
 */
export function splitDescriptor(text: string): Descriptor | undefined {
  const at = text.indexOf('@', 1);
  const name = at === -1 ? text : text.slice(0, at);
  return isPackageName(name) && !name.includes(':') ? { name, range: at === -1 ? '' : text.slice(at + 1) } : undefined;
}

/** The package that an alias stands for: `npm:real@range`, or `npm:real` alone where no range can be meant. Undefined for every other range. */
export function aliased(range: string): Descriptor | undefined {
  if (!range.startsWith('npm:')) return undefined;
  const rest = range.slice('npm:'.length);
  if (!/^@?[^@]+@/.test(rest)) return undefined;
  return splitDescriptor(rest);
}
