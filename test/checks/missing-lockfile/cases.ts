import type { ReviewedFile } from '../../../src/lockfiles/reading.types.js';
import { reading, type CheckCase } from '../case.js';

const manifest = (path: string, text: string, change: ReviewedFile['change'] = 'added'): ReviewedFile => ({
  path, change, mode: { after: '100644' }, oid: { ...(change === 'added' ? {} : { before: 'a'.repeat(40) }), after: 'b'.repeat(40) }, text: { after: text }, coverage: { kind: 'complete' },
});
const asks = '{"dependencies":{"left":"^1.0.0"},"devDependencies":{"right":"1"}}';

export const cases: readonly CheckCase[] = [
  { name: 'the lockfile is deleted', given: { lockfiles: [reading([], { change: 'removed' })] }, fires: [{ message: 'removed', severity: 'medium', level: 'default' }] },
  { name: 'the lockfile is deleted and its manifest stays', given: { lockfiles: [reading([], { change: 'removed' })], trees: { before: { 'package.json': '1', 'package-lock.json': '2' }, after: { 'package.json': '1' } } }, fires: [{ message: 'removed', severity: 'high' }] },
  { name: 'a new manifest without a lockfile', given: { files: [manifest('tools/package.json', asks)] }, fires: [{ message: 'unlocked', severity: 'medium', data: { path: 'tools/package.json', count: 2 } }] },
  { name: 'a new manifest beside a lockfile that does not install it', given: { files: [manifest('tools/package.json', asks)], lockfiles: [reading([], { importers: ['package.json'] })] }, fires: [{ message: 'unlocked' }] },
  { name: 'a new manifest among test fixtures is told folded', given: { files: [manifest('test/fixtures/app/package.json', asks)] }, fires: [{ message: 'unlocked', severity: 'low', level: 'folded' }] },
  { name: 'a folder that only sounds like one of tests', given: { files: [manifest('contest/package.json', asks)] }, fires: [{ message: 'unlocked', severity: 'medium', level: 'default' }] },
  { name: 'the lockfile of an example is deleted, its manifest stays', given: { lockfiles: [reading([], { change: 'removed', root: { lockfile: 'examples/a/package-lock.json', directory: 'examples/a' } })], trees: { before: { 'examples/a/package.json': '1' }, after: { 'examples/a/package.json': '1' } } }, fires: [{ message: 'removed', severity: 'medium' }] },

  { name: 'the lockfile of a workspace is deleted, and the root\'s stays as it is', given: { lockfiles: [reading([], { change: 'removed', root: { lockfile: 'packages/a/package-lock.json', directory: 'packages/a' } }), reading([], { change: 'unchanged' })], trees: { before: { 'packages/a/package.json': '1' }, after: { 'packages/a/package.json': '1' } } }, fires: [{ message: 'removed', severity: 'medium' }] },
  { name: 'it is replaced by another one', given: { lockfiles: [reading([], { change: 'removed' }), reading([], { change: 'added', root: { lockfile: 'npm-shrinkwrap.json', directory: '' } })] } },
  { name: 'a new manifest with its lockfile', given: { files: [manifest('package.json', asks)], lockfiles: [reading([], { importers: ['package.json'] })] } },
  { name: 'a new workspace of a lockfile that is read', given: { files: [manifest('packages/a/package.json', asks)], lockfiles: [reading([], { importers: ['package.json', 'packages/a/package.json'] })] } },
  { name: 'a new manifest beside a lockfile that nobody reads', given: { files: [manifest('site/package.json', asks)], trees: { before: {}, after: { 'site/package.json': '1', 'site/deno.lock': '2' } } } },
  { name: 'a new manifest that asks for nothing', given: { files: [manifest('a/package.json', '{"type":"module"}')] } },
  { name: 'a new manifest inside node_modules', given: { files: [manifest('node_modules/a/package.json', asks)] } },
  { name: 'a manifest that never had a lockfile', given: { files: [manifest('package.json', asks, 'changed')] } },
  { name: 'a new manifest that is no JSON is for others to tell', given: { files: [manifest('a/package.json', '{')] } },
];
