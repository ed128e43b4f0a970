import { keyName } from '../patterns.js';
import type { Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Node } from '../tree.js';
import { unwrap } from '../tree.js';
import { commandPackages, linePackages } from './parsers.js';

/** What a name of another module is: the module, and the export, or undefined for the whole of it. */
export interface Imported { readonly module: string; readonly name: string | undefined }

/** True for the module whose object `process` is. */
export function isProcessModule(specifier: string): boolean {
  return specifier === 'process' || specifier === 'node:process';
}

/** True for `process`, and for what is imported as it. */
export function isProcess(node: Node, scope: Scope): boolean {
  const inner = unwrap(node);
  if (inner.type !== 'Identifier') { const imported = importedAs(inner, scope); return imported !== undefined && isProcessModule(imported.module) && (imported.name === undefined || imported.name === 'default'); }
  if (resolve(scope, inner.name) === undefined) return inner.name === 'process';
  const imported = importedAs(inner, scope);
  return imported !== undefined && isProcessModule(imported.module) && (imported.name === undefined || imported.name === 'default');
}

/** What of another module an expression surely names: by `import`, or by `require` of a constant. */
export function importedAs(node: Node, scope: Scope, depth = 0): Imported | undefined {
  if (depth > 6) return undefined;
  const inner = unwrap(node);
  if (inner.type === 'CallExpression') {
    const [first] = inner.arguments;
    const required = inner.callee.type === 'Identifier' && inner.callee.name === 'require' && resolve(scope, 'require') === undefined && inner.arguments.length === 1;
    return required && first?.type === 'Literal' && typeof first.value === 'string' ? { module: first.value, name: undefined } : undefined;
  }
  if (inner.type === 'MemberExpression') {
    const object = inner.computed ? undefined : importedAs(inner.object, scope, depth + 1);
    return object && (object.name === undefined || object.name === 'default') ? { module: object.module, name: keyName(inner.property) } : undefined;
  }
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  if (binding?.total !== 1 || binding.open || only === undefined) return undefined;
  if (only.kind === 'import') return { module: only.specifier, name: only.imported };
  if (only.kind !== 'expression' || only.keys.length > 1 || (only.keys.length === 1 && only.keys[0] === undefined)) return undefined;
  const object = importedAs(only.node, only.scope, depth + 1);
  return object === undefined || only.keys.length === 0 ? object : object.name === undefined || object.name === 'default' ? { module: object.module, name: only.keys[0] } : undefined;
}

/** The packages that something of the command line is read or run by: who says that they are what they are called knows whether it is so. */
export function parserOf(module: string): string | undefined {
  const root = module === 'yargs/helpers' || module === 'yargs/yargs' ? 'yargs' : module;
  return commandPackages.has(root) || linePackages.has(root) ? root : undefined;
}

/** A constant word: written out, or a variable that holds one and nothing else. */
export function wordOf(node: Node, scope: Scope): string | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Literal') return typeof inner.value === 'string' ? inner.value : undefined;
  if (inner.type === 'TemplateLiteral' && inner.expressions.length === 0) return inner.quasis[0]?.value.cooked ?? undefined;
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type === 'Literal' && typeof only.node.value === 'string' ? only.node.value : undefined;
}
