import type { Scope } from '../places.js';
import type { Node } from '../tree.js';
import { unwrap } from '../tree.js';
import type { Commands } from './find.js';
import type { Collected } from './references.js';

const startsProgram = /^node:(?:child_process|cluster|worker_threads)[.[]/;
/** Texts of one call that are kept. */
const textsKept = 8;

/** What is known of expressions: the canonical names that they have, and the texts that they may give. */
export interface Names {
  readonly namesAt: (node: Node) => readonly string[];
  readonly textsAt: (node: Node, scope: Scope) => readonly string[];
}

/** The calls of a file that start programs, with the texts that stand in what they are handed. */
export function startsOf(collected: Collected, names: Names): Commands['starts'] {
  const found = new Map<Node, { self: boolean; texts: string[] }>();
  for (const { node, scope } of collected.calls) {
    if ((node.type !== 'CallExpression' && node.type !== 'NewExpression') || !names.namesAt(unwrap(node.callee)).some((name) => startsProgram.test(name))) continue;
    const parts = (node.arguments as readonly Node[]).slice(0, 2).flatMap((one) => (one.type === 'ArrayExpression' ? (one.elements as readonly (Node | null)[]).slice(0, 16).flatMap((element) => element ?? []) : [one]));
    const texts = parts.flatMap((one) => names.textsAt(one.type === 'SpreadElement' ? one.argument : one, scope)).slice(0, textsKept).map((one) => one.slice(0, 500));
    const [program] = node.arguments as readonly Node[];
    const self = program === undefined || names.namesAt(unwrap(node.callee)).some((name) => !name.startsWith('node:child_process') || /\.fork$/.test(name)) || names.textsAt(program, scope).length === 0 || parts.some((one) => isSelf(one, scope, names));
    found.set(node, { self, texts });
  }
  return found;
}

/** True for what names this program, or the runtime that runs it. */
function isSelf(node: Node, scope: Scope, names: Names): boolean {
  const inner = unwrap(node.type === 'SpreadElement' ? node.argument : node);
  if (names.namesAt(inner).some((name) => name === 'process.execPath' || name === 'process.argv') || (inner.type === 'MemberExpression' && names.namesAt(unwrap(inner.object)).includes('process.argv'))) return true;
  if (inner.type === 'Identifier' && inner.name === '__filename') return true;
  return names.textsAt(inner, scope).some((text) => /(?:^|[\s/\\])(?:node|nodejs|bun|deno|tsx|npx|npm|pnpm|yarn|bunx)(?:\.exe|\.cmd)?(?:\s|$)/.test(text) && !/^(?:npm|pnpm|yarn|bun)(?:\s|$)/.test(text));
}
