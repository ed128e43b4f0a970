import type { Chance } from '../chance.js';
import { isValue, ties, topOf, type Edit, type Node, type Place, type Source } from '../source.js';
import { freshName } from '../variant.js';
import { fileOperator, type Operator } from './operator.js';

/** Expressions that say something: what is read, called or made; not functions, and no bare constants but texts. */
function valuesOf(source: Source): Place[] {
  return source.places.filter((place) => /^(?:StringLiteral|TemplateLiteral|Identifier|MemberExpression|CallExpression|NewExpression|BinaryExpression|ObjectExpression|ArrayExpression|AwaitExpression|ConditionalExpression|LogicalExpression)$/.test(place.node.type)
    && place.parent.type !== 'ExpressionStatement' && isValue(place, source) && source.isAdded(place.node) && place.node.end - place.node.start < 2000);
}
const few = (chance: Chance, all: readonly Place[]): Place[] => chance.shuffled(chance.some(all)).slice(0, 60);
/** Those that may stand in a function of their own. */
const free = (all: readonly Place[], arrow = false): Place[] => all.filter(({ node }) => [...ties([node])].every((tie) => arrow && /^(?:this|arguments|super)$/.test(tie)));
const replaced = (source: Source, places: readonly Place[], write: (text: string, node: Node) => string): Edit[] => places.map(({ node }) => ({ start: node.start, end: node.end, text: write(source.of(node), node) }));
const top = (source: Source, text: string): Edit => ({ start: topOf(source), end: topOf(source), text: `\n${text}\n` });

const chain = fileOperator('wrap-functions', true, (source, chance) => {
  const places = few(chance, valuesOf(source));
  if (places.length === 0) return undefined;
  const deep = 1 + chance.int(15);
  const taken = new Set<string>();
  const names = Array.from({ length: deep }, () => freshName(source.text, chance, taken));
  const way = chance.int(4);
  const body = names.map((name, at) => {
    const inner = at === 0 ? 'one' : `${names[at - 1]!}(one)`;
    return way === 0 ? `function ${name}(one) { return ${inner}; }` : way === 1 ? `const ${name} = (one) => ${inner};` : way === 2 ? `const ${name} = function (one) { const out = ${inner}; return out; };` : `const ${name} = (...all) => { const [one] = all; return ${inner}; };`;
  });
  return [top(source, body.join('\n')), ...replaced(source, places, (text) => `${names.at(-1)!}(${text})`)];
});

const getter = fileOperator('getter', true, (source, chance) => {
  const name = chance.pick(['value', 'data', 'v', 'current']);
  return replaced(source, free(few(chance, valuesOf(source))), (text) => `({ get ${name}() { return ${text}; } }).${name}`);
});

const inClass = fileOperator('class', true, (source, chance) => {
  const way = chance.int(5);
  return replaced(source, free(few(chance, valuesOf(source))), (text) => [
    `new (class { run() { return ${text}; } })().run()`, `(class { static value = ${text}; }).value`, `new (class { #value = ${text}; out() { return this.#value; } })().out()`,
    `new (class { constructor() { this.value = ${text}; } })().value`, `(class { static get value() { return ${text}; } }).value`,
  ][way]!);
});

const called = fileOperator('called-in-place', true, (source, chance) => {
  const way = chance.int(4);
  const name = freshName(source.text, chance);
  return replaced(source, free(few(chance, valuesOf(source)), way === 0), (text) => [`(() => ${text.startsWith('{') ? `(${text})` : text})()`, `(function () { return ${text}; })()`, `((one) => one)(${text})`, `(() => { const ${name} = ${text}; return ${name}; })()`][way]!);
});

const carried = fileOperator('carried', true, (source, chance) => {
  const way = chance.int(8);
  const name = freshName(source.text, chance);
  const edits = replaced(source, few(chance, valuesOf(source)), (text) => [
    `[${text}][0]`, `({ value: ${text} }).value`, `new Map([['value', ${text}]]).get('value')`, `Object.values({ value: ${text} })[0]`, `(${name}.value = ${text}, ${name}.value)`, `[${text}].at(-1)`, `[${text}].map((one) => one)[0]`, `Object.assign({}, { value: ${text} })['value']`,
  ][way]!);
  return way === 4 && edits.length > 0 ? [top(source, `const ${name} = {};`), ...edits] : edits;
});

const destructure = fileOperator('destructure', true, (source, chance) => {
  const edits: Edit[] = [];
  for (const place of few(chance, source.places.filter(({ node, parent, key }) => source.isAdded(node) && ((parent.type === 'VariableDeclarator' && key === 'init' && parent.id.type === 'Identifier') || (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier'))))) {
    const { node, parent } = place;
    if (parent.type === 'VariableDeclarator') {
      const id = parent.id as Node;
      const text = source.of(node);
      const list = chance.percent(50);
      if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && node.object.type !== 'Super') edits.push({ start: id.start, end: node.end, text: `{ ${node.property.name}: ${source.of(id)} } = ${source.of(node.object as Node)}` });
      else edits.push({ start: id.start, end: node.end, text: list ? `[${source.of(id)}] = [${text}]` : `{ value: ${source.of(id)} } = { value: ${text} }` });
    } else if (node.type === 'MemberExpression' && node.property.type === 'Identifier' && isValue(place, source) && node.object.type !== 'Super' && place.parent.type !== 'ExpressionStatement') {
      edits.push({ start: node.start, end: node.end, text: `(({ ${node.property.name}: one }) => one)(${source.of(node.object as Node)})` });
    }
  }
  return edits;
});

const comma = fileOperator('comma', true, (source, chance) => {
  const edits = replaced(source, few(chance, valuesOf(source)), (text) => `(0, ${text})`);
  for (const { statements } of source.runs) {
    for (let at = 1; at < statements.length; at += 1) {
      const [one, other] = [statements[at - 1]!, statements[at]!];
      if (one.type !== 'ExpressionStatement' || other.type !== 'ExpressionStatement' || !chance.percent(50) || /^\s*$/.test(source.of(one))) continue;
      edits.unshift({ start: one.start, end: other.end, text: `${[one, other].map((each) => source.of(each.expression as Node)).map((text) => (/^(?:\{|function|class|async|let|yield)/.test(text) ? `(${text})` : text)).join(', ')};` });
      at += 1;
    }
  }
  return edits;
});

const members = (source: Source, chance: Chance): (Place & { readonly property: Node & { readonly name: string } })[] => few(chance, source.places.filter(({ node }) => (node.type === 'MemberExpression') && !node.computed && node.property.type === 'Identifier' && source.isAdded(node))).map((place) => ({ ...place, property: (place.node as unknown as { readonly property: Node & { readonly name: string } }).property }));
const afterObject = (node: Node): number => (node as unknown as { readonly object: Node }).object.end;
/** From the end of the object, over brackets that close there, to the dot. */
const dotOf = (source: Source, node: Node, property: Node): number => source.text.lastIndexOf('.', property.start) >= afterObject(node) ? source.text.lastIndexOf('.', property.start) : property.start;

const computed = fileOperator('computed-members', true, (source, chance) => members(source, chance).map(({ node, property }) => ({ start: dotOf(source, node, property), end: property.end, text: `['${property.name}']` })));

const hiddenMembers = fileOperator('built-members', false, (source, chance) => {
  const way = chance.int(5);
  const name = freshName(source.text, chance);
  const all = members(source, chance);
  const names = [...new Set(all.map(({ property }) => property.name))];
  const edits = all.map(({ node, property }) => {
    const word = property.name;
    const half = Math.max(1, word.length >> 1);
    const text = [`'${word.slice(0, half)}' + '${word.slice(half)}'`, `['${word.slice(0, half)}', '${word.slice(half)}'].join('')`, `${name}[${names.indexOf(word)}]`, `Buffer.from('${Buffer.from(word).toString('base64')}', 'base64').toString()`, `'${[...word].toReversed().join('')}'.split('').reverse().join('')`][way]!;
    return { start: dotOf(source, node, property), end: property.end, text: `[${text}]` };
  });
  return way === 2 && edits.length > 0 ? [top(source, `const ${name} = [${names.map((one) => `'${one}'`).join(', ')}];`), ...edits] : edits;
});

/** Whether a value is surely an object: a global one, a module, or what is read of those under the name of one. */
function isObject(source: Source, node: Node): boolean {
  if (node.type === 'MemberExpression') return !node.computed && node.property.type === 'Identifier' && /^(?:env|versions|mainModule|prototype|promises|constants)$/.test(node.property.name) && isObject(source, node.object as Node);
  if (node.type !== 'Identifier') return false;
  if (source.globals.some(({ place }) => place.node === node)) return /^(?:process|globalThis|module|console|Buffer|JSON|Object|String|Math|window|document|navigator)$/.test(node.name);
  const path = source.variables.find(({ uses }) => uses.some(({ start }) => start === node.start))?.binding.path.node;
  return path?.type === 'ImportDefaultSpecifier' || path?.type === 'ImportNamespaceSpecifier' || (path?.type === 'VariableDeclarator' && path.id.type === 'Identifier' && path.init?.type === 'CallExpression' && path.init.callee.type === 'Identifier' && path.init.callee.name === 'require');
}

const reflected = fileOperator('reflect', false, (source, chance) => few(chance, source.places.filter(({ node, parent, key }) => node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && source.isAdded(node) && isObject(source, node.object as Node)
  && !(/^(?:Assignment|Update|Unary|ForIn|ForOf|ArrayPattern|RestElement|Optional|TaggedTemplate)/.test(parent.type)) && !(parent.type === 'ObjectProperty' && !isValue({ node, parent, key, list: false }, source))))
  .map(({ node, parent, key }) => {
    const { object, property } = node as unknown as { readonly object: Node; readonly property: { readonly name: string } };
    const read = `Reflect.get(${source.of(object)}, '${property.name}')`;
    const method = parent.type === 'CallExpression' && key === 'callee';
    if (!method) return { start: node.start, end: node.end, text: parent.type === 'NewExpression' && key === 'callee' ? `(${read})` : read };
    const args = parent.arguments.map((one) => source.of(one as Node)).join(', ');
    return { start: parent.start!, end: parent.end!, text: chance.percent(50) ? `Reflect.apply(${read}, ${source.of(object)}, [${args}])` : `${read}.call(${source.of(object)}${args && ', '}${args})` };
  }));

const optional = fileOperator('optional-chaining', true, (source, chance) => {
  const plain = members(source, chance).filter(({ node, parent, key }) => !(/^(?:Assignment|Update)/.test(parent.type) && (key === 'left' || key === 'argument')) && !(parent.type === 'UnaryExpression') && !(parent.type === 'NewExpression' && key === 'callee')
    && (node as unknown as { readonly object: Node }).object.type !== 'Super' && !/^(?:TaggedTemplate|ForIn|ForOf|ArrayPattern|AssignmentPattern|RestElement|MemberExpression)/.test(parent.type) && !(parent.type === 'ObjectProperty' && !isValue({ node, parent, key, list: false }, source)));
  const calls = few(chance, source.places.filter(({ node, parent, key }) => node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name !== 'require' && node.callee.name !== 'eval' && source.isAdded(node) && key !== 'callee' && !(parent.type === 'MemberExpression')));
  return [...plain.map(({ property }) => ({ start: property.start, end: property.start, text: '' })).flatMap((_, at) => {
    const { node, property } = plain[at]!;
    const dot = dotOf(source, node, property);
    return dot === property.start ? [] : [{ start: dot, end: dot + 1, text: '?.' }];
  }), ...calls.flatMap(({ node }) => {
    const callee = (node as unknown as { readonly callee: Node }).callee;
    return source.text[callee.end] === '(' ? [{ start: callee.end, end: callee.end, text: '?.' }] : [];
  })];
});

const callee = fileOperator('other-calls', false, (source, chance) => {
  const way = chance.int(5);
  const edits: Edit[] = [];
  for (const { node } of few(chance, source.places.filter((place) => place.node.type === 'CallExpression' && source.isAdded(place.node)))) {
    if (node.type !== 'CallExpression') continue;
    const args = node.arguments.map((one) => source.of(one as Node)).join(', ');
    const { callee: what } = node;
    if (way === 4 && ['await', 'yield', 'arguments'].some((tie) => ties(node.arguments as Node[]).has(tie))) continue;
    if (what.type === 'Identifier') {
      if (what.name === 'require' || what.name === 'eval' || what.name === 'super') continue;
      edits.push({ start: node.start, end: node.end, text: [`${what.name}.call(undefined${args && ', '}${args})`, `${what.name}.apply(undefined, [${args}])`, `Reflect.apply(${what.name}, undefined, [${args}])`, `${what.name}.bind(undefined)(${args})`, `((run) => run(${args}))(${what.name})`][way]! });
    } else if (what.type === 'MemberExpression' && what.object.type === 'Identifier' && !what.computed && what.property.type === 'Identifier') {
      const read = source.of(what as Node);
      edits.push({ start: node.start, end: node.end, text: [`${read}.call(${what.object.name}${args && ', '}${args})`, `${read}.apply(${what.object.name}, [${args}])`, `Reflect.apply(${read}, ${what.object.name}, [${args}])`, `${read}.bind(${what.object.name})(${args})`, `${what.object.name}['${what.property.name}'](${args})`][way]! });
    }
  }
  return edits;
});

export const expressionOperators: readonly Operator[] = [chain, getter, inClass, called, carried, destructure, comma, computed, hiddenMembers, reflected, optional, callee];
