import { installScripts } from '../../../core/install-scripts.js';
import { all, allowList, exceptions, standing, verdicts, waits, whileOff, whileOn, type EffectTable, type Guard } from './effects.js';

const scripts = 'install scripts of dependencies from running unasked';
const young = 'the install from taking a version right after it was published';
const locked = 'installs from taking versions that nobody reviewed';

/** Settings of bunfig.toml by their path, `install.` and other tables before the key. */
export const bunfig: EffectTable = new Map([
  ['install.ignoreScripts', whileOn(scripts, false)],
  ['install.minimumReleaseAge', waits(young, 1 / 60)],
  ['install.minimumReleaseAgeExcludes', exceptions(young)],
  ['install.frozenLockfile', whileOn(locked, false, 'medium')],
  ['install.lockfile.save', whileOn(locked, true)],
  ['install.security.scanner', standing('packages out that its security scanner refuses')],
  ['install.auto', whileOff('programs from fetching packages while they run')],
  ...all('runs', 'preload test.preload run.shell install.nodeOptions serve.static.plugins'),
  ...all('source', 'install.registry install.scopes'),
  ...all('transport', 'install.ca install.cafile install.proxy'),
  ...all('harmless', `run.bun run.silent loader define telemetry logLevel smol jsx jsxFactory jsxFragment jsxImportSource install.optional install.dev install.peer install.production install.exact install.saveTextLockfile install.globalDir
    install.globalBinDir install.dryRun install.cache install.lockfile.print install.linker install.linkWorkspacePackages install.prefer install.concurrentScripts install.publicHoistPattern
    install.hoistPattern install.logLevel install.globalStore test.root test.coverage test.coverageThreshold test.coverageSkipTestFiles test.coverageReporter test.coverageDir test.coverageIgnoreSourcemaps
    test.coveragePathIgnorePatterns test.reporter test.smol test.timeout test.randomize test.seed test.rerunEach test.concurrent test.onlyFailures test.retry debug console serve.port env`),
]);

/** Of Yarn's and pnpm's marks on single dependencies only the one that lets their scripts run. */
const built: Guard = { ...verdicts(scripts), weaker: (before, after, keys) => keys.at(-1) === 'built' && verdicts(scripts).weaker(before, after, keys) };

/** Fields of a package.json that package managers act on, by their path; `pnpm.` is looked up in pnpm's own table. */
export const manifestFields: EffectTable = new Map([
  ['trustedDependencies', allowList(scripts)],
  ['allowScripts', verdicts(scripts)],
  ['dependenciesMeta', built],
  ['lavamoat', verdicts(scripts)],
  ...all('tool', 'packageManager devEngines volta installConfig'),
  ...all('script', [...installScripts].map((name) => `scripts.${name}`).join(' ')),
  ...all('rewrite', 'overrides resolutions packageExtensions patchedDependencies'),
]);
