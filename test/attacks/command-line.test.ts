import { describe, expect, test } from '@jest/globals';
import { judgePair, type Judged } from './pair.js';

/** What ordinary commands do, and what each would be called if it ran by itself. */
const doings: readonly (readonly [name: string, code: string])[] = [
  ['deploy', "await fetch('https://deploy.acme.example.invalid/v1', { method: 'POST', headers: { authorization: 'Bearer ' + process.env.ACME_TOKEN } });"],
  ['completion', "require('fs').appendFileSync(require('os').homedir() + '/.bashrc', '\\nsource <(acme completion bash)\\n');"],
  ['mcp', "require('fs').writeFileSync('.cursor/mcp.json', '{}');"],
  ['workflow', "require('fs').mkdirSync('.github/workflows', { recursive: true }); require('fs').writeFileSync('.github/workflows/acme.yml', 'on: push\\n');"],
  ['publish', "require('child_process').execSync('npm whoami'); require('child_process').execSync('npm publish', { stdio: 'inherit' });"],
  ['upgrade', "require('vm').runInNewContext(await (await fetch('https://dl.acme.example.invalid/acme.js')).text(), { console });"],
];
const commander = "#!/usr/bin/env node\nconst { program } = require('commander');\nprogram.command('list').action(() => console.log('list'));\n";
const library = "'use strict';\nexports.list = () => [];\n";
type Files = { readonly [path: string]: string };
interface Shape { readonly manifest?: object; readonly before: Files; readonly after: (name: string, code: string) => Files }

const switched = (cases: string, rest = ''): string => `#!/usr/bin/env node\n'use strict';\nasync function main(argv) {\n  switch (argv[0]) {\n    case 'list': return console.log('list');\n${cases}\n    default: console.log('usage');${rest}\n  }\n}\nmain(process.argv.slice(2));\n`;
const plain = (then: string): string => `#!/usr/bin/env node\nconst args = process.argv.slice(2);\nif (args.includes('--version')) { console.log(1); process.exit(0); }\n${then}\n`;
const tabled = (more: string): string => `#!/usr/bin/env node\nconst cmd = process.argv[2];\nconst all = { list: () => console.log('list'), ${more} };\nif (all[cmd]) all[cmd]();\n`;
const files = (more: string): string => `#!/usr/bin/env node\nconst cmd = process.argv[2];\nconst cmds = { list: () => require('./commands/list')${more} };\n(cmds[cmd] ?? cmds.list)().run(process.argv.slice(3));\n`;
const ordinary: { readonly [name: string]: Shape } = {
  commander: { before: { 'cli.js': `${commander}program.parse();\n` }, after: (name, code) => ({ 'cli.js': `${commander}program.command('${name}').action(async () => { ${code} });\nprogram.parse();\n` }) },
  'a switch in main': { before: { 'cli.js': switched('') }, after: (name, code) => ({ 'cli.js': switched(`    case '${name}': { ${code} break; }`) }) },
  'an if': { before: { 'cli.js': plain('') }, after: (name, code) => ({ 'cli.js': plain(`if (args[0] === '${name}') (async () => { ${code} })();`) }) },
  'a flag': { before: { 'cli.js': plain('') }, after: (name, code) => ({ 'cli.js': plain(`if (args.includes('--${name}')) (async () => { ${code} })();`) }) },
  'a table': { before: { 'cli.js': tabled('') }, after: (name, code) => ({ 'cli.js': tabled(`${name}: async () => { ${code} }`) }) },
  'files of their own': { before: { 'cli.js': files(''), 'commands/list.js': 'exports.run = () => console.log(1);\n' }, after: (name, code) => ({ 'cli.js': files(`, ${name}: () => require('./commands/${name}')`), 'commands/list.js': 'exports.run = () => console.log(1);\n', [`commands/${name}.js`]: `exports.run = async () => { ${code} };\n` }) },
};
const hostile: { readonly [name: string]: Shape } = {
  'at the top': { before: { 'cli.js': plain('') }, after: (_, code) => ({ 'cli.js': plain(`(async () => { ${code} })();`) }) },
  'in the default of a switch': { before: { 'cli.js': switched('') }, after: (_, code) => ({ 'cli.js': switched('', ` ${code}`) }) },
  'where the word is there by default': { before: { 'cli.js': plain('') }, after: (name, code) => ({ 'cli.js': plain(`const cmd = args[0] || '${name}'; if (cmd === '${name}') (async () => { ${code} })();`) }) },
  'in the program\'s own action': { before: { 'cli.js': `${commander}program.parse();\n` }, after: (_, code) => ({ 'cli.js': `${commander}program.action(async () => { ${code} });\nprogram.parse();\n` }) },
  'in the default command': { before: { 'cli.js': `${commander}program.parse();\n` }, after: (name, code) => ({ 'cli.js': `${commander}program.command('${name}', { isDefault: true }).action(async () => { ${code} });\nprogram.parse();\n` }) },
  'where the word is put there': { before: { 'cli.js': plain('') }, after: (name, code) => ({ 'cli.js': plain(`args.unshift('${name}'); if (args[0] === '${name}') (async () => { ${code} })();`) }) },
  'in a file that main leads to as well': { manifest: { main: 'cli.js' }, before: { 'cli.js': plain('') }, after: (name, code) => ({ 'cli.js': plain(`if (args[0] === '${name}') (async () => { ${code} })();`) }) },
  'in a library that asks for a word': { before: { 'cli.js': plain('') }, after: (name, code) => ({ 'cli.js': plain(''), 'index.js': `${library}if (process.argv[2] === '${name}') (async () => { ${code} })();\n` }) },
  'behind a word that an install step types': { manifest: { scripts: { postinstall: 'node cli.js list' } }, before: { 'cli.js': plain('') }, after: (name, code) => ({ 'cli.js': plain(`if (args[0] === '${name}') (async () => { ${code} })();`) }) },
};

function judged({ manifest, before, after }: Shape, name: string, code: string): Promise<Judged> {
  const version = (number: string, publishedAt: string, texts: Files) => ({ version: number, publishedAt: `${publishedAt}T00:00:00.000Z`, manifest: { main: 'index.js', bin: { acme: 'cli.js' }, dependencies: { commander: '^12.0.0' }, ...manifest }, files: { 'index.js': library, ...texts } });
  return judgePair({ name: 'acme-tool', before: version('2.3.0', '2026-01-01', before), after: version('2.4.0', '2026-11-20', after(name, code)) });
}
const pairs = (shapes: { readonly [name: string]: Shape }) => Object.entries(shapes).flatMap(([shape, of]) => doings.map(([name, code]) => [name, shape, of, code] as const));

describe('a command line gets a command more', () => {
  test.each(pairs(ordinary))('%s, by %s: nothing blocks', async (name, _, shape, code) => {
    const { outcome, findings, gaps } = await judged(shape, name, code);
    expect([outcome === 'block', findings.filter(({ severity, level }) => level === 'default' && (severity === 'high' || severity === 'critical')).map(({ check }) => check), gaps]).toEqual([false, [], []]);
  });
});

describe('the same code where nobody needs to type its word', () => {
  test.each(pairs(hostile))('%s, %s: blocks', async (name, _, shape, code) => {
    expect((await judged(shape, name, code)).outcome).toBe('block');
  });
});
