import type { JsonObject } from '../../../src/core/json.js';
import { failed } from '../../../src/core/coverage.js';
import type { RegistryRecord } from '../../../src/packages/record.types.js';
import { archive, change, code, locked, signal, type CheckCase, type Given, type Wanted } from '../case.js';
import type { Release } from '../../../src/core/sighting.js';
import type { StandingAge } from '../../../src/lockfiles/settings/ages.js';
import { by, recordOf, upgrade, type Versions } from '../registry-records.js';
import { refused, unchecked, unserved, vouched, type Known, type Way } from '../vouched-releases.js';

const ada = by('ada', 'ada@left.example');
const eve = by('eve', 'eve@mail.example');
const ci = by('GitHub Actions', 'oidc@registry.example', 'github');
const [begun, long, lately, justNow] = ['2023-01-01T00:00:00', '2026-08-01T00:00:00', '2026-11-20T12:00:00', '2026-11-21T23:00:00'] as const;

const now = locked('left', '1.1.0');
const spawns = code([{ kind: 'process-spawn', api: 'child_process.exec', trigger: 'load', path: 'lib/up.js', line: 7 }]);
const floods = code([], { signals: [signal('destructive', 'endless-loop', 'for', 'load')] });
const scrambled = code([], { signals: [signal('obfuscated', 'hex-names', '_0x1f', 'load')] });
const runs = (path: string) => code([{ kind: 'process-spawn', api: 'child_process.exec', trigger: 'install', path }]);
const steps = archive({ scripts: { postinstall: 'node setup.js' } });

/** `left` from 1.0.0 to 1.1.0, or to another version, by this record and with this code. */
function put(versions: Versions, shown: ReturnType<typeof code> | undefined, more: { readonly archive?: typeof steps; readonly to?: string; readonly transitive?: boolean; readonly tags?: RegistryRecord['distTags']; readonly from?: ReturnType<typeof code> } = {}): Given {
  const to = more.to ?? '1.1.0';
  const after = to === '1.1.0' ? now : locked('left', to);
  const { changes } = upgrade(recordOf(versions), '1.0.0', to, { transitive: more.transitive ?? false, after });
  const record = { ...recordOf(versions), distTags: more.tags ?? {} };
  return { changes: changes!, facts: [{ of: changes![0]!.before[0]!, archive: archive(), ...(more.from ? { code: more.from } : {}) }, { of: after, record, ...(shown ? { code: shown } : {}), ...(more.archive ? { archive: more.archive } : {}) }] };
}

/** `left` from a release that was put up one way to one put up another way, with this code: by an account that puts up all of them by hand. */
function evident(from: Way, to: Way, shown: ReturnType<typeof code>, known: { readonly [version: string]: Known } = {}, at: string = lately): Given {
  const given = vouched({ '0.9.0': [begun, 'hand'], '1.0.0': [long, from], '1.1.0': [at, to] }, '1.0.0', '1.1.0', known);
  return { ...given, facts: given.facts!.map((facts, index) => (index === given.facts!.length - 1 ? { ...facts, code: shown } : facts)) };
}
const record = (who: JsonObject, at: string = lately, before: JsonObject = ada): Versions => ({ '0.9.0': [begun, ada], '1.0.0': [long, before], '1.1.0': [at, who] });
const quiet: Versions = record(ada);
const cooldown = (days: number, ...except: readonly string[]): Pick<Given, 'rules'> => ({ rules: { cooldown: { days, except } } });
const npmWaits = (days: number): Pick<Given, 'ages'> => ({ ages: [{ lockfile: 'package-lock.json', tool: 'npm', path: '.npmrc', key: 'min-release-age', ms: days * 86_400_000, scopes: {}, except: [] } satisfies StandingAge] });
/** Two other packages of no one project that the same account put up in the same hour. */
const afternoon = ['bb', 'ccc'].map((name, index): Release => ({ registry: 'default', name, version: '1.1.0', publisher: 'ada', trusted: false, known: true, publishedAt: Date.parse('2026-11-20T12:00:00Z'), earlier: [Date.parse(`2026-0${index + 3}-01T00:00:00Z`)] }));
/** Code that blocks by itself. */
const wallet = signal('hook', 'provider', 'ethereum', 'load');
const loud: Wanted = { severity: 'high', level: 'default', change: 'added' };

export const cases: readonly CheckCase[] = [
  { name: 'an account that never published it, and a program at load', given: put(record(eve), spawns), fires: [{ ...loud, message: 'account', data: { publisher: 'eve', deed: 'starts another program when it is loaded', file: 'lib/up.js:7', check: 'process-spawn' } }] },
  { name: 'by hand after a build service, and a step at install', given: put(record(ada, lately, ci), undefined, { archive: steps }), fires: [{ ...loud, message: 'person', data: { deed: 'runs a step at install', file: 'package.json:1' } }] },
  { name: 'an address of another domain, and text that becomes code at install', given: put(record(by('ada', 'ada@mail.example')), code([{ kind: 'dynamic-code', api: 'eval', trigger: 'install' }])), fires: [{ ...loud, message: 'address', data: { domain: 'mail.example', deed: 'turns text into code at install' } }] },
  { name: 'provenance that is gone, and a program at load', given: evident('provenance', 'hand', spawns), fires: [{ ...loud, message: 'lost', data: { old: '1.0.0', check: 'process-spawn' } }] },
  { name: 'provenance that is refused, and a program at load', given: evident('provenance', 'provenance', spawns, { '1.1.0': refused() }), fires: [{ ...loud, message: 'refused' }] },
  { name: 'by the record alone provenance is gone, and a program at install', given: evident('provenance', 'hand', runs('setup.js'), { '1.0.0': unserved() }), fires: [{ ...loud, message: 'stated', data: { was: 'provenance' } }] },
  { name: 'a new package whose line had provenance, and a program at load', given: { ...evident('provenance', 'hand', spawns), changes: evident('provenance', 'hand', spawns).changes!.map(({ after }) => change(undefined, after)) }, fires: [{ ...loud, message: 'peer', data: { old: '1.0.0' } }] },
  { name: 'by hand after a build service: who put it up is told first', given: evident('trusted', 'hand', spawns), fires: [{ ...loud, message: 'person' }] },
  { name: 'after years of silence, and an endless loop', given: put({ '1.0.0': [begun, ada], '1.1.0': [lately, ada] }, floods), fires: [{ ...loud, message: 'dormant', data: { deed: 'destroys or blocks what it runs on when it is loaded' } }] },
  { name: 'a line that was left behind, and the network at install', given: put({ '1.0.0': [begun, ada], '2.0.0': [long, ada], '1.1.0': [lately, ada] }, code([{ kind: 'network-access', api: 'https.get', trigger: 'install' }])), fires: [{ ...loud, message: 'old-line', data: { deed: 'speaks to the network at install' } }] },
  { name: 'a prerelease that is tagged latest, and a program at load', given: put({ ...quiet, '1.1.0-b': [lately, ada] }, spawns, { to: '1.1.0-b', tags: { latest: '1.1.0-b' } }), fires: [{ ...loud, message: 'odd-tag' }] },
  { name: 'a prerelease that no manifest here asks for, and a program at load', given: put({ ...quiet, '1.1.0-b': [lately, ada] }, spawns, { to: '1.1.0-b', transitive: true }), fires: [{ ...loud, message: 'odd-tag' }] },
  { name: 'a package of last week, and a loop without end', given: put({ '1.0.0': ['2026-11-15T00:00:00', ada], '1.1.0': [lately, ada] }, floods), fires: [{ ...loud, message: 'new-package', data: { age: '7 days' } }] },
  { name: 'an hour old, and an endless loop', given: put(record(ada, justNow), floods), fires: [{ ...loud, message: 'young', data: { age: '1 hour' } }] },
  { name: 'an hour old, and scrambled code', given: put(record(ada, justNow), scrambled), fires: [{ ...loud, message: 'young', data: { check: 'obfuscated-code' } }] },
  { name: 'an hour old under a cooldown of the policy, and an endless loop', given: { ...put(record(ada, justNow), floods), ...cooldown(7) }, fires: [{ ...loud, message: 'young', data: { age: '1 hour' } }] },
  { name: 'an hour old and excepted from the cooldown, and an endless loop', given: { ...put(record(ada, justNow), floods), ...cooldown(7, 'left') }, fires: [{ ...loud, message: 'young' }] },
  { name: 'an hour old where npm waits a week, and an endless loop', given: { ...put(record(ada, justNow), floods), ...npmWaits(7) }, fires: [{ ...loud, message: 'young' }] },
  { name: 'a new account, and a program at load beside code that blocks by itself', given: put(record(eve), { ...spawns, signals: [wallet] }), fires: [{ ...loud, message: 'account', data: { check: 'process-spawn' } }] },
  { name: 'several signs and deeds are one finding, of the first of each', given: put({ '1.0.0': [begun, ada], '1.1.0': [justNow, eve] }, { ...spawns, signals: floods.signals }, { archive: steps }), fires: [{ ...loud, message: 'account', data: { check: 'destructive-act', others: 2 } }] },
  { name: 'a new account, and a bound that the version before keeps to', given: { ...put(record(eve), undefined), facts: [...put(record(eve), undefined).facts!.filter(({ of }) => of !== now), { of: now, record: recordOf(record(eve)), code: { coverage: { kind: 'partial', code: 'ANALYSER_STEPS', data: {} }, value: code() } }] }, fires: [{ ...loud, message: 'account', data: { check: 'analysis-limit' } }] },

  { name: 'a new account alone', given: put(record(eve), undefined) },
  { name: 'provenance that is gone alone', given: evident('provenance', 'hand', code()) },
  { name: 'provenance that is gone, and a program that somebody has to call', given: evident('provenance', 'hand', code([{ kind: 'process-spawn', api: 'child_process.exec', trigger: 'call' }])) },
  { name: 'provenance that is gone for two weeks, and a program at load', given: evident('provenance', 'hand', spawns, {}, '2026-11-07T00:00:00') },
  { name: 'provenance that nobody could check, and a program at load', given: evident('provenance', 'provenance', spawns, { '1.1.0': unchecked() }) },
  { name: 'provenance on both sides, and a program at load', given: evident('provenance', 'provenance', spawns) },
  { name: 'a build service that leaves provenance out, and a program at load', given: evident('trusted', 'private', spawns) },
  { name: 'a program at load alone', given: put(quiet, spawns) },
  { name: 'a new account, and a program that stood', given: put(record(eve), spawns, { from: spawns }) },
  { name: 'a new account, and a program that somebody has to call', given: put(record(eve), code([{ kind: 'process-spawn', api: 'child_process.exec', trigger: 'call' }])) },
  { name: 'a new account, and the network at load, which bundles gain all the time', given: put(record(eve), code([{ kind: 'network-access', api: 'fetch', trigger: 'load' }])) },
  { name: 'the day of a release, and a step at install', given: put(record(ada, justNow), undefined, { archive: steps }) },
  { name: 'the day of a release, and a program at install', given: put(record(ada, justNow), runs('setup.js')) },
  { name: 'the day of a release, and a program at load', given: put(record(ada, justNow), spawns) },
  { name: 'a package of last week, and a program at load', given: put({ '1.0.0': ['2026-11-15T00:00:00', ada], '1.1.0': [lately, ada] }, spawns) },
  { name: 'a new account two weeks ago', given: put(record(eve, '2026-11-07T00:00:00'), spawns) },
  { name: 'half a year of silence, which many packages keep', given: put({ '1.0.0': ['2026-03-01T00:00:00', ada], '1.1.0': [lately, ada] }, spawns) },
  { name: 'a prerelease that a manifest here asks for', given: put({ ...quiet, '1.1.0-b': [lately, ada] }, spawns, { to: '1.1.0-b', tags: { latest: '1.0.0' } }) },
  { name: 'a new account, and code that blocks by itself', given: put(record(eve), code([], { signals: [wallet] })) },
  { name: 'a day and a half old under a cooldown of the policy, and an endless loop', given: { ...put(record(ada, '2026-11-20T12:00:00'), floods), ...cooldown(7) } },
  { name: 'twelve days old where npm waits thirty, and an endless loop', given: { ...put(record(ada, '2026-11-10T00:00:00'), floods), ...npmWaits(30) } },
  { name: 'one of many packages that one account put up at once, and an endless loop', given: { ...put(quiet, floods), seen: { releases: afternoon } } },
  { name: 'a registry without publishers and times', given: put({ '1.0.0': [undefined], '1.1.0': [undefined] }, spawns) },
  { name: 'a record that could not be had', given: { changes: put(quiet, spawns).changes!, facts: [{ of: now, code: spawns, record: { coverage: failed('REGISTRY_UNREACHABLE') } }] } },
  { name: 'a mere change of the lockfile entry', given: { ...put(record(eve), spawns), changes: put(record(eve), spawns).changes!.map((one) => ({ ...one, kind: 'metadata' as const })) } },
];
