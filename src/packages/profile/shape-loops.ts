import type { Binding } from '../../javascript/places.js';
import { resolve } from '../../javascript/places.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { endOf, startOf, unwrap } from '../../javascript/tree.js';
import type { Detector, Look } from './shape-look.js';
import type { Pass } from './shape-walk.js';
import { Way } from './shape-walk.js';

type Loop = ESTree.WhileStatement | ESTree.DoWhileStatement | ESTree.ForStatement;

/** What may be left by `break` or `return`, from the outside in. */
interface Frame {
  readonly node: Node;
  readonly label: string | undefined;
  /** `target`: a loop or `switch`, where a `break` without a label ends; `barrier`: a function. */
  readonly kind: 'loop' | 'target' | 'barrier';
  left: boolean;
}

/** Calls that end the program, or wait for others. */
const ending = /^(?:process\.(?:exit|abort|reallyExit|kill)|Deno\.exit|Atomics\.wait|node:worker_threads\.receiveMessageOnPort|node:child_process\.\w+Sync|node:fs\.readSync|std\.exit|quit|os\.exit)$/;
const endingKeys: ReadonlySet<string> = new Set(['exit', 'abort', 'reallyExit', 'kill', 'wait', 'receiveMessageOnPort', 'readSync', 'execSync', 'spawnSync', 'execFileSync']);

/** Loops that nothing ends: `colors` of 2022 printed in one for as long as the program was let. Only in loops that may be so it is looked for what leaves them. */
export function loopShapes(look: Look): Detector {
  const lasting = new Set<Binding>();
  let covered = 0;
  let way: Way | undefined;
  /** What the loop stands in: its label. */
  let around: Node | undefined;
  const loop = (node: Loop): void => {
    if (startOf(node) < covered) return;
    const { scope } = look;
    look.scope = look.tree.scopes.of.get(node) ?? scope;
    const worthwhile = mayBeEndless(look, node);
    look.scope = scope;
    if (!worthwhile) return;
    covered = endOf(node);
    around = look.path.at(-1);
    way ??= new Way(look, [leavingOf(look, () => around, lasting)]);
    way.through(node, scope);
  };
  return { enter: { WhileStatement: loop, DoWhileStatement: loop, ForStatement: loop, VariableDeclarator(node) { noteLasting(look, node, lasting); } } };
}

/** Takes note of a variable that is always true. */
function noteLasting(look: Look, { id, init }: ESTree.VariableDeclarator, lasting: Set<Binding>): void {
  if (id.type !== 'Identifier' || !init || !isTrue(init)) return;
  const binding = resolve(look.scope, id.name);
  if (binding?.total === 1) lasting.add(binding);
}

/** What in a loop leaves it, and the loops in it. `around`: what the outermost one stands in. */
function leavingOf(look: Look, around: () => Node | undefined, lasting: Set<Binding>): Pass {
  const frames: Frame[] = [];
  const open = (node: Node, kind: Frame['kind']): void => {
    const parent = look.path.at(-1) ?? around();
    frames.push({ node, kind, label: parent?.type === 'LabeledStatement' ? parent.label.name : undefined, left: false });
  };
  const close = (): Frame => frames.pop()!;
  /** Takes note of what leaves the loops around it, up to the function's bounds. */
  const leave = (upTo?: (frame: Frame) => boolean): void => {
    for (let at = frames.length - 1; at >= 0; at -= 1) {
      const frame = frames[at]!;
      if (frame.kind === 'barrier') return;
      if (upTo?.(frame) === true) {
        frame.left = true;
        return;
      }
      // Leaving by a label leaves all that stands within it.
      frame.left = true;
    }
  };
  const loop = { enter: (node: Loop) => { open(node, 'loop'); }, leave: (node: Loop) => { if (!close().left && isEndless(look, node, lasting)) look.add('destructive', 'endless-loop', 'loop', node); } };
  const target = { enter: (node: Node) => { open(node, 'target'); }, leave: () => { close(); } };
  const barrier = { enter: (node: Node) => { open(node, 'barrier'); }, leave: () => { close(); } };
  const exit = (): void => { leave(); };
  return {
    enter: {
      WhileStatement: loop.enter, DoWhileStatement: loop.enter, ForStatement: loop.enter,
      ForInStatement: target.enter, SwitchStatement: target.enter,
      ForOfStatement(node) { if (node.await) leave(); target.enter(node); },
      FunctionDeclaration: barrier.enter, FunctionExpression: barrier.enter, ArrowFunctionExpression: barrier.enter, StaticBlock: barrier.enter,
      ReturnStatement: exit, ThrowStatement: exit, AwaitExpression: exit, YieldExpression: exit,
      BreakStatement(node) {
        const label = node.label?.name;
        if (label === undefined) leave((frame) => frame.kind !== 'barrier');
        else leave((frame) => frame.label === label);
      },
      ContinueStatement(node) { if (node.label) outerContinue(frames, node.label.name); },
      CallExpression(node) { if ((frames.at(-1)?.kind ?? 'barrier') !== 'barrier' && endingKeys.has(look.called(node).name ?? '') && look.paths(node.callee).some((path) => ending.test(path))) leave(); },
      VariableDeclarator(node) { noteLasting(look, node, lasting); },
    },
    leave: {
      WhileStatement: loop.leave, DoWhileStatement: loop.leave, ForStatement: loop.leave, ForInStatement: target.leave, SwitchStatement: target.leave, ForOfStatement: target.leave,
      FunctionDeclaration: barrier.leave, FunctionExpression: barrier.leave, ArrowFunctionExpression: barrier.leave, StaticBlock: barrier.leave,
    },
  };
}

/** `continue outer` leaves the loops within `outer`. */
function outerContinue(frames: readonly Frame[], label: string): void {
  for (let at = frames.length - 1; at >= 0; at -= 1) {
    const frame = frames[at]!;
    if (frame.kind === 'barrier' || frame.label === label) return;
    frame.left = true;
  }
}

/** True for a loop that is endless, or is where a variable turns out to be always true. */
function mayBeEndless(look: Look, node: Loop): boolean {
  const inner = node.test ? unwrap(node.test) : undefined;
  if (inner?.type === 'Identifier') return resolve(look.scope, inner.name)?.total === 1;
  if (node.type !== 'ForStatement' || inner?.type !== 'BinaryExpression') return inner === undefined || isTrue(inner);
  return isTrue(inner) || neverReached(look, node, inner);
}

function isEndless(look: Look, node: Loop, lasting: ReadonlySet<Binding>): boolean {
  const { test } = node;
  if (!test) return true;
  const inner = unwrap(test);
  if (isTrue(inner)) return true;
  if (inner.type === 'Identifier') {
    const binding = resolve(look.scope, inner.name);
    return binding !== undefined && lasting.has(binding) && binding.total === 1;
  }
  return node.type === 'ForStatement' && inner.type === 'BinaryExpression' && neverReached(look, node, inner);
}

function isTrue(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'Literal') return Boolean(inner.value);
  if (inner.type === 'ArrayExpression' || inner.type === 'ObjectExpression') return true;
  if (inner.type === 'BinaryExpression' && inner.left.type === 'Literal' && inner.right.type === 'Literal') {
    const same = inner.left.value === inner.right.value;
    return inner.operator === '===' || inner.operator === '==' ? same : (inner.operator === '!==' || inner.operator === '!=') && !same;
  }
  return inner.type === 'UnaryExpression' && inner.operator === '!' && isFalse(inner.argument);
}

function isFalse(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'Literal') return !inner.value;
  return (inner.type === 'UnaryExpression' && ((inner.operator === '!' && isTrue(inner.argument)) || inner.operator === 'void')) || (inner.type === 'Identifier' && inner.name === 'undefined');
}

/** `for (i = 666; i < Infinity; i++)`; `for (i = 1; i > 0; i++)`: the counter moves away from its bound, or the bound is beyond all numbers. */
function neverReached(look: Look, node: ESTree.ForStatement, test: ESTree.BinaryExpression): boolean {
  const counter = unwrap(test.left as Node);
  if (counter.type !== 'Identifier' || (resolve(look.scope, counter.name)?.total ?? 0) > (node.update?.type === 'AssignmentExpression' ? 2 : 1)) return false;
  const step = stepOf(look, node.update, counter.name);
  const bound = numberOf(look, test.right);
  if (step === undefined || bound === undefined || step === 0) return false;
  const up = test.operator === '<' || test.operator === '<=';
  const down = test.operator === '>' || test.operator === '>=';
  if (up && step > 0) return bound >= 2 ** 53;
  if (down && step < 0) return bound <= -(2 ** 53);
  if ((test.operator === '!=' || test.operator === '!==') && Math.abs(bound) === Infinity) return true;
  const start = startOfCounter(look, node, counter.name);
  if (start === undefined) return false;
  return (down && step > 0 && (start > bound || (test.operator === '>=' && start === bound))) || (up && step < 0 && (start < bound || (test.operator === '<=' && start === bound)));
}

function stepOf(look: Look, update: Node | null | undefined, name: string): number | undefined {
  const inner = update ? unwrap(update) : undefined;
  if (inner?.type === 'UpdateExpression' && inner.argument.type === 'Identifier' && inner.argument.name === name) return inner.operator === '++' ? 1 : -1;
  if (inner?.type !== 'AssignmentExpression' || inner.left.type !== 'Identifier' || inner.left.name !== name) return undefined;
  const by = numberOf(look, inner.right);
  return by === undefined ? undefined : inner.operator === '+=' ? by : inner.operator === '-=' ? -by : undefined;
}

function startOfCounter(look: Look, { init }: ESTree.ForStatement, name: string): number | undefined {
  if (init?.type === 'VariableDeclaration') {
    const one = init.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
    return one?.init ? numberOf(look, one.init) : undefined;
  }
  return init?.type === 'AssignmentExpression' && init.operator === '=' && init.left.type === 'Identifier' && init.left.name === name ? numberOf(look, init.right) : undefined;
}

const endlessBounds: ReadonlyMap<string, number> = new Map([['Infinity', Infinity], ['Number.POSITIVE_INFINITY', Infinity], ['Number.MAX_VALUE', Number.MAX_VALUE], ['Number.MAX_SAFE_INTEGER', 2 ** 53]]);

function numberOf(look: Look, node: Node): number | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Literal') return typeof inner.value === 'number' ? inner.value : undefined;
  if (inner.type === 'UnaryExpression' && inner.operator === '-') { const value = numberOf(look, inner.argument); return value === undefined ? undefined : -value; }
  if (inner.type === 'MemberExpression' || inner.type === 'Identifier') {
    const endless = look.paths(inner).map((path) => endlessBounds.get(path));
    if (endless.length === 1 && endless[0] !== undefined) return endless[0];
  }
  const [value, ...others] = look.values(inner);
  return value?.kind === 'number' && others.length === 0 ? value.number : undefined;
}
