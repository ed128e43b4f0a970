import type { DependencyChange } from '../../core/change.js';
import { isObject, type JsonObject } from '../../core/json.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange, baselineText, baselinesOf, inPackage } from '../draft.js';

/** Where a dependency is taken from that no registry holds: `source` without the ref, `ref` as written. */
export interface Elsewhere {
  readonly kind: 'git' | 'url' | 'path';
  readonly source: string;
  readonly ref?: string;
}

/** Longer than any that people write; what is longer is shown by its kind alone. */
const shown = 300;
const hosted = /^(?:github|gitlab|bitbucket|gist):/i;
const gitUrl = /^(?:git(?:\+[a-z]+)?|ssh|git\+file):/i;
const scp = /^[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9.-]{1,255}:/;
const shorthand = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}\/[A-Za-z0-9_.-]{1,100}$/;
/** Web addresses that npm takes as git: a repository of a host that it knows, and whatever ends in .git (hosted-git-info, npm-package-arg). */
const repositoryPage = /^https?:\/\/(?:[^/@]{1,255}@)?(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)\/[^/]{1,100}\/[^/]{1,100}\/?$|^https?:\/\/[^?]{1,2000}\.git\/?$/i;

/** What a dependency's range names, where that is no registry's (npm-package-arg: git, remote, file, directory). Undefined for ranges, tags, aliases and workspaces. */
export function elsewhere(range: string): Elsewhere | undefined {
  const spec = range.trim();
  const hash = spec.indexOf('#');
  const source = hash < 0 ? spec : spec.slice(0, hash);
  const ref = hash < 0 ? {} : { ref: spec.slice(hash + 1) };
  if (hosted.test(source) || gitUrl.test(source) || scp.test(source) || shorthand.test(source) || repositoryPage.test(source)) return { kind: 'git', source, ...ref };
  if (/^https?:/i.test(source)) return { kind: 'url', source: spec };
  if (/^(?:file|link|portal):/i.test(source) || /^(?:\.|~[/\\]|[/\\]|[A-Za-z]:[/\\])/.test(source)) return { kind: 'path', source };
  return undefined;
}

/** A commit by its hash, whole or short: it may be one that no branch of the repository has, put there by anybody's fork. */
const isCommit = (ref: string | undefined): boolean => ref !== undefined && /^(?:commit[=:])?[0-9a-f]{7,64}$/i.test(ref);

interface Taken extends Elsewhere {
  readonly name: string;
  readonly field: string;
  readonly spec: string;
}

/** All dependencies of a manifest that come from elsewhere. Those for development are installed only where the package is built, that is, taken from git itself. */
function takenElsewhere(raw: JsonObject, built: boolean): readonly Taken[] {
  return ['dependencies', 'optionalDependencies', 'peerDependencies', ...(built ? ['devDependencies'] : [])].flatMap((field) => {
    const stated = raw[field];
    if (!isObject(stated)) return [];
    return Object.entries(stated).flatMap(([name, spec]) => {
      const found = typeof spec === 'string' ? elsewhere(spec) : undefined;
      return found ? [{ ...found, name, field, spec: spec as string }] : [];
    });
  });
}

/** What makes it the same in two versions: another commit of the same repository is no news, a commit instead of a branch is. */
const sameKey = (one: Taken): string => JSON.stringify([one.name, one.field === 'optionalDependencies', one.kind, one.source.toLowerCase(), isCommit(one.ref)]);

function* drafts(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const subject = subjectOf(change.after!);
  const manifest = facts.get(subject, 'archive').value?.manifest;
  if (!manifest) return;
  const built = change.after!.origin.kind === 'git';
  const baselines = baselinesOf(change, facts).flatMap((one) => facts.get(one, 'archive').value?.manifest ?? []).map((one) => new Set(takenElsewhere(one.raw, built).map(sameKey)));
  const before = baselineText(change, facts);
  for (const one of takenElsewhere(manifest.raw, built)) {
    if (baselines.length > 0 && baselines.every((known) => known.has(sameKey(one)))) continue;
    const reason = one.field === 'optionalDependencies' ? 'optional' : isCommit(one.ref) ? 'commit' : /^http:/i.test(one.source) ? 'unencrypted' : undefined;
    yield aboutChange(change, {
      message: one.kind, severity: reason === undefined ? 'medium' : 'high', confidence: 'high', level: 'default', change: 'added',
      related: [inPackage(subject.origin, { path: 'package.json', line: 1 })], evidence: [{ kind: 'manifest', text: `${one.field}: ${one.name} ${one.spec}` }],
      data: { before, dependency: one.name, field: one.field, spec: one.spec.slice(0, shown), note: reason === undefined ? '' : notes[reason] }, identity: [one.kind, one.name, one.source.toLowerCase(), reason ?? ''],
    });
  }
}

const notes = {
  optional: 'An optional dependency may fail to install without anybody noticing, after its scripts have run.',
  commit: 'A commit may belong to a fork that somebody else owns: code hosts show it under the name of the repository.',
  unencrypted: 'Whoever is on the way of the download can put something else in its place.',
} as const;

export const gitDependency = defineCheck({
  id: 'git-dependency',
  group: 'package',
  title: 'A published package comes to take a dependency from elsewhere than a registry',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  gapMatters: ({ kind }) => kind === 'archive',
  messages: {
    git: {
      what: '{package} {version} newly takes {dependency} from git: {spec} in `{field}`',
      why: 'What comes from git is built on the installing machine: its `prepare` script runs there, also where the package itself has no install step. No registry keeps or checks what was there. {before} does not do it. {note}',
      todo: 'Ask the maintainers why it is not in a registry, and stay on the old version until they can say. npm 12 and newer refuse it unless it is allowed.',
    },
    url: {
      what: '{package} {version} newly takes {dependency} from a web address: {spec} in `{field}`',
      why: 'Whoever owns the address decides at every install what comes from there, and no registry or advisory knows of it. {before} does not do it. {note}',
      todo: 'Ask the maintainers why it is not in a registry, and stay on the old version until they can say.',
    },
    path: {
      what: '{package} {version} newly takes {dependency} from a path: {spec} in `{field}`',
      why: 'A path in a published package leads to whatever is there on the installing machine; most likely it was left in by mistake. {before} does not do it. {note}',
      todo: 'Tell the maintainers; stay on the old version where the install fails.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => [...drafts(change, facts)]), gaps: [] }),
});
