import { analyseSource } from '../../src/javascript/analyse.js';
import { Interpreter } from '../../src/javascript/interpret/session.js';
import type { Answer } from '../../src/javascript/interpret/session.js';
import type { Value } from '../../src/javascript/values.js';
import { Steps, walk } from '../../src/javascript/walk.js';
import { taintRules } from '../../src/packages/profile/taint-rules.js';

const interest = { globals: new Set(['fetch']), packages: new Set<string>() };

/** Everything that the argument of each `fetch` of a text may be; `…` after what is but a beginning, `?` for what is not known. */
export function handed(text: string, steps = new Steps(200_000_000)): readonly string[] {
  const { uses } = analyseSource({ text, format: 'unknown', dialect: 'javascript' }, { interest, rules: taintRules }, steps);
  return uses.filter((use) => use.name === 'fetch' && use.how === 'call').flatMap(({ arguments: [first] }) => (first === undefined || first.length === 0 ? ['?'] : first.map(shown)));
}

/** What the interpreter alone computes for the argument of each `fetch`: it never guesses. */
export function computed(text: string, format: 'unknown' | 'module' = 'unknown'): readonly Answer[] {
  const answers: Answer[] = [];
  analyseSource({ text, format, dialect: 'javascript' }, { interest, rules: taintRules, look: ({ program, scopes }) => {
    const interpreter = new Interpreter(scopes, new Steps(5_000_000), text);
    let scope = scopes.top;
    walk(program, {
      enter(node) {
        if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'fetch' && node.arguments[0]) answers.push(interpreter.answer(node.arguments[0], scope));
        scope = scopes.of.get(node) ?? scope;
      },
      leave(node) { if (scopes.of.get(node) === scope && scope.parent) scope = scope.parent; },
    }, new Steps(5_000_000));
  } }, new Steps(200_000_000));
  return answers;
}

function shown(value: Value): string {
  switch (value.kind) {
    case 'text': return value.open ? `${value.text}…` : value.text;
    case 'number': return String(value.number);
    case 'texts': return JSON.stringify(value.texts);
    case 'name': case 'function': case 'class': case 'instance': case 'map': case 'list': case 'object': case 'plain': case 'any': return '?';
  }
}
