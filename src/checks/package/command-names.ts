/** A table of names, each with the packages that may bring it. */
function owned(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(lines.flatMap((line) => {
    const [names, owners = ''] = line.split(':');
    return names!.split(' ').map((name): [string, readonly string[]] => [name, owners.split(' ').filter((owner) => owner !== '')]);
  }));
}

/**
 * Commands of the system, of runtimes and of package managers: scripts, git hooks and people call them by their bare name, and `npm run` looks for
 * commands in node_modules first. With the packages that are these tools themselves.
 */
export const systemCommands = owned([
  'node nodejs:node', 'npm npx:npm npx', 'yarn yarnpkg:yarn corepack @yarnpkg/cli @yarnpkg/cli-dist', 'pnpm pnpx:pnpm @pnpm/exe corepack', 'corepack:corepack', 'bun bunx:bun', 'deno:deno', 'which:which',
  'git ssh scp sftp rsync gpg openssl sudo su doas env sh bash zsh fish dash ksh cmd powershell pwsh', 'ls cat cp mv rm mkdir rmdir chmod chown ln touch find grep egrep sed awk xargs tar gzip gunzip zip unzip tee sort head tail cut tr wc diff patch echo printf sleep kill ps id whoami hostname uname date dirname basename realpath readlink true false',
  'curl wget nc ping dig make cmake ninja gcc g++ cc c++ clang clang++ ld ar', 'python python2 python3 pip pip3 pipx uv uvx ruby gem bundle perl php composer java javac mvn gradle go cargo rustc rustup dotnet', 'docker podman kubectl helm terraform aws gcloud az gh glab heroku op vault', 'claude:@anthropic-ai/claude-code', 'gemini:@google/gemini-cli', 'codex:@openai/codex', 'code cursor vim vi nano',
]);

/** Commands of well-known packages. */
export const packageCommands = owned([
  'tsc tsserver:typescript', 'eslint:eslint', 'prettier:prettier', 'jest:jest jest-cli', 'mocha _mocha:mocha', 'vitest:vitest', 'ava:ava', 'tap:tap', 'jasmine:jasmine', 'karma:karma karma-cli', 'nyc:nyc', 'c8:c8', 'cypress:cypress', 'playwright:playwright @playwright/test playwright-core', 'webpack:webpack webpack-cli', 'webpack-dev-server:webpack-dev-server',
  'rollup:rollup', 'vite:vite rolldown-vite', 'esbuild:esbuild esbuild-wasm', 'parcel:parcel parcel-bundler', 'swc:@swc/cli', 'babel:@babel/cli babel-cli', 'tsx:tsx', 'ts-node:ts-node', 'nodemon:nodemon', 'pm2:pm2', 'next:next', 'nuxt nuxi:nuxt nuxi @nuxt/cli', 'ng:@angular/cli', 'vue vue-cli-service:@vue/cli @vue/cli-service', 'react-scripts:react-scripts', 'gatsby:gatsby gatsby-cli', 'astro:astro', 'svelte-kit:@sveltejs/kit', 'remix:@remix-run/dev', 'expo:expo expo-cli @expo/cli',
  'nest:@nestjs/cli', 'prisma:prisma', 'typeorm:typeorm', 'sequelize sequelize-cli:sequelize-cli', 'knex:knex', 'lerna:lerna', 'nx:nx @nrwl/cli', 'turbo:turbo', 'changeset:@changesets/cli', 'semantic-release:semantic-release', 'husky:husky', 'lint-staged:lint-staged', 'commitlint:@commitlint/cli', 'cross-env cross-env-shell:cross-env', 'rimraf:rimraf', 'concurrently conc:concurrently', 'npm-run-all run-s run-p:npm-run-all npm-run-all2',
  'gulp:gulp gulp-cli', 'grunt:grunt grunt-cli', 'sass:sass sass-embedded', 'lessc:less', 'postcss:postcss-cli', 'tailwindcss tailwind:tailwindcss @tailwindcss/cli', 'stylelint:stylelint', 'serve:serve', 'http-server:http-server', 'json-server:json-server', 'firebase:firebase-tools', 'vercel vc:vercel', 'netlify:netlify-cli', 'wrangler:wrangler', 'serverless sls:serverless', 'cdk:aws-cdk', 'node-gyp:node-gyp', 'prebuild-install:prebuild-install', 'node-gyp-build:node-gyp-build', 'node-pre-gyp:@mapbox/node-pre-gyp node-pre-gyp', 'storybook start-storybook:storybook @storybook/cli @storybook/react', 'biome:@biomejs/biome', 'oxlint:oxlint',
]);
