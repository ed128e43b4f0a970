/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { Node } from '../../javascript/tree.js';
import { unwrap } from '../../javascript/tree.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';

const writing = /^node:fs\.(?:promises\.)?(?:writeFile|appendFile|createWriteStream|copyFile|cp|rename|symlink|link)(?:Sync)?$/;
const placing = /(?:copyFile|cp|rename|symlink|link)(?:Sync)?$/;
/** A package, or a file in one; own files are asked for by a path. */
const foreign = /^@?[a-z0-9][\w.-]*(?:\/|$)/i;
const deepest = 6;

/**
 * Writing into files of other packages, where the path is made of what `require.resolve` says of them. Only what the path is plainly made of counts: that
 * settings name another package's files says nothing about where a file that was made by them goes.
 */
export function foreignShapes(look: Look): Detector {
  return {
    enter: {
      CallExpression(node) {
        const name = look.called(node).names?.find((one) => writing.test(one));
        if (name === undefined) return;
        const place = argumentsOf(node)[placing.test(name) ? 1 : 0];
        if (place !== undefined && isForeign(look, place, 0)) look.add('persistence', 'package', 'write another package', node);
      },
    },
  };
}

function isForeign(look: Look, node: Node, depth: number): boolean {
  if (depth > deepest) return false;
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Identifier': {
      const source = look.onlySource(inner);
      return source !== undefined && isForeign(look, source, depth + 1);
    }
    case 'CallExpression': {
      const names = look.tree.named.get(unwrap(inner.callee));
      const [first] = argumentsOf(inner);
      if (first === undefined) return false;
      if (names?.includes('require.resolve') === true) return look.texts(first).some((text) => foreign.test(text));
      return names?.some((one) => /^path\.(?:join|dirname)$/.test(one)) === true ? isForeign(look, first, depth + 1) : false;
    }
    case 'BinaryExpression': return inner.operator === '+' && isForeign(look, inner.left as Node, depth + 1);
    case 'TemplateLiteral': return inner.quasis[0]?.value.cooked === '' && inner.expressions[0] !== undefined && isForeign(look, inner.expressions[0], depth + 1);
    case 'LogicalExpression': return isForeign(look, inner.left, depth + 1) || isForeign(look, inner.right, depth + 1);
    case 'ConditionalExpression': return isForeign(look, inner.consequent, depth + 1) || isForeign(look, inner.alternate, depth + 1);
    default: return false;
  }
}
