/**
 * What a file does to what is installed.
 * - `lockfile`: pins it;
 * - `manifest`: asks for it;
 * - `settings`: decides where it comes from, what of it is run, or what its code becomes;
 * - `execution`: is run beside it, or decides what is checked out. It pins and asks for nothing by itself, so that it is no dependency file that
 *   nobody read; a review may rest on it all the same.
 */
export type DependencyFileKind = 'lockfile' | 'manifest' | 'settings' | 'execution';

export interface DependencyFile {
  readonly tool: string;
  readonly ecosystem: string;
  readonly kind: DependencyFileKind;
}

type Names = { readonly [kind in DependencyFileKind]?: string };
type Row = readonly [ecosystem: string, tool: string, names: Names];

/**
 * The dependency-bearing file names of all ecosystems: the one table that checks, the queue and the tree's names go by. It is closed; names
 * were taken from each tool's own documentation, in the tool's own spelling, and are separated by spaces.
 * A pattern is a name with one `*`, at its beginning or end or inside; `folder/name` wants that folder right above, `folder/**` any folder above.
 */
const rows: readonly Row[] = [
  ['npm', 'npm', { lockfile: 'package-lock.json npm-shrinkwrap.json', manifest: 'package.json', settings: '.npmrc .npm-extension.mjs .npm-extension.cjs', execution: '.nvmrc .node-version node_modules/**' }],
  ['npm', 'Yarn', { lockfile: 'yarn.lock .pnp.cjs .pnp.js .pnp.data.json', settings: '.yarnrc .yarnrc.yml .env.yarn .pnp.loader.mjs yarn.config.cjs .yarn/releases/* .yarn/plugins/* .yarn/patches/*.patch', execution: '.yarn/**' }],
  ['npm', 'pnpm', { lockfile: 'pnpm-lock.yaml pnpm-lock.*.yaml shrinkwrap.yaml', manifest: 'package.json5 package.yaml', settings: 'pnpm-workspace.yaml .pnpmfile.cjs .pnpmfile.mjs pnpmfile.js' }],
  ['npm', 'Corepack', { settings: '.corepack.env' }],
  ['npm', 'patches', { settings: 'patches/*.patch', execution: 'patches/**' }],
  ['npm', 'Bun', { lockfile: 'bun.lock bun.lockb', settings: 'bunfig.toml', execution: '.env .env.local .env.production .env.production.local .env.development .env.development.local .env.test .env.test.local' }],
  ['npm', 'Deno', { lockfile: 'deno.lock', manifest: 'deno.json deno.jsonc' }],
  ['npm', 'import maps', { manifest: 'importmap.json import_map.json import-map.json' }],
  ['npm', 'JSR', { manifest: 'jsr.json jsr.jsonc' }],
  ['npm', 'vlt', { lockfile: 'vlt-lock.json', settings: 'vlt.json' }],
  ['npm', 'Lerna', { settings: 'lerna.json' }],
  ['npm', 'Rush', { settings: 'rush.json common-versions.json .npmrc-publish' }],
  ['npm', 'Bower', { manifest: 'bower.json', settings: '.bowerrc' }],
  ['npm', 'Meteor', { lockfile: '.meteor/versions', manifest: '.meteor/packages .meteor/release' }],

  ['pypi', 'pip', { lockfile: 'pylock.toml pylock.*.toml', manifest: 'requirements*.txt *requirements.txt requirements/*.txt', settings: 'constraints*.txt *constraints.txt pip.conf pip.ini' }],
  ['pypi', 'pip-tools', { manifest: 'requirements*.in *requirements.in requirements/*.in constraints*.in' }],
  ['pypi', 'Pipenv', { lockfile: 'Pipfile.lock', manifest: 'Pipfile' }],
  ['pypi', 'Poetry', { lockfile: 'poetry.lock', settings: 'poetry.toml' }],
  ['pypi', 'PDM', { lockfile: 'pdm.lock pdm.*.lock', settings: 'pdm.toml .pdm.toml' }],
  ['pypi', 'uv', { lockfile: 'uv.lock', settings: 'uv.toml' }],
  ['pypi', 'Python', { manifest: 'pyproject.toml setup.py setup.cfg', execution: '.python-version tox.ini noxfile.py' }],
  ['pypi', 'Hatch', { manifest: 'hatch.toml' }],
  ['pypi', 'Buildout', { manifest: 'buildout.cfg' }],
  ['conda', 'conda', { lockfile: 'conda-lock.yml conda-lock.yaml *.conda-lock.yml conda-*.lock', manifest: 'environment.yml environment.yaml environment-*.yml environment-*.yaml', settings: '.condarc' }],
  ['conda', 'pixi', { lockfile: 'pixi.lock', manifest: 'pixi.toml' }],
  ['conda', 'Mojo', { lockfile: 'magic.lock', manifest: 'mojoproject.toml' }],

  ['go', 'Go', { lockfile: 'go.sum go.work.sum vendor/modules.txt', manifest: 'go.mod go.work' }],
  ['go', 'dep', { lockfile: 'Gopkg.lock', manifest: 'Gopkg.toml' }],
  ['go', 'Glide', { lockfile: 'glide.lock', manifest: 'glide.yaml' }],
  ['go', 'Godeps', { lockfile: 'Godeps/Godeps.json' }],
  ['cargo', 'Cargo', { lockfile: 'Cargo.lock', manifest: 'Cargo.toml', settings: '.cargo/config .cargo/config.toml', execution: 'rust-toolchain rust-toolchain.toml' }],
  ['cargo', 'cargo-vet', { lockfile: 'supply-chain/imports.lock', settings: 'supply-chain/config.toml supply-chain/audits.toml' }],
  ['cargo', 'cargo-deny', { settings: 'deny.toml' }],
  ['rubygems', 'Bundler', { lockfile: 'Gemfile.lock gems.locked *.gemfile.lock', manifest: 'Gemfile gems.rb *.gemfile', settings: '.bundle/config', execution: '.ruby-version' }],
  ['rubygems', 'RubyGems', { manifest: '*.gemspec', settings: '.gemrc' }],
  ['composer', 'Composer', { lockfile: 'composer.lock symfony.lock', manifest: 'composer.json' }],
  ['composer', 'PHIVE', { lockfile: '.phive/phars.xml phive.xml' }],

  ['maven', 'Maven', { manifest: 'pom.xml .mvn/extensions.xml', settings: '.mvn/settings.xml .mvn/maven.config .mvn/jvm.config maven-wrapper.properties maven-wrapper.jar', execution: 'mvnw mvnw.cmd' }],
  ['maven', 'Gradle', {
    lockfile: 'gradle.lockfile buildscript-gradle.lockfile settings-gradle.lockfile dependency-locks/*.lockfile verification-metadata.xml verification-keyring.keys verification-keyring.gpg',
    manifest: 'build.gradle build.gradle.kts settings.gradle settings.gradle.kts *.gradle *.gradle.kts *.versions.toml build.gradle.dcl settings.gradle.dcl',
    settings: 'gradle-wrapper.properties gradle-wrapper.jar gradle.properties', execution: 'gradlew gradlew.bat',
  }],
  ['maven', 'Nebula', { lockfile: 'dependencies.lock' }],
  ['maven', 'sbt', { lockfile: 'build.sbt.lock', manifest: 'build.sbt project/*.sbt', settings: 'project/build.properties' }],
  ['maven', 'Ivy', { manifest: 'ivy.xml', settings: 'ivysettings.xml' }],
  ['maven', 'Mill', { manifest: 'build.mill build.sc' }],
  ['maven', 'Clojure', { manifest: 'deps.edn bb.edn shadow-cljs.edn build.boot' }],
  ['maven', 'Leiningen', { manifest: 'project.clj', settings: 'profiles.clj' }],
  ['bazel', 'Bazel', { lockfile: 'MODULE.bazel.lock maven_install.json *_maven_install.json cargo-bazel-lock.json', manifest: 'MODULE.bazel WORKSPACE WORKSPACE.bazel WORKSPACE.bzlmod', settings: '.bazelrc', execution: '.bazelversion' }],
  ['bazel', 'Pants', { settings: 'pants.toml' }],
  ['bazel', 'Buck', { settings: '.buckconfig' }],

  ['nuget', 'NuGet', {
    lockfile: 'packages.lock.json project.assets.json', manifest: 'packages.config Directory.Packages.props Directory.Build.props Directory.Build.targets dotnet-tools.json *.csproj *.fsproj *.vbproj *.nuspec',
    settings: 'nuget.config NuGet.config NuGet.Config global.json',
  }],
  ['nuget', 'Paket', { lockfile: 'paket.lock', manifest: 'paket.dependencies paket.references' }],
  ['nuget', 'LibMan', { manifest: 'libman.json' }],
  ['swift', 'Swift', { lockfile: 'Package.resolved', manifest: 'Package.swift Package@swift-*' }],
  ['swift', 'CocoaPods', { lockfile: 'Podfile.lock', manifest: 'Podfile *.podspec *.podspec.json' }],
  ['swift', 'Carthage', { lockfile: 'Cartfile.resolved', manifest: 'Cartfile Cartfile.private' }],
  ['swift', 'Mint', { manifest: 'Mintfile' }],
  ['pub', 'pub', { lockfile: 'pubspec.lock', manifest: 'pubspec.yaml', settings: 'pubspec_overrides.yaml', execution: '.fvmrc' }],
  ['hex', 'Mix', { lockfile: 'mix.lock', manifest: 'mix.exs' }],
  ['hex', 'Rebar', { lockfile: 'rebar.lock', manifest: 'rebar.config', settings: 'rebar.config.script' }],
  ['hex', 'Gleam', { lockfile: 'manifest.toml', manifest: 'gleam.toml' }],
  ['haskell', 'Cabal', { lockfile: 'cabal.project.freeze', manifest: '*.cabal cabal.project', settings: 'cabal.project.local' }],
  ['haskell', 'Stack', { lockfile: 'stack.yaml.lock', manifest: 'stack.yaml stack-*.yaml' }],
  ['opam', 'opam', { lockfile: '*.opam.locked lock.dune', manifest: 'opam *.opam dune-project' }],
  ['opam', 'esy', { lockfile: 'esy.lock/index.json', manifest: 'esy.json' }],
  ['cran', 'R', { lockfile: 'renv.lock packrat.lock rv.lock', manifest: 'DESCRIPTION rproject.toml', execution: '.Rprofile' }],
  ['julia', 'Julia', { lockfile: 'Manifest.toml JuliaManifest.toml Manifest-v*.toml', manifest: 'Project.toml JuliaProject.toml', settings: 'Artifacts.toml' }],
  ['cpan', 'Perl', { lockfile: 'cpanfile.snapshot', manifest: 'cpanfile Makefile.PL Build.PL dist.ini META6.json' }],
  ['luarocks', 'LuaRocks', { lockfile: 'luarocks.lock', manifest: '*.rockspec' }],
  ['luarocks', 'Lux', { lockfile: 'lux.lock', manifest: 'lux.toml' }],
  ['neovim', 'lazy.nvim', { lockfile: 'lazy-lock.json' }],
  ['nix', 'Nix', { lockfile: 'flake.lock npins/sources.json npins.json nix/sources.json devenv.lock', manifest: 'flake.nix devenv.yaml devenv.nix', execution: 'default.nix shell.nix' }],
  ['guix', 'Guix', { manifest: 'guix.scm manifest.scm', settings: 'channels.scm' }],
  ['conan', 'Conan', { lockfile: 'conan.lock', manifest: 'conanfile.txt conanfile.py', settings: 'conandata.yml' }],
  ['vcpkg', 'vcpkg', { lockfile: 'vcpkg-lock.json', manifest: 'vcpkg.json', settings: 'vcpkg-configuration.json' }],
  ['cmake', 'CPM', { lockfile: 'package-lock.cmake', execution: 'CMakeLists.txt' }],
  ['meson', 'Meson', { lockfile: 'subprojects/*.wrap' }],
  ['xmake', 'xmake', { lockfile: 'xmake-requires.lock', manifest: 'xmake.lua' }],
  ['spack', 'Spack', { lockfile: 'spack.lock', manifest: 'spack.yaml' }],
  ['esp-idf', 'ESP-IDF', { manifest: 'idf_component.yml' }],
  ['platformio', 'PlatformIO', { manifest: 'platformio.ini' }],
  ['zephyr', 'west', { manifest: 'west.yml' }],
  ['elm', 'Elm', { manifest: 'elm.json elm-tooling.json' }],
  ['purescript', 'PureScript', { lockfile: 'spago.lock', manifest: 'spago.yaml spago.dhall packages.dhall psc-package.json' }],
  ['crystal', 'Crystal', { lockfile: 'shard.lock', manifest: 'shard.yml', settings: 'shard.override.yml' }],
  ['nim', 'Nim', { lockfile: 'nimble.lock atlas.lock', manifest: '*.nimble' }],
  ['dub', 'D', { lockfile: 'dub.selections.json', manifest: 'dub.json dub.sdl' }],
  ['v', 'V', { manifest: 'v.mod' }],
  ['zig', 'Zig', { lockfile: 'zigmod.lock', manifest: 'build.zig.zon zig.zon zigmod.yml gyro.zzz' }],
  ['lean', 'Lake', { lockfile: 'lake-manifest.json', manifest: 'lakefile.lean lakefile.toml', execution: 'lean-toolchain' }],
  ['haxe', 'Haxe', { lockfile: 'haxe_libraries/*.hxml', manifest: 'haxelib.json' }],
  ['alire', 'Alire', { lockfile: 'alire.lock', manifest: 'alire.toml' }],
  ['quicklisp', 'Qlot', { lockfile: 'qlfile.lock', manifest: 'qlfile' }],
  ['emacs', 'Cask', { manifest: 'Cask Eask' }],
  ['racket', 'Racket', { manifest: 'info.rkt' }],
  ['idris', 'Idris', { manifest: '*.ipkg' }],
  ['fortran', 'fpm', { manifest: 'fpm.toml' }],
  ['chapel', 'Mason', { lockfile: 'Mason.lock', manifest: 'Mason.toml' }],
  ['pony', 'Corral', { manifest: 'corral.json' }],
  ['futhark', 'Futhark', { manifest: 'futhark.pkg' }],
  ['solidity', 'Foundry', { lockfile: 'foundry.lock soldeer.lock', settings: 'foundry.toml remappings.txt' }],
  ['move', 'Move', { lockfile: 'Move.lock', manifest: 'Move.toml' }],
  ['cairo', 'Scarb', { lockfile: 'Scarb.lock', manifest: 'Scarb.toml' }],
  ['aiken', 'Aiken', { lockfile: 'aiken.lock', manifest: 'aiken.toml' }],
  ['noir', 'Nargo', { manifest: 'Nargo.toml' }],
  ['roblox', 'Wally', { lockfile: 'wally.lock', manifest: 'wally.toml' }],
  ['roblox', 'pesde', { lockfile: 'pesde.lock', manifest: 'pesde.toml' }],
  ['unity', 'Unity', { lockfile: 'Packages/packages-lock.json', manifest: 'Packages/manifest.json' }],
  ['codeql', 'CodeQL', { lockfile: 'codeql-pack.lock.yml', manifest: 'codeql-pack.yml qlpack.yml' }],
  ['dbt', 'dbt', { lockfile: 'package-lock.yml', manifest: 'packages.yml' }],

  ['terraform', 'Terraform', { lockfile: '.terraform.lock.hcl', settings: '.terraformrc terraform.rc .tofurc', execution: '*.tf *.tofu *.tf.json terragrunt.hcl' }],
  ['terraform', 'TFLint', { settings: '.tflint.hcl' }],
  ['packer', 'Packer', { execution: '*.pkr.hcl' }],
  ['helm', 'Helm', { lockfile: 'Chart.lock requirements.lock helmfile.lock', manifest: 'Chart.yaml requirements.yaml helmfile.yaml' }],
  ['kustomize', 'Kustomize', { manifest: 'kustomization.yaml kustomization.yml Kustomization' }],
  ['vendir', 'vendir', { lockfile: 'vendir.lock.yml', manifest: 'vendir.yml' }],
  ['jsonnet', 'Jsonnet', { lockfile: 'jsonnetfile.lock.json', manifest: 'jsonnetfile.json' }],
  ['cue', 'CUE', { manifest: 'cue.mod/module.cue' }],
  ['kcl', 'KCL', { lockfile: 'kcl.mod.lock', manifest: 'kcl.mod' }],
  ['pkl', 'Pkl', { lockfile: 'PklProject.deps.json', manifest: 'PklProject' }],
  ['buf', 'Buf', { lockfile: 'buf.lock', manifest: 'buf.yaml buf.gen.yaml buf.work.yaml' }],
  ['ansible', 'Ansible', { manifest: 'requirements.yml galaxy.yml', settings: 'ansible.cfg' }],
  ['puppet', 'Puppet', { lockfile: 'Puppetfile.lock', manifest: 'Puppetfile' }],
  ['chef', 'Chef', { lockfile: 'Berksfile.lock Policyfile.lock.json', manifest: 'Berksfile Policyfile.rb' }],
  ['serverless', 'serverless', { execution: 'serverless.yml serverless.yaml template.yaml template.yml' }],

  ['actions', 'GitHub Actions', { manifest: '.github/workflows/*.yml .github/workflows/*.yaml action.yml action.yaml', execution: '.github/**' }],
  ['ci', 'CircleCI', { manifest: '.circleci/config.yml', execution: '.circleci/**' }],
  ['ci', 'GitLab CI', { manifest: '.gitlab-ci.yml' }],
  ['ci', 'Azure Pipelines', { manifest: 'azure-pipelines.yml azure-pipelines.yaml' }],
  ['ci', 'Bitbucket Pipelines', { manifest: 'bitbucket-pipelines.yml' }],
  ['ci', 'CI', { manifest: '.drone.yml .woodpecker.yml', execution: 'Jenkinsfile .travis.yml .buildkite/** cloudbuild.yaml' }],
  ['pre-commit', 'pre-commit', { manifest: '.pre-commit-config.yaml .pre-commit-config.yml prek.toml', execution: '.pre-commit-hooks.yaml' }],
  ['git-hooks', 'lefthook', { manifest: 'lefthook.yml lefthook.yaml .lefthook.yml lefthook.toml lefthook.json' }],
  ['git-hooks', 'husky', { execution: '.husky/** .githooks/**' }],
  ['devcontainer', 'dev containers', { lockfile: 'devcontainer-lock.json .devcontainer-lock.json', manifest: 'devcontainer.json .devcontainer.json devcontainer-feature.json', execution: '.devcontainer/** .gitpod.yml' }],
  ['docker', 'Docker', {
    manifest: 'Dockerfile dockerfile Containerfile Dockerfile.* Containerfile.* *.dockerfile *.containerfile docker-compose*.yml docker-compose*.yaml compose.yml compose.yaml compose.*.yml compose.*.yaml docker-bake.hcl docker-bake.json Earthfile',
    execution: '.dockerignore',
  }],
  ['docker', 'apko', { lockfile: 'apko.lock.json', manifest: 'apko.yaml' }],
  ['homebrew', 'Homebrew', { lockfile: 'Brewfile.lock.json', manifest: 'Brewfile' }],
  ['tools', 'mise', { lockfile: 'mise.lock', manifest: 'mise.toml .mise.toml mise.*.toml .mise.*.toml' }],
  ['tools', 'asdf', { manifest: '.tool-versions' }],
  ['tools', 'proto', { manifest: '.prototools' }],
  ['tools', 'aqua', { lockfile: 'aqua-checksums.json', manifest: 'aqua.yaml .aqua.yaml' }],
  ['tools', 'Devbox', { lockfile: 'devbox.lock', manifest: 'devbox.json' }],
  ['tools', 'pkgx', { manifest: 'pkgx.yaml pkgx.yml .pkgx.yaml .pkgx.yml' }],
  ['tools', 'Trunk', { manifest: '.trunk/trunk.yaml' }],
  ['tools', 'Rokit', { manifest: 'rokit.toml aftman.toml foreman.toml' }],
  ['shell', 'direnv', { execution: '.envrc' }],
  ['shell', 'Make', { execution: 'Makefile makefile GNUmakefile justfile Taskfile.yml' }],
  ['agents', 'MCP', { execution: '.mcp.json mcp.json' }],
  ['git', 'git', { manifest: '.gitmodules', execution: '.gitattributes' }],
  ['policy', 'mergewarden', { execution: 'mergewarden.yml mergewarden.yaml' }],
  // What else is a lockfile by its ending, or an archive of packages: no tool is known for it, so that it is not told as one's.
  ['unknown', 'unknown', { execution: '*.lock *.tgz' }],
];

interface Shape extends DependencyFile {
  /** The name is one of these: just this, or anything that begins and ends so. */
  readonly name: { readonly exact: string } | { readonly prefix: string; readonly suffix: string };
  /** In lower case; `under` for any folder above, else right above. */
  readonly folder?: string;
  readonly under?: boolean;
}

function shapeOf(pattern: string, file: DependencyFile): Shape {
  const cut = pattern.lastIndexOf('/');
  const name = pattern.slice(cut + 1);
  const star = name.indexOf('*');
  const folder = cut < 0 ? {} : { folder: pattern.slice(0, cut), ...(name === '**' ? { under: true } : {}) };
  if (name === '**') return { ...file, name: { prefix: '', suffix: '' }, ...folder };
  return { ...file, name: star < 0 ? { exact: name } : { prefix: name.slice(0, star), suffix: name.slice(star + 1) }, ...folder };
}

const named = new Map<string, DependencyFile>();
const spelled = new Map<string, string[]>();
const shapes: Shape[] = [];
for (const [ecosystem, tool, names] of rows) {
  for (const [kind, list] of Object.entries(names) as [DependencyFileKind, string][]) {
    for (const written of list.split(' ')) {
      const file: DependencyFile = { ecosystem, tool, kind };
      const lower = written.toLowerCase();
      if (/[*/]/.test(lower)) { shapes.push(shapeOf(lower, file)); continue; }
      if (!named.has(lower)) named.set(lower, file);
      spelled.set(lower, [...(spelled.get(lower) ?? []), written]);
    }
  }
}
// What asks for dependencies is told before what merely runs, wherever the two meet.
shapes.sort((a, b) => Number(a.kind === 'execution') - Number(b.kind === 'execution'));

function fits(shape: Shape, name: string, above: string): boolean {
  if ('exact' in shape.name) { if (name !== shape.name.exact) return false; } else {
    const { prefix, suffix } = shape.name;
    if (!name.startsWith(prefix) || !name.endsWith(suffix) || name.length < prefix.length + suffix.length) return false;
  }
  const { folder, under } = shape;
  if (folder === undefined) return true;
  return under ? `/${above}/`.includes(`/${folder}/`) : above === folder || above.endsWith(`/${folder}`);
}

/**
 * What a path of a tree does to what is installed, whatever the case of its letters (installers on Windows and macOS do not care); undefined
 * for a file that does nothing of it. Matching is by prefix and suffix, never by a backtracking pattern.
 * @param path from the tree's root, with `/`
 */
export function dependencyFile(path: string): DependencyFile | undefined {
  const lower = path.toLowerCase();
  const cut = lower.lastIndexOf('/');
  const name = lower.slice(cut + 1);
  const above = lower.slice(0, Math.max(0, cut));
  const known = named.get(name);
  if (known && known.kind !== 'execution') return known;
  return shapes.find((shape) => fits(shape, name, above)) ?? known;
}

/** How tools write a name, by its lower case; empty for a name that the table holds by no fixed spelling. */
export function spellingsOf(lowerName: string): readonly string[] {
  return spelled.get(lowerName) ?? [];
}

