import { describe, expect, test } from '@jest/globals';
import { dependencyFile, spellingsOf } from '../../src/core/dependency-names.js';
import { formats } from '../../src/lockfiles/index.js';

describe('every ecosystem has its lockfile, manifest and settings in the table', () => {
  test.each<[tool: string, kind: string, paths: string]>([
    ['npm', 'lockfile', 'package-lock.json a/npm-shrinkwrap.json'], ['npm', 'manifest', 'package.json'], ['npm', 'settings', '.npmrc a/b/.npmrc .npm-extension.mjs'],
    ['Yarn', 'lockfile', 'yarn.lock .pnp.cjs'], ['Yarn', 'settings', '.yarnrc.yml .yarn/releases/yarn-4.0.0.cjs .yarn/plugins/x.cjs .yarn/patches/left-pad.patch'], ['pnpm', 'lockfile', 'pnpm-lock.yaml pnpm-lock.main.yaml'], ['pnpm', 'settings', 'pnpm-workspace.yaml .pnpmfile.cjs'],
    ['patches', 'settings', 'patches/left-pad+1.0.0.patch'], ['Bun', 'lockfile', 'bun.lock bun.lockb'], ['Deno', 'lockfile', 'deno.lock'], ['pip', 'manifest', 'requirements.txt requirements-dev.txt test-requirements.txt requirements/base.txt'], ['pip', 'settings', 'constraints.txt pip.conf'],
    ['Pipenv', 'lockfile', 'Pipfile.lock'], ['Poetry', 'lockfile', 'poetry.lock'], ['PDM', 'lockfile', 'pdm.lock'], ['uv', 'lockfile', 'uv.lock'], ['Python', 'manifest', 'pyproject.toml setup.py'], ['conda', 'lockfile', 'conda-lock.yml conda-linux-64.lock'], ['conda', 'manifest', 'environment.yml'], ['pixi', 'lockfile', 'pixi.lock'],
    ['Go', 'lockfile', 'go.sum go.work.sum vendor/modules.txt'], ['Go', 'manifest', 'go.mod go.work'], ['Cargo', 'lockfile', 'Cargo.lock'], ['Cargo', 'settings', '.cargo/config.toml .cargo/config'], ['Bundler', 'lockfile', 'Gemfile.lock gems.locked gemfiles/rails_7.gemfile.lock'], ['RubyGems', 'manifest', 'x.gemspec'], ['Composer', 'lockfile', 'composer.lock'],
    ['Maven', 'manifest', 'pom.xml'], ['Gradle', 'lockfile', 'gradle.lockfile gradle/verification-metadata.xml gradle/dependency-locks/compile.lockfile'], ['Gradle', 'settings', 'gradle/wrapper/gradle-wrapper.properties gradle/wrapper/gradle-wrapper.jar'], ['Gradle', 'manifest', 'build.gradle.kts gradle/libs.versions.toml'],
    ['NuGet', 'lockfile', 'packages.lock.json'], ['NuGet', 'manifest', 'src/App.csproj Directory.Packages.props'], ['NuGet', 'settings', 'NuGet.Config'], ['Paket', 'lockfile', 'paket.lock'], ['Swift', 'lockfile', 'Package.resolved'], ['Swift', 'manifest', 'Package.swift Package@swift-5.9.swift'], ['CocoaPods', 'lockfile', 'Podfile.lock'], ['Carthage', 'lockfile', 'Cartfile.resolved'],
    ['pub', 'lockfile', 'pubspec.lock'], ['Mix', 'lockfile', 'mix.lock'], ['Rebar', 'lockfile', 'rebar.lock'], ['Gleam', 'lockfile', 'manifest.toml'], ['Cabal', 'lockfile', 'cabal.project.freeze'], ['Stack', 'lockfile', 'stack.yaml.lock'], ['opam', 'manifest', 'a.opam dune-project'], ['opam', 'lockfile', 'a.opam.locked'], ['R', 'lockfile', 'renv.lock'],
    ['Julia', 'manifest', 'Project.toml'], ['Perl', 'lockfile', 'cpanfile.snapshot'], ['LuaRocks', 'manifest', 'a-1.rockspec'], ['Nix', 'lockfile', 'flake.lock npins/sources.json'], ['Conan', 'lockfile', 'conan.lock'], ['vcpkg', 'manifest', 'vcpkg.json'], ['Bazel', 'lockfile', 'MODULE.bazel.lock'], ['Terraform', 'lockfile', '.terraform.lock.hcl'], ['Helm', 'lockfile', 'Chart.lock'],
    ['Ansible', 'manifest', 'collections/requirements.yml'], ['GitHub Actions', 'manifest', '.github/workflows/ci.yml .github/actions/x/action.yml'], ['pre-commit', 'manifest', '.pre-commit-config.yaml'], ['dev containers', 'lockfile', '.devcontainer/devcontainer-lock.json'], ['dev containers', 'manifest', '.devcontainer/devcontainer.json'], ['Docker', 'manifest', 'Dockerfile Dockerfile.prod api.dockerfile compose.yaml'],
    ['Jsonnet', 'lockfile', 'jsonnetfile.lock.json'], ['Buf', 'lockfile', 'buf.lock'], ['Zig', 'manifest', 'build.zig.zon'], ['Crystal', 'lockfile', 'shard.lock'], ['Nim', 'lockfile', 'nimble.lock'], ['D', 'lockfile', 'dub.selections.json'], ['Elm', 'manifest', 'elm.json'], ['PureScript', 'lockfile', 'spago.lock'], ['Clojure', 'manifest', 'deps.edn'], ['Leiningen', 'manifest', 'project.clj'], ['git', 'manifest', '.gitmodules'],
  ])('%s: %s', (tool, kind, paths) => {
    for (const path of paths.split(' ')) {
      expect([path, dependencyFile(path)]).toEqual([path, expect.objectContaining({ tool, kind })]);
      expect(dependencyFile(path.toUpperCase())).toMatchObject({ tool, kind });
    }
  });
});

test('what runs beside an install, or decides what is checked out, is told apart', () => {
  for (const path of ['Makefile', '.nvmrc', '.envrc', 'infra/main.tf', '.husky/pre-commit', '.gitattributes', '.github/mergewarden.yml', 'vendor/x.tgz', 'node_modules/x/index.js', 'unheard-of.lock']) expect([path, dependencyFile(path)?.kind]).toEqual([path, 'execution']);
});

test('names that only resemble are none', () => {
  for (const path of ['src/index.ts', 'docs/npmrc.md', '.npmrc.example', 'config.toml', 'config/settings.xml', 'src/releases/x.cjs', 'go.summary', 'requirement.txt', 'lock.txt', 'ci.yml', 'yarn.lock.ts', 'modules.txt', 'src/packages/thing.ts', '.cargo/configuration', 'sources.json', '', '/', 'package.json/x']) expect([path, dependencyFile(path)]).toEqual([path, undefined]);
});

test('every lockfile that is read is in the table as one', () => {
  for (const name of ['package-lock.json', 'npm-shrinkwrap.json']) {
    expect(formats.some((format) => format.matches([name]).length > 0)).toBe(true);
    expect(dependencyFile(name)?.kind).toBe('lockfile');
  }
});

test('each name is written as its tool writes it', () => {
  expect(spellingsOf('cargo.lock')).toEqual(['Cargo.lock']);
  expect(spellingsOf('manifest.toml')).toEqual(['manifest.toml', 'Manifest.toml']);
  expect(spellingsOf('nuget.config')).toEqual(['nuget.config', 'NuGet.config', 'NuGet.Config']);
  expect(spellingsOf('nothing')).toEqual([]);
});
