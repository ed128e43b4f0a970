import type { Json } from '../../../src/core/json.js';
import type { Provenance } from '../../../src/trust/evidence.types.js';
import { archive, type CheckCase, type Given, type Wanted } from '../case.js';
import { vouched } from '../vouched-releases.js';

const [long, just] = ['2026-08-01T00:00:00', '2026-11-20T00:00:00'] as const;
const warns: Wanted = { message: 'elsewhere', severity: 'medium', level: 'default', change: 'added' };
const keeps: Wanted = { severity: 'low', level: 'folded' };

const named = (repository: Json | undefined) => archive({ manifest: { scripts: {}, bin: {}, raw: repository === undefined ? {} : { repository } } });
interface Version { readonly repository?: Json; readonly build?: Partial<Provenance> }
/** `left`, whose manifests name these repositories, built from these; acme/left is both where nothing is said. */
function left(after: Version, before?: Version, at: string = just): Given {
  const given = vouched({ '1.0.0': [long, 'trusted'], '1.1.0': [at, 'trusted'] }, before ? '1.0.0' : undefined, '1.1.0', { '1.0.0': { build: before?.build ?? {} }, '1.1.0': { build: after.build ?? {} } });
  const of = (version: string): Version => (version === '1.1.0' ? after : (before ?? {}));
  return { ...given, facts: given.facts!.map((facts) => ({ ...facts, archive: named('version' in facts.of && 'repository' in of(facts.of.version) ? of(facts.of.version).repository : 'acme/left') })) };
}
const right = { repository: 'acme/right' };
const same: readonly Json[] = [
  'acme/left', 'github:acme/left', 'https://github.com/acme/left', 'https://github.com/Acme/Left.git', 'git+https://github.com/acme/left.git', 'git://github.com/acme/left.git#main', 'git@github.com:acme/left.git', 'git+ssh://git@github.com/acme/left.git',
  'ssh://git@github.com:acme/left', 'https://www.github.com/acme/left/', 'http://github.com/acme/left/tree/main/packages/left', 'github.com/acme/left', 'https://user:secret@github.com:443/acme/left', ' acme/left ',
  { type: 'git', url: 'git+https://github.com/acme/left.git', directory: 'packages/left' }, { url: 'acme/left' },
];

export const cases: readonly CheckCase[] = [
  { name: 'the manifest names another repository, where it did not before', given: left(right, {}), fires: [{ ...keeps, message: 'moved', data: { built: 'github.com/acme/left', named: 'github.com/acme/right' } }] },
  { name: 'built from another repository than the manifest names, and than before', given: left({ build: { repository: 'https://github.com/mallory/left', repositoryId: '8' } }, {}), fires: [{ ...warns, data: { built: 'github.com/mallory/left', named: 'github.com/acme/left' } }] },
  { name: 'a new dependency that names another\'s repository', given: left(right), fires: [warns] },
  { name: 'the old one was built of nobody knows what', given: left(right, { repository: undefined as unknown as Json }), fires: [warns] },
  { name: 'the same name on another host', given: left({ repository: 'gitlab:acme/left' }), fires: [warns] },
  { name: 'a group within a group', given: left({ repository: 'https://gitlab.com/acme/tools/left/-/tree/main' }), fires: [{ ...warns, data: { named: 'gitlab.com/acme/tools/left' } }] },
  { name: 'a repository that was renamed keeps its number', given: left({ build: { repository: 'https://github.com/new/left' } }, {}), fires: [{ ...keeps, message: 'moved' }] },
  { name: 'it stood so before', given: left(right, right), fires: [{ ...keeps, message: 'elsewhere', change: 'standing' }] },
  { name: 'it stood two weeks', given: left(right, undefined, long), fires: [{ ...keeps, message: 'elsewhere' }] },

  ...same.map((repository): CheckCase => ({ name: `the same repository, written ${JSON.stringify(repository)}`, given: left({ repository }) })),
  ...[undefined, '', 7, {}, { url: 7 }, 'left', 'npm:left/right', 'gist:11081aaa281', 'https://github.com/acme', '/acme/left', 'x'.repeat(3_000)].map((repository): CheckCase => ({ name: `names no repository: ${JSON.stringify(repository)?.slice(0, 30)}`, given: left({ repository: repository as Json }) })),
  { name: 'nothing is verified', given: vouched({ '1.1.0': [just, 'hand'] }, undefined, '1.1.0') },
];
