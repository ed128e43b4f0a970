import { keyName } from '../../javascript/patterns.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { unwrap } from '../../javascript/tree.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf, literalText } from './shape-look.js';
import { isWalletName, walletNames } from './shape-targets.js';
import type { Pass } from './shape-walk.js';
import { Way } from './shape-walk.js';
import { isWalletAddress, walletAddressesIn } from './wallet-addresses.js';

const leastAddresses = 3;
const shortestAddress = 26;
const splitting: ReadonlySet<string> = new Set(['split', 'replace', 'replaceAll', 'setData']);
/** Fields of a payment that say who gets it. */
const recipients: ReadonlySet<string> = new Set(['to', 'recipient', 'recipientAddress', 'toAddress', 'to_address', 'dest', 'destination', 'destinationAddress', 'receiver', 'spender', 'payTo', 'payee', 'beneficiary']);
/** Elements of a table that are looked at. */
const mostElements = 256;
/** Pieces of patterns by which addresses are found in a text. */
const addressPattern = /0x\[(?:a-f|A-F|0-9|\\d|a-fA-F|A-Fa-f){1,3}[^\]]{0,12}\]\{40\}|bc1\[|\[13\]\[?a-km-z|(?:^|[^A-Za-z])1\[?a-km-z|1\[1-9A-HJ-NP-Za-km-z\]|T\]?\[(?:A-Za-z1-9|1-9A-HJ-NP-Za-km-z)\]\{33\}|\[1-9A-HJ-NP-Za-km-z\]\{3[2-9]|ltc1|bitcoincash:/;

interface Frame { readonly node: Node; loops: number; deepest: number; smallest: boolean; fills: boolean }

/** Tables of addresses, what chooses the most alike of them, and looks at the wallets that a page has. */
export function walletShapes(look: Look): Detector {
  let patterns = false;
  let tables = false;
  const table = (node: Node, elements: readonly (Node | null)[]): void => {
    let found = 0;
    for (let at = 0; at < elements.length && at < mostElements; at += 1) {
      const element = elements[at];
      if (element && isAddress(look, element)) found += 1;
      if (found >= leastAddresses) {
        tables = true;
        look.add('wallet', 'addresses', 'table', node);
        return;
      }
    }
  };
  return {
    names: { calls: splitting, members: walletNames, variables: walletNames },
    enter: {
      ArrayExpression(node) { if (node.elements.length >= leastAddresses) table(node, node.elements as readonly (Node | null)[]); },
      ObjectExpression(node) { if (node.properties.length >= leastAddresses) table(node, valuesOf(node)); },
      Literal(node) { const { regex } = node as { regex?: { pattern?: string } }; if (regex !== undefined) patterns ||= addressPattern.test(regex.pattern ?? ''); },
      AssignmentExpression(node) {
        const left = unwrap(node.left as Node);
        if (left.type !== 'MemberExpression') return;
        const name = left.computed ? literalText(left.property) : keyName(left.property);
        // In what somebody else made: an own object says from the start where it goes.
        if (name !== undefined && recipients.has(name) && isFromTable(look, node.right)) look.add('wallet', 'recipient', name, node);
      },
      CallExpression(node) {
        const { key } = look.called(node);
        if (key === 'replace' || key === 'replaceAll' || key === 'setData') {
          const put = argumentsOf(node)[1];
          if (put !== undefined && isFromTable(look, put)) look.add('wallet', 'recipient', key, node);
          return;
        }
        if (key !== 'split') return;
        const found = look.values(node).find((value) => value.kind === 'texts');
        if (found?.kind !== 'texts' || found.texts.filter(isWalletAddress).length < leastAddresses) return;
        tables = true;
        look.add('wallet', 'addresses', 'table', node);
      },
      MemberExpression(node) {
        if (node.computed && literalText(node.property) === undefined && look.tree.named.get(node.object)?.includes('globalThis') !== true) return;
        const name = node.computed ? look.texts(node.property)[0] : keyName(node.property);
        if (name !== undefined && isWalletName(name) && look.paths(node.object).includes('globalThis')) look.add('wallet', 'provider', name, node);
      },
      Identifier(node) {
        if (!isWalletName(node.name)) return;
        const parent = look.path.at(-1);
        const used = (parent?.type === 'MemberExpression' && parent.object === node) || (parent?.type === 'UnaryExpression' && parent.operator === 'typeof');
        if (used && look.paths(node).includes(node.name)) look.add('wallet', 'provider', node.name, node);
      },
    },
    end() {
      if (!patterns && !tables && !look.says((text) => text.length >= shortestAddress && text.length <= 4_096 && walletAddressesIn(text).length > 0)) return;
      // Only beside addresses does it say something that a function chooses the most alike.
      const { program, scopes } = look.tree;
      new Way(look, [distancesOf(look)]).through(program, scopes.top);
    },
  };
}

/** The values of an object literal that may be addresses. */
function valuesOf({ properties }: ESTree.ObjectExpression): readonly Node[] {
  return (properties as readonly Node[]).slice(0, mostElements).flatMap((one) => (one.type === 'Property' && (one.value.type === 'Literal' || one.value.type === 'CallExpression' || one.value.type === 'BinaryExpression') ? [one.value] : []));
}

/** Functions that measure how much two texts differ: loops in loops that fill a table with the smallest of three. */
function distancesOf(look: Look): Pass {
  const frames: Frame[] = [];
  const open = (node: Node): void => { frames.push({ node, loops: 0, deepest: 0, smallest: false, fills: false }); };
  const close = (): void => {
    const frame = frames.pop()!;
    if (frame.deepest >= 2 && frame.smallest && frame.fills) look.add('wallet', 'distance', 'edit-distance', frame.node);
    // Loops of callbacks (`rows.forEach((row) => …)`) are the function's that they stand in.
    const outer = frames.at(-1);
    const parent = look.parent();
    if (outer !== undefined && parent?.type === 'CallExpression') {
      outer.deepest = Math.max(outer.deepest, outer.loops + frame.deepest + (/^(?:forEach|map|reduce)$/.test(look.calledKey(parent) ?? '') ? 1 : 0));
      outer.smallest ||= frame.smallest;
      outer.fills ||= frame.fills;
    }
  };
  const loop = (): void => {
    const frame = frames.at(-1);
    if (frame !== undefined) frame.deepest = Math.max(frame.deepest, (frame.loops += 1));
  };
  const unloop = (): void => {
    const frame = frames.at(-1);
    if (frame !== undefined) frame.loops -= 1;
  };
  return {
    enter: {
      FunctionDeclaration: open, FunctionExpression: open, ArrowFunctionExpression: open, ForStatement: loop, WhileStatement: loop, DoWhileStatement: loop, ForOfStatement: loop, ForInStatement: loop,
      AssignmentExpression(node) {
        const frame = frames.at(-1);
        if (frame === undefined || frame.loops === 0 && frames.length < 2) return;
        const left = unwrap(node.left as Node);
        if (left.type === 'MemberExpression' && left.computed) frame.fills = true;
        if (node.right.type === 'ConditionalExpression' && nestedLess(node.right)) frame.smallest = true;
      },
      CallExpression(node) {
        const { key } = look.called(node);
        const frame = frames.at(-1);
        if (frame !== undefined && (key === 'min' || (key === undefined && node.callee.type === 'Identifier')) && isSmallest(look, node)) frame.smallest = true;
        if (key === 'push' && frame !== undefined) frame.fills = true;
      },
    },
    leave: { FunctionDeclaration: close, FunctionExpression: close, ArrowFunctionExpression: close, ForStatement: unloop, WhileStatement: unloop, DoWhileStatement: unloop, ForOfStatement: unloop, ForInStatement: unloop },
  };
}

function isAddress(look: Look, node: Node): boolean {
  if (node.type === 'Literal') return typeof node.value === 'string' && node.value.length >= 26 && node.value.length <= 60 && isWalletAddress(node.value.replace(/^bitcoincash:/, ''));
  if (node.type !== 'CallExpression' && node.type !== 'BinaryExpression' && node.type !== 'TemplateLiteral') return false;
  return look.texts(node).some((text) => isWalletAddress(text.replace(/^bitcoincash:/, '')));
}

/** An address, one of a table of addresses, or a function that gives one. */
function isFromTable(look: Look, node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'ArrowFunctionExpression' && inner.body.type !== 'BlockStatement') return isFromTable(look, inner.body);
  if (inner.type === 'ConditionalExpression') return isFromTable(look, inner.consequent) || isFromTable(look, inner.alternate);
  if (look.texts(inner).some((text) => isWalletAddress(text.replace(/^bitcoincash:/, '')))) return true;
  if (inner.type !== 'MemberExpression' || !inner.computed) return false;
  return look.values(inner.object).some((value) => (value.kind === 'list' && value.node.elements.slice(0, mostElements).some((element) => element && isAddress(look, element as Node))) || (value.kind === 'texts' && value.texts.some(isWalletAddress)));
}

/** `Math.min(a, b, c)`, or one in another. */
function isSmallest(look: Look, node: Extract<Node, { readonly type: 'CallExpression' }>): boolean {
  const args = argumentsOf(node);
  if (args.length < 2 || !(args.length >= 3 || args.some((one) => unwrap(one).type === 'CallExpression'))) return false;
  return look.paths(node.callee).includes('Math.min');
}

/** `a < b ? a < c ? a : c : …`: the smallest of three without a call. */
function nestedLess(node: Extract<Node, { readonly type: 'ConditionalExpression' }>): boolean {
  const compares = (one: Node): boolean => { const inner = unwrap(one); return inner.type === 'BinaryExpression' && /^[<>]=?$/.test(inner.operator); };
  return compares(node.test) && [node.consequent, node.alternate].some((one) => { const inner = unwrap(one); return inner.type === 'ConditionalExpression' && compares(inner.test); });
}
