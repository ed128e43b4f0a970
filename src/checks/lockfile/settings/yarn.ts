import { all, exceptions, said, standing, strongest, waits, whileOff, whileOn, type EffectTable } from './effects.js';

const scripts = 'install scripts of dependencies from running unasked';
const young = 'the install from taking a version right after it was published';

/** Settings of .yarnrc.yml (Yarn 2 and later). */
export const yarnBerry: EffectTable = new Map([
  ['enableScripts', said(scripts, false)],
  ['npmMinimalAgeGate', waits(young, 1, 1440)],
  ['npmPreapprovedPackages', exceptions(young)],
  ['enableHardenedMode', said('against a lockfile that the registry does not bear out', true)],
  ['lockfileFilename', { protects: 'the lockfile where everybody looks for it', severity: 'high', weaker: () => true }],
  ['enableStrictSsl', whileOn('connections from being read and changed on the way', true)],
  ['unsafeHttpWhitelist', exceptions('connections from being read and changed on the way', 'high')],
  ['checksumBehavior', strongest('against archives that are not the locked ones', ['throw'], 'throw')],
  ['enableImmutableInstalls', whileOn('installs from taking versions that nobody reviewed', false, 'medium')],
  ['enableImmutableCache', whileOn('against a cache that changes during an install', false, 'medium')],
  ['immutablePatterns', standing('against generated files that change during an install')],
  ['enableStrictSettings', whileOn('against misspelt settings', true, 'medium')],
  ['enableConstraintsChecks', whileOn('the repository\'s own rules on dependencies', false, 'medium')],
  ['npmAuditExcludePackages', exceptions('against known vulnerabilities')],
  ['npmAuditIgnoreAdvisories', exceptions('against known vulnerabilities')],
  ['approvedGitRepositories', exceptions('the install from taking code from beside the registry')],
  ['ignorePath', whileOff('the choice of the Yarn that runs')],
  ...all('runs', 'yarnPath injectEnvironmentFiles pnpEnableEsmLoader constraintsPath rcFilename pnpShebang packageManager'),
  ...all('source', 'npmRegistryServer npmScopes npmRegistries npmPublishRegistry npmAuditRegistry enableMirror enableNetwork defaultProtocol'),
  ...all('transport', 'httpProxy httpsProxy httpsCaFilePath httpsKeyFilePath httpsCertFilePath networkSettings'),
  ...all('credential', 'npmAuthToken npmAuthIdent npmAlwaysAuth'),
  ...all('rewrite', 'packageExtensions plugins patchFolder'),
  ...all('declares', 'catalog catalogs'),
  ...all('harmless', `globalFolder compressionLevel virtualFolder installStatePath enableGlobalCache cacheMigrationMode enableColors enableHyperlinks enableInlineBuilds enableMessageNames
    enableProgressBars enableTimers enableTips preferInteractive preferTruncatedLines progressBarStyle defaultLanguageName enableTransparentWorkspaces supportedArchitectures enableOfflineMode httpTimeout
    httpRetry networkConcurrency taskPoolConcurrency taskPoolMode logFilters enableTelemetry telemetryInterval telemetryUserId enableCacheClean lastUpdateCheck npmPublishAccess npmPublishProvenance
    nodeLinker pnpMode pnpFallbackMode pnpIgnorePatterns pnpEnableInlining pnpDataPath winLinkType nmHoistingLimits nmMode nmSelfReferences initFields initScope
    changesetBaseRefs changesetIgnorePatterns defaultSemverRangePrefix tsEnableAutoTypes cloneConcurrency preferReuse preferAggregateCacheInfo preferDeferredVersions deferredVersionFolder bstatePath`),
]);

/** Settings of Yarn 1's .yarnrc; what npm has too is looked up there. */
export const yarnClassic: EffectTable = new Map([
  ['ignoreScripts', whileOn(scripts, false)],
  ['strictSsl', whileOn('connections from being read and changed on the way', true)],
  ['disableSelfUpdateCheck', 'harmless'],
  ['unsafeDisableIntegrityMigration', whileOff('against archives that are not the locked ones')],
  ['--install.frozenLockfile', whileOn('installs from taking versions that nobody reviewed', false, 'medium')],
  ['--frozenLockfile', whileOn('installs from taking versions that nobody reviewed', false, 'medium')],
  ['--install.ignoreScripts', whileOn(scripts, false)],
  ['--ignoreScripts', whileOn(scripts, false)],
  ['--install.noLockfile', whileOff('installs from taking versions that nobody reviewed')],
  ['--noLockfile', whileOff('installs from taking versions that nobody reviewed')],
  ...all('runs', 'yarnPath scriptShell pluginsPath'),
  ...all('source', 'registry yarnOfflineMirror'),
  ...all('transport', 'proxy httpsProxy cafile ca cert key'),
  ...all('harmless', `yarnOfflineMirrorPruning cacheFolder childConcurrency networkTimeout networkConcurrency defaultSemverRangePrefix versionTagPrefix versionGitTag versionGitMessage versionSignGitTag
    versionCommitHooks binLinks workspacesExperimental enableMetaFolder pnpEnabled plugnplayOverride savePrefix saveExact ignoreEngines ignorePlatform ignoreOptional lastUpdateCheck --install.pureLockfile
    --cacheFolder --modulesFolder --install.modulesFolder --flat --emoji --noProgress --addExact --add.exact --networkTimeout --mutex`),
]);
