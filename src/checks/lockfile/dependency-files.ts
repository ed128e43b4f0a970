/**
 * File names that say what an ecosystem's tool installs: lockfiles, manifests where they are what is installed from, and the settings that
 * change where it comes from, what of it is run, or what runs beside it. The list is
 * closed; names were taken from each tool's own documentation. A changed one that no reader understands is named in the verdict.
 */
const names: { readonly [file: string]: string } = {
  'package-lock.json': 'npm', 'npm-shrinkwrap.json': 'npm', 'yarn.lock': 'Yarn', 'pnpm-lock.yaml': 'pnpm', 'bun.lock': 'Bun', 'bun.lockb': 'Bun', 'package.json': 'npm', '.npmrc': 'npm', '.npm-extension.mjs': 'npm', '.npm-extension.cjs': 'npm', 'lerna.json': 'Lerna',
  '.yarnrc': 'Yarn', '.yarnrc.yml': 'Yarn', '.pnp.loader.mjs': 'Yarn', '.pnpmfile.cjs': 'pnpm', '.pnpmfile.mjs': 'pnpm', 'pnpmfile.js': 'pnpm', 'bunfig.toml': 'Bun',
  'deno.lock': 'Deno', 'deno.json': 'Deno', 'deno.jsonc': 'Deno', 'jsr.json': 'JSR', 'bower.json': 'Bower', 'importmap.json': 'import maps', '.pnp.cjs': 'Yarn', 'rush.json': 'Rush', 'shrinkwrap.yaml': 'pnpm', 'pnpm-workspace.yaml': 'pnpm',
  'requirements.txt': 'pip', 'requirements.in': 'pip-tools', 'constraints.txt': 'pip', 'Pipfile': 'Pipenv', 'Pipfile.lock': 'Pipenv', 'poetry.lock': 'Poetry', 'pdm.lock': 'PDM', 'uv.lock': 'uv', 'pylock.toml': 'Python', 'pyproject.toml': 'Python', 'setup.py': 'Python', 'setup.cfg': 'Python', 'pip.conf': 'pip', 'pip.ini': 'pip', 'uv.toml': 'uv', 'environment.yml': 'conda', 'environment.yaml': 'conda', 'conda-lock.yml': 'conda', 'pixi.lock': 'pixi',
  'go.mod': 'Go', 'go.sum': 'Go', 'go.work': 'Go', 'go.work.sum': 'Go', 'Gopkg.lock': 'dep', 'modules.txt': 'Go',
  'Cargo.toml': 'Cargo', 'Cargo.lock': 'Cargo',
  'Gemfile': 'Bundler', 'Gemfile.lock': 'Bundler', 'gems.rb': 'Bundler', 'gems.locked': 'Bundler',
  'composer.json': 'Composer', 'composer.lock': 'Composer',
  'pom.xml': 'Maven', 'build.gradle': 'Gradle', 'build.gradle.kts': 'Gradle', 'gradle.lockfile': 'Gradle', 'buildscript-gradle.lockfile': 'Gradle', 'libs.versions.toml': 'Gradle', 'verification-metadata.xml': 'Gradle', 'gradle-wrapper.properties': 'Gradle', 'gradle-wrapper.jar': 'Gradle', 'build.sbt': 'sbt', 'ivy.xml': 'Ivy', 'deps.edn': 'Clojure', 'project.clj': 'Leiningen', 'WORKSPACE': 'Bazel', 'WORKSPACE.bazel': 'Bazel', 'MODULE.bazel': 'Bazel', 'MODULE.bazel.lock': 'Bazel',
  'packages.config': 'NuGet', 'packages.lock.json': 'NuGet', 'paket.dependencies': 'Paket', 'paket.lock': 'Paket', 'Directory.Packages.props': 'NuGet', 'nuget.config': 'NuGet', 'project.assets.json': 'NuGet',
  'Package.swift': 'Swift', 'Package.resolved': 'Swift', 'Podfile': 'CocoaPods', 'Podfile.lock': 'CocoaPods', 'Cartfile': 'Carthage', 'Cartfile.resolved': 'Carthage',
  'pubspec.yaml': 'pub', 'pubspec.lock': 'pub', 'mix.exs': 'Mix', 'mix.lock': 'Mix', 'rebar.config': 'Rebar', 'rebar.lock': 'Rebar', 'gleam.toml': 'Gleam', 'manifest.toml': 'Gleam', 'stack.yaml': 'Stack', 'stack.yaml.lock': 'Stack', 'cabal.project': 'Cabal', 'cabal.project.freeze': 'Cabal',
  'conanfile.txt': 'Conan', 'conanfile.py': 'Conan', 'conan.lock': 'Conan', 'vcpkg.json': 'vcpkg', 'vcpkg-configuration.json': 'vcpkg', 'renv.lock': 'R', 'DESCRIPTION': 'R', 'Manifest.toml': 'Julia', 'Project.toml': 'Julia', 'cpanfile': 'Carton', 'cpanfile.snapshot': 'Carton', 'rockspec': 'LuaRocks', 'opam': 'opam', 'dune-project': 'opam', 'elm.json': 'Elm', 'spago.lock': 'PureScript', 'shard.lock': 'Crystal', 'nimble.lock': 'Nim', 'v.mod': 'V', 'zig.zon': 'Zig', 'build.zig.zon': 'Zig',
  'flake.nix': 'Nix', 'flake.lock': 'Nix', 'npins.json': 'Nix', 'guix.scm': 'Guix', '.terraform.lock.hcl': 'Terraform', 'Chart.yaml': 'Helm', 'Chart.lock': 'Helm', 'helmfile.lock': 'Helm', 'requirements.yml': 'Ansible', 'requirements.yaml': 'Helm', 'kustomization.yaml': 'Kustomize', 'buf.lock': 'Buf', 'buf.yaml': 'Buf',
  'Dockerfile': 'Docker', 'Containerfile': 'Docker', 'docker-compose.yml': 'Docker', 'docker-compose.yaml': 'Docker', 'compose.yml': 'Docker', 'compose.yaml': 'Docker', '.pre-commit-config.yaml': 'pre-commit', 'devcontainer.json': 'dev containers', 'devcontainer-lock.json': 'dev containers', '.gitmodules': 'git', 'Brewfile': 'Homebrew', 'Brewfile.lock.json': 'Homebrew', 'mise.toml': 'mise', 'mise.lock': 'mise', '.tool-versions': 'asdf', 'aqua.yaml': 'aqua', 'devbox.json': 'Devbox', 'devbox.lock': 'Devbox', 'action.yml': 'GitHub Actions', 'action.yaml': 'GitHub Actions',
};
const table = new Map(Object.entries(names).map(([name, tool]) => [name.toLowerCase(), tool]));

/** Names that vary: a folder or an ending decides. Matching is by prefix and suffix, never by a backtracking pattern. */
const shapes: readonly { readonly prefix?: string; readonly suffix: string; readonly folder?: string; readonly tool: string }[] = [
  { prefix: 'requirements', suffix: '.txt', tool: 'pip' }, { prefix: 'requirements', suffix: '.in', tool: 'pip-tools' }, { suffix: '.txt', folder: 'requirements', tool: 'pip' },
  { prefix: 'pylock.', suffix: '.toml', tool: 'Python' }, { suffix: '.csproj', tool: 'NuGet' }, { suffix: '.fsproj', tool: 'NuGet' }, { suffix: '.vbproj', tool: 'NuGet' }, { suffix: '.gemspec', tool: 'RubyGems' },
  { prefix: 'config', suffix: '', folder: '.cargo', tool: 'Cargo' }, { prefix: 'config', suffix: '', folder: '.bundle', tool: 'Bundler' }, { prefix: 'settings', suffix: '.xml', folder: '.mvn', tool: 'Maven' }, { suffix: '.cjs', folder: '.yarn/releases', tool: 'Yarn' }, { suffix: '.cjs', folder: '.yarn/plugins', tool: 'Yarn' },
  { suffix: '.cabal', tool: 'Cabal' }, { suffix: '.rockspec', tool: 'LuaRocks' }, { suffix: '.nimble', tool: 'Nim' }, { suffix: '.opam', tool: 'opam' }, { prefix: 'dockerfile.', suffix: '', tool: 'Docker' }, { suffix: '.dockerfile', tool: 'Docker' },
  { suffix: '.yml', folder: '.github/workflows', tool: 'GitHub Actions' }, { suffix: '.yaml', folder: '.github/workflows', tool: 'GitHub Actions' }, { suffix: '.lockfile', folder: 'gradle/dependency-locks', tool: 'Gradle' },
];

/** The tool whose dependencies a path declares, whatever the case of its name (installers on Windows and macOS do not care); undefined for any other file. */
export function dependencyTool(path: string): string | undefined {
  const lower = path.toLowerCase();
  const cut = lower.lastIndexOf('/');
  const name = lower.slice(cut + 1);
  const folder = cut < 0 ? '' : lower.slice(0, cut);
  const named = table.get(name);
  if (named !== undefined) return named;
  return shapes.find((shape) => name.startsWith(shape.prefix ?? '') && name.endsWith(shape.suffix) && (shape.folder === undefined || folder === shape.folder || folder.endsWith(`/${shape.folder}`)))?.tool;
}
