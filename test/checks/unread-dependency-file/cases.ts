import { complete } from '../../../src/core/coverage.js';
import type { ReviewedFile } from '../../../src/lockfiles/reading.types.js';
import { reading, type CheckCase } from '../case.js';

const file = (path: string, before?: string, after?: string): ReviewedFile => ({
  path, change: 'changed', mode: { before: '100644', after: '100644' }, oid: { before: 'a'.repeat(40), after: 'b'.repeat(40) }, coverage: complete,
  text: { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) },
});
const manifest = (dependencies: Record<string, string>, more: Record<string, string> = {}): string => JSON.stringify({ ...more, dependencies });

export const cases: readonly CheckCase[] = [
  ...['go.sum', 'yarn.lock', 'services/api/Gemfile.lock', 'GO.SUM', 'requirements-dev.txt', '.github/workflows/ci.yml', 'src/App.csproj'].map((path) => ({ name: `${path} has no reader`, given: { files: [file(path)] }, gaps: ['LOCKFILE_UNSUPPORTED'] })),
  { name: 'a manifest without a lockfile', given: { files: [file('package.json', manifest({}), manifest({ left: '1' }))] }, gaps: ['LOCKFILE_UNSUPPORTED'] },
  { name: 'a new manifest that asks for nothing', given: { files: [{ ...file('a/package.json', undefined, '{}'), change: 'added', oid: { after: 'b'.repeat(40) } }] } },
  { name: 'a manifest whose old text is not known', given: { files: [file('package.json', undefined, '{}')] }, gaps: ['LOCKFILE_UNSUPPORTED'] },
  { name: 'a manifest that is no JSON any more', given: { files: [file('package.json', manifest({}), '{')] }, gaps: ['LOCKFILE_UNSUPPORTED'] },
  { name: 'a submodule that moves', given: { files: [{ ...file('vendor/lib'), mode: { before: '160000', after: '160000' } }] }, gaps: ['FILE_SUBMODULE'] },
  { name: 'a manifest whose lockfile is read', given: { files: [file('package.json', manifest({}), manifest({ left: '1' }))], lockfiles: [reading([])] } },
  { name: 'a manifest below a lockfile that does not install it', given: { files: [file('tools/package.json', manifest({}), manifest({ left: '1' }))], lockfiles: [reading([], { importers: ['package.json'] })] }, gaps: ['LOCKFILE_UNSUPPORTED'] },
  { name: 'a manifest below a lockfile that nobody parsed', given: { files: [file('tools/package.json', manifest({}), manifest({ left: '1' }))], lockfiles: [reading([], { change: 'unchanged' })] }, gaps: ['LOCKFILE_UNSUPPORTED'] },
  { name: 'a workspace of a lockfile that is read', given: { files: [file('packages/a/package.json', manifest({}), manifest({ left: '1' }))], lockfiles: [reading([], { importers: ['package.json', 'packages/a/package.json'] })] } },
  { name: 'a manifest whose dependencies stay', given: { files: [file('package.json', manifest({ left: '1' }), manifest({ left: '1' }, { description: 'more' }))] } },
  { name: 'the lockfile that is read', given: { files: [file('package-lock.json')], lockfiles: [reading([])] } },
  ...['.npmrc', 'apps/web/.npmrc', '.yarnrc.yml', 'bunfig.toml', 'pip.conf', '.cargo/config.toml', '.bundle/config', '.mvn/settings.xml', '.NPMRC'].map((path) => ({ name: `settings in ${path}`, given: { files: [file(path)] }, gaps: ['LOCKFILE_UNSUPPORTED'] })),
  { name: 'settings whose values are compared', given: { files: [file('.npmrc')], settings: { '.npmrc': { before: '', after: 'registry=https://evil.example.invalid/' } } } },
  { name: 'settings that cannot be read are a hole of their own check', given: { files: [file('pnpm-workspace.yaml')], settings: { 'pnpm-workspace.yaml': { before: '', after: 'a: 1\na: 2\n' } } } },
  { name: 'what rewrites dependencies is told for itself', given: { files: [file('.pnpmfile.cjs'), file('patches/left.patch')] } },
  { name: 'names that only resemble', given: { files: ['docs/npmrc.md', 'src/.npmrc.ts', 'npmrc', '.npmrc.example', 'config.toml', 'src/pip.conf.ts', 'config/settings.xml', 'src/releases/x.cjs'].map((path) => file(path)) } },
  { name: 'lockfile names that only resemble', given: { files: ['src/go.summary', 'docs/requirements.md', 'lock.txt', 'ci.yml', 'src/yarn.lock.ts'].map((path) => file(path)) } },
];
