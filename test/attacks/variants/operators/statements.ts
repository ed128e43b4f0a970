import type { Chance } from '../chance.js';
import { crossing, ties, topOf, type Edit, type Node, type Run, type Source } from '../source.js';
import { freshName } from '../variant.js';
import { fileOperator, type Operator } from './operator.js';

/** Whether a piece makes what the file exports, or runs a loop that nobody may leave. */
function exportsSomething({ text, of }: Source, run: Run): boolean {
  return run.statements.some((one) => /\b(?:module\.exports|exports\b)/.test(of(one))) || text.slice(run.start, run.end).includes('export ');
}

/** Whether nothing around a piece inside a function waits for what it does: calls alone, that change no variable or list of others. */
function standsAlone(source: Source, run: Run): boolean {
  const text = source.text.slice(run.start, run.end);
  if (/\bthrow\b|\.(?:push|unshift|splice|set|add|next|delete|append|sort|pop|shift)\b|\byield\b/.test(text)) return false;
  if (crossing(source, run).into.some(({ binding }) => binding.constantViolations.some(({ node }) => (node.start ?? 0) >= run.start && (node.end ?? 0) <= run.end))) return false;
  for (let place = source.parentOf(run.statements[0]!); place; place = source.parentOf(place.parent)) {
    if (/^(?:Try|Switch|For|While|DoWhile)/.test(place.parent.type)) return false;
    if (/Function|Method/.test(place.parent.type)) break;
  }
  return run.statements.every((one) => /^(?:ExpressionStatement|VariableDeclaration|FunctionDeclaration|IfStatement|TryStatement|ForOfStatement)$/.test(one.type)) && !/[^=!<>]=[^=>]/.test(text.replace(/\b(?:const|let|var)\s[^=]*=/g, ''));
}

/** Parts of the new statements that may stand in a function of their own: nothing outside names what they declare. */
export function closed(source: Source, chance: Chance, { later = false, top = false, tied = [] as readonly string[] } = {}): Run[] {
  const found: Run[] = [];
  const fits = (run: Run): boolean => {
    if (run.statements.length === 0 || crossing(source, run).out.length > 0 || (later && exportsSomething(source, run))) return false;
    if (later && !run.top && !standsAlone(source, run)) return false;
    return [...ties(run.statements)].every((tie) => tied.includes(tie));
  };
  for (const run of source.runs) {
    if (top && !run.top) continue;
    if (fits(run)) { found.push(run); continue; }
    const { statements } = run;
    // A part of it: from one statement on, or up to one.
    for (let cut = 1; cut < Math.min(statements.length, 40); cut += 1) {
      for (const some of chance.percent(50) ? [statements.slice(cut), statements.slice(0, -cut)] : [statements.slice(0, -cut), statements.slice(cut)]) {
        const part = { statements: some, top: run.top, start: some[0]!.start, end: some.at(-1)!.end };
        if (fits(part)) { found.push(part); cut = statements.length; break; }
      }
    }
  }
  return found;
}

/** Of runs in one another the outer or the inner ones: those that do not meet. */
function chosen(chance: Chance, runs: readonly Run[]): Run[] {
  const taken: Run[] = [];
  for (const run of chance.shuffled(runs)) if (!taken.some((one) => run.start < one.end && one.start < run.end)) taken.push(run);
  return chance.some(taken);
}
const replaced = (source: Source, runs: readonly Run[], write: (text: string) => string): Edit[] => runs.map(({ start, end }) => ({ start, end, text: write(source.text.slice(start, end)) }));

const trigger = fileOperator('change-trigger', true, (source, chance) => {
  const name = freshName(source.text, chance);
  const way = chance.int(10);
  const runs = chosen(chance, closed(source, chance, { top: chance.percent(60), later: way > 4 }));
  return replaced(source, runs, (text) => [
    `function ${name}() {\n${text}\n}\n${name}();`, `(function () {\n${text}\n})();`, `const ${name} = () => {\n${text}\n};\n${name}();`, `[0].forEach(() => {\n${text}\n});`, `class ${name} { static {\n${text}\n} }`,
    `Promise.resolve().then(() => {\n${text}\n});`, `process.nextTick(() => {\n${text}\n});`, `queueMicrotask(() => {\n${text}\n});`, `new Promise((done) => { done(); }).then(() => {\n${text}\n}).catch(() => {});`, `({ get run() {\n${text}\nreturn 0; } }).run;`,
  ].map((one) => `;${one}`)[way]!);
});

const delay = fileOperator('delay', true, (source, chance) => {
  const way = chance.int(5);
  const wait = chance.pick([0, 1, 50, 3000, 60_000]);
  const name = freshName(source.text, chance);
  return replaced(source, chosen(chance, closed(source, chance, { top: chance.percent(60), later: true })), (text) => [
    `setTimeout(() => {\n${text}\n}, ${wait});`, `setImmediate(() => {\n${text}\n});`, `new Promise((done) => setTimeout(done, ${wait})).then(() => {\n${text}\n});`, `;(async () => {\nawait null;\n${text}\n})();`, `const ${name} = setInterval(() => { clearInterval(${name});\n${text}\n}, ${wait});`,
  ][way]!);
});

const asynchronous = fileOperator('async-wrapper', true, (source, chance) => {
  const way = chance.int(3);
  const name = freshName(source.text, chance);
  return replaced(source, chosen(chance, closed(source, chance, { tied: source.module ? [] : ['await'], later: true })), (text) => [`;(async () => {\n${text}\n})();`, `async function ${name}() {\n${text}\n}\n${name}().catch(() => {});`, `;(async function* () {\n${text}\n})().next();`][way]!);
});

const attempts = fileOperator('try-catch', true, (source, chance) => {
  const way = chance.int(4);
  return replaced(source, chosen(chance, closed(source, chance, { tied: ['this', 'return', 'arguments', 'await', 'yield', 'super'] })), (text) => [
    `try {\n${text}\n} catch (error) { throw error; }`, `try {\n${text}\n} finally { void 0; }`, `try { throw 0; } catch {\n${text}\n}`, `try { void 0; } finally {\n${text}\n}`,
  ][way]!);
});

const dead = fileOperator('dead-code', true, (source, chance) => {
  const taken = new Set<string>();
  const name = (): string => freshName(source.text, chance, taken);
  const piece = (): string => {
    const [a, b] = [name(), name()];
    return chance.pick([
      `if (typeof ${a} === 'number') { console.log(${a}); }`, `function ${a}(list) { return list.filter(Boolean).map((one) => one.trim()); }`, `const ${a} = { ${b}: 1, size: 20, retries: 3 };`,
      `for (let ${a} = 0; ${a} < 0; ${a} += 1) { console.log(${a}); }`, `var ${a} = [1, 2, 3].reduce((one, other) => one + other, 0);`, `const ${a} = (${b}) => { switch (${b}) { case 1: return 'one'; default: return 'many'; } };`,
    ]);
  };
  const edits: Edit[] = [];
  for (const { statements } of chance.some(source.runs)) for (const one of chance.some(statements).slice(0, 12)) edits.push({ start: one.start, end: one.start, text: `;${piece()}\n` });
  return edits;
});

const gates = fileOperator('opaque-gates', true, (source, chance) => {
  const way = chance.int(6);
  return replaced(source, chosen(chance, closed(source, chance, { tied: ['this', 'return', 'arguments', 'await', 'yield', 'super'] })), (text) => [
    `if (Date.now() > 1e12) {\n${text}\n}`, `if (typeof globalThis !== 'undefined') {\n${text}\n}`, `switch (1) { default: {\n${text}\n} }`, `do {\n${text}\n} while (false);`, `for (const one of [0]) {\n${text}\n}`, `if (String(1) !== '1') { void 0; } else {\n${text}\n}`,
  ][way]!);
});

/** Function declarations are hoisted: within one list they may stand anywhere. */
const order = fileOperator('statement-order', true, (source, chance) => {
  const edits: Edit[] = [];
  for (const { statements, top } of source.runs) {
    if (top && /\bexport\b/.test(source.text)) continue;
    const functions = statements.filter((one) => one.type === 'FunctionDeclaration');
    for (const one of chance.some(functions)) {
      const target = chance.pick(statements);
      if (target === one) continue;
      edits.push({ start: one.start, end: one.end, text: '' }, { start: target.start, end: target.start, text: `${source.of(one)}\n` });
    }
    // Neighbours that only load modules, or only make functions, do not notice which comes first.
    for (let at = 1; at < statements.length; at += 1) {
      const [a, b] = [statements[at - 1]!, statements[at]!];
      const still = (node: Node): boolean => node.type === 'VariableDeclaration' && node.declarations.every((each) => each.init && (/^(?:ArrowFunctionExpression|FunctionExpression|StringLiteral|NumericLiteral)$/.test(each.init.type) || (each.init.type === 'CallExpression' && each.init.callee.type === 'Identifier' && each.init.callee.name === 'require')));
      if (!still(a) || !still(b) || !chance.percent(50)) continue;
      edits.push({ start: a.start, end: b.end, text: `${source.of(b)};\n${source.of(a)}` });
      at += 1;
    }
  }
  return edits;
});

/** Declarations become assignments: `var a; a = …`. */
const apartDeclared = fileOperator('declare-apart', true, (source, chance) => {
  const edits: Edit[] = [];
  for (const { statements } of source.runs) {
    for (const one of chance.some(statements)) {
      if (one.type !== 'VariableDeclaration' || one.declarations.some((each) => each.id.type !== 'Identifier' || !each.init)) continue;
      const names = one.declarations.map((each) => source.of(each.id as Node));
      edits.push({ start: one.start, end: one.end, text: `${one.kind === 'var' ? 'var' : 'let'} ${names.join(', ')};\n${one.declarations.map((each, at) => `${names[at]!} = ${source.of(each.init as Node)};`).join('\n')}` });
    }
  }
  return edits;
});

/** Functions written in another of the forms that functions have. */
const forms = fileOperator('function-forms', true, (source, chance) => {
  const edits: Edit[] = [];
  for (const { node, parent } of chance.some(source.places.filter((place) => source.isAdded(place.node)))) {
    if (node.type === 'FunctionExpression' && node.id == null && !node.generator && /^(?:CallExpression|VariableDeclarator|AssignmentExpression)$/.test(parent.type) && (parent.type !== 'CallExpression' || parent.callee !== node)) {
      const needs = ties((node.body.body as Node[]));
      if (needs.has('this') || needs.has('arguments') || needs.has('super') || source.text.includes('prototype')) continue;
      const params = node.params.map((one) => source.of(one as Node)).join(', ');
      edits.push({ start: node.start, end: node.end, text: `${node.async ? 'async ' : ''}(${params}) => ${source.of(node.body as Node)}` });
    } else if (node.type === 'ArrowFunctionExpression') {
      const needs = ties([node.body as Node]);
      if (needs.has('this') || needs.has('arguments') || needs.has('super')) continue;
      const params = node.params.map((one) => source.of(one as Node)).join(', ');
      const body = node.body.type === 'BlockStatement' ? source.of(node.body as Node) : `{ return ${node.body.type === 'SequenceExpression' ? `(${source.of(node.body as Node)})` : source.of(node.body as Node)}; }`;
      if (parent.type === 'ExpressionStatement' || parent.type === 'ExportDefaultDeclaration') continue;
      edits.push({ start: node.start, end: node.end, text: `${node.async ? 'async ' : ''}function (${params}) ${body}` });
    }
  }
  return edits;
});

/** What comes after an awaiting becomes a callback of the promise. */
const promises = fileOperator('promise-forms', true, (source, chance) => {
  const edits: Edit[] = [];
  for (const { statements, top } of source.runs) {
    const block = source.parentOf(statements[0]!)?.parent;
    const owner = block && source.parentOf(block)?.parent;
    const whole = top ? source.module : !!owner && /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|ClassMethod)$/.test(owner.type);
    const all = top ? source.program.body : block?.type === 'BlockStatement' ? block.body : [];
    if (!whole || all.at(-1) !== statements.at(-1)) continue;
    for (let at = 0; at < statements.length - 1; at += 1) {
      const one = statements[at]!;
      const declared = one.type === 'VariableDeclaration' && one.declarations.length === 1 ? one.declarations[0]! : undefined;
      const rest = statements.slice(at + 1);
      const needs = ties(rest);
      if (declared?.init?.type !== 'AwaitExpression' || !chance.percent(70) || ['arguments', 'yield', 'label', 'break'].some((tie) => needs.has(tie))) continue;
      if (rest.some(({ type }) => type === 'FunctionDeclaration' || type === 'ClassDeclaration') || crossing(source, { start: one.start, end: rest.at(-1)!.end }).out.length > 0) continue;
      edits.push({ start: one.start, end: rest.at(-1)!.end, text: `${top ? 'await' : 'return'} Promise.resolve(${source.of(declared.init.argument as Node)}).then(${needs.has('await') ? 'async ' : ''}(${source.of(declared.id as Node)}) => {\n${source.text.slice(rest[0]!.start, rest.at(-1)!.end)}\n});` });
      break;
    }
  }
  return edits;
});

/** New code stands in a function that is handed over, and is called by another one. */
const handed = fileOperator('handed-callback', true, (source, chance) => {
  const name = freshName(source.text, chance);
  const way = chance.int(4);
  const runs = chosen(chance, closed(source, chance, { tied: ['this'], later: way === 2 }));
  const tops = [`function ${name}(run) { return run(); }`, `const ${name} = (...steps) => steps.forEach((step) => step());`, `const ${name} = (run) => Promise.resolve(run).then((step) => step());`, `const ${name} = { start(run) { this.run = run; this.run(); } };`];
  const edits = replaced(source, runs, (text) => way === 3 ? `${name}.start(() => {\n${text}\n});` : `${name}(() => {\n${text}\n});`);
  return edits.length === 0 ? undefined : [{ start: topOf(source), end: topOf(source), text: `\n${tops[way]!}\n` }, ...edits];
});

export const statementOperators: readonly Operator[] = [trigger, delay, asynchronous, attempts, dead, gates, order, apartDeclared, forms, promises, handed];
