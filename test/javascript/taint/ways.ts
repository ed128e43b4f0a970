import path from 'node:path/posix';
import { analyseSource } from '../../../src/javascript/analyse.js';
import type { ModuleFlow } from '../../../src/javascript/taint/module-flow.js';
import { solveFlows, type FoundFlow } from '../../../src/javascript/taint/solve.js';
import { Steps } from '../../../src/javascript/walk.js';
import { interest } from '../../../src/packages/profile/apis.js';
import { labels, taintRules } from '../../../src/packages/profile/taint-rules.js';

/** Texts by the path of their file; a text alone is the file `a.js`. */
export type Sources = string | { readonly [file: string]: string };

const endings = ['', '.js', '.mjs', '.cjs', '.ts', '/index.js'];

/** Classes and sinks that say something; the others are steps on the way to them. */
const telling = new Set<string>(['environment', 'secret-variable', 'credential-file', 'key', 'identity', 'download', 'decoded', 'package-data']);
const ends = new Set(['network', 'exec', 'eval', 'load', 'operand']);

/** Follows data through some files. @throws StepsSpent */
export function followed(sources: Sources, steps = new Steps(50_000_000)): { readonly flows: readonly FoundFlow[]; readonly problems: readonly string[] } {
  const modules = new Map<string, ModuleFlow>();
  const problems: string[] = [];
  for (const [file, text] of Object.entries(typeof sources === 'string' ? { 'a.js': sources } : sources)) {
    const facts = analyseSource({ text, format: 'unknown', dialect: file.endsWith('.ts') ? 'typescript' : 'javascript' }, { interest, rules: taintRules }, steps);
    if (facts.problem) problems.push(`${file}: ${facts.problem.code} ${facts.problem.reason}`);
    facts.flows.forEach((one, at) => modules.set(at === 0 ? file : `${file}#${at}`, one));
  }
  const resolve = (file: string, specifier: string): readonly string[] => {
    const found = endings.map((ending) => `${path.normalize(path.join(path.dirname(file.split('#')[0]!), specifier))}${ending}`).find((one) => modules.has(one));
    return found === undefined ? [] : [found];
  };
  return { flows: solveFlows(modules, resolve, taintRules, steps).flows, problems };
}

/** The class of data as it began: what was written to a file first, and what was made of the environment, is what it was. */
function nameOf(label: number): string {
  return labels[label]!.replace('fetched-code', 'download').replace('dropped-code', 'decoded').replace('dropped-data', 'package-data').replace('package-text', 'package-data').replace('environment-text', 'environment');
}

/** The ways of data that matter, each once, as `source>sink`, sorted; of one that only runs when somebody calls, `source>sink later`. */
export function ways(sources: Sources): readonly string[] {
  const { flows, problems } = followed(sources);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return [...new Set(flows.flatMap(({ label, sink, immediate }) => {
    const name = nameOf(label);
    const into = sink.sink === 'import' ? 'load' : sink.sink;
    // A module is named by what was fetched, and is none of it.
    if (sink.sink === 'load' && labels[label] === 'download') return [];
    return telling.has(name) && ends.has(into) ? [`${name}>${into}${immediate ? '' : ' later'}`] : [];
  }))].sort();
}

/** The hosts that are written out for what is sent. */
export function hostsOf(sources: Sources): readonly string[] {
  return [...new Set(followed(sources).flows.filter(({ sink, label }) => sink.sink === 'network' && telling.has(nameOf(label))).flatMap(({ texts }) => texts().filter((text) => text.startsWith('host ')).map((text) => text.slice(5))))].sort();
}
