// npm run new-check -- GROUP ID "One line on what it finds": makes the check's file, document, folder of cases and line in the index.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const groups = ['lockfile', 'package', 'record', 'advisory', 'trust', 'repository', 'workflow', 'secret', 'code', 'serverless', 'joined'];
const [group, id, title] = process.argv.slice(2);
if (!groups.includes(group) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id ?? '') || !title) {
  console.error(`Usage: npm run new-check -- GROUP ID "One line on what it finds"\nGROUP is one of ${groups.join(', ')}; ID is kebab-case.`);
  process.exit(64);
}
const file = `src/checks/${group}/${id}.ts`;
if (existsSync(`docs/checks/${id}.md`) || existsSync(file)) {
  console.error(`${id} exists already`);
  process.exit(1);
}
const name = id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const quoted = title.replaceAll("'", "\\'");
for (const folder of [`src/checks/${group}`, `test/checks/${id}`]) mkdirSync(folder, { recursive: true });

writeFileSync(file, `import { defineCheck } from '../check.js';

export const ${name} = defineCheck({
  id: '${id}',
  group: '${group}',
  title: '${quoted}',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [],
  messages: {
    found: {
      what: 'What was found, in one sentence that names {package}.',
      why: 'Why that matters to whoever merges.',
      todo: 'What to do about it now.',
    },
  },
  run: () => ({ drafts: [], gaps: [] }),
});
`);
writeFileSync(`test/checks/${id}/cases.ts`, `import type { CheckCase } from '../case.js';

// At least one case that fires and one look-alike that must not: the test refuses the check until both are here.
export const cases: readonly CheckCase[] = [];
`);
writeFileSync(`docs/checks/${id}.md`, `# ${id}

${title}.

| | |
|---|---|
| Reads | ${group} |
| Mode | warn |
| Blocks from | high |
| When it cannot check | open |

## What it finds

| message | severity and meaning |
|---|---|
| \`found\` | |

## Why it matters

## What to do

## What it does not see
`);

const lines = readFileSync('src/checks/index.ts', 'utf8').split('\n');
const line = `import { ${name} } from './${group}/${id}.js';`;
const imports = lines.map((text, index) => ({ text, index })).filter(({ text }) => text.startsWith('import { ') && text.includes(" from './"));
const after = imports.find(({ text }) => text.split(" from './")[1] > line.split(" from './")[1]);
lines.splice(after ? after.index : imports.at(-1).index + 1, 0, line);
const start = lines.findIndex((text) => text.startsWith('export const checks'));
const end = lines.indexOf('];', start);
const listed = [...lines.slice(start + 1, end), `  ${name},`];
const idOf = (text) => text.trim().replace(',', '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
listed.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
lines.splice(start + 1, end - start - 1, ...listed);
writeFileSync('src/checks/index.ts', lines.join('\n'));
console.log(`${file}\ntest/checks/${id}/cases.ts\ndocs/checks/${id}.md\nsrc/checks/index.ts`);
