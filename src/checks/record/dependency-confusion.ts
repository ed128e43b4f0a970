import type { DependencyChange } from '../../core/change.js';
import { isExact, parseIntegrity } from '../../core/integrity.js';
import type { LockedPackage } from '../../core/lockfile.js';
import type { Origin, RegistryOrigin } from '../../core/origin.js';
import { isPrivate } from '../../core/policy.js';
import { registryOf } from '../../core/registries.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';

/** Where a private package comes from that it must not: `public` by an address of the public registry, `unsaid` since nothing names another, `elsewhere` from a registry that is another scope's. */
interface Wrong {
  readonly message: 'public' | 'unsaid' | 'elsewhere';
  readonly registry?: string;
}

const scopeOf = (name: string): string | undefined => (name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined);

/** What is fetched from a registry, without the patch that it gets afterwards; undefined for everything else. */
function fetched(origin: Origin): RegistryOrigin | undefined {
  return origin.kind === 'patched' ? fetched(origin.base) : origin.kind === 'registry' ? origin : undefined;
}

/** Whether settings of the repository send a name to a registry of its own. */
function isSent(name: string, lockfile: string, { sources = [] }: ReviewInput): boolean {
  const source = sources.find((one) => one.lockfile === lockfile);
  const scope = scopeOf(name);
  const own = source && scope !== undefined && Object.hasOwn(source.scopes, scope) ? source.scopes[scope] : source?.standard;
  return own !== undefined && own !== 'public';
}

function wrongOf(locked: LockedPackage, { registry, ecosystem, name }: RegistryOrigin, input: ReviewInput): Wrong | undefined {
  const { registries } = input;
  if (ecosystem !== 'npm' || !registries) return pythonWrong(locked, registry, input);
  if (registry !== 'default') {
    const scope = scopeOf(name);
    return scope === undefined || registryOf(name, registries) === registry ? undefined : { message: 'elsewhere', registry };
  }
  // An address of the public registry, whatever is configured as the default one: it is where the bytes came from that are pinned beside it.
  const { resolved } = locked;
  const own = registries.default === registries.publicDefault ? undefined : registries.default;
  if (resolved !== undefined) return own !== undefined && resolved.startsWith(own) ? undefined : { message: 'public' };
  return own !== undefined || registryOf(name, registries) !== 'default' || isSent(name, locked.root.lockfile, input) ? undefined : { message: 'unsaid' };
}

/** Lockfiles of Python say where each package comes from; files of requirements do not. */
function pythonWrong({ root: { lockfile } }: LockedPackage, registry: string, { lockfiles }: ReviewInput): Wrong | undefined {
  const format = lockfiles.find(({ root }) => root.lockfile === lockfile)?.format;
  return registry === 'default' && (format === 'uv' || format === 'poetry') ? { message: 'public' } : undefined;
}

/** `lock-origin` says of the same entry that it comes from another registry than is configured, and blocks it. */
function isSaid({ expectedRegistry }: LockedPackage, { policy }: ReviewInput): boolean {
  const check = Object.hasOwn(policy.checks, 'lock-origin') ? policy.checks['lock-origin'] : undefined;
  return expectedRegistry !== undefined && check?.mode === 'block' && check.threshold !== 'critical';
}

/**
 * What the public registry itself says of an entry without an address: `here` where it serves just these bytes, `absent` where it serves no package, or others, of that
 * name and version, so that they came from elsewhere.
 */
function servedThere(locked: LockedPackage, facts: FactReader): 'here' | 'absent' | 'unknown' {
  // What nobody pinned is whatever stands there when it is installed.
  if (!isExact(locked.integrity)) return 'unknown';
  const { value, coverage } = facts.get(subjectOf(locked), 'record');
  if (!value) return coverage.kind === 'failed' && coverage.code === 'REGISTRY_NOT_SERVED' ? 'absent' : 'unknown';
  const one = Object.hasOwn(value.versions, locked.version) ? value.versions[locked.version] : undefined;
  if (!one) return 'absent';
  const stated = parseIntegrity(one.integrity ?? '', 'record').digests.filter(({ algorithm }) => algorithm === 'sha512');
  if (stated.length === 0) return 'unknown';
  return stated.some(({ bytes }) => Buffer.compare(bytes, locked.integrity.digests[0]!.bytes) === 0) ? 'here' : 'absent';
}

function draft(change: DependencyChange, input: ReviewInput, facts: FactReader): Draft | undefined {
  const after = change.after!;
  const of = (locked: LockedPackage): Wrong | undefined => { const origin = fetched(locked.origin); return origin && wrongOf(locked, origin, input); };
  if (!isPrivate(input.policy, after.name, after.ecosystem) || isSaid(after, input)) return undefined;
  const found = of(after);
  const served = found?.message === 'unsaid' ? servedThere(after, facts) : undefined;
  // What the public registry does not have under that name and version came from no public registry; `yanked` and `integrity-mutation` speak of what it has instead.
  if (!found || served === 'absent') return undefined;
  const wrong: Wrong = served === 'here' ? { message: 'public' } : found;
  // Another version is other code of whoever owns the name there, even where an earlier one was let in.
  const standing = change.before.length > 0 && change.before.every((one) => one.version === after.version && of(one)?.message === found.message);
  return aboutChange(change, {
    message: wrong.message, severity: standing ? 'low' : 'high', confidence: wrong.message === 'unsaid' ? 'medium' : 'high', level: standing ? 'folded' : 'default', change: standing ? 'standing' : 'added',
    data: { lockfile: change.root.lockfile, ...(wrong.registry === undefined ? {} : { registry: wrong.registry }) }, evidence: after.resolved === undefined ? [] : [{ kind: 'lockfile', text: after.resolved }], identity: [wrong.message, after.name, wrong.registry ?? ''],
  });
}

const why = 'Anybody may put up a package of that name at a public registry, with a higher version than yours, and installers take it. That is how dependency confusion works.';

export const dependencyConfusion = defineCheck({
  id: 'dependency-confusion',
  group: 'record',
  title: 'A package that the policy calls private comes from a public registry',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  // What the record does not tell leaves an entry without an address as it is: told.
  gapMatters: () => false,
  messages: {
    public: {
      what: '{lockfile} takes {package} {version} from the public registry. The policy calls that name private.', why,
      todo: 'Do not install it. Find out whose package that is, configure your own registry for the name, and run the install again.',
    },
    unsaid: {
      what: '{lockfile} takes {package} {version} from the default registry, and no settings here name another one for it. The policy calls that name private.', why,
      todo: 'Name your own registry for the scope, or as the default one, in the repository\'s settings (`.npmrc`, `.yarnrc.yml`, `pnpm-workspace.yaml`, `bunfig.toml`) or in this reviewer\'s, and run the install again.',
    },
    elsewhere: {
      what: '{lockfile} takes {package} {version} from {registry}, which is not the registry of its scope. The policy calls that name private.', why,
      todo: 'Remove the entry and run the install again with the scope\'s own registry configured.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter(bringsIn).flatMap((change) => draft(change, input, facts) ?? []), gaps: [] }),
});
