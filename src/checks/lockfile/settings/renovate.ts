import { all, strongest, waits, whileOff, whileOn, type Effect, type EffectTable, type Guard } from './effects.js';

const merged = 'updates from being merged before somebody, or a test, looked at them';
const meant = 'updates from asking for another package than the repository does';
/** Told whatever it is set to; taking it away is not. */
const arrives = (protects: string): Guard => ({ protects, severity: 'medium', weaker: (before, after) => after !== undefined && after !== null && after !== false && after !== '' && before !== after });

/** Options of Renovate (its own list of them, 44, and names that it still takes), wherever they stand; waiting times and presets are compared by themselves. */
const table: EffectTable = new Map([
  ['ignoreScripts', whileOn('install scripts from running where updates are made', true)],
  ['ignorePlugins', whileOn('plugins of package managers from running where updates are made', false, 'medium')],
  ['internalChecksFilter', strongest('updates from being proposed before they have waited', ['strict', 'flexible', 'none'], 'strict')],
  ['internalChecksAsSuccess', whileOff('updates from looking as if they had waited', 'medium')],
  ['minimumReleaseAgeBehaviour', strongest('updates whose age nobody knows from being proposed', ['timestamp-required', 'timestamp-optional'], 'timestamp-required', 'medium')],
  ['minimumReleaseAgeBuffer', waits('updates from being proposed right after they were published', 1)],
  ['automerge', whileOff(merged, 'medium')],
  ['automergeType', strongest(merged, ['pr', 'pr-comment', 'branch'], 'pr', 'medium')],
  ['ignoreTests', whileOff(merged, 'medium')],
  ['autoApprove', whileOff(merged, 'medium')],
  ['gitLabIgnoreApprovals', whileOff(merged, 'medium')],
  ['osvVulnerabilityAlerts', whileOn('against known vulnerabilities', false, 'medium')],
  ['pinDigests', whileOn('what is named by a tag from becoming something else', false, 'medium')],
  ['insecureRegistry', whileOff('connections from being read and changed on the way')],
  ['replacementName', arrives(meant)], ['replacementNameTemplate', arrives(meant)], ['overridePackageName', arrives(meant)], ['overrideDepName', arrives(meant)], ['overrideDatasource', arrives(meant)],
  ...all('runs', `postUpgradeTasks allowScripts allowPlugins allowCustomCrateGitRegistries allowShellExecutorForPostUpgradeCommands allowedUnsafeExecutions allowedCommands allowedPostUpgradeCommands
    allowPostUpgradeCommandTemplating exposeAllEnv customEnvVariables env allowedEnv dockerCliOptions`),
  ...all('source', 'registryUrls defaultRegistryUrls defaultRegistryUrlTemplate registryUrlTemplate registryAliases npmrc endpoint dockerChildPrefix'),
  ...all('transport', 'httpsCertificateAuthority httpsPrivateKey httpsCertificate internalHostAccess'),
  ...all('credential', 'token password username npmToken forkToken artifactAuth headers authType gitPrivateKey privateKey privateKeyOld secrets detectHostRulesFromEnv'),
  ...all('harmless', `$schema extends ignorePresets globalExtends name description enabled mode packageRules customManagers regexManagers customDatasources hostRules major minor patch pin digest pinDigest rollback replacement
    lockFileMaintenance vulnerabilityAlerts group lockfileUpdate bump bumpVersions bumpVersion bumpType filePatterns dataFileTemplate executionMode configMigration statusCheckNames statusCheckWhen minimumGroupSize
    overrideDescription constraintsFiltering draftPR printConfig composerIgnorePlatformReqs goGetDirs forkProcessing includeForks timezone schedule automergeSchedule updateNotScheduled npmrcMerge skipArtifactsUpdate skipInstalls
    baseBranchPatterns baseBranches useBaseBranchConfig gitAuthor gitIgnoredAuthors enabledManagers disabledManagers includePaths ignorePaths excludeCommitPaths extractVersion versionCompatibility versioning azureWorkItemId
    azureWorkItemType ignoreDeps updateInternalDeps sourceUrl sourceDirectory autoReplaceGlobalMatch replacementVersion replacementVersionTemplate replacementApproach allowedVersions changelogUrl separateMajorMinor
    separateMultipleMajor separateMultipleMinor separateMinorPatch ignoreUnstable ignoreDeprecated followTag maxMajorIncrement respectLatest rangeStrategy branchPrefix branchPrefixOld semanticCommits semanticCommitType
    semanticCommitScope keepUpdatedLabel rollbackPrs recreateWhen rebaseWhen rebaseLabel stopUpdatingLabel minimumReleaseAge stabilityDays abandonmentThreshold prCreation prNotPendingHours commitHourlyLimit prHourlyLimit
    prConcurrentLimit branchConcurrentLimit prPriority bbAutoResolvePrTasks bbUseDefaultReviewers automergeStrategy automergeComment transformTemplates vulnerabilityFixStrategy pruneBranchAfterAutomerge branchName
    additionalBranchPrefix branchTopic prHeader prFooter customizeDashboard hashedBranchLength groupName groupSlug groupSingleUpdates labels addLabels assignees assigneesFromCodeOwners expandCodeOwnersGroups
    assigneesSampleSize assignAutomerge ignoreReviewers reviewers reviewersFromCodeOwners filterUnavailableUsers forkModeDisallowMaintainerEdits confidential reviewersSampleSize additionalReviewers managerFilePatterns
    fileMatch postUpdateOptions constraints constraintsVersioning hostType hostName domainName readOnly timeout abortOnError abortIgnoreStatusCodes enableHttp2 concurrentRequestLimit maxRequestsPerSecond dnsCache
    keepAlive prBodyTemplate prBodyDefinitions prBodyHeadingDefinitions prBodyColumns prBodyNotes prTitle prTitleStrict suppressNotifications pruneStaleBranches customType fileFormat format content depNameTemplate lookupNameTemplate
    packageNameTemplate datasourceTemplate depTypeTemplate currentValueTemplate versioningTemplate extractVersionTemplate autoReplaceStringTemplate fetchChangeLogs fetchReleaseNotes cloneSubmodules cloneSubmodulesFilter
    updatePinnedDependencies platformAutomerge userStrings platformCommit branchNameStrict maxRetryAfter logLevelRemap newLogLevel milestone toolSettings encrypted rebaseStalePrs transitiveRemediation masterIssue
    semanticPrefix pinVersions separateMajorReleases separatePatchReleases separateMultipleMajorReleases unicodeEmoji onboarding onboardingConfig requireConfig repositories dryRun updateTypes packageNames packagePatterns
    excludePackageNames excludePackagePatterns depTypeList paths managers datasources languages installTools commitBody commitBodyTable commitTrailers statusCheckVerify lookupName assigneesAndReviewers`),
]);

/** Every key of these families words a text, or says what a rule is about. */
const family = /^(?:commitMessage|dependencyDashboard|match|exclude|prBody)[A-Z]?\w*$/;

/** Managers and the like that a configuration may be about: what stands below one counts as anywhere. */
const holders: ReadonlySet<string> = new Set(`npm bun deno nvm asdf mise docker docker-compose dockerfile github-actions gomod go pip_requirements pip_setup pip-compile pipenv poetry pep621 uv maven gradle gradle-wrapper maven-wrapper cargo composer
  bundler nuget helmv3 helm-values helmfile kubernetes kustomize terraform terragrunt pre-commit git-submodules gitlabci gitlabci-include devcontainer regex jsonata custom.regex node nodenv argocd flux ansible ansible-galaxy
  azure-pipelines bazel bazel-module bitbucket-pipelines buildkite cake circleci cocoapods conan droneci elm flutter pub mix hex homebrew jenkins leiningen meteor nix osgi puppet rust-toolchain sbt swift tekton travis vela woodpecker
  js python php ruby rust java golang elixir dotnet force`.split(/\s+/));

/** Keys whose members people name themselves, or that are texts whatever is below them. */
const closed: ReadonlySet<string> = new Set(['constraints', 'constraintsVersioning', 'prBodyDefinitions', 'userStrings', 'encrypted', 'statusCheckNames', 'customizeDashboard', 'toolSettings', 'installTools', 'logLevelRemap', 'bumpVersions', 'prBodyHeadingDefinitions']);

/**
 * What an option does, by the keys that lead to it; undefined for one that nobody knows. Every key on the way counts, so that none is hidden below a
 * harmless one.
 */
export function renovateEffect(path: readonly string[]): Effect | undefined {
  // A fix for a vulnerability is to come at once; only that none comes is told.
  if (path[0] === 'vulnerabilityAlerts' && path[1] === 'enabled') return whileOn('against known vulnerabilities', true, 'medium');
  let known: Effect | undefined;
  for (const [index, key] of path.entries()) {
    if (path[index - 1] === 'customDatasources') continue;
    const effect = table.get(key) ?? (family.test(key) ? 'harmless' : undefined);
    if (effect !== undefined && effect !== 'harmless') return effect;
    if (effect === undefined && !holders.has(key)) return undefined;
    known = effect ?? known;
    if (closed.has(key)) return 'harmless';
  }
  return known ?? 'harmless';
}
