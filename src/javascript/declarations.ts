import type { ESTree, Node } from './tree.js';
import { keyName, patternParts } from './patterns.js';
import type { Binding } from './places.js';
import { addSource } from './places.js';
import type { ScopeBuilder } from './scopes.js';

/** Declares the variables of a declaration, with what it puts into them. `path` leads to it. */
export function declareVariables(on: ScopeBuilder, node: ESTree.VariableDeclaration, path: readonly Node[]): void {
  const parent = path[path.length - 1];
  const each = parent !== undefined && (parent.type === 'ForOfStatement' || parent.type === 'ForInStatement') && parent.left === node ? parent : undefined;
  for (const { id, init } of node.declarations) {
    declarePattern(id, (name) => (node.kind === 'var' ? on.declareVar(name) : on.sources.declare(name, on.scope)));
    if (init) on.sources.flow(id, init, on.scope, []);
    else if (each?.type === 'ForOfStatement') on.sources.flow(id, each.right, on.scope, [undefined]);
    on.sources.defaults(id, on.scope);
  }
}

/** Declares what an import brings into the file; types are none of its variables. */
export function declareImports(on: ScopeBuilder, node: ESTree.ImportDeclaration): void {
  if ((node as { importKind?: string }).importKind === 'type') return;
  for (const one of node.specifiers) {
    if ((one as { importKind?: string }).importKind === 'type') continue;
    const imported = one.type === 'ImportSpecifier' ? keyName(one.imported) : one.type === 'ImportDefaultSpecifier' ? 'default' : undefined;
    addSource(on.sources.declare(one.local.name, on.scope), { kind: 'import', specifier: node.source.value, imported });
  }
}

/** `import x = require('y')`, and the names of an enum or a namespace. */
export function declareTypeScript(on: ScopeBuilder, node: Node): void {
  const other = node as unknown as { type: string; id?: Node; moduleReference?: { type: string; expression?: Node }; importKind?: string };
  if (other.id?.type !== 'Identifier') return;
  if (other.type === 'TSImportEqualsDeclaration' && other.importKind !== 'type') {
    const target = other.moduleReference?.expression as ESTree.StringLiteral | undefined;
    const binding = on.sources.declare(other.id.name, on.scope);
    if (typeof target?.value === 'string') addSource(binding, { kind: 'import', specifier: target.value, imported: undefined });
  } else if (other.type === 'TSEnumDeclaration' || other.type === 'TSModuleDeclaration') on.sources.declare(other.id.name, on.scope);
}

/** Declares the variables of a parameter. `open`: its function may be called from elsewhere too. */
export function declareParameter(on: ScopeBuilder, parameter: Node, open: boolean): void {
  const inner = parameter as unknown as { type: string; parameter?: Node };   // a TypeScript parameter property
  const pattern = inner.type === 'TSParameterProperty' && inner.parameter ? inner.parameter : parameter;
  declarePattern(pattern, (name) => {
    const binding = on.sources.declare(name, on.scope);
    binding.open = open;
    return binding;
  });
  on.sources.defaults(pattern, on.scope);
}

/** Declares each variable of a pattern. */
export function declarePattern(pattern: Node, declare: (name: string) => Binding): void {
  for (const { target } of patternParts(pattern)) if (target.type === 'Identifier') declare(target.name);
}
