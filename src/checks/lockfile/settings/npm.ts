import { all, exceptions, standing, strongest, waits, whileOff, whileOn, type EffectTable } from './effects.js';

const day = 1440;
const scripts = 'install scripts of dependencies from running unasked';
const elsewhere = 'the install from taking code from beside the registry';

/**
 * Settings of npm's .npmrc, in camel case (npm 12's definitions, and what older versions had). pnpm reads the same file: its own settings are looked
 * up in its own table where this one has none.
 */
export const npmrc: EffectTable = new Map([
  ['ignoreScripts', whileOn(scripts, false)],
  ['strictAllowScripts', whileOn(scripts, false)],
  ['dangerouslyAllowAllScripts', whileOff(scripts)],
  ['allowScripts', exceptions(scripts)],
  ['ignoreExtension', whileOn('the install from running the repository\'s own extension', false)],
  ['strictSsl', whileOn('connections from being read and changed on the way', true)],
  ['minReleaseAge', waits('the install from taking a version right after it was published', day)],
  ['minReleaseAgeExclude', exceptions('the install from taking a version right after it was published')],
  ['before', standing('the install from taking versions published later')],
  ['allowGit', strongest(elsewhere, ['none', 'root', 'all'], 'none')],
  ['allowRemote', strongest(elsewhere, ['none', 'root', 'all'], 'none')],
  ['allowFile', strongest(elsewhere, ['none', 'root', 'all'], 'all', 'medium')],
  ['allowDirectory', strongest(elsewhere, ['none', 'root', 'all'], 'all', 'medium')],
  ['packageLock', whileOn('installs from taking versions that nobody reviewed', true)],
  ['lockfile', whileOn('installs from taking versions that nobody reviewed', true)],
  ['frozenLockfile', whileOn('installs from taking versions that nobody reviewed', false, 'medium')],
  ['audit', whileOn('against known vulnerabilities at install', true, 'medium')],
  ['force', whileOff('the checks that npm makes before it installs')],
  ['strictNpmrc', whileOn('against misspelt settings', false, 'medium')],
  ['strictPeerDeps', whileOn('against versions that do not fit one another', false, 'medium')],
  ...all('runs', 'extensionFile nodeOptions scriptShell shell git nodeGyp editor viewer browser onloadScript initModule init.module call npmPath prefix globalconfig userconfig python'),
  ...all('source', 'registry replaceRegistryHost nodeMirror disturl distUrl nodedir proxyRegistry metricsRegistry'),
  ...all('transport', 'ca cafile cert key proxy httpProxy httpsProxy noproxy noProxy localAddress'),
  ...all('credential', '_auth _authToken _password username password email alwaysAuth otp authType token npmrcAuthFile tokenHelper'),
  ...all('harmless', `fund color progress loglevel heading unicode timing updateNotifier message signGitCommit signGitTag tagVersionPrefix gitTagVersion commitHooks saveExact savePrefix save saveDev saveProd
    saveOptional savePeer saveBundle init.author.name init.author.email init.author.url init.license init.version initAuthorName initAuthorEmail initAuthorUrl initLicense initVersion initPrivate
    initType access tag preid provenance provenanceFile sbomFormat sbomType engineStrict legacyPeerDeps preferDedupe preferOffline preferOnline offline cache cacheMin cacheMax fetchRetries
    fetchRetryFactor fetchRetryMaxtimeout fetchRetryMintimeout fetchTimeout maxsockets logsDir logsMax long usage json parseable depth dryRun description searchopts searchlimit searchstaleness
    searchexclude userAgent scope installStrategy legacyBundling globalStyle installLinks omit include production only dev optional omitLockfileRegistryResolved lockfileVersion formatPackageLock
    foregroundScripts ifPresent includeWorkspaceRoot workspaces workspacesUpdate auditLevel binLinks rebuildBundle umask os cpu libc diff diffUnified diffNoPrefix diffSrcPrefix diffDstPrefix
    diffNameOnly diffText diffIgnoreAllSpace expires yes patchesDir allowSameVersion packDestination includeStaged bypass2fa expectResults expectResultCount`),
]);

/** Settings whose key names a host or a scope: `//host/path/:_authToken`, `@scope:registry`. */
export function npmrcSpecial(key: string): 'source' | 'credential' | 'transport' | undefined {
  if (/^@[^:]*:registry$/.test(key)) return 'source';
  if (!key.startsWith('//')) return undefined;
  return /:(?:certfile|keyfile|cafile|ca|cert|key)$/.test(key) ? 'transport' : 'credential';
}
