import { all, allowList, exceptions, fixed, members, strongest, verdicts, waits, whileOff, whileOn, type EffectTable } from './effects.js';

const scripts = 'install scripts of dependencies from running unasked';
const young = 'the install from taking a version right after it was published';
const trust = 'against versions with less proof of where they come from than earlier ones';
const locked = 'installs from taking versions that nobody reviewed';

/** Settings of pnpm-workspace.yaml, of `pnpm` in a package.json, and of pnpm's own in an .npmrc (pnpm 10, 11 and 12). */
export const pnpm: EffectTable = new Map([
  ['allowBuilds', verdicts(scripts)],
  ['onlyBuiltDependencies', allowList(scripts)],
  ['onlyBuiltDependenciesFile', allowList(scripts, 'high')],
  ['neverBuiltDependencies', members(scripts)],
  ['dangerouslyAllowAllBuilds', whileOff(scripts)],
  ['strictDepBuilds', whileOn(scripts, true)],
  ['ignoreScripts', whileOn(scripts, false)],
  ['ignoreDepScripts', whileOn(scripts, false)],
  ['minimumReleaseAge', waits(young, 1, 1440)],
  ['minimumReleaseAgeExclude', exceptions(young)],
  ['minimumReleaseAgeStrict', whileOn(young, false)],
  ['minimumReleaseAgeIgnoreMissingTime', whileOff(young, 'medium')],
  ['trustPolicy', strongest(trust, ['no-downgrade', 'off'], 'off')],
  ['trustPolicyExclude', exceptions(trust)],
  ['trustPolicyIgnoreAfter', exceptions(trust)],
  ['trustLockfile', whileOff('against a lockfile that the registry does not bear out')],
  ['blockExoticSubdeps', whileOn('dependencies of dependencies from coming from beside the registry', true)],
  ['verifyStoreIntegrity', whileOn('against files of the store that were changed', true)],
  ['strictStorePkgContentCheck', whileOn('against archives that hold another package than they say', true)],
  ['lockfile', whileOn(locked, true)],
  ['lockfileDir', fixed(locked)],
  ['frozenLockfile', whileOn(locked, false, 'medium')],
  ['preferFrozenLockfile', whileOn(locked, true, 'medium')],
  ['sharedWorkspaceLockfile', whileOn(locked, true, 'medium')],
  ['strictPeerDependencies', whileOn('against versions that do not fit one another', false, 'medium')],
  ['strictSsl', whileOn('connections from being read and changed on the way', true)],
  ['verifyDepsBeforeRun', whileOn('against running with other packages than the lockfile\'s', false, 'medium')],
  ['auditConfig', exceptions('against known vulnerabilities')],
  ['optimisticRepeatInstall', 'harmless'],
  ...all('runs', 'nodeOptions scriptShell npmPath configDir unsafePerm'),
  ...all('tool', 'useNodeVersion nodeVersion executionEnv runtime runtimeOnFail managePackageManagerVersions pmOnFail packageManagerStrict packageManagerStrictVersion useBetaCli'),
  ...all('source', 'registry registries namedRegistries nodeDownloadMirrors pnprServer nodeMirror'),
  ...all('transport', 'ca cafile cert key proxy httpProxy httpsProxy noproxy noProxy localAddress'),
  ...all('credential', 'npmrcAuthFile tokenHelper _auth _authToken _password'),
  ...all('rewrite', 'pnpmfile globalPnpmfile ignorePnpmfile overrides packageExtensions patchedDependencies configDependencies peerDependencyRules allowedDeprecatedVersions ignoredOptionalDependencies allowUnusedPatches ignorePatchFailures allowNonAppliedPatches updateConfig'),
  ...all('declares', 'packages catalog catalogs catalogMode cleanupUnusedCatalogs'),
  ...all('harmless', `autoInstallPeers bail cacheDir childConcurrency ci color aggregateOutput changedFilesIgnorePattern dedupeDirectDeps dedupeInjectedDeps dedupePeerDependents dedupePeers deployAllFiles
    disallowWorkspaceCycles dlxCacheMaxAge embedReadme enableGlobalVirtualStore enableModulesDir engineStrict excludeLinksFromLockfile extendNodePath failIfNoMatch fetchMinSpeedKiBps fetchRetries
    fetchRetryFactor fetchRetryMaxtimeout fetchRetryMintimeout fetchTimeout fetchWarnTimeoutMs fetchingConcurrency filter filterProd forceLegacyDeploy gitBranchLockfile gitShallowHosts globalBinDir
    globalDir hoist hoistPattern hoistWorkspacePackages hoistingLimits ignoreCompatibilityDb ignoreWorkspaceCycles ignoreWorkspaceRootCheck includeWorkspaceRoot initPackageManager initType
    injectWorkspacePackages legacyDirFiltering linkWorkspacePackages lockfileIncludeTarballUrl loglevel maxsockets mergeGitBranchLockfiles mergeGitBranchLockfilesBranchPattern
    modulesCacheMaxAge modulesDir networkConcurrency nodeLinker packGzipLevel packageImportMethod patchesDir peersSuffixMaxLength preferOffline preferSymlinkedExecutables preferWorkspacePackages
    publicHoistPattern publishBranch recursiveInstall registrySupportsTimeField reporter reporterHidePrefix resolutionMode resolvePeersFromWorkspaceRoot saveCatalogName savePeer savePrefix saveExact
    saveWorkspaceProtocol shamefullyHoist sideEffectsCache sideEffectsCacheReadonly sort stateDir storeDir stream supportedArchitectures symlink syncInjectedDepsAfterScripts tag testPattern
    updateNotifier useStderr virtualStoreDir virtualStoreDirMaxLength virtualStoreOnly virtualStoreType workspaceConcurrency ignoredBuiltDependencies includeDev maxTarballUnpackedSize yes cpu os libc
    allowedVersions shellEmulator enablePrePostScripts requiredScripts gitChecks skipManifestObfuscation preserveAbsolutePaths fund`),
]);
