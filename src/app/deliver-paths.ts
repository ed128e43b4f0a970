/** Names of files that dependencies or the installer's behaviour come from. Names of other ecosystems are here too: their readers come later. */
const names = new Set([
  'package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'bun.lock', 'bun.lockb', 'bunfig.toml', 'deno.json',
  'deno.lock', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', '.pnp.cjs', '.npm-extension.mjs', '.npm-extension.cjs', 'lerna.json', '.gitmodules', '.gitattributes',
  '.nvmrc', '.node-version', '.tool-versions', 'mise.toml', '.envrc', 'requirements.txt', 'pyproject.toml', 'poetry.lock', 'uv.lock', 'pdm.lock', 'pipfile', 'pipfile.lock', 'setup.py',
  'setup.cfg', 'go.mod', 'go.sum', 'cargo.toml', 'cargo.lock', 'gemfile', 'gemfile.lock', 'composer.json', 'composer.lock', 'pom.xml', 'build.gradle', 'build.gradle.kts',
  'gradle.lockfile', 'packages.lock.json', 'mix.lock', 'dockerfile', 'makefile', 'serverless.yml', 'serverless.yaml', 'template.yaml', 'template.yml',
]);
const folders = new Set(['.github', '.yarn', 'patches', '.husky', '.devcontainer', '.circleci', 'node_modules']);
const endings = ['.tf', '.csproj', '.lock', '.tgz'];

/**
 * Tells whether a push to a base branch changes what its open pull requests are judged by: lockfiles, manifests, installer settings,
 * workflows, templates or the policy. Undefined paths are unknown, and count.
 */
export function touchesReviewInputs(paths: readonly string[] | undefined): boolean {
  if (paths === undefined) return true;
  return paths.some((path) => {
    const parts = path.toLowerCase().split('/');
    const name = parts.at(-1) ?? '';
    return names.has(name) || parts.some((part) => folders.has(part)) || endings.some((ending) => name.endsWith(ending)) || /^(?:requirements|constraints)[^/]*\.(?:txt|in)$/.test(name);
  });
}
