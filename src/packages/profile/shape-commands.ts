import type { Node } from '../../javascript/tree.js';
import { unwrap } from '../../javascript/tree.js';
import type { Values } from '../../javascript/values.js';
import { textsOf } from '../../javascript/values.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';

const starts = /^(?:node:child_process\.(?:promises\.)?(?:exec|execFile|spawn)(?:Sync)?|npm:(?:execa|cross-spawn|spawn-async|nano-spawn|tinyexec|execa\.(?:execa|execaSync|execaCommand|execaCommandSync|sync|command|\$)|cross-spawn\.(?:sync|spawn)|shelljs\.exec|zx\.\$|tinyexec\.(?:x|exec))|Bun\.(?:spawn|spawnSync|\$)|Deno\.(?:run|Command))$/;
/** The end of a name by which one of those is called, where the flow does not name it. */
const shortName = /^[\w$]{1,3}$/;

const startNames: ReadonlySet<string> = new Set('execa execaSync execaCommand execaCommandSync spawn spawnSync spawnAsync exec execSync execFile execFileSync execAsync crossSpawn sync command'.split(' '));

/** Programs that put an instruction before a language model and do what it answers, by what their makers call them. */
const agents: ReadonlySet<string> = new Set('claude gemini codex cursor-agent copilot aider opencode amp goose qwen crush cody droid q auggie kiro-cli amazon-q'.split(' '));
const agentPackages: ReadonlyMap<string, string> = new Map([
  ['@anthropic-ai/claude-code', 'claude'], ['@google/gemini-cli', 'gemini'], ['@openai/codex', 'codex'], ['@github/copilot', 'copilot'], ['opencode-ai', 'opencode'], ['@sourcegraph/amp', 'amp'], ['@qwen-code/qwen-code', 'qwen'], ['@charmland/crush', 'crush'],
]);
const runtimes: ReadonlySet<string> = new Set(['bun', 'deno', 'python', 'python3', 'node']);
const scanners: ReadonlySet<string> = new Set(['trufflehog', 'gitleaks', 'noseyparker', 'detect-secrets', 'ggshield']);
const managers: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun', 'npx', 'pnpx', 'bunx']);
const installing: ReadonlySet<string> = new Set(['install', 'i', 'add', 'in', 'ins', 'isntall']);
const running: ReadonlySet<string> = new Set(['exec', 'x', 'dlx']);
/** Where runtimes are to be had. Beside one of these in the same file, starting the runtime is starting what was fetched. */
const runtimeSources = /bun\.(?:sh|com)\/install|oven-sh\/bun|deno\.land\/(?:x\/)?install|denoland\/deno|nodejs\.org\/(?:dist|download)|python\.org\/ftp|python-build-standalone|astral\.sh\/uv/i;
const longestKey = 80;
const mostCommands = 16;

/** One command as far as it is known: its words, the first of them a program. */
type Command = readonly string[];

/** Programs that are started, where it matters which: agents, package managers that bring code at run time, runtimes that were fetched, scanners for secrets. */
export function commandShapes(look: Look): Detector {
  const fetched = look.says((text) => text.length < 4_096 && runtimeSources.test(text));
  const started = (node: Node, commands: readonly Command[]): void => {
    for (const command of commands.slice(0, mostCommands)) tell(look, node, command, fetched);
  };
  return {
    names: { calls: startNames },
    enter: {
      CallExpression(node) {
        const { callee, names } = look.called(node);
        if (!isStart(look, callee, names)) return;
        const args = argumentsOf(node);
        const [program, words] = args;
        if (program !== undefined) started(node, commandsOf(look, look.values(program), words === undefined ? [] : wordsOf(look, words)));
      },
      NewExpression(node) {
        if (look.tree.named.get(unwrap(node.callee))?.includes('Deno.Command') !== true) return;
        const [program] = argumentsOf(node);
        if (program !== undefined) started(node, commandsOf(look, look.values(program), []));
      },
      TaggedTemplateExpression(node) {
        const tag = unwrap(node.tag);
        if (!isStart(look, tag, look.tree.named.get(tag))) return;
        const text = node.quasi.quasis.map((one) => one.value.cooked ?? '').join('…');
        started(node, partsOf(text).map((part) => part.split(/\s+/)));
      },
    },
  };
}

function isStart(look: Look, callee: Node, names: readonly string[] | undefined): boolean {
  if (names?.some((name) => starts.test(name)) === true) return true;
  const key = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : undefined;
  return key !== undefined && (startNames.has(key) || shortName.test(key)) && look.paths(callee).some((path) => starts.test(path));
}

function commandsOf(look: Look, program: Values, words: readonly string[]): readonly Command[] {
  const out: Command[] = [];
  for (const value of program) {
    // `Bun.spawn(['bun', 'x'])`
    if (value.kind === 'list') {
      const list = value.node.elements.slice(0, 16).flatMap((element) => (element ? look.texts(element as Node, value.scope).slice(0, 1) : []));
      if (list.length > 0) out.push(list);
    } else if (value.kind === 'text' && words.length > 0) out.push([value.text, ...words]);
    else if (value.kind === 'text') for (const part of partsOf(value.open ? `${value.text}…` : value.text)) out.push(part.split(/\s+/));
  }
  return out;
}

/** The elements of a list of arguments, of each the first text that it may be. `…` for what is not known. */
function wordsOf(look: Look, node: Node): readonly string[] {
  const values = look.values(node);
  const list = values.find((value) => value.kind === 'list' || value.kind === 'texts');
  if (list?.kind === 'texts') return list.texts.slice(0, 16);
  return list?.kind === 'list' ? list.node.elements.slice(0, 16).map((element) => (element ? textsOf(look.values(element as Node, list.scope))[0] ?? '…' : '…')) : [];
}

/** The commands of a command line. Quotes are left to those who read shells; a program's name needs none. */
function partsOf(line: string): readonly string[] {
  return line.slice(0, 4_096).split(/&&|\|\||[;|\n]/).map((part) => part.trim().replace(/^(?:\w+=\S*\s+|sudo\s+|nohup\s+|env\s+|cmd(?:\.exe)?\s+\/c\s+|exec\s+)+/i, '')).filter((part) => part !== '').slice(0, mostCommands);
}

function programOf(word: string): string {
  return word.replaceAll('"', '').replaceAll('\'', '').replace(/^.*[/\\]/, '').replace(/\.(?:exe|cmd|bat|ps1)$/i, '').toLowerCase();
}

function tell(look: Look, node: Node, [first = '', ...args]: Command, fetched: boolean): void {
  let name = programOf(first);
  // Who asks whether it is there wants to use it.
  if ((name === 'which' || name === 'where' || name === 'command' || name === 'type') && args.length > 0) {
    name = programOf(args.find((arg) => !arg.startsWith('-')) ?? '');
    if (agents.has(name) && name !== 'q') look.add('agent', 'prompt', `cli ${name}`, node);
    else if (scanners.has(name)) look.add('bootstrap', 'scanner', name, node);
    return;
  }
  const words = args.map((arg) => arg.replace(/^(["'])(.*)\1$/, '$2'));
  if (agents.has(name) && (name !== 'q' || words.some((word) => word === 'chat' || word.startsWith('--')))) look.add('agent', 'prompt', `cli ${name}`, node);
  else if (name === 'gh' && words[0] === 'copilot') look.add('agent', 'prompt', 'cli copilot', node);
  else if (scanners.has(name)) look.add('bootstrap', 'scanner', name, node);
  else if (runtimes.has(name) && fetched && !managing(name, words)) look.add('bootstrap', 'runtime', name === 'python3' ? 'python' : name, node);
  else if (managers.has(name)) managed(look, node, name, words);
}

function managing(name: string, words: readonly string[]): boolean {
  return name === 'bun' && words.some((word) => installing.has(word) || running.has(word));
}

/** `npm install X`, `npx X`: code that the lockfile of whoever uses this package does not name. Without a name it installs what a manifest says. */
function managed(look: Look, node: Node, name: string, words: readonly string[]): void {
  const plain = words.filter((word) => !word.startsWith('-') && word !== '');
  const direct = name === 'npx' || name === 'pnpx' || name === 'bunx';
  const [verb, ...rest] = direct ? ['exec', ...plain] : plain;
  if (verb === undefined || !(installing.has(verb) || running.has(verb))) return;
  const [target] = rest;
  const agent = rest.map((one) => agentPackages.get(one.replace(/(.)@.*$/, '$1'))).find((one) => one !== undefined);
  if (agent !== undefined) look.add('agent', 'prompt', `cli ${agent}`, node);
  if (target === undefined || target === '.') return;
  const word = installing.has(verb) ? 'npm install' : 'npm exec';
  look.add('bootstrap', 'package', (/^(?:@[\w.-]+\/)?[\w.-]+(?:@[\w.^~<>=*|-]+)?$/.test(target) ? `${word} ${target.replace(/(.)@[^@/]*$/, '$1')}` : word).slice(0, longestKey), node);
}

