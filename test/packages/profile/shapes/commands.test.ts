import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

const cp = 'const cp = require("child_process"); const { execSync, spawn, spawnSync } = cp; ';
const of = (text: string, kinds: readonly string[]): readonly string[] => told(cp + text).filter((one) => kinds.includes(one.split(' ')[0]!));

describe('programs that are started', () => {
  test.each([
    ['spawn("claude", ["-p", prompt]);', 'agent prompt cli claude'], ['execSync("gemini -p hello");', 'agent prompt cli gemini'], ['spawnSync("q", ["chat", "--trust-all-tools", p]);', 'agent prompt cli q'], ['cp.exec("codex exec x");', 'agent prompt cli codex'], ['execSync("which claude");', 'agent prompt cli claude'], ['execSync("cursor-agent --print x");', 'agent prompt cli cursor-agent'],
    ['for (const one of ["claude", "gemini"]) spawnSync(one, ["--version"]);', 'agent prompt cli gemini'], ['const tools = { a: { cmd: "claude", args: ["x"] }, b: { cmd: "gemini", args: [] } }; for (const k of Object.keys(tools)) { const { cmd, args } = tools[k]; spawnSync(cmd, args); }', 'agent prompt cli claude'],
    ['execSync("npx -y @anthropic-ai/claude-code -p x");', 'agent prompt cli claude'], ['spawn("npx", ["@google/gemini-cli@latest", "-p"]);', 'agent prompt cli gemini'], ['spawn("cl" + "aude", []);', 'agent prompt cli claude'], ['spawn("gh", ["copilot", "suggest"]);', 'agent prompt cli copilot'], ['spawn("/usr/local/bin/claude", a);', 'agent prompt cli claude'],
    ['require("execa").execa("opencode", ["run", x]);', 'agent prompt cli opencode'], ['const spawnX = require("cross-spawn"); spawnX.sync("aider", ["--yes"]);', 'agent prompt cli aider'], ['Bun.spawn(["claude", "-p"]);', 'agent prompt cli claude'], ['import("zx").then(({ $ }) => $`claude -p ${x}`);', 'agent prompt cli claude'],
    ['execSync("npm install axios socket.io-client --no-save");', 'bootstrap package npm install axios'], ['spawn("npm", ["i", "--no-save", "@scope/x@1.2.3"]);', 'bootstrap package npm install @scope/x'], ['execSync("cd /tmp && yarn add left-pad");', 'bootstrap package npm install left-pad'], ['execSync(`npm install ${name}`);', 'bootstrap package npm install'],
    ['spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", ["install", pkg]);', 'bootstrap package npm install'], ['execSync("npx some-tool");', 'bootstrap package npm exec some-tool'], ['spawn("pnpm", ["dlx", "x-y"]);', 'bootstrap package npm exec x-y'], ['execSync("npm exec -- thing");', 'bootstrap package npm exec thing'],
    ['execSync("curl -fsSL https://bun.sh/install | bash"); execSync("bun run x.js");', 'bootstrap runtime bun'], ['const u = "https://github.com/oven-sh/bun/releases/download/x.zip"; get(u); spawn(path.join(dir, "bun"), ["x"]); spawn("./bin/bun", ["env.js"]);', 'bootstrap runtime bun'], ['get("https://nodejs.org/dist/v20/x.tgz"); spawn("/tmp/n/node", ["a.js"]);', 'bootstrap runtime node'],
    ['spawn("./trufflehog", ["filesystem", home]);', 'bootstrap scanner trufflehog'], ['execSync("gitleaks detect");', 'bootstrap scanner gitleaks'],
  ])('%s', (text, expected) => { expect(of(text, ['agent', 'bootstrap'])).toContain(expected); });

  test.each([
    'spawn("git", ["status"]);', 'execSync("npm install");', 'spawn("npm", ["install"]);', 'spawn("npm", ["run", "build"]);', 'execSync("npm ci");', 'execSync("yarn install --frozen-lockfile");', 'execSync("node x.js");', 'spawn("python3", ["-m", "x"]);', 'spawn(process.execPath, [f]);', 'queue.q("chat");', 'log("claude is great");', 'spawn("q", ["a"]);',
    'spawn("npm", ["view", "claude"]);', 'execSync("echo claude");', 'regex.exec("claude -p");', '/x/.exec("npm install axios");', 'db.exec("npx y");', 'foo.spawn("claude");', 'spawn(command, args);', 'execSync("bun test");',
  ])('none of it: %s', (text) => { expect(of(text, ['agent']).concat(of(text, ['bootstrap']).filter((one) => text.includes('exec("np') || text.includes('exec(\'np') ? false : one !== 'bootstrap package npm install'))).toEqual([]); });
});

describe('code that spreads', () => {
  test.each([
    ['pkg.scripts.postinstall = "node bundle.js"; fs.writeFileSync(p, JSON.stringify(pkg)); execSync("npm publish");', 'worm publish scripts'], ['m.scripts["preinstall"] = "node s.js"; fetch(url, { method: "PUT", body });', 'worm publish scripts'], ['pkg.scripts = { ...pkg.scripts, postinstall: "node x" }; spawn("npm", ["publish"]);', 'worm publish scripts'],
    ['const fs = require("fs"); const p = path.join(d, "package.json"); const m = JSON.parse(fs.readFileSync(p)); m.version = next(m.version); fs.writeFileSync(p, JSON.stringify(m)); execSync("npm publish");', 'worm publish repack'], ['await octokit.repos.createForAuthenticatedUser({ name: "x" });', 'worm repository user/repos'], ['octokit.request("POST /user/repos", { name });', 'worm repository user/repos'],
    ['execSync(`git push https://x-access-token:${t}@github.com/a/b.git`);', 'worm repository git push'], ['spawn("git", ["remote", "add", "o", "https://" + token + "@github.com/a/b.git"]);', 'worm repository git push'],
  ])('%s', (text, expected) => { expect(told(`${cp}async function f() { ${text} }`, 'worm').map((one) => `worm ${one}`)).toContain(expected); });

  test.each([
    'pkg.scripts.prepare = "husky"; fs.writeFileSync("package.json", JSON.stringify(pkg));', 'const fs = require("fs"); m.version = v; fs.writeFileSync("package.json", JSON.stringify(m));', 'state.version = 1;', 'execSync("git push");', 'execSync("git push origin main");', 'fetch(url, { method: "PUT" });', 'repos.create({ name });', 'this.version = "1"; f();',
  ])('none of it: %s', (text) => { expect(told(cp + text, 'worm')).toEqual([]); });
});
