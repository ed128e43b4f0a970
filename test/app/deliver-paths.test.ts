import { expect, test } from '@jest/globals';
import { touchesReviewInputs } from '../../src/app/deliver-paths.js';

test.each([
  [['src/index.ts', 'README.md'], false],
  [[], false],
  [['src/packages/thing.ts'], false],
  [['package-lock.json'], true],
  [['packages/a/package.json'], true],
  [['.github/workflows/ci.yml'], true],
  [['.github/mergewarden.yml'], true],
  [['a/.npmrc'], true],
  [['Gemfile.lock'], true],
  [['infra/main.tf'], true],
  [['patches/left-pad.patch'], true],
  [['PACKAGE-LOCK.JSON'], true],
  [['requirements-dev.txt'], true],
  [['.gitattributes'], true],
  [['Makefile'], true],
  [['gradle/verification-metadata.xml'], true],
  [['vendor/left-pad-1.0.0.tgz'], true],
  [['docs/guide.md', 'pixi.lock'], true],
  [undefined, true],
])('a push of %j touches what reviews rest on: %s', (paths, expected) => {
  expect(touchesReviewInputs(paths)).toBe(expected);
});
