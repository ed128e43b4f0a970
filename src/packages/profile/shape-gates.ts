/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../../javascript/patterns.js';
import { resolve } from '../../javascript/places.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { unwrap } from '../../javascript/tree.js';
import type { Compared } from './shape-compared.js';
import { comparedOf, listed, wordFor } from './shape-compared.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf, calledKey, literalText } from './shape-look.js';
import type { Subject } from './shape-subjects.js';
import { isPlaceWord, isServiceVariable, placeMember, placeServices, serviceVariable, serviceVariables, subjectOf, watchedMachines } from './shape-subjects.js';

const comparing: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', '<', '>', '<=', '>=']);
const asking: ReadonlySet<string> = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'lastIndexOf', 'match', 'search', 'test', 'exec', 'has', 'localeCompare', 'equals']);
/** Delays from here on are no pause in what a program does. */
const longDelay = 600_000;
const longestKey = 60;
/** What processes, files and the machine say of themselves. */
const machine = /^(?:node:os\.|node:child_process\.|process\.(?:execArgv|title)\b|process\.env\.(?:NODE_OPTIONS|PROCESSOR_IDENTIFIER|USER(?:NAME)?|COMPUTERNAME|HOSTNAME|LOGNAME)$|navigator\.|node:fs\.)/;
const loops: ReadonlySet<string> = new Set(['WhileStatement', 'DoWhileStatement', 'ForStatement']);
const gateMembers: ReadonlySet<string> = new Set([...serviceVariables, 'isCI', 'webdriver']);

/** What a file asks about time, place, machine and service before it goes on. Each is a fact; what stands behind it decides. */
export function gateShapes(look: Look): Detector {
  const located = look.says((text) => text.length < 2_000 && (text.includes('.') || text.includes('://')) && placeServices.test(text));
  const asksPackage = look.constants.has('is-ci') || look.constants.has('ci-info') || look.tree.program.body.some((one) => one.type === 'ImportDeclaration' && /^(?:is-ci|ci-info)$/.test(one.source.value));
  const known = new Map<string, Subject | undefined>();
  const subject = (path: string): Subject | undefined => {
    if (!known.has(path)) known.set(path, subjectOf(path));
    return known.get(path);
  };
  /** A cheap look at what is compared, before it is asked with what. */
  const mayTell = (node: Node): boolean => mayAsk(node) && (located || look.paths(bare(node)).some((path) => subject(path) !== undefined || machine.test(path)));
  const gate = (about: Subject, word: string, at: Node): void => { look.add('gate', about.what, `${about.name} ${word}`.trim().slice(0, longestKey), at); };
  const compare = (subjectNode: Node, other: Compared, at: Node): void => {
    if (other.kind === 'text' && located && isPlaceWord(other.text) || (located && isPlaceAnswer(look, subjectNode))) look.add('gate', 'place', other.kind === 'text' ? other.text.slice(0, longestKey).toLowerCase() : 'place', at);
    if (other.kind === 'text' && other.text.length >= 3 && watchedMachines.test(other.text) && asksMachine(look, subjectNode)) look.add('gate', 'sandbox', other.text.slice(0, longestKey).toLowerCase(), at);
    const asked = bare(subjectNode);
    for (const path of look.paths(asked)) {
      const about = subject(path);
      // What pads a number to two digits is given the hours too.
      if (about === undefined || (about.takes === 'number' && isParameter(look, asked))) continue;
      const word = wordFor(about, other);
      if (word !== undefined) return gate(about, word, at);
    }
  };
  return {
    names: { calls: asking, members: gateMembers, variables: asksPackage ? 'all' : environmentVariables(look) },
    enter: {
      BinaryExpression(node) {
        if (node.operator === 'in') {
          const name = literalText(node.left as Node);
          if (name !== undefined && isServiceVariable(name) && look.paths(node.right).includes('process.env')) look.add('gate', 'ci', name, node);
          return;
        }
        if (!comparing.has(node.operator)) return;
        const [left, right] = [unwrap(node.left as Node), unwrap(node.right)];
        if (left.type === 'UnaryExpression' && left.operator === 'typeof') return;
        if (mayTell(left)) { const other = comparedOf(look, right); if (other) compare(left, other, node); }
        if (mayTell(right)) { const other = comparedOf(look, left); if (other) compare(right, other, node); }
      },
      CallExpression(node) { call(look, node, mayTell, compare); },
      SwitchStatement(node) {
        const asked = unwrap(node.discriminant);
        if (!mayAsk(asked) || look.paths(bare(asked)).every((path) => subject(path) === undefined)) return;
        for (const one of node.cases.slice(0, 64)) { const other = one.test ? comparedOf(look, one.test) : undefined; if (other) compare(asked, other, one); }
      },
      MemberExpression(node) {
        if (!isEnvironmentMember(node) || !isTested(look, node)) return;
        for (const path of look.paths(node)) {
          const name = serviceVariable(path);
          if (name !== undefined) look.add('gate', 'ci', name, node);
          else if (path === 'navigator.webdriver') look.add('gate', 'sandbox', 'webdriver', node);
        }
      },
      Identifier(node) {
        if (!isTested(look, node)) return;
        const names = look.tree.named.get(node);
        if (names === undefined ? !asksPackage : !names.some((name) => name.startsWith('process.env.'))) return;
        for (const path of look.paths(node)) { const name = serviceVariable(path); if (name !== undefined) look.add('gate', 'ci', name, node); }
      },
      DebuggerStatement(node) { if (look.path.some((one) => loops.has(one.type) || (one.type === 'CallExpression' && isTimer(look, one)))) look.add('gate', 'sandbox', 'debugger', node); },
    },
  };
}

/** The names of variables that hold something of the environment. */
function environmentVariables(look: Look): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [node, names] of look.tree.named) if (node.type === 'Identifier' && names.some((name) => name.startsWith('process.env.'))) found.add(node.name);
  return found;
}

function isParameter(look: Look, node: Node): boolean {
  return node.type === 'Identifier' && resolve(look.scope, node.name)?.open === true;
}

function isEnvironmentMember(node: ESTree.MemberExpression): boolean {
  const key = node.computed ? literalText(node.property) : keyName(node.property);
  return key !== undefined ? gateMembers.has(key) : node.computed && unwrap(node.property).type !== 'Literal' && unwrap(node.object).type === 'MemberExpression';
}

/** True where a value is only looked at for whether it is there, or compared. */
function isTested(look: Look, node: Node): boolean {
  const parent = look.parent();
  switch (parent?.type) {
    case 'IfStatement': case 'ConditionalExpression': case 'WhileStatement': return unwrap(parent.test) === node;
    case 'LogicalExpression': case 'BinaryExpression': case 'UnaryExpression': return true;
    case 'CallExpression': return parent.callee.type === 'Identifier' && parent.callee.name === 'Boolean';
    default: return false;
  }
}

function isTimer(look: Look, node: ESTree.CallExpression): boolean {
  return look.paths(node.callee).some((path) => path === 'setInterval' || path === 'setTimeout');
}

/** Only calls, members, variables and sums of them can ask for something. */
function mayAsk(node: Node): boolean {
  return node.type === 'CallExpression' || node.type === 'MemberExpression' || node.type === 'Identifier' || node.type === 'NewExpression' || (node.type === 'UnaryExpression' && node.operator === '+') || (node.type === 'BinaryExpression' && node.operator === '/');
}

/** The expression whose value is compared: without a sign, a change of case, a rounding or a division. */
function bare(node: Node): Node {
  let inner = unwrap(node);
  for (let left = 4; left > 0; left -= 1) {
    if (inner.type === 'UnaryExpression' && inner.operator === '+') inner = unwrap(inner.argument);
    else if (inner.type === 'BinaryExpression' && inner.operator === '/') inner = unwrap(inner.left as Node);
    else if (inner.type === 'CallExpression' && ['floor', 'round', 'ceil', 'trunc', 'Number', 'String', 'parseInt'].includes(calledKey(inner) ?? (inner.callee.type === 'Identifier' ? inner.callee.name : '')) && inner.arguments[0]) inner = unwrap(inner.arguments[0] as Node);
    else break;
  }
  return inner;
}

function isPlaceAnswer(look: Look, node: Node): boolean {
  let inner = unwrap(node);
  for (let left = 6; left > 0; left -= 1) {
    if (inner.type === 'Identifier') {
      const source = look.onlySource(inner);
      if (source === undefined) return false;
      inner = unwrap(source);
    } else if (inner.type === 'CallExpression') {
      const callee = unwrap(inner.callee);
      if (callee.type !== 'MemberExpression') return false;
      inner = unwrap(callee.object);
    } else break;
  }
  return inner.type === 'MemberExpression' && placeMember.test((inner.computed ? look.texts(inner.property)[0] : keyName(inner.property)) ?? '');
}

/** Beside what a machine says of itself, processes and files may give it away: those are asked for by calls of this file. */
function asksMachine(look: Look, node: Node): boolean {
  return look.paths(bare(node)).some((path) => machine.test(path));
}

function call(look: Look, node: ESTree.CallExpression, mayTell: (node: Node) => boolean, compare: (subject: Node, other: Compared, at: Node) => void): void {
  const { callee, key, name = '' } = look.called(node);
  const args = argumentsOf(node);
  if (callee.type === 'Identifier' || key === 'setTimeout' || key === 'setInterval') {
    if (args.length >= 2 && /set(?:Timeout|Interval)$|^[\w$]{1,3}$/.test(name) && isTimer(look, node)) {
      const [delay, ...more] = look.values(args[1]!);
      if (delay?.kind === 'number' && more.length === 0 && delay.number >= longDelay && Number.isFinite(delay.number)) look.add('gate', 'time', `delay ${delay.number}`, node);
    }
    return;
  }
  if (key === undefined || !asking.has(key) || callee.type !== 'MemberExpression' || args.length === 0) return;
  const object = unwrap(callee.object);
  const [first] = args as readonly [Node];
  // `list.includes(os.hostname())`, `/^ru/.test(locale)`: what is asked for may stand on either side.
  const other = mayTell(object) ? comparedOf(look, first) : undefined;
  if (other) compare(object, other, node);
  if (mayTell(unwrap(first))) for (const one of listed(look, object)) compare(first, one, node);
}
