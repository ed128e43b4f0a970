import { keyName } from '../patterns.js';
import type { ESTree, Node } from '../tree.js';
import { isDefaulting } from './parsers.js';

/** Nodes of options that are looked at. */
const mostOptions = 500;

/** The value of a property that is written out. */
export function propertyOf(object: ESTree.ObjectExpression, key: string): Node | undefined {
  for (const one of object.properties as readonly Node[]) if (one.type === 'Property' && !one.computed && keyName(one.key) === key) return one.value;
  return undefined;
}

/** True for options that are written out and give no flag a value that nobody typed. `except`: the key of the command line itself. */
export function onlyTyped(node: Node, except?: string): boolean {
  const open: { readonly node: Node; readonly top: boolean }[] = [{ node, top: true }];
  for (let looked = 0; open.length > 0; looked += 1) {
    const { node: one, top } = open.pop()!;
    if (looked > mostOptions) return false;
    if (one.type === 'ObjectExpression') {
      for (const property of one.properties as readonly Node[]) {
        const key = property.type === 'Property' && !property.computed ? keyName(property.key) : undefined;
        if (property.type !== 'Property' || key === undefined || isDefaulting(key) && key !== 'alias' && key !== 'aliases' || /^(?:coerce|config|env|parse|configuration|envPrefix|type)$/.test(key) && !(key === 'type' && isPlainType(property.value))) return false;
        if (!(top && key === except) && !(key === 'importMeta' && top)) open.push({ node: property.value, top: false });
      }
    } else if (one.type === 'ArrayExpression') for (const element of one.elements as readonly (Node | null)[]) { if (element) open.push({ node: element, top: false }); }
    else if (one.type !== 'Literal' && !isPlainType(one)) return false;
  }
  return true;
}

/** What tells the type of a flag: `'boolean'`, `String`, `[String]`. */
function isPlainType(node: Node): boolean {
  if (node.type === 'ArrayExpression') return (node.elements as readonly (Node | null)[]).every((one) => one !== null && isPlainType(one));
  return node.type === 'Literal' || (node.type === 'Identifier' && /^(?:String|Number|Boolean)$/.test(node.name));
}

/** Whether options may put something among the words. */
export function mayAdd(options: Node | undefined, words: string | undefined): boolean {
  const open: Node[] = options === undefined ? [] : [options];
  for (let looked = 0; open.length > 0; looked += 1) {
    const one = open.pop()!;
    if (looked > mostOptions || one.type === 'SpreadElement' || (one.type === 'Literal' && one.value === words)) return true;
    if (one.type === 'ArrayExpression') for (const element of one.elements as readonly (Node | null)[]) { if (element) open.push(element); }
    else if (one.type === 'ObjectExpression') for (const property of one.properties as readonly Node[]) {
      if (property.type !== 'Property' || property.computed || keyName(property.key) === words) return true;
      open.push(property.value);
    } else if (looked === 0 && one.type !== 'Literal') return true;
  }
  return false;
}

/** True for an object of which all keys are written out. */
export function isPlainObject(node: Node): node is ESTree.ObjectExpression {
  return node.type === 'ObjectExpression' && (node.properties as readonly Node[]).every((one) => one.type === 'Property' && !one.computed && keyName(one.key) !== '__proto__');
}
