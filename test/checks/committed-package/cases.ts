import type { ReviewedFile } from '../../../src/lockfiles/reading.types.js';
import type { CheckCase } from '../case.js';

const file = (path: string, change: ReviewedFile['change'] = 'added'): ReviewedFile => ({
  path, change, mode: { after: '100644' }, oid: { ...(change === 'added' ? {} : { before: 'a'.repeat(40) }), ...(change === 'removed' ? {} : { after: 'b'.repeat(40) }) }, text: {}, coverage: { kind: 'complete' },
});
const hole = (name: string, ...paths: readonly string[]): CheckCase => ({ name, given: { files: paths.map((path) => file(path)) }, gaps: ['COMMITTED_PACKAGE'] });

export const cases: readonly CheckCase[] = [
  hole('archives of Yarn\'s cache, told once', '.yarn/cache/left-npm-1.0.0-abc.zip', '.yarn/cache/right-npm-1.0.0-def.zip'),
  hole('below the root', 'app/.yarn/cache/left-npm-1.0.0-abc.zip'),
  hole('the table of Plug\'n\'Play', '.pnp.cjs'),
  hole('its data', '.pnp.data.json'),
  hole('what Yarn unpacked', '.yarn/unplugged/left-npm-1.0.0-abc/node_modules/left/index.js'),
  hole('Yarn itself', '.yarn/releases/yarn-4.5.0.cjs'),
  hole('installed packages', 'node_modules/left/index.js', 'node_modules/right/node_modules/left/index.js'),
  hole('installed packages of an action', 'actions/release/node_modules/left/index.js'),
  hole('an offline mirror', 'npm-packages-offline-cache/left-1.0.0.tgz'),
  { name: 'two places are two holes', given: { files: [file('.pnp.cjs'), file('node_modules/left/index.js')] }, gaps: ['COMMITTED_PACKAGE', 'COMMITTED_PACKAGE'] },
  { name: 'what is taken away', given: { files: [file('node_modules/left/index.js', 'removed'), file('.yarn/cache/left-npm-1.0.0-abc.zip', 'removed')] } },
  { name: 'names that only resemble', given: { files: [file('src/node_modules.ts'), file('docs/.yarn-cache.zip'), file('.yarn/cache/.gitignore'), file('.yarn/install-state.gz'), file('dist/index.js'), file('fixtures/left-1.0.0.tgz')] } },
];
